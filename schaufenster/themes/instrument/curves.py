"""The curves of the pictures: every profile, event, offer or news item has one.

The bytes of a slug's hash become the parameters of a signal: a sum of tones (the waveform), a
damped oscillation, a step response, a beat, a sweep. Same slug, same curve; no randomness and no
clock. `drawing` turns the curves into SVG and PNG.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, exp, hypot, pi, sin, sqrt
from typing import TypeVar

from schaufenster.look.subject import Kind

Wave = tuple[float, float, float]
T = TypeVar("T")
Times = Sequence[float]
Curve = Callable[[Times], list[float]]
"""Heights above the middle at t = 0…1, in parts of the picture's height: ±0.5 is the frame.

All times at once: calling a function for each would take longer than the arithmetic in it.
"""

_TURN = 2 * pi
_LOUD = 0.35
"""The greatest height of a waveform."""
_RINGING: dict[str, tuple[float, float]] = {
    "retreat": (1.9, 3.0),
    "workshop": (4.0, 6.0),
    "conference": (7.0, 11.0),
}
"""Lowest and highest periods per picture by an event's format."""
_RINGING_ELSE = (3.5, 7.0)
FLAT, LOUDEST, JOINED = 0.13, 0.36, 0.72
"""Where in the hero the waveforms begin, where they are highest, and where their curves end."""
FADED = (0.60, 0.70)
"""Where in the hero a waveform has become the common signal, at the earliest and at the latest."""
_PACE = 1.5
"""How much faster than in a cover a waveform runs in the hero, which shows only half of it."""
_KEPT = 8192
"""Waveforms kept for the other pictures of a profile: about 10 MB at most."""
_PROBES = [step / 200 for step in range(201)]
"""Where a waveform's greatest height is looked for."""
_BUSY = 7.0
"""From so many periods on five curves are enough: more would only make a hatching."""


@dataclass(frozen=True, slots=True)
class Waveform:
    """A profile's signal, scaled to ±1, and the periods of its fastest tone for t = 0…1.

    `tones` are its terms: weight, angle for t = 0…1, phase.
    """

    curve: Curve
    periods: float
    tones: tuple[Wave, ...] = ()


@dataclass(frozen=True, slots=True)
class CurveSet:
    """The curves of a picture, the faint delayed copies first, the accent curve last.

    Before `start` all are flat, and there is a tick at `start`; without a start there is a sample
    point near t = `ring` instead. `periods` is the highest frequency, for t = 0…1. Where all faint
    curves are the accent curve, but later and lower, `copies` says how much later and how high each
    is.
    """

    curves: tuple[Curve, ...]
    periods: float
    start: float = 0.0
    ring: float = 0.0
    copies: tuple[tuple[float, float], ...] = ()


def waveform(slug: str) -> Waveform:
    """Return the waveform of an organisation: a base tone with two harmonics.

    Tile, cover and channel share it; it does not depend on the status.
    """
    return _signal(slug)[0]


def curve_set(kind: Kind, slug: str, form: str = "other") -> CurveSet:
    """Return the curves of a cover. `form` is an event's format and sets how fast it rings."""
    if kind in ("member", "partner"):
        return _profile(slug)
    numbers = _numbers(f"{kind}:{slug}")
    if kind == "event":
        return _event(numbers, *_RINGING.get(form, _RINGING_ELSE))
    if kind == "project":
        return _project(numbers)
    if kind == "news":
        return _news(numbers)
    return _step(numbers, -1.0 if kind == "request" else 1.0)


def footer_curves(seed: str) -> CurveSet:
    """Return the curves above the footer: the waveform of `seed` with copies far behind."""
    base = waveform(seed)
    slow = _waveform_of(
        [(weight, 0.65 * turn, phase) for weight, turn, phase in base.tones], 0.65 * base.periods
    )
    return _delayed_copies(slow, 5, lag=0.13, drop=0.72)


def channel(slug: str, home: float, loudness: float, last: float) -> Waveform:
    """Return a channel of the hero: flat at `home`, then its own waveform, then the common signal.

    `home` is a height (±0.5), `loudness` how far the waveform may lead away from it, `last` when
    the last of all channels has faded. A soft limit keeps the waveform inside the frame.
    """
    own, rest = _signal(slug)
    numbers = iter(rest)
    fade_from, fade_to = _within(numbers, 0.16, 0.26), _within(numbers, FADED[0], last)

    def height(t: float, joined: float, wave: float) -> float:
        faded = _ease((t - fade_from) / (fade_to - fade_from))
        shared = faded * sqrt(faded)
        if shared == 1.0:
            return joined
        base = home + shared * (joined - home)
        room = 1.15 * (0.48 - abs(base))
        swing = (1 - shared) * _ease((t - FLAT) / (LOUDEST - FLAT)) * wave
        return base + swing * loudness * room / hypot(loudness, room)

    def curve(times: Times) -> list[float]:
        return list(map(height, times, common(times), own.curve([_PACE * t for t in times])))

    return Waveform(curve, _PACE * own.periods)


def common(times: Times) -> list[float]:
    """Return the signal that all channels of the hero become: one sine, growing to the right."""
    return [0.37 * _ease((t - 0.42) / 0.44) * cos(_TURN * 3.18 * (t - 0.69)) for t in times]


def _numbers(seed: str) -> Iterator[float]:
    """Yield the 32 bytes of a seed's SHA-256 as numbers from 0 to 1."""
    return (byte / 255 for byte in hashlib.sha256(seed.encode()).digest())


def _within(numbers: Iterator[float], low: float, high: float) -> float:
    return low + (high - low) * next(numbers)


def _choice(numbers: Iterator[float], first: int, last: int) -> int:
    return min(int(_within(numbers, first, last + 1)), last)


def _ease(x: float) -> float:
    """Return 0 below 0, 1 above 1, and a smooth rise between (level at both ends)."""
    if x <= 0.0:
        return 0.0
    return x * x * (3 - 2 * x) if x < 1.0 else 1.0


@lru_cache(_KEPT)
def _signal(slug: str) -> tuple[Waveform, tuple[float, ...]]:
    """Return the waveform of an organisation, and the numbers that are left for all else."""
    numbers = _numbers(f"m:{slug}")
    return _waveform(numbers), tuple(numbers)


def _waveform(numbers: Iterator[float]) -> Waveform:
    base = _choice(numbers, 2, 4)
    second = _within(numbers, 0.15, 0.70)
    # On a fast base the third tone is softer, otherwise the line trembles instead of swinging.
    third = _within(numbers, 0.0, 0.45) * 2 / base
    phases = [_TURN * next(numbers) for _ in range(3)]
    ratios = _choice(numbers, 2, 3), _choice(numbers, 4, 5)
    slowest = 0.8 * base
    tones = tuple(
        (weight, _TURN * slowest * ratio, phase)
        for weight, ratio, phase in zip((1.0, second, third), (1, *ratios), phases, strict=True)
    )
    peak = max(map(abs, _sum(tones)(_PROBES)))
    scaled = [(weight / peak, turn, phase) for weight, turn, phase in tones]
    return _waveform_of(scaled, slowest * ratios[1])


def _waveform_of(tones: Sequence[Wave], periods: float) -> Waveform:
    return Waveform(_sum(tones), periods, tuple(tones))


def _sum(tones: Sequence[Wave]) -> Curve:
    (a, f, p), (b, g, q), (c, h, r) = tones
    return lambda times: [
        a * sin(f * t + p) + b * sin(g * t + q) + c * sin(h * t + r) for t in times
    ]


def _profile(slug: str) -> CurveSet:
    own, rest = _signal(slug)
    numbers = iter(rest)
    count = 5 if own.periods > _BUSY else _choice(numbers, 5, 6)
    lag, drop = _within(numbers, 0.35, 0.6) / own.periods, _within(numbers, 0.60, 0.82)
    return _delayed_copies(own, count, lag, drop, ring=_within(numbers, 0.30, 0.75))


def _delayed_copies(
    own: Waveform, count: int, lag: float, drop: float, ring: float = 0.0
) -> CurveSet:
    """Return a waveform with copies that are later and lower, the last by `lag` and `drop`."""
    copies = _members(lambda p: (lag * p, 1 - drop * p), count)
    drawn = (
        _sum([(_LOUD * high * w, turn, phase - turn * late) for w, turn, phase in own.tones])
        for late, high in copies
    )
    return CurveSet(tuple(drawn), own.periods, ring=ring, copies=copies[:-1])


def _members(relative: Callable[[float], T], count: int) -> tuple[T, ...]:
    """Return what stands for the curves p = 1 … 0; p = 0 is the accent curve."""
    return tuple(relative(1 - step / (count - 1)) for step in range(count))


def _since(start: float, times: Times) -> list[float]:
    """Return how long ago a start was at each time, 0 before it."""
    return [t - start if t > start else 0.0 for t in times]


def _event(numbers: Iterator[float], slow: float, fast: float) -> CurveSet:
    """Return a damped oscillation: flat, then struck."""
    side = 1.0 if next(numbers) < 0.5 else -1.0
    start = _within(numbers, 0.08, 0.34)
    frequency = _within(numbers, slow, fast)
    damping = 1.5 + next(numbers) + 0.1 * frequency
    count = 5 if frequency > _BUSY else _choice(numbers, 5, 7)

    def relative(p: float) -> Curve:
        height = side * 0.36 * (1 - 0.82 * p)
        decay = damping * (1 + 0.8 * p)
        turn = _TURN * frequency * (1 - 0.15 * p)

        return lambda times: [
            height * (1 - exp(-u / 0.015)) * exp(-decay * u) * sin(turn * u)
            for u in _since(start, times)
        ]

    return CurveSet(_members(relative, count), frequency, start)


def _step(numbers: Iterator[float], side: float) -> CurveSet:
    """Return the step response of a second-order system, from below to above or back."""
    start = _within(numbers, 0.10, 0.40)
    speed = _within(numbers, 11.0, 34.0)
    damping = _within(numbers, 0.10, 0.34)
    rise = _within(numbers, 0.35, 0.60)
    count = _choice(numbers, 5, 7)

    def relative(p: float) -> Curve:
        zeta = damping + rise * p
        decay, turn = zeta * speed, sqrt(1 - zeta * zeta) * speed
        lean = decay / turn

        return lambda times: [
            side * (0.163 - 0.358 * (exp(-decay * u) * (cos(turn * u) + lean * sin(turn * u))))
            for u in _since(start, times)
        ]

    return CurveSet(_members(relative, count), max(speed / _TURN, 5.5), start)


def _project(numbers: Iterator[float]) -> CurveSet:
    """Return a beat: two tones close to each other that meet and part."""
    first = _within(numbers, 6.0, 8.0)
    apart = _within(numbers, 1.0, 1.8)
    phase, late = _TURN * next(numbers), _TURN * next(numbers)
    drop = _within(numbers, 0.60, 0.72)

    def relative(p: float) -> Curve:
        height = 0.18 * (1 - drop * p)
        low, high = _TURN * first, _TURN * (first + apart * (1 + 0.15 * p))
        return lambda times: [height * (sin(low * t + phase) + sin(high * t + late)) for t in times]

    return CurveSet(_members(relative, 5), first + apart, ring=_within(numbers, 0.30, 0.75))


def _news(numbers: Iterator[float]) -> CurveSet:
    """Return a sweep: from a low tone to a high one."""
    low, high = _within(numbers, 0.8, 1.5), _within(numbers, 5.0, 7.5)
    phase = _TURN * next(numbers)
    drop = _within(numbers, 0.60, 0.82)

    def relative(p: float) -> Curve:
        height = 0.34 * (1 - drop * p)
        rise = (high * (1 - 0.06 * p) - low) / 2
        return lambda times: [height * sin(_TURN * (low + rise * t) * t + phase) for t in times]

    return CurveSet(_members(relative, 5), high, ring=_within(numbers, 0.30, 0.75))
