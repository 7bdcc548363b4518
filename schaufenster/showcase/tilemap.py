"""The schematic map: districts as tiles in a grid, and what there is in each.

Column and row of a tile stand in the vocabulary. A side of a tile gets a line where its neighbour
belongs to another chamber or is missing. The names of the chambers take places that are free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.release import is_expired
from schaufenster.look import tiles
from schaufenster.showcase.matrix import standing

Cell = tuple[int, int]
"""Column and row, counted from 1."""

SIDES: Final[Mapping[str, Cell]] = {"t": (0, -1), "b": (0, 1), "l": (-1, 0), "rr": (1, 0)}
"""Class of a side, and where the neighbour beyond it lies."""


@dataclass(frozen=True, slots=True)
class Region:
    """A district with what there is in it; profiles stand members first."""

    district: model.District
    profiles: tuple[model.Member, ...]
    members: int
    partners: int
    offers: tuple[model.Offer, ...]
    events: tuple[model.Event, ...]

    @property
    def others(self) -> int:
        """Return how many profiles have no status that is shown to hold."""
        return len(self.profiles) - self.members - self.partners

    @property
    def kind(self) -> Literal["has", "part", ""]:
        """Return the tile's class: members, other profiles only, nobody."""
        return "has" if self.members else "part" if self.profiles else ""

    @property
    def figure(self) -> int:
        """Return the tile's figure: members, or all profiles where there are none."""
        return self.members or len(self.profiles)


@dataclass(frozen=True, slots=True)
class Tile:
    """A region at its place; `classes` say where, and which sides carry a line."""

    region: Region
    classes: str


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A chamber's name beside its tiles, or below the map (`classes` is empty of places then)."""

    chamber: model.Chamber
    classes: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map: tiles and labels, and the class that says how many columns it has."""

    tiles: tuple[Tile, ...]
    labels: tuple[MapLabel, ...]
    classes: str


def regions(cluster: Cluster) -> dict[str, Region]:
    """Return every district with its profiles, valid offers and requests, and events, by id."""
    today = cluster.now.date()
    profiles: dict[str, list[model.Member]] = {key: [] for key in cluster.districts}
    offers: dict[str, list[model.Offer]] = {key: [] for key in cluster.districts}
    events: dict[str, list[model.Event]] = {key: [] for key in cluster.districts}
    seats = {member.slug: member.seat.district for member in cluster.members}
    for member in sorted(cluster.members, key=lambda m: standing(m, today)):
        if member.seat.district:
            profiles[member.seat.district].append(member)
    for offer in cluster.offers:
        if (seat := seats[offer.member]) and not is_expired(offer, today):
            offers[seat].append(offer)
    for event in cluster.events:
        if event.place.district:
            events[event.place.district].append(event)
    found = {}
    for key, district in cluster.districts.items():
        status = [member.status_on(today) for member in profiles[key]]
        partners = sum(one in {"partner", "project-partner"} for one in status)
        found[key] = Region(
            district, tuple(profiles[key]), status.count("member"), partners,
            tuple(offers[key]), tuple(events[key]),
        )  # fmt: skip
    return found


def tile_map(found: Mapping[str, Region], cluster: Cluster) -> TileMap:
    """Return the map of all districts."""
    grid = {_place(r.district): r.district.chamber for r in found.values()}
    drawn = tuple(Tile(region, _classes(region.district, grid)) for region in found.values())
    width = max((column for column, _ in grid), default=1)
    return TileMap(drawn, tuple(_labels(cluster, grid)), f"of{width}")


def neighbours(district: model.District, cluster: Cluster) -> tuple[model.District, ...]:
    """Return the districts whose tiles touch one's tile, corners included, in reading order."""
    column, row = _place(district)
    touching = [
        other
        for other in cluster.districts.values()
        if other.id != district.id and max(abs(other.column - column), abs(other.row - row)) == 1
    ]
    return tuple(sorted(touching, key=lambda d: (d.row, d.column)))


def small_maps(districts: Mapping[str, model.District]) -> dict[str, str]:
    """Return for every district the picture of the map with its tile marked, as SVG.

    It shows nothing of who sits where else: a profile depends on no other profile.
    """
    grid = {_place(district): district.chamber for district in districts.values()}
    walls = [(place, side) for place in grid for side in SIDES if _is_wall(place, side, grid)]
    land = tiles.land(grid, walls)
    return {key: tiles.where(land, grid, _place(own)) for key, own in districts.items()}


def _place(district: model.District) -> Cell:
    return district.column, district.row


def _is_wall(place: Cell, side: str, grid: Mapping[Cell, str]) -> bool:
    """Tell whether a side carries a line: beyond it lies another chamber, or nothing."""
    across, down = SIDES[side]
    other = grid.get((place[0] + across, place[1] + down))
    return other != grid[place]


def _classes(district: model.District, grid: Mapping[Cell, str]) -> str:
    place = _place(district)
    walls = [side for side in SIDES if _is_wall(place, side, grid)]
    city = ["city"] if district.city else []
    return " ".join([f"c{place[0]}", f"r{place[1]}", *walls, *city])


def _labels(cluster: Cluster, grid: Mapping[Cell, str]) -> Iterator[MapLabel]:
    """Yield the chambers' names, each at the free place that touches most of its own tiles."""
    taken: set[Cell] = set(grid)
    for key, chamber in cluster.chambers.items():
        own = {place for place, other in grid.items() if other == key}
        best = max(_free(own, taken, grid), default=None) if own else None
        if best is None:
            if own:
                yield MapLabel(chamber, "lab--below")
            continue
        wide, _, row, column = best[0], best[1], -best[2], -best[3]
        taken |= {(column + step, row) for step in range(wide)}
        low = (column, row + 1) in own
        extra = ["w2"] if wide == 2 else ["lab--one"]
        classes = [f"c{column}", f"r{row}", *extra, *(["lab--low"] if low else [])]
        yield MapLabel(chamber, " ".join(classes))


def _free(
    own: set[Cell], taken: set[Cell], grid: Mapping[Cell, str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield free places as (width, touching, -row, -column): the best is the greatest."""
    columns, rows = max(c for c, _ in grid), max(r for _, r in grid)
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            for wide in (2, 1):
                cells = [(column + step, row) for step in range(wide)]
                if column + wide - 1 > columns or not taken.isdisjoint(cells):
                    continue
                around = {
                    (c + across, r + down) for c, r in cells for across, down in SIDES.values()
                }
                touching = len(around & own)
                strange = len(around & set(grid)) - touching
                if touching > strange:
                    yield wide, touching - strange, -row, -column
