"""The marketplace: what is offered and looked for, and a page for each entry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import contact_for
from schaufenster.facts.dates import dates_of
from schaufenster.facts.release import is_expired
from schaufenster.showcase import facets, ordering, photos, structured
from schaufenster.showcase.page import PageSpec


def marketplace(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """All valid offers and requests in one list that can be narrowed, newest first."""
    offers = ordering.newest_offers(ordering.valid_offers(cluster))
    marks = {offer.path: facets.marks_of_offer(offer, cluster) for offer in offers}
    yield PageSpec(
        "market", "market", "market_title", "market_lead",
        {
            "offers": offers,
            "marks": marks,
            "facets": facets.facets(marks.values(), cluster),
            "photo_of": photos.photographs_of_cards(cluster, site),
            "curves": len(offers) <= facets.CARDS_WITH_CURVES,
            "synonyms": structured.as_json(facets.words_of(cluster)),
            "present": {f"{o.kind}s" for o in offers},
        },
        scripts=("word-comparison.js", "filter.js"),
    )  # fmt: skip


def offers(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each offer and request, expired ones too."""
    for offer in cluster.offers:
        yield PageSpec(
            "offer", "market", offer.title, offer.summary,
            {
                "offer": offer,
                "member": cluster.member(offer.member),
                "expired": is_expired(offer, cluster.now.date()),
                "contact": contact_for(offer, cluster),
                "photos": photos.photos_of(offer, cluster, site),
            },
            {"member": offer.member, "slug": offer.slug},
            curve=(offer.kind, f"{offer.member}/{offer.slug}", "other"),
            translated=offer.title.en is not None,
            about=partial(structured.offer, offer, cluster, site),
            dates=dates_of(offer.published, offer.updated),
        )  # fmt: skip
