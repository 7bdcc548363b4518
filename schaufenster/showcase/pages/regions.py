"""Regions: the schematic map with its table and chambers, and a page for each district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.facts.places import chamber_of
from schaufenster.problems import Language
from schaufenster.showcase import listing, ordering, structured, tilemap
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.tilemap import Region
from schaufenster.templates import Words

MOST_NAMED: Final = 60
"""With more profiles than these a chamber's section counts them by district and names none."""


def sums(districts: Sequence[Region]) -> dict[str, int]:
    """Return the columns of the table, summed over districts."""
    return {
        "members": sum(r.members for r in districts),
        "partners": sum(r.partners for r in districts),
        "others": sum(r.others for r in districts),
        "market": sum(len(r.offers) for r in districts),
        "dates": sum(len(r.events) for r in districts),
    }


def regions(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The map, the same facts as a table, and a section for each chamber; none without regions."""
    if not cluster.districts:
        return
    yield PageSpec(
        "regions", "regions", lambda: PageHead("regions", _lead(cluster)),
        partial(_overview, cluster, site),
        about=lambda lang: structured.regions(
            tuple(tilemap.regions(cluster).values()), site, lang
        ),
    )  # fmt: skip


def _lead(cluster: Cluster) -> str:
    """Return the key of the description; without chambers it names none."""
    return "regions_description" if _is_grouped(cluster) else "regions_description_flat"


def _is_grouped(cluster: Cluster) -> bool:
    """Return whether any district belongs to a chamber."""
    return any(district.chamber for district in cluster.districts.values())


def _overview(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    by_id = tilemap.regions(cluster)
    districts = tuple(by_id.values())
    today = cluster.today
    most = max(districts, key=lambda r: r.members, default=None)
    homeless = [member for member in present(cluster) if not member.seat.district]
    return {
        "map": tilemap.tile_map(by_id, cluster),
        "count": len(districts),
        "grouped": _is_grouped(cluster),
        "chambers": Localised(lambda lang, _: _by_chamber(cluster, districts, lang)),
        "places": Localised(partial(_places, districts)),
        "settled": sum(bool(r.profiles) for r in districts),
        "most": most if most and most.members else None,
        "all_members": sum(m.status_on(today) == "member" for m in cluster.members),
        "homeless": Localised(lambda lang, _: ordering.members_first(homeless, cluster, lang)),
        "most_named": MOST_NAMED,
        "sums": sums,
        "counted": Localised(lambda lang, say: partial(counts_in_words, lang=lang, say=say)),
        "feeds_of": listing.feeds(cluster, site),
    }


def districts(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each district: who is there, what is offered, what happens."""
    for key, district in cluster.districts.items():
        yield PageSpec(
            "district", "regions", partial(_head, district, cluster),
            partial(_values, key, cluster, site), {"id": key},
            about=partial(_about, district, cluster, site),
        )  # fmt: skip


def _head(district: model.District, cluster: Cluster) -> PageHead:
    def description(lang: Language, say: Words) -> str:
        return _description(tilemap.region(cluster, district.id), lang, say)

    return PageHead(district.name, Localised(description), spoken=tuple(district.name))


def _about(
    district: model.District, cluster: Cluster, site: addresses.Site, lang: Language
) -> Mapping[str, Any]:
    region = tilemap.region(cluster, district.id)
    return structured.district(region, chamber_of(district, cluster), site, lang)


def _values(key: str, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    by_id = tilemap.regions(cluster)
    region = by_id[key]
    district = region.district
    return {
        "region": region,
        "note_of": lambda _: None,
        "map": tilemap.tile_map(by_id, cluster),
        "chamber": chamber_of(district, cluster),
        "neighbours": [by_id[d.id] for d in tilemap.neighbours(district, cluster)],
        "counted": Localised(partial(counts_in_words, [region])),
        "feeds_of": listing.feeds(cluster, site),
        **listing.template_values(
            region.profiles,
            region.offers,
            region.events,
            listing.stories_in(cluster, key),
            cluster,
            site,
        ),
    }


def _by_chamber(
    cluster: Cluster, districts: Sequence[Region], lang: Language
) -> list[tuple[model.Chamber | None, list[Region]]]:
    """Return the chambers that have districts, each with these by name; at last those of none."""
    ordered = ordering.districts_by_name(districts, lambda region: region.district, lang)
    groups = ordering.grouped(
        (region.district.chamber, _with_profiles_in_order(region, cluster, lang))
        for region in ordered
    )
    chambers = [*cluster.chambers.items(), (None, None)]
    return [(chamber, groups[key]) for key, chamber in chambers if key in groups]


def _with_profiles_in_order(region: Region, cluster: Cluster, lang: Language) -> Region:
    return replace(region, profiles=tuple(ordering.members_first(region.profiles, cluster, lang)))


def _places(districts: Sequence[Region], _lang: Language, say: Words) -> str:
    """Return how many rural districts and how many cities the map has."""
    cities = sum(region.district.city for region in districts)
    counts = {"rural_count": len(districts) - cities, "cities_count": cities}
    return language.listed([say(key, n=n) for key, n in counts.items() if n], say.locale)


def counts_in_words(districts: Sequence[Region], lang: Language, say: Words) -> str:
    """Return the sums of some districts as a list in words; empty if all are zero."""
    return language.listed(
        [say(f"{key}_count", n=n) for key, n in sums(districts).items() if n], lang
    )


def _description(region: Region, lang: Language, say: Words) -> str:
    """Return a district's name and its counts."""
    name, counts = region.district.name.text(lang), counts_in_words([region], lang, say)
    if not counts:
        return say("district_bare", name=name)
    return say("district_told", name=name, counted=counts)
