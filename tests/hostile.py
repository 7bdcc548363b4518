"""Hostile texts, drawings and pictures: whatever comes from outside, at its worst.

What can execute calls `window.__hit('NAME')` or asks for `http://evil.invalid/NAME`, so that a
browser test sees which one got through. None of it harms anything: the host does not exist.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import yaml
from PIL import Image

HOST = "evil.invalid"
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile text. `name` is unique and fit for an address."""

    name: str
    family: str
    text: str


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A hostile file. `rule` is the fault it must get, or empty if it must be made harmless."""

    name: str
    rule: str
    raw: bytes


def _armed(text: str, name: str) -> str:
    """Return a text whose placeholders tell the name when they are executed or loaded."""
    marks = {
        "«HIT»": f"window.__hit('{name}')",
        "«HIT2»": f'window.__hit("{name}")',
        "«HIT0»": f"window.__hit(`{name}`)",
        "«URL»": f"http://{HOST}/{name}",
        "«HOST»": f"{HOST}/{name}",
    }
    for mark, code in marks.items():
        text = text.replace(mark, code)
    return text


def _texts() -> tuple[Hostile, ...]:
    families = yaml.safe_load((_HERE / "hostile_texts.yml").read_text(encoding="utf-8"))
    return (
        *(
            Hostile(name, family, _armed(text, name))
            for family, texts in families.items()
            for name, text in texts.items()
        ),
        *(Hostile(name, "long", text) for name, text in _long_texts().items()),
    )


def _long_texts() -> dict[str, str]:
    """Texts that keep a careless parser busy for minutes, or make it run out of stack or memory."""
    return {
        "long-word": "Ä" * 100_000,
        "long-line": "Prüfstand " * 5_000,
        "long-lines": "x\n" * 20_000,
        "long-brackets": "[" * 20_000,
        "long-links": "[a](b " * 3_000,
        "long-emphasis": "*a " * 5_000,
        "long-emphasis-mixed": "*a **b _c " * 2_000,
        "long-backticks": "".join("`" * n + "a" for n in range(200)),
        "long-quotes": ">" * 5_000 + " x",
        "long-list": "\n".join("    " * n + "- x" for n in range(300)),
        "long-list-line": "1. " * 5_000 + "x",
        "long-tags": "<b>" * 10_000,
        "long-less": "<" * 20_000,
        "long-ampersands": "&" * 20_000 + "&amp;" * 5_000,
        "long-table": "|".join("a" * 3_000) + "\n" + "|".join("-" * 3_000) + "\nx" * 3_000,
        "long-references": "".join(f"[a{n}]: /x\n" for n in range(2_000)),
        "long-attribute": f"<img src=\"{'x' * 50_000}\" onerror=\"window.__hit('long-attribute')\">",
        "long-nulls": "\0" * 10_000,
        "long-bidi": "\u202e" * 10_000,
        "long-spaces": "x" + " " * 50_000 + "y",
    }


HOSTILE: tuple[Hostile, ...] = _texts()
