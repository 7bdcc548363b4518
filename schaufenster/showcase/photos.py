"""Photographs and logos on the site: their sizes and addresses.

`facts.rights` decides which may be shown. Every size is encoded anew from the pixels alone
(`sanitize.reencode`). The address holds a hash of the picture, so that browsers may cache it for
ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final, Literal

from markupsafe import Markup

from schaufenster import sanitize
from schaufenster.addresses import Site
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.funding import funder_of, logo_path
from schaufenster.facts.items import Item
from schaufenster.facts.rights import photographs, pictures_of
from schaufenster.facts.validity import labels_of, logo_of
from schaufenster.look.logo import Plate, plate_of
from schaufenster.output import AnyFile, Output, Rendition
from schaufenster.reads import memory_of
from schaufenster.showcase import drawings

WIDTHS: Final = (480, 960, 1600)
"""Widths in pixels, as far as a picture has them: a phone, a phone with a fine screen, a page."""
MIDDLE: Final = 960
"""The widest size that feeds carry."""
MOST: Final[Mapping[int, int]] = {480: 60_000, 960: 80_000}
"""The most bytes of these widths."""
MOST_OF_ALL: Final = 220_000
LOGO: Final = (126, 44)
"""The largest logo in pixels: 70 % of a tile's width; a narrower tile shrinks it."""
OWN_LOGO: Final = 2400
"""The most pixels of the cluster's logo: 20 cm in print."""
FOLDER: Final = "pictures/"

Cached = Callable[[Rendition], AnyFile]
"""Returns the file of a rendition, made now only if no earlier build made it."""


@dataclass(frozen=True, slots=True)
class WebPhoto:
    """A photograph on a page: its rights, its size in pixels, and the addresses of its sizes."""

    path: str
    picture: model.Picture
    width: int
    height: int
    sizes: tuple[tuple[int, str], ...]

    @property
    def src(self) -> str:
        """Return the address for browsers that know one size only: the middle one, or the last."""
        return self.sizes[min(1, len(self.sizes) - 1)][1]

    @property
    def srcset(self) -> str:
        """Return all sizes as the attribute names them."""
        return ", ".join(f"{address} {width}w" for width, address in self.sizes)


def photos_of(record: Any, cluster: Cluster, site: Site) -> tuple[WebPhoto, ...]:
    """Return the photographs of a record, or of the cluster itself, that may be shown."""
    return tuple(
        WebPhoto(path, picture, *_dimensions(path, cluster, site.base))
        for path, picture in photographs(pictures_of(record), "web")
    )


def photographs_of_cards(cluster: Cluster, site: Site) -> Callable[[Any], WebPhoto | None]:
    """Return the function that gives the photograph on the card of a story or a record, if any.

    It is the first that may be shown, as at the head of its page.
    """
    memory = memory_of(cluster)

    def photo(thing: Any) -> WebPhoto | None:
        pictures = thing.pictures if isinstance(thing, Item) else pictures_of(thing)
        if not (first := next(photographs(pictures, "web"), None)):
            return None
        path, picture = first
        make = partial(_dimensions, path, cluster, site.base)
        return WebPhoto(path, picture, *memory.get(("dimensions", path), make))

    return photo


def picture_outputs(cluster: Cluster, cached: Cached) -> Iterator[Output]:
    """Yield every size of every photograph, and every logo, that a released cluster shows."""
    for path in dict.fromkeys(_photographs(cluster)):
        yield Output(f"photograph {path}", partial(_sizes, path, cluster, cached))
    for member in cluster.members:
        yield Output(f"logo {member.path}", partial(_logo_of, member, cluster, cached))
    yield Output("logo", partial(_own_logo, cluster, cached))
    for funder in cluster.funders:
        yield Output(f"funder {funder}", partial(_funder_logo, funder, cluster, cached))
    for label in labels_of(cluster):
        yield Output(f"label {label.id}", partial(_printed_logo, logo_of(label), cluster, cached))


def _sizes(path: str, cluster: Cluster, cached: Cached) -> Iterator[AnyFile]:
    width, height, sizes = _dimensions(path, cluster, "")
    for size, address in sizes:
        yield cached(_rendition(path, address, size, height / width, cluster))


def _logo_of(member: model.Member, cluster: Cluster, cached: Cached) -> Iterator[AnyFile]:
    if member.logo:
        address, _ = _logo(member, cluster, "")
        yield cached(_logo_rendition(_logo_path(member), address, 2 * LOGO[0], "webp", cluster))


def _own_logo(cluster: Cluster, cached: Cached) -> Iterator[AnyFile]:
    if logo := own_logo(cluster.identity):
        path = f"{cluster.identity.path.rpartition('/')[0]}/{cluster.identity.logo}"
        yield cached(_logo_rendition(path, logo, OWN_LOGO, "png", cluster))


def _funder_logo(key: str, cluster: Cluster, cached: Cached) -> Iterator[AnyFile]:
    """Yield a funder's logo if a project that is shown names the funder."""
    shown = (funder_of(project, cluster) for project in cluster.projects)
    funder = next((f for f in shown if f and f.id == key), None)
    yield from _printed_logo(logo_path(funder) if funder else None, cluster, cached)


def _printed_logo(path: str | None, cluster: Cluster, cached: Cached) -> Iterator[AnyFile]:
    """Yield the logo of a funder or label, if there is one."""
    if path and (logo := printed_logo(path, cluster, "")):
        yield cached(_logo_rendition(path, logo, OWN_LOGO, "png", cluster))


def feed_picture(path: str, cluster: Cluster, cached: Cached) -> AnyFile:
    """Return the published photograph of a source file, in the middle size."""
    width, height, sizes = _dimensions(path, cluster, "")
    size, address = max((s for s in sizes if s[0] <= MIDDLE), default=sizes[0])
    return cached(_rendition(path, address, size, height / width, cluster))


def _photographs(cluster: Cluster) -> Iterator[str]:
    """Yield the path of every picture that pages show."""
    shown = (*cluster.offers, *cluster.events, *cluster.news, *cluster.projects)
    for record in (cluster.identity, *shown):
        for path, _ in photographs(pictures_of(record), "web"):
            yield path


# ── photographs ──────────────────────────────────────────────────────────────────────────────


def _dimensions(
    path: str, cluster: Cluster, base: str
) -> tuple[int, int, tuple[tuple[int, str], ...]]:
    """Return width and height of a photograph on pages, and its sizes with their addresses."""
    raw = cluster.source.read_bytes(path)
    size = sanitize.read_picture(raw)
    widest = min(size.width, WIDTHS[-1])
    widths = (*(width for width in WIDTHS if width < widest), widest)
    sizes = tuple((width, f"{base}{_address(path, raw)}-{width}.webp") for width in widths)
    return widest, max(1, round(size.height * widest / size.width)), sizes


def _address(path: str, raw: bytes) -> str:
    """Return a picture's path on the site without size and ending: `pictures/NAME-HASH`."""
    name = path.rpartition(".")[0].replace("/", "-").replace(".", "-")
    return f"{FOLDER}{name}-{sha256(raw).hexdigest()[:10]}"


def _rendition(path: str, address: str, width: int, ratio: float, cluster: Cluster) -> Rendition:
    raw = cluster.source.read_bytes(path)
    most = MOST.get(width, MOST_OF_ALL)
    long_side = max(width, round(width * ratio))
    return Rendition(
        address,
        f"photo {sha256(raw).hexdigest()} {long_side} {most} {sanitize.ENCODER}",
        lambda: sanitize.reencode(
            cluster.source.read_bytes(path), long_side=long_side, format="webp", most=most
        ),
    )


# ── logos ────────────────────────────────────────────────────────────────────────────────────


def own_logo(identity: model.Identity) -> str | None:
    """Return the path of the cluster's own logo for editors: a drawing, or a picture as PNG."""
    if not identity.logo:
        return None
    return "presse/logo.svg" if identity.logo.endswith(".svg") else "presse/logo.png"


def printed_logo(path: str | None, cluster: Cluster, base: str) -> str | None:
    """Return the address of a funder's or label's logo: a drawing, or a picture as PNG."""
    if path is None:
        return None
    ending = "svg" if path.endswith(".svg") else "png"
    return f"{base}{_address(path, cluster.source.read_bytes(path))}.{ending}"


def labels(cluster: Cluster, base: str) -> list[tuple[model.Label, str | None, Plate | None]]:
    """Return the labels that hold, each with the address of its logo and what that stands on."""
    return [
        (label, printed_logo(path, cluster, base), printed_plate(path, cluster))
        for label in labels_of(cluster)
        for path in (logo_of(label),)
    ]


def printed_plate(path: str | None, cluster: Cluster) -> Plate | None:
    """Return what a funder's or label's logo stands on."""
    return _plate(path, cluster) if path else None


def monograms(cluster: Cluster, site: Site) -> Callable[[model.Member], Markup]:
    """Return the function that renders a member's tile, with its logo if it has one."""

    def tile(member: model.Member) -> Markup:
        if not member.logo:
            return drawings.monogram(member, cluster)
        address, (width, height) = _logo(member, cluster, site.base)
        return Markup(
            '<div class="sf-logo sf-logo--{}">{}<img src="{}" alt="" width="{}" height="{}"'
            ' loading="lazy" decoding="async"></div>'
        ).format(
            _plate(_logo_path(member), cluster),
            drawings.monogram(member, cluster, bare=True),
            address,
            width,
            height,
        )

    memory = memory_of(cluster)
    return lambda member: memory.get(("monogram", member.slug), lambda: tile(member))


def _plate(path: str, cluster: Cluster) -> Plate:
    drawing = path.endswith(".svg")
    return plate_of(sanitize.logo_colours(cluster.source.read_bytes(path), drawing=drawing))


def _logo_path(member: model.Member) -> str:
    return f"{member.path.rpartition('/')[0]}/{member.logo}"


def _logo(member: model.Member, cluster: Cluster, base: str) -> tuple[str, tuple[int, int]]:
    """Return the address of a member's logo and its size in a tile."""
    path = _logo_path(member)
    raw = cluster.source.read_bytes(path)
    if path.endswith(".svg"):
        ending, (width, height) = "svg", sanitize.svg_size(raw)
    else:
        picture = sanitize.read_picture(raw)
        ending, width, height = "webp", picture.width, picture.height
    scale = min(LOGO[0] / width, LOGO[1] / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return f"{base}{_address(path, raw)}.{ending}", size


def _logo_rendition(
    path: str, address: str, long_side: int, form: Literal["webp", "png"], cluster: Cluster
) -> Rendition:
    """Return a logo, cleaned if it is a drawing, else encoded anew in this form and size."""
    raw = cluster.source.read_bytes(path)
    if address.endswith(".svg"):
        svg = sanitize.clean_svg(raw)
        return Rendition(address, f"logo {sha256(svg).hexdigest()}", lambda: svg)
    key = f"logo {sha256(raw).hexdigest()} {long_side} {form} {sanitize.ENCODER}"
    return Rendition(
        address, key, partial(sanitize.reencode, raw, long_side=long_side, format=form)
    )
