"""From a cluster's two colours to every tone of the site, light and dark.

All tones are computed here, at build time, in OKLCH (lightness, chroma, hue as people see them;
https://www.w3.org/TR/css-color-4/#ok-lab) and written as plain hex, so that contrast can be tested.
Ratios are those of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), on the hex values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from schaufenster.look.oklch import Hex, Tone, distance, luminance
from schaufenster.problems import Fault

Scheme = Literal["light", "dark"]

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEP = 0.005
_GREY_BELOW = 0.04
"""A primary of less chroma tints its neutrals less: grey itself leaves them grey."""
_ALIKE_BELOW = 0.1
"""Distance in OKLab under which two lines beside each other no longer look like two colours."""
_DECORATION = 1.0

TOKENS = {
    "paper": "page",
    "band": "covers, contact box; the one warm grey",
    "raised": "menus, drawer",
    "ink": "text",
    "line": "hairlines",
    "grid": "graticule of the hero",
    "muted": "second-rank text",
    "edge": "field borders, long ticks",
    "primary": "links, buttons, dots, member curves",
    "accent": "accent as text",
    "signal": "lines, pointers, focus ring; not for text",
    "deep": "footer",
    "on-primary": "text on buttons and map tiles",
    "grid2": "graticule on band, empty map tiles",
    "signal-deep": "curve in the footer",
}
"""Every token and what it is for, in the order of the style sheet."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The contrast of one token on one background, and the least it must have.

    Both are names of tokens; `deep` is measured with the `white` text on it. A target of 1 is
    decoration.
    """

    token: str
    scheme: Scheme
    background: str
    ratio: float
    target: float

    @property
    def holds(self) -> bool:
        """Return whether the target is met."""
        return self.ratio >= self.target


@dataclass(frozen=True, slots=True)
class Palette:
    """Every tone of a site. `light` and `dark` map the names in `TOKENS` to `#rrggbb`."""

    primary: Hex
    accent: Hex
    light: Mapping[str, Hex]
    dark: Mapping[str, Hex]
    ratios: tuple[Ratio, ...]


class MailTones(NamedTuple):
    """Three tones that are visible on white and on the dark sheet: one picture for both."""

    curve: Hex
    signal: Hex
    ruler: Hex


_WARM = {"band": Tone(0.972, 0.006, 95.0), "grid2": Tone(0.925, 0.008, 95.0)}
"""The light band and its graticule are warm whatever the brand."""
_NEUTRALS: Mapping[Scheme, Mapping[str, tuple[float, float]]] = {
    "light": {
        "paper": (1.0, 0.0),
        "raised": (1.0, 0.0),
        "ink": (0.235, 0.022),
        "line": (0.885, 0.007),
        "grid": (0.94, 0.006),
        "deep": (0.27, 0.045),
        "on-primary": (1.0, 0.0),
    },
    "dark": {
        "paper": (0.195, 0.016),
        "band": (0.232, 0.020),
        "raised": (0.262, 0.022),
        "ink": (0.94, 0.008),
        "line": (0.345, 0.020),
        "grid": (0.267, 0.019),
        "deep": (0.155, 0.018),
        "on-primary": (0.195, 0.016),
        "grid2": (0.286, 0.020),
    },
}
"""Lightness and chroma of the tones that stay where they are, all of the primary's hue."""
_GROUNDS = ("paper", "band", "raised")
_TARGETS: tuple[tuple[str, float, float, tuple[str, ...]], ...] = (
    ("ink", 7.0, 7.0, (*_GROUNDS, "grid2")),
    ("muted", 5.0, 5.0, _GROUNDS),
    ("primary", 5.5, 6.5, _GROUNDS),
    ("on-primary", 4.5, 4.5, ("primary",)),
    ("accent", 4.6, 5.6, _GROUNDS),
    ("signal", 3.2, 3.2, _GROUNDS),
    ("edge", 3.0, 3.0, _GROUNDS),
    ("line", _DECORATION, _DECORATION, ("paper", "band")),
    ("grid", _DECORATION, _DECORATION, ("paper",)),
    ("deep", 7.0, 7.0, ("white",)),
    ("signal-deep", 4.5, 4.5, ("deep",)),
)
"""Token, least contrast in light and in dark, and every ground it is used on."""
_TARGET: Mapping[Scheme, Mapping[str, float]] = {
    "light": {token: target for token, target, _, _ in _TARGETS},
    "dark": {token: target for token, _, target, _ in _TARGETS},
}
_ON_MAIL = 3.0


def check(primary: str, accent: str) -> Iterator[Fault]:
    """Yield the faults of a cluster's two colours; `loc` is `primary` or `accent`.

    A value that is no colour and a target that cannot be met are errors; two colours that look
    alike are a warning.
    """
    bad = [n for n, v in (("primary", primary), ("accent", accent)) if not _HEX.fullmatch(v)]
    if bad:
        values = {"primary": primary, "accent": accent}
        yield from (Fault("colour", (name,), {"value": values[name]}) for name in bad)
        return
    palette = derive(primary, accent)
    yield from (_unreadable(palette, ratio) for ratio in palette.ratios if not ratio.holds)
    if min(_distance(tones) for tones in (palette.light, palette.dark)) < _ALIKE_BELOW:
        yield Fault("colour-alike", ("accent",), {"primary": primary, "accent": accent})


@lru_cache(4)  # every page and every card asks for the same two colours
def derive(primary: str, accent: str) -> Palette:
    """Return every tone that follows from two colours, `#rrggbb` each.

    Raises ValueError for anything else.
    """
    for value in (primary, accent):
        if not _HEX.fullmatch(value):
            raise ValueError(f"not #rrggbb: {value!r}")
    brand, mark = Tone.of(primary), Tone.of(accent)
    light = _scheme("light", brand, _light_starts(brand, mark))
    dark = _scheme("dark", brand, _dark_starts(brand, mark))
    dark["signal"] = dark["accent"]
    deep = mark._replace(lightness=max(mark.lightness, 0.60), chroma=mark.chroma * 0.945)
    light["signal-deep"] = dark["signal-deep"] = _until(
        deep, _TARGET["light"]["signal-deep"], (light["deep"], dark["deep"]), +1
    )
    return Palette(
        primary.lower(),
        accent.lower(),
        MappingProxyType({token: light[token] for token in TOKENS}),
        MappingProxyType({token: dark[token] for token in TOKENS}),
        (*_ratios("light", light), *_ratios("dark", dark)),
    )


def mail_tones(palette: Palette) -> MailTones:
    """Return the tones for pictures in mails: 3:1 on white and on the dark sheet alike."""
    brand, mark = Tone.of(palette.primary), Tone.of(palette.accent)
    tint = _tint(brand)
    sheet = palette.dark["band"]
    return MailTones(
        _on_both(Tone(0.60, 0.075 * tint, brand.hue), sheet),
        _on_both(mark._replace(lightness=0.635, chroma=mark.chroma * 1.03), sheet),
        _on_both(Tone(0.62, 0.012 * tint, brand.hue), sheet),
    )


def as_css(palette: Palette) -> str:
    """Return the custom properties `--sf-*`: light by default, dark where it is chosen or asked.

    Dark is chosen by `data-md-color-scheme=slate`, and asked for by the system where the page
    names no scheme.
    """
    light = _declarations("light", palette.light)
    dark = _declarations("dark", palette.dark)
    return (
        f":root,[data-md-color-scheme=default]{{{light}}}\n"
        f"[data-md-color-scheme=slate]{{{dark}}}\n"
        "@media (prefers-color-scheme:dark){body:not([data-md-color-scheme]),"
        f":root:not(:has([data-md-color-scheme])){{{dark}}}}}\n"
    )


def contrast(one: Hex, other: Hex) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _scheme(scheme: Scheme, brand: Tone, starts: Mapping[str, Tone]) -> dict[str, Hex]:
    tint = _tint(brand)
    tones = {
        token: Tone(lightness, chroma * tint, brand.hue).hex()
        for token, (lightness, chroma) in _NEUTRALS[scheme].items()
    }
    if scheme == "light":
        tones |= {token: tone.hex() for token, tone in _WARM.items()}
    grounds = tuple(tones[ground] for ground in _GROUNDS)
    direction = -1 if scheme == "light" else +1
    for token, start in starts.items():
        tones[token] = _until(start, _TARGET[scheme][token], grounds, direction)
    return tones


def _light_starts(brand: Tone, mark: Tone) -> dict[str, Tone]:
    tint = _tint(brand)
    return {
        "muted": Tone(0.518, 0.017 * tint, brand.hue),
        "edge": Tone(0.644, 0.013 * tint, brand.hue),
        "primary": brand,
        "accent": mark,
        "signal": mark,
    }


def _dark_starts(brand: Tone, mark: Tone) -> dict[str, Tone]:
    tint = _tint(brand)
    return {
        "muted": Tone(0.68, 0.018 * tint, brand.hue),
        "edge": Tone(0.54, 0.020 * tint, brand.hue),
        "primary": Tone(0.76, 0.085 * tint, brand.hue),
        "accent": mark._replace(lightness=max(mark.lightness, 0.70), chroma=mark.chroma * 0.923),
    }


def _tint(brand: Tone) -> float:
    return min(1.0, brand.chroma / _GREY_BELOW)


def _until(start: Tone, target: float, grounds: Iterable[Hex], direction: int) -> Hex:
    """Return the first tone from `start` on, darker (-1) or lighter (+1), with enough contrast.

    If none has, it is black or white.
    """
    tone = start
    while any(contrast(tone.hex(), ground) < target for ground in grounds):
        further = tone.moved(direction * _STEP)
        if further == tone:
            break
        tone = further
    return tone.hex()


def _on_both(start: Tone, sheet: Hex) -> Hex:
    on_white = Tone.of(_until(start, _ON_MAIL, ("#ffffff",), -1))
    return _until(on_white, _ON_MAIL, (sheet,), +1)


def _ratios(scheme: Scheme, tones: Mapping[str, Hex]) -> Iterator[Ratio]:
    colours = {**tones, "white": "#ffffff"}
    for token, _, _, grounds in _TARGETS:
        for ground in grounds:
            ratio = contrast(colours[token], colours[ground])
            yield Ratio(token, scheme, ground, ratio, _TARGET[scheme][token])


def _unreadable(palette: Palette, ratio: Ratio) -> Fault:
    name = "accent" if ratio.token in ("accent", "signal", "signal-deep") else "primary"
    values = {
        "value": palette.accent if name == "accent" else palette.primary,
        "token": ratio.token,
        "background": ratio.background,
        "ratio": f"{ratio.ratio:.1f}",
        "target": f"{ratio.target:.1f}",
    }
    return Fault("colour-contrast", (name,), values)


def _distance(tones: Mapping[str, Hex]) -> float:
    return distance(tones["primary"], tones["signal"])


def _declarations(scheme: Scheme, tones: Mapping[str, Hex]) -> str:
    return f"color-scheme:{scheme};" + "".join(f"--sf-{t}:{tones[t]};" for t in TOKENS)
