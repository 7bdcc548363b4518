"""The way from a page to the file it is made of: the web editor of the forge."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from schaufenster.content.load import Cluster

BRANCH: Final = "main"
"""The branch that is published, and that proposals are made for."""


def edit_link(cluster: Cluster, path: str) -> str:
    """Return where the forge lets people edit a file; empty if no repository is named.

    A host that is called after GitHub has GitHub's addresses, any other GitLab's:
    https://docs.gitlab.com/user/project/repository/web_editor/.
    """
    repository = (cluster.identity.repository or "").rstrip("/").removesuffix(".git")
    if not repository:
        return ""
    editor = "edit" if "github" in (urlsplit(repository).hostname or "") else "-/edit"
    return f"{repository}/{editor}/{BRANCH}/{quote(path)}"
