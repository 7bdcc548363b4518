"""Regions: the schematic map with its table and chambers, and a page for each district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.problems import Language
from schaufenster.showcase import listing, matrix, structured, tilemap
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.showcase.tilemap import Region
from schaufenster.templates import Words

MOST_NAMED: Final = 60
"""With more profiles than these a chamber's section counts them by district and names none."""


@dataclass(frozen=True, slots=True)
class RegionSum:
    """The part of the map that belongs to a chamber."""

    chamber: model.Chamber
    regions: tuple[Region, ...]

    @property
    def profiles(self) -> int:
        """Return how many profiles there are."""
        return sum(len(r.profiles) for r in self.regions)


def sums(some: Iterable[Region]) -> dict[str, int]:
    """Return the columns of the table, summed over districts."""
    rows = tuple(some)
    return {
        "members": sum(r.members for r in rows),
        "partners": sum(r.partners for r in rows),
        "others": sum(r.others for r in rows),
        "market": sum(len(r.offers) for r in rows),
        "dates": sum(len(r.events) for r in rows),
    }


def regions(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The map, the same facts as a table, and a section for each chamber."""
    known = tilemap.regions(cluster)
    today = cluster.now.date()
    most = max(known.values(), key=lambda r: r.members, default=None)
    yield PageSpec(
        "regions", "regions", "regions", "regions_description",
        {
            "map": tilemap.tile_map(known, cluster),
            "parts": _parts(cluster, known),
            "places": Spoken(partial(_places, tuple(known.values()))),
            "settled": sum(bool(r.profiles) for r in known.values()),
            "most": most if most and most.members else None,
            "all_members": sum(m.status_on(today) == "member" for m in cluster.members),
            "homeless": sorted(
                (m for m in cluster.members if not m.seat.district),
                key=lambda m: matrix.standing(m, today),
            ),
            "most_named": MOST_NAMED,
            "sums": sums,
            "counted": Spoken(lambda lang, say: partial(_summed, lang=lang, say=say)),
            "feed_of": listing.feeds(site),
        },
        about=partial(structured.regions, tuple(known.values()), site),
    )  # fmt: skip


def districts(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each district: who is there, what is offered, what happens."""
    known = tilemap.regions(cluster)
    drawn = tilemap.tile_map(known, cluster)
    shared = listing.known(cluster, site)
    stories: dict[str, list[Item]] = defaultdict(list)
    for item in items(cluster):
        if item.kind in {"news", "project"}:
            for key in item.districts:
                stories[key].append(item)
    for key, region in known.items():
        own = region.district
        yield PageSpec(
            "district", "regions", own.name, Spoken(partial(_told, region)),
            {
                "region": region,
                "note_of": lambda _: None,
                "map": drawn,
                "chamber": cluster.chambers[own.chamber],
                "neighbours": [known[d.id] for d in tilemap.neighbours(own, cluster)],
                "counted": Spoken(partial(_counted, region)),
                "feed_of": listing.feeds(site),
                **listing.listed(
                    region.profiles, region.offers, region.events, stories[key], shared
                ),
            },
            {"id": key},
            translated=own.name.en is not None,
            about=partial(structured.district, region, cluster.chambers[own.chamber], site),
        )  # fmt: skip


def _parts(cluster: Cluster, known: Mapping[str, Region]) -> tuple[RegionSum, ...]:
    """Return the chambers that have districts, these in the order of the alphabet."""
    parts = []
    for key, chamber in cluster.chambers.items():
        own = sorted((r for r in known.values() if r.district.chamber == key), key=_id)
        if own:
            parts.append(RegionSum(chamber, tuple(own)))
    return tuple(parts)


def _id(region: Region) -> str:
    return region.district.id


def _places(every: tuple[Region, ...], lang: Language, say: Words) -> str:
    """Return how many rural districts and how many cities the map has."""
    cities = sum(region.district.city for region in every)
    counts = {"rural_count": len(every) - cities, "cities_count": cities}
    return language.listed([say(key, n=n) for key, n in counts.items() if n], lang)


def _counted(region: Region, lang: Language, say: Words) -> str:
    """Return what there is in a district as a list of counts; empty if there is nothing."""
    return _summed((region,), lang, say)


def _summed(some: Sequence[Region], lang: Language, say: Words) -> str:
    """Return what there is in some districts together as a list of counts."""
    counts = {f"{key}_count": n for key, n in sums(some).items() if n}
    return language.listed([say(key, n=n) for key, n in counts.items()], lang)


def _told(region: Region, lang: Language, say: Words) -> str:
    """Return a district's description: its name and what there is."""
    counted = _counted(region, lang, say)
    name = region.district.name.text(lang)
    return (
        say("district_told", name=name, counted=counted)
        if counted
        else say("district_bare", name=name)
    )
