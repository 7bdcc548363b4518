"""What the office writes: about, strategy, join, privacy, accessibility, free pages, imprint."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from schaufenster import addresses, language
from schaufenster.content.fields import PAGES
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import tel
from schaufenster.showcase import photos
from schaufenster.showcase.page import Localised, PageHead, PageSpec

IMPRINT: Final = (
    "represented_by", "email", "phone", "register_court", "register_number", "vat_id",
    "audit_association", "supervisory_authority", "responsible",
)  # fmt: skip


def texts(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The pages that the office writes; the first of them ends with labels and history."""
    for ref in cluster.texts:
        folder, name = ref.split("/", 1)
        if folder == "pages":
            what, names = (name, {}) if name in PAGES else ("page", {"slug": name})
            yield PageSpec(
                what, "about" if name in {"about", "strategy"} else "",
                partial(_head, ref, cluster), partial(_text, ref, cluster, site.base), names,
                template="text",
            )  # fmt: skip


def _head(ref: str, cluster: Cluster) -> PageHead:
    text = cluster.texts[ref]
    return PageHead(text.title, text.lead, spoken=tuple(text.title))


def _text(ref: str, cluster: Cluster, base: str) -> dict[str, Any]:
    is_about = ref == "pages/about"
    return {
        "text": cluster.texts[ref],
        "labels": photos.labels(cluster, base) if is_about else (),
        "milestones": cluster.milestones if is_about else (),
    }


def imprint(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """Who is responsible for the site."""
    yield PageSpec(
        "imprint", "", lambda: PageHead("imprint", "imprint"), partial(_imprint, cluster)
    )


def _imprint(cluster: Cluster) -> dict[str, Any]:
    imprint = cluster.identity.imprint
    reach = {"email": imprint.email and f"mailto:{imprint.email}", "phone": tel(imprint.phone)}
    return {
        "rows": [(name, value) for name in IMPRINT if (value := getattr(imprint, name))],
        "own_rows": imprint.rows,
        "reach": {name: link for name, link in reach.items() if link},
        "missing": Localised(
            lambda _, say: language.listed(
                [say(f"imprint_{n}") for n in imprint.missing], say.locale
            )
        ),
    }
