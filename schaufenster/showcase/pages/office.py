"""What the office writes: about, strategy, join, privacy, accessibility, imprint."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of, tel
from schaufenster.facts.validity import labels_of
from schaufenster.showcase.page import PageHead, PageSpec

IMPRINT: Final = (
    "represented_by", "email", "phone", "register_court", "register_number", "vat_id",
    "audit_association", "responsible",
)  # fmt: skip


def texts(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """The pages that the office writes; the first of them ends with labels and history."""
    for ref in cluster.texts:
        folder, name = ref.split("/", 1)
        if folder == "pages":
            yield PageSpec(
                name, "about" if name in {"about", "strategy"} else "",
                partial(_head, ref, cluster), partial(_text, ref, cluster), template="text",
            )  # fmt: skip


def _head(ref: str, cluster: Cluster) -> PageHead:
    text = cluster.texts[ref]
    return PageHead(text.title, text.lead, translated=text.title.en is not None)


def _text(ref: str, cluster: Cluster) -> dict[str, Any]:
    is_about = ref == "pages/about"
    return {
        "text": cluster.texts[ref],
        "labels": labels_of(cluster) if is_about else (),
        "milestones": cluster.milestones if is_about else (),
    }


def imprint(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Who is responsible for the site."""
    yield PageSpec(
        "imprint", "", lambda: PageHead("imprint", "imprint"), partial(_imprint, cluster)
    )


def _imprint(cluster: Cluster) -> dict[str, Any]:
    imprint, office = cluster.identity.imprint, office_of(cluster.identity)
    reach = {"email": office.email and f"mailto:{office.email}", "phone": tel(office.phone)}
    return {
        "rows": [(name, getattr(imprint, name)) for name in IMPRINT],
        "reach": {name: link for name, link in reach.items() if link},
    }
