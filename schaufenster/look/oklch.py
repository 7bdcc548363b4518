"""Perceptual colours: sRGB to OKLab and OKLCH, and back.

https://www.w3.org/TR/css-color-4/#color-conversion-code; tests compare every function with
coloraide. That library computes tables of colour temperatures whenever it is imported, a fifth of
what starting any command takes, and moves colours at the edge of sRGB: #00009c becomes #001a8c.
"""

from __future__ import annotations

from math import atan2, cbrt, copysign, cos, degrees, dist, floor, hypot, radians, sin
from typing import NamedTuple

Hex = str
"""`#rrggbb`"""
_Three = tuple[float, float, float]
_Matrix = tuple[_Three, _Three, _Three]

_RGB_TO_XYZ: _Matrix = (
    (0.4123907992659593, 0.357584339383878, 0.1804807884018343),
    (0.21263900587151024, 0.715168678767756, 0.07219231536073371),
    (0.01933081871559182, 0.11919477979462598, 0.9505321522496607),
)
_XYZ_TO_RGB: _Matrix = (
    (3.240969941904523, -1.5373831775700941, -0.4986107602930035),
    (-0.9692436362808797, 1.8759675015077204, 0.04155505740717562),
    (0.05563007969699365, -0.20397695888897652, 1.0569715142428784),
)
_XYZ_TO_LMS: _Matrix = (
    (0.819022437996703, 0.3619062600528904, -0.1288737815209879),
    (0.03298365393238847, 0.9292868615863434, 0.03614466635064236),
    (0.04817718935962421, 0.2642395317527308, 0.6335478284694309),
)
_LMS_TO_XYZ: _Matrix = (
    (1.226879875845924, -0.5578149944602171, 0.2813910456659647),
    (-0.04057574521480083, 1.112286803280317, -0.07171105806551635),
    (-0.07637293667466008, -0.42149333240224324, 1.5869240198367818),
)
_LMS_TO_LAB: _Matrix = (
    (0.21045426830931396, 0.7936177747023053, -0.0040720430116192585),
    (1.9779985324311686, -2.42859224204858, 0.450593709617411),
    (0.025904042465547734, 0.7827717124575297, -0.8086757549230774),
)
_LAB_TO_LMS: _Matrix = (
    (1.0, 0.3963377773761749, 0.21580375730991364),
    (1.0, -0.10556134581565857, -0.0638541728258133),
    (1.0, -0.08948417752981186, -1.2914855480194092),
)
_GREY = 1e-5
"""Below this chroma a hue means nothing, and is 0."""
_NEAR = 1e-4
"""So near to the edge of sRGB chroma is looked for."""
_ROUNDING = 1e-9
"""What a colour of sRGB may miss it by when it comes back."""


class Tone(NamedTuple):
    """A colour in OKLCH: lightness 0–1, chroma 0–0.4, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of(cls, value: Hex) -> Tone:
        """Return what a colour is."""
        lightness, a, b = _lab(value)
        chroma = hypot(a, b)
        return cls(lightness, chroma, degrees(atan2(b, a)) % 360 if chroma > _GREY else 0.0)

    def moved(self, by: float) -> Tone:
        """Return the tone with another lightness, never past black or white."""
        return self._replace(lightness=min(max(self.lightness + by, 0.0), 1.0))

    def hex(self) -> Hex:
        """Return the tone; what sRGB cannot show loses chroma, never lightness or hue."""
        low, high = 0.0, self.chroma
        result = _rgb(self)
        if not _in_srgb(result):
            while high - low > _NEAR:
                tone = self._replace(chroma=(low + high) / 2)
                rgb = _rgb(tone)
                if _in_srgb(rgb):
                    low = tone.chroma
                else:
                    high, result = tone.chroma, rgb
        return "#" + "".join(f"{floor(min(max(part, 0), 1) * 255 + 0.5):02x}" for part in result)


def distance(one: Hex, other: Hex) -> float:
    """Return how far two colours are apart in OKLab."""
    return dist(_lab(one), _lab(other))


def luminance(value: Hex) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2, definition)."""
    return _times(_RGB_TO_XYZ, _linear(value))[1]


def _rgb(tone: Tone) -> _Three:
    """Return what a tone is in sRGB; what cannot be shown has a part below 0 or above 1."""
    angle = radians(tone.hue)
    lab = tone.lightness, tone.chroma * cos(angle), tone.chroma * sin(angle)
    long, medium, short = _times(_LAB_TO_LMS, lab)
    red, green, blue = _times(_XYZ_TO_RGB, _times(_LMS_TO_XYZ, (long**3, medium**3, short**3)))
    return _coded(red), _coded(green), _coded(blue)


def _lab(value: Hex) -> _Three:
    long, medium, short = _times(_XYZ_TO_LMS, _times(_RGB_TO_XYZ, _linear(value)))
    return _times(_LMS_TO_LAB, (cbrt(long), cbrt(medium), cbrt(short)))


def _linear(value: Hex) -> _Three:
    """Return how much light each part of a colour is (IEC 61966-2-1)."""
    red, green, blue = (_light(byte / 255) for byte in bytes.fromhex(value[1:]))
    return red, green, blue


def _light(part: float) -> float:
    return ((part + 0.055) / 1.055) ** 2.4 if part > 0.04045 else part / 12.92


def _coded(light: float) -> float:
    if abs(light) <= 0.0031308:
        return 12.92 * light
    return copysign(1.055 * abs(light) ** (1 / 2.4) - 0.055, light)


def _in_srgb(rgb: _Three) -> bool:
    return all(-_ROUNDING <= part <= 1 + _ROUNDING for part in rgb)


def _times(matrix: _Matrix, column: _Three) -> _Three:
    one, two, three = column
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return (
        a * one + b * two + c * three,
        d * one + e * two + f * three,
        g * one + h * two + i * three,
    )
