"""What the office writes: about, strategy, join, privacy, accessibility, imprint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of, tel
from schaufenster.facts.validity import labels_of
from schaufenster.showcase.page import PageSpec

IMPRINT: Final = (
    "represented_by", "email", "phone", "register_court", "register_number", "vat_id",
    "audit_association", "responsible",
)  # fmt: skip


def texts(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """The pages that the office writes; the first of them ends with labels and history."""
    for ref, text in cluster.texts.items():
        folder, name = ref.split("/", 1)
        if folder == "pages":
            yield PageSpec(
                name, "about" if name in {"about", "strategy"} else "", text.title, text.lead,
                {
                    "text": text,
                    "labels": labels_of(cluster) if name == "about" else (),
                    "milestones": cluster.milestones if name == "about" else (),
                },
                translated=text.title.en is not None,
                template="text",
            )  # fmt: skip


def imprint(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Who is responsible for the site."""
    imprint, office = cluster.identity.imprint, office_of(cluster.identity)
    reach = {"email": office.email and f"mailto:{office.email}", "phone": tel(office.phone)}
    yield PageSpec(
        "imprint", "", "imprint", "imprint",
        {
            "rows": [(name, getattr(imprint, name)) for name in IMPRINT],
            "reach": {name: link for name, link in reach.items() if link},
        },
    )  # fmt: skip
