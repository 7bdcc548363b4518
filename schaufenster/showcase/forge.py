"""Links from pages to the forge's web editor of their source files."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from schaufenster.addresses import Site
from schaufenster.content.load import Cluster
from schaufenster.forges import form_access
from schaufenster.problems import Language

BRANCH: Final = "main"
"""The branch that is published and edited."""
_PROFILE: Final = re.compile(r"members/([^/]+)/member\.yml")


def edit_link(cluster: Cluster, site: Site, lang: Language, path: str) -> str:
    """Return where a file is changed; empty without a repository.

    A profile is changed in the form, where the site has one, any other file in the web editor.
    A host with "github" in its name has GitHub's addresses, any other GitLab's:
    https://docs.gitlab.com/user/project/repository/web_editor/.
    """
    repository = (cluster.identity.repository or "").rstrip("/").removesuffix(".git")
    if not repository:
        return ""
    profile = _PROFILE.fullmatch(path)
    if profile and form_access(cluster.identity):
        return f"{site.link('editor', lang)}#/collections/members/entries/{profile[1]}/member"
    editor = "edit" if cluster.identity.forge == "github" else "-/edit"
    return f"{repository}/{editor}/{BRANCH}/{quote(path)}"
