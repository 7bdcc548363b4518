"""Links from pages to the forge's web editor of their source files."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from schaufenster.content.load import Cluster

BRANCH: Final = "main"
"""The branch that is published and edited."""


def edit_link(cluster: Cluster, path: str) -> str:
    """Return the address of a file in the web editor; empty without a repository.

    A host with "github" in its name has GitHub's addresses, any other GitLab's:
    https://docs.gitlab.com/user/project/repository/web_editor/.
    """
    repository = (cluster.identity.repository or "").rstrip("/").removesuffix(".git")
    if not repository:
        return ""
    editor = "edit" if "github" in (urlsplit(repository).hostname or "") else "-/edit"
    return f"{repository}/{editor}/{BRANCH}/{quote(path)}"
