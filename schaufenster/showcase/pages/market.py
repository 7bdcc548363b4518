"""The marketplace: what is offered and looked for, and a page for each entry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts import matching
from schaufenster.facts.contact import contact_for
from schaufenster.facts.dates import dates_of
from schaufenster.facts.release import is_expired
from schaufenster.look.subject import Subject
from schaufenster.problems import Language
from schaufenster.showcase import facets, ordering, photos, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec


def marketplace(cluster: Cluster, _site: addresses.Site) -> Iterator[PageSpec]:
    """All valid offers and requests in one list that can be narrowed, newest first."""
    yield PageSpec(
        "market", "market", lambda: PageHead("market_title", "market_lead"),
        partial(_list, cluster), scripts=("word-comparison.js", "filter.js"),
    )  # fmt: skip


def _list(cluster: Cluster) -> dict[str, Any]:
    offers = ordering.newest_offers(ordering.valid_offers(cluster))
    marks = {offer.path: facets.marks_of_offer(offer, cluster) for offer in offers}
    return {
        "offers": offers,
        "marks": marks,
        "facets": Localised(lambda _, say: facets.facets(marks.values(), cluster, say)),
        "with_pictures": len(offers) <= facets.CARDS_WITH_PICTURES,
        "synonyms": structured.as_json(facets.words_of(cluster)),
        "present": {f"{o.kind}s" for o in offers},
    }


def offers(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each offer and request, expired ones too."""
    for offer in cluster.offers:
        yield PageSpec(
            "offer", "market", partial(_head, offer, cluster),
            partial(_values, offer, cluster, site),
            {"member": offer.member, "slug": offer.slug},
            about=partial(structured.offer, offer, cluster, site),
            subject=partial(_subject, offer),
        )  # fmt: skip


def _head(offer: model.Offer, cluster: Cluster) -> PageHead:
    return PageHead(
        offer.title,
        offer.summary,
        spoken=tuple(offer.title),
        listed=not is_expired(offer, cluster.today),
        dates=dates_of(offer.published, offer.updated),
        homes=offer.homes,
    )


def _subject(offer: model.Offer) -> Subject:
    return Subject(offer.kind, f"{offer.member}/{offer.slug}")


def _values(offer: model.Offer, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    return {
        "offer": offer,
        "member": cluster.member(offer.member),
        "expired": is_expired(offer, cluster.today),
        "contact": contact_for(offer, cluster),
        "photos": photos.photos_of(offer, cluster, site),
        "answers": Localised(
            lambda lang, _: (
                site.base
                + addresses.feed_path(f"request-{offer.member}--{offer.slug}", lang, "rss")
            )
        )
        if offer.kind == "request" and not is_expired(offer, cluster.today)
        else "",
        "fitting": Localised(lambda lang, _: _fitting(offer, cluster, site, lang)),
    }


def _fitting(
    offer: model.Offer, cluster: Cluster, site: addresses.Site, lang: Language
) -> list[dict[str, Any]]:
    """Return the lists of what fits: heading, rows, and how many more there are."""
    lists = (
        ("fits_offers", matching.offers_for(offer, cluster)),
        ("fits_members", matching.members_for(offer, cluster)),
        ("fits_requests", matching.requests_for(offer, cluster)),
    )
    return [
        {
            "heading": heading,
            "rows": [
                _row(match, why, cluster, site, lang)
                for match, why in matching.with_reasons(found, cluster)
            ],
            "more": len(found) - matching.MOST,
        }
        for heading, found in lists
        if found
    ]


def _row(
    match: matching.Match,
    why: tuple[matching.Reason, ...],
    cluster: Cluster,
    site: addresses.Site,
    lang: Language,
) -> dict[str, Any]:
    """Return a row: the link and its words, who offers or asks, and why it stands here."""
    record = match.record
    if isinstance(record, model.Member):
        link, words, by = site.link("member", lang, slug=record.slug), record.full_name, ""
    else:
        link = site.link("offer", lang, member=record.member, slug=record.slug)
        words, by = record.title, cluster.member(record.member).short
    return {"record": record, "link": link, "words": words, "by": by, "why": why}
