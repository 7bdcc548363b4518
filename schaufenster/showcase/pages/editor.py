"""What one should know before the form for contributions loads anything."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.forges import form_access
from schaufenster.showcase.page import PageHead, PageSpec


def editor(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """The page in front of the form, where the cluster has one: no search engine lists it."""
    if form_access(cluster.identity):
        yield PageSpec(
            "editor", "", lambda: PageHead("editor_title", "editor_lead", listed=False),
            partial(_editor, cluster), scripts=("form-link.js",),
        )  # fmt: skip


def _editor(cluster: Cluster) -> dict[str, Any]:
    access = form_access(cluster.identity)
    return {"access": access, "repository": cluster.identity.repository}
