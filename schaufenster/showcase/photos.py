"""Photographs and logos on the site: who may be shown, in which sizes, under which address.

Which may be shown is said in `facts.rights`. Every size is made anew from the pixels alone
(`sanitize.reencode`). The address holds a hash of the picture, so that browsers may keep it for
ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final

from markupsafe import Markup

from schaufenster import sanitize
from schaufenster.addresses import Site
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.funding import funder_of, logo_path
from schaufenster.facts.rights import photographs, pictures_of
from schaufenster.output import AnyFile, Rendition
from schaufenster.showcase import drawings

WIDTHS: Final = (480, 960, 1600)
"""Widths in pixels, as far as a picture has them: a phone, a phone with a fine screen, a page."""
MIDDLE: Final = 960
"""The widest size that feeds carry."""
MOST: Final[Mapping[int, int]] = {480: 60_000, 960: 80_000}
"""The most bytes of these widths."""
MOST_OF_ALL: Final = 220_000
LOGO: Final = (126, 44)
"""The room of a logo in pixels: 70 % of a tile's width on the wall; a narrower tile shrinks it."""
OWN_LOGO: Final = 2400
"""The most pixels of the cluster's logo: 20 cm in print."""
FOLDER: Final = "pictures/"


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
    """Return the photographs of an offer, event, news item or project that may be shown."""
    return tuple(
        _photo(path, picture, cluster, site.base)
        for path, picture in photographs(pictures_of(record), "web")
    )


def render_photos(cluster: Cluster) -> Iterator[Rendition]:
    """Yield every size of every photograph, and every logo, that a released cluster shows."""
    done: set[str] = set()
    for record in _with_photographs(cluster):
        for path, picture in photographs(pictures_of(record), "web"):
            photo = _photo(path, picture, cluster, "")
            for width, address in photo.sizes:
                if address not in done:
                    done.add(address)
                    yield _rendition(path, address, width, photo.height / photo.width, cluster)
    for member in cluster.members:
        if member.logo:
            address, _ = _logo(member, cluster, "")
            path = _logo_path(member)
            yield _logo_rendition(path, address, cluster)
    if own := own_logo(cluster.identity):
        path = f"{cluster.identity.path.rpartition('/')[0]}/{cluster.identity.logo}"
        yield _whole_logo_rendition(path, own, cluster)
    funders = {each.id: each for p in cluster.projects if (each := funder_of(p, cluster))}
    for funder in funders.values():
        logo, source = funder_logo(funder, cluster, ""), logo_path(funder)
        if logo and source:
            yield _whole_logo_rendition(source, logo, cluster)


def of_sources(made: Iterable[AnyFile], cluster: Cluster) -> dict[str, AnyFile]:
    """Return the file of each photograph in its middle size by its source, for feeds."""
    files = {file.path: file for file in made}
    found: dict[str, AnyFile] = {}
    for record in _with_photographs(cluster):
        for path, picture in photographs(pictures_of(record), "web"):
            sizes = _photo(path, picture, cluster, "").sizes
            _, address = max((size for size in sizes if size[0] <= MIDDLE), default=sizes[0])
            found[path] = files[address]
    return found


def _with_photographs(cluster: Cluster) -> tuple[Any, ...]:
    return (*cluster.offers, *cluster.events, *cluster.news, *cluster.projects)


# ── photographs ──────────────────────────────────────────────────────────────────────────────


def _photo(path: str, picture: model.Picture, cluster: Cluster, base: str) -> WebPhoto:
    raw = cluster.source.read_picture(path)
    size = sanitize.read_picture(raw)
    widths = [width for width in WIDTHS if width < size.width]
    widths.append(min(size.width, WIDTHS[-1]))
    widest = max(widths)
    sizes = tuple(
        (width, f"{base}{_address(path, raw)}-{width}.webp") for width in sorted({*widths})
    )
    return WebPhoto(path, picture, widest, max(1, round(size.height * widest / size.width)), sizes)


def _address(path: str, raw: bytes) -> str:
    """Return where a picture stands, without size and ending: `pictures/NAME-HASH`."""
    name = path.rpartition(".")[0].replace("/", "-").replace(".", "-")
    return f"{FOLDER}{name}-{sha256(raw).hexdigest()[:10]}"


def _rendition(path: str, address: str, width: int, shape: float, cluster: Cluster) -> Rendition:
    raw = cluster.source.read_picture(path)
    most = MOST.get(width, MOST_OF_ALL)
    long_side = max(width, round(width * shape))
    return Rendition(
        address,
        f"photo {sha256(raw).hexdigest()} {long_side} {most} {sanitize.ENCODER}",
        lambda: sanitize.reencode(
            cluster.source.read_picture(path), long_side=long_side, format="webp", most=most
        ),
    )


# ── logos ────────────────────────────────────────────────────────────────────────────────────


def own_logo(identity: model.Identity) -> str | None:
    """Return where the cluster's own logo stands, for editors: a drawing, or a picture as PNG."""
    if not identity.logo:
        return None
    return "presse/logo.svg" if identity.logo.endswith(".svg") else "presse/logo.png"


def funder_logo(funder: model.Funder, cluster: Cluster, base: str) -> str | None:
    """Return the address of a funder's logo: a drawing, or a picture as PNG."""
    path = logo_path(funder)
    if path is None:
        return None
    ending = "svg" if path.endswith(".svg") else "png"
    return f"{base}{_address(path, cluster.source.read_picture(path))}.{ending}"


def _whole_logo_rendition(path: str, address: str, cluster: Cluster) -> Rendition:
    raw = cluster.source.read_picture(path)
    key = f"own logo {sha256(raw).hexdigest()} {sanitize.ENCODER}"
    make = (
        partial(sanitize.clean_svg, raw)
        if address.endswith(".svg")
        else partial(sanitize.reencode, raw, long_side=OWN_LOGO, format="png")
    )
    return Rendition(address, key, make)


def monograms(cluster: Cluster, site: Site) -> Callable[[model.Member], Markup]:
    """Return what draws a member's tile: its logo, where it has one, over its own voice."""
    tiles: dict[str, Markup] = {}

    def tile(member: model.Member) -> Markup:
        if member.slug not in tiles:
            tiles[member.slug] = _tile(member, cluster, site)
        return tiles[member.slug]

    return tile


def _tile(member: model.Member, cluster: Cluster, site: Site) -> Markup:
    if not member.logo:
        return drawings.monogram(member)
    address, (width, height) = _logo(member, cluster, site.base)
    return Markup(
        '<div class="sf-logo">{}<img src="{}" alt="" width="{}" height="{}"'
        ' loading="lazy" decoding="async"></div>'
    ).format(drawings.monogram(member, text=""), address, width, height)


def _logo_path(member: model.Member) -> str:
    return f"{member.path.rpartition('/')[0]}/{member.logo}"


def _logo(member: model.Member, cluster: Cluster, base: str) -> tuple[str, tuple[int, int]]:
    """Return the address of a member's logo and its size in a tile."""
    path = _logo_path(member)
    raw = cluster.source.read_picture(path)
    ending = "svg" if path.endswith(".svg") else "webp"
    if ending == "svg":
        width, height = sanitize.svg_size(raw)
    else:
        size = sanitize.read_picture(raw)
        width, height = size.width, size.height
    scale = min(LOGO[0] / width, LOGO[1] / height)
    room = max(1, round(width * scale)), max(1, round(height * scale))
    return f"{base}{_address(path, raw)}.{ending}", room


def _logo_rendition(path: str, address: str, cluster: Cluster) -> Rendition:
    raw = cluster.source.read_picture(path)
    if address.endswith(".svg"):
        drawing = sanitize.clean_svg(raw)
        return Rendition(address, f"logo {sha256(drawing).hexdigest()}", lambda: drawing)
    make = partial(sanitize.reencode, raw, long_side=2 * LOGO[0], format="webp")
    key = f"logo {sha256(raw).hexdigest()} {2 * LOGO[0]} {sanitize.ENCODER}"
    return Rendition(address, key, make)
