"""The marketplace: what is offered and looked for, and a page for each entry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import contact_for
from schaufenster.facts.release import is_expired
from schaufenster.showcase import facets, photos, structured
from schaufenster.showcase.page import PageSpec


def marketplace(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """All valid offers and requests in one list that can be narrowed, newest first."""
    valid = [o for o in cluster.offers if not is_expired(o, cluster.now.date())]
    newest = sorted(valid, key=lambda o: (-o.published.first().toordinal(), o.path))
    marks = {o.path: facets.marks_of_offer(o, cluster) for o in newest}
    yield PageSpec(
        "market", "market", "market_title", "market_lead",
        {
            "rows": newest,
            "marks": marks,
            "facets": facets.facets(marks.values(), cluster),
            "curves": len(newest) <= facets.CARDS_WITH_CURVES,
            "synonyms": structured.as_json(facets.words_of(cluster)),
            "present": {f"{o.kind}s" for o in newest},
        },
        scripts=("filter.js",),
    )  # fmt: skip


def offers(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each offer and request, expired ones too."""
    for offer in cluster.offers:
        pictures = photos.photos_of(offer, cluster, site)
        member = cluster.member(offer.member)
        yield PageSpec(
            "offer", "market", offer.title, offer.summary,
            {
                "offer": offer,
                "member": member,
                "expired": is_expired(offer, cluster.now.date()),
                "contact": contact_for(offer, cluster),
                "photos": pictures,
            },
            {"member": offer.member, "slug": offer.slug},
            curve=(offer.kind, f"{offer.member}/{offer.slug}", "other"),
            translated=offer.title.en is not None,
            about=partial(structured.offer, offer, cluster, site),
        )  # fmt: skip
