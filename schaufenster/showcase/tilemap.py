"""The schematic map: districts as tiles in a grid, and the records of each.

The vocabulary gives column and row of each tile. A side of a tile gets a line where its neighbour
belongs to another chamber or is missing. The names of the chambers are written into free cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.membership import present
from schaufenster.look import minimap
from schaufenster.reads import Index
from schaufenster.showcase.ordering import grouped, members_first, valid_offers

Cell = tuple[int, int]
"""Column and row, counted from 1."""

SIDES: Final[Mapping[str, Cell]] = {"t": (0, -1), "b": (0, 1), "l": (-1, 0), "rr": (1, 0)}
"""Class of a side, and where the neighbour beyond it lies."""

FEW: Final = 8
"""The most columns whose tiles are wide enough for a chamber's name."""
LARGE: Final = ((2, 1), (1, 1))
SMALL: Final = ((4, 2), (3, 2))
"""The room that a chamber's name takes among large and small tiles: columns and rows."""
_WIDTHS: Final[Mapping[int, str]] = {1: "lab--one", 2: "w2", 3: "w3", 4: "w4"}


@dataclass(frozen=True, slots=True)
class Region:
    """A district with its records, profiles members first."""

    district: model.District
    profiles: tuple[model.Member, ...]
    members: int
    partners: int
    offers: tuple[model.Offer, ...]
    events: tuple[model.Event, ...]

    @property
    def others(self) -> int:
        """Return how many profiles have no status today."""
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
class TileMap:
    """The map: its regions and the names of chambers, each with classes, and its own class.

    The classes give the cell; of a tile also the sides with a line. `below` are the chambers
    without a free place for their name. The map's own class gives the number of columns; `cities`
    tells whether any tile is a city.
    """

    tiles: tuple[tuple[Region, str], ...]
    labels: tuple[tuple[model.Chamber, str], ...]
    below: tuple[model.Chamber, ...]
    columns: str
    cities: bool


@Index
def _rows(cluster: Cluster) -> dict[str, tuple[Any, ...]]:
    """Return what lies in each district: slugs of profiles, offers' files, events, and counts."""
    today, first = cluster.today, cluster.identity.first_language
    ordered = members_first(present(cluster), cluster, first)
    profiles = grouped((m.seat.district, m) for m in ordered)
    seats = {member.slug: member.seat.district for member in cluster.members}
    offers = grouped((seats[offer.member], offer.path) for offer in valid_offers(cluster))
    events = grouped((event.place.district, event.slug) for event in cluster.events)
    rows = {}
    for key in cluster.districts:
        statuses = Counter(member.status_on(today) for member in profiles[key])
        rows[key] = (
            tuple(member.slug for member in profiles[key]), statuses["member"],
            statuses["partner"] + statuses["project-partner"],
            tuple(offers[key]), tuple(events[key]),
        )  # fmt: skip
    return rows


def region(cluster: Cluster, key: str) -> Region:
    """Return a district with its profiles, valid offers and requests, and events."""
    profiles, members, partners, offers, events = _rows.at(cluster, key)
    return Region(
        cluster.districts[key], tuple(map(cluster.member, profiles)), members, partners,
        tuple(map(cluster.offer, offers)), tuple(map(cluster.event, events)),
    )  # fmt: skip


def regions(cluster: Cluster) -> dict[str, Region]:
    """Return every district with its profiles, valid offers and requests, and events, by id."""
    return {key: region(cluster, key) for key in cluster.districts}


def has_map(cluster: Cluster) -> bool:
    """Return whether there is a map: every district has its tile."""
    placed = [bool(district.column and district.row) for district in cluster.districts.values()]
    return bool(placed) and all(placed)


def _grid(cluster: Cluster) -> dict[Cell, str]:
    """Return the chamber of each tile, `""` where a district belongs to none."""
    return {_cell(district): district.chamber or "" for district in cluster.districts.values()}


def tile_map(by_id: Mapping[str, Region], cluster: Cluster) -> TileMap | None:
    """Return the map of all districts; None where some have no tile."""
    if not has_map(cluster):
        return None
    grid = _grid(cluster)
    tiles = tuple((region, _classes(region.district, grid)) for region in by_id.values())
    width = max((column for column, _ in grid), default=1)
    cities = any(region.district.city for region in by_id.values())
    labels = tuple(_labels(cluster, grid))
    named = {chamber.id for chamber, _ in labels}
    below = [cluster.chambers[key] for key in sorted(set(grid.values()) - {"", *named})]
    return TileMap(tiles, labels, tuple(below), f"of{width}", cities)


def neighbours(district: model.District, cluster: Cluster) -> tuple[model.District, ...]:
    """Return the districts whose tiles touch one's tile, corners included, in reading order."""
    if not has_map(cluster):
        return ()
    column, row = _cell(district)
    touching = [
        other
        for other in cluster.districts.values()
        if (at := _cell(other)) and max(abs(at[0] - column), abs(at[1] - row)) == 1
    ]
    return tuple(sorted(touching, key=lambda d: _cell(d)[::-1]))


@Index
def small_maps(cluster: Cluster) -> dict[str, str]:
    """Return for every district the picture of the map with its tile marked, as SVG.

    It shows no other profiles, so that a profile's page depends on no other profile.
    """
    if not has_map(cluster):
        return {}
    districts, grid = cluster.districts, _grid(cluster)
    walls = [(cell, side) for cell in grid for side in SIDES if _is_wall(cell, side, grid)]
    land = minimap.land(grid, walls)
    return {key: minimap.where(land, grid, _cell(own)) for key, own in districts.items()}


def _cell(district: model.District) -> Cell:
    return district.column or 0, district.row or 0


def _is_wall(cell: Cell, side: str, grid: Mapping[Cell, str]) -> bool:
    """Return whether a side carries a line: beyond it lies another chamber, or nothing."""
    across, down = SIDES[side]
    return grid.get((cell[0] + across, cell[1] + down)) != grid[cell]


def _classes(district: model.District, grid: Mapping[Cell, str]) -> str:
    column, row = _cell(district)
    walls = [side for side in SIDES if _is_wall((column, row), side, grid)]
    city = ["city"] if district.city else []
    return " ".join([f"c{column}", f"r{row}", *walls, *city])


def _labels(cluster: Cluster, grid: Mapping[Cell, str]) -> Iterator[tuple[model.Chamber, str]]:
    """Yield chambers and classes of their names, in the free cells beside most of their tiles.

    A chamber without tiles has no name on the map, nor has one without a free place.
    """
    used: set[Cell] = set(grid)
    sizes = SMALL if max((column for column, _ in grid), default=0) > FEW else LARGE
    for key, chamber in cluster.chambers.items():
        tiles = {cell for cell, other in grid.items() if other == key}
        best = max(_free(tiles, used, grid, sizes), default=None) if tiles else None
        if best:
            width, _, row, column = best[0], best[1], -best[2], -best[3]
            used |= _block(column, row, (width, sizes[0][1]))
            size = _WIDTHS[width]
            low = " lab--low" if sizes is LARGE and (column, row + 1) in tiles else ""
            yield chamber, f"c{column} r{row} {size}{low}"


def _block(column: int, row: int, size: Cell) -> set[Cell]:
    """Return the cells of a rectangle from its upper left one."""
    across, down = size
    return set(product(range(column, column + across), range(row, row + down)))


def _free(
    tiles: set[Cell], used: set[Cell], grid: Mapping[Cell, str], sizes: Sequence[Cell]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield free cells as (width, surplus, -row, -column), the best the greatest.

    The surplus counts neighbours among `tiles` minus neighbours among other tiles.
    """
    columns, rows = max(c for c, _ in grid), max(r for _, r in grid)
    for row, column, size in product(range(1, rows + 1), range(1, columns + 1), sizes):
        cells = _block(column, row, size)
        if column + size[0] - 1 > columns or not used.isdisjoint(cells):
            continue
        around = {(c + across, r + down) for c, r in cells for across, down in SIDES.values()}
        surplus = 2 * len(around & tiles) - len(around & grid.keys())
        if surplus > 0:
            yield size[0], surplus, -row, -column
