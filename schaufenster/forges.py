"""How the web form for contributions reaches the forge that keeps the repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from schaufenster.content import model

_GITHUB: Final = "github.com"
_API: Final = "https://api.github.com"
_PICTURES: Final = "https://avatars.githubusercontent.com"
_STATE: Final = "https://www.githubstatus.com"


@dataclass(frozen=True, slots=True)
class FormAccess:
    """How the form reaches the repository.

    `repository` is its path at the forge, `api` the address of the forge's programming interface,
    `sign_in` the address that people sign in through. `contacted` and `pictured` are the origins
    that a browser with the open form asks for data and for pictures.
    """

    forge: model.Forge
    repository: str
    api: str
    sign_in: str
    contacted: tuple[str, ...]
    pictured: tuple[str, ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the names of all hosts that sign-in and open form contact, each once."""
        sign_in = (f"https://{_GITHUB}",) if self.api == _API else ()
        origins = (self.sign_in, *sign_in, *self.contacted, *self.pictured)
        return tuple(dict.fromkeys(urlsplit(origin).netloc for origin in origins))


def form_access(identity: model.Identity) -> FormAccess | None:
    """Return how the cluster's form reaches the repository; None if the site has no form."""
    if not identity.editor or not identity.repository:
        return None
    parts = urlsplit(identity.repository.rstrip("/").removesuffix(".git"))
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
    sign_in = (identity.editor.sign_in or origin).rstrip("/")
    if identity.forge == "gitlab":
        return FormAccess("gitlab", path, f"{origin}/api/v4", origin, (origin,))
    if parts.netloc == _GITHUB:
        return FormAccess("github", path, _API, sign_in, (_API, _STATE), (_PICTURES,))
    return FormAccess("github", path, f"{origin}/api/v3", sign_in, (origin,), (origin,))
