"""Reading takes time by the size of a file, whatever stands in it: a proposal cannot use up a job.

Each kind of file is read clean and spoilt, at the same size and in the same process. What counts is
the processor's time, as a ratio: a slow or busy machine is as slow for both.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from schaufenster import problems, sanitize, showcase
from schaufenster.content.load import check_cluster
from schaufenster.content.read import LEDGER
from schaufenster.mail.mjml.check import check_mjml
from schaufenster.sanitize.picture import _faults
from tests.conftest import CLOCK, SAMPLE
from tests.mjml_documents import SITE, SOUND

MOST = 20
"""So much longer may a spoilt file take than a clean one of its size."""
SIZE = 100_000
KEPT = ("content", "members/feinwerk-see", "members/lichtblick", "events/werkstatt-2030")

SNIPPETS = (
    "\t", "\x07", "\x07\n", "\t\n", "\xa0", "\n\xa0x: y", "\u202e", "\u200d", "ä", "😀", "�",
    "{a: ", "[", "[[", "{", "}", "]", "- ", "-\n", "? ", "? - ", "- [", ": ", ":\n", "a:\n ",
    "&a ", "&a{n} x, ", "- &a{n} x\n", "*a ", "!x ", "!<", "'", '"', "\\", '"\\', "|", ">", "%",
    "@", "# ", " #x\n", "x{n}: a #b\n", "x{n}: b\n", "de{n}: b\n", "  de: x\n", "- k{n}\n",
    "k{n}, ", "- id: k{n}\n", "- {file: k{n}.jpg}\n", "a: a\n", "? a\n: b\n", "<<: *a\n", "---\n",
    "...\n", "<<<<<<< x\n", "<b>", "<", "</", "<!--", "<a b='", "&amp;", "&#x41;", "![", "](",
    "[a](b ", "[a]: b\n", "**", "* ", "_", "_a_ ", "`", "``` ", "|a|b|\n", "|", "> ", "1. ",
    "    x\n", "  \n", "=\n", "#", "## a\n", "a@b.de ", "a@", "http://", "http://a.de/", "0171 ",
    "0", "1-", "+49 ", "(", ")", "x", "x ", "\n", "\n\n", " \n", "\r", "/profile/k{n}/\n", "/",
    ".",
)  # fmt: skip
MARKUP = (
    "<g>", "</g>", "<g/>", '<path d="M0 0"/>', "M0 0", "l1 1 ", " 1e9", '<use href="#a"/>',
    "url(#a)", '<g id="a{n}"/>', ' a{n}="b"', ' x:a="b"', ' xmlns:a{n}="b"', "<a:b>", "&#1;",
    "&a;", "<?a?>", "<![CDATA[", "]]>", "<!DOCTYPE ", "<style>", ";a:b", "rotate(1)", "translate(",
    "#", "%", "<mj-text>", "</mj-text>", "<mj-section>", '<mj-text color="red">x</mj-text>', "<p>",
    "{ a: b }", "<mj-class name='a{n}'/>", "<!--[if mso]>", "<![endif]-->", "url(", "/*",
    "@media ",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of file: its `clean` text of about a size, and how it is read."""

    clean: Callable[[int], bytes]
    read: Callable[[bytes], object]
    snippets: tuple[str, ...] = SNIPPETS
    size: int = SIZE


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("read")
    for name in KEPT:
        shutil.copytree(SAMPLE / name, root / name)
    return root


def in_tree(root: Path, path: str) -> Callable[[bytes], object]:
    """Return a function that checks the small tree with a file of these bytes, and mends it."""
    file = root / path

    def check(raw: bytes) -> str:
        before = file.read_bytes() if file.exists() else None
        file.write_bytes(raw)
        try:
            *_, found = check_cluster(root, CLOCK)
        finally:
            file.unlink() if before is None else file.write_bytes(before)
        return problems.as_text(found, "de") + problems.as_github(found, "en")

    return check


def grown(start: str, part: str) -> Callable[[int], bytes]:
    """Return a function that makes a text as large as is asked for by repeating a part of it."""

    def text(size: int) -> bytes:
        parts = (part.replace("{n}", str(n)) for n in range(max(0, size - len(start)) // len(part)))
        return (start + "".join(parts)).encode()

    return text


@cache
def picture(format_: str) -> bytes:
    stream = BytesIO()
    noise = random.Random(1).randbytes(600 * 400 * 3)  # noqa: S311 - repeatable, not secret
    Image.frombytes("RGB", (600, 400), noise).save(stream, format_)
    return stream.getvalue()


def sections(size: int) -> bytes:
    """Return a mail with sections, none like another: the checker remembers what it has seen."""
    text = '<mj-section><mj-column><mj-text padding-left="{n}px">Ein Text</mj-text></mj-column>'
    more = grown("", f"{text}</mj-section>")(size).decode()
    return SOUND.replace("</mj-body>", f"{more}</mj-body>").encode()


def kinds(root: Path) -> dict[str, Kind]:
    member = (SAMPLE / "members/feinwerk-see/member.yml").read_text("utf-8")
    report = (SAMPLE / "events/werkstatt-2030/report.de.md").read_text("utf-8")
    terms = (SAMPLE / "content/vocabularies/competences.yml").read_text("utf-8")
    source = "  - url: https://www.muster.example/{n}\n    title: Quelle mit einem Namen\n"
    term = "\nmuster{n}:\n  name: {de: Muster {n}, en: Sample {n}}\n  group: messen\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    paragraph = "Ein Absatz, in dem 3 < 4 ist und **ein** [Wort](https://muster.example/).\n\n"
    bitmaps = {
        ending: Kind(
            lambda _, form=form: picture(form),  # type: ignore[misc]
            lambda raw, ending=ending: list(_faults(raw, f".{ending}")),  # type: ignore[misc]
        )
        for ending, form in (("png", "PNG"), ("jpg", "JPEG"), ("webp", "WEBP"))
    }
    return {
        "record": Kind(grown(f"{member}sources:\n", source),
                       in_tree(root, "members/feinwerk-see/member.yml")),
        "vocabulary": Kind(grown(terms, term),
                           in_tree(root, "content/vocabularies/competences.yml")),
        "text": Kind(grown(report, paragraph), in_tree(root, "events/werkstatt-2030/report.de.md")),
        "body": Kind(grown("", paragraph), lambda raw: list(
            sanitize.check_prose(raw.decode("utf-8", "replace"))), size=20_000),
        "ledger": Kind(grown("", "m{n}/\n"), lambda raw: list(
            showcase.check_ledger(raw.decode("utf-8", "replace").splitlines(), frozenset()))),
        "addresses": Kind(grown("", "/profile/muster{n}/\n"), in_tree(root, LEDGER)),
        "svg": Kind(lambda size: grown(svg, '<path d="M0 0l9 9"/>')(min(size, SIZE)) + b"</svg>",
                    lambda raw: list(sanitize.check_svg(raw)), (*SNIPPETS, *MARKUP)),
        "mjml": Kind(sections,
                     lambda raw: check_mjml(raw.decode("utf-8", "replace"), "a.mjml", sources=SITE),
                     (*SNIPPETS, *MARKUP)),
        **bitmaps,
    }  # fmt: skip


def of_shape(dice: random.Random, kind: Kind) -> bytes:
    """Return a small clean file with one or two snippets repeated inside until it is large."""
    clean = kind.clean(0).decode("utf-8", "surrogateescape")
    part = "".join(dice.choices(kind.snippets, k=dice.randint(1, 2)))
    count = kind.size // len(part.encode()) + 1
    many = (
        "".join(part.replace("{n}", str(n)) for n in range(count))
        if "{n}" in part
        else part * count
    )
    places = [n for n, sign in enumerate(clean) if sign in '\n:>" '] or [0]
    place = dice.choice([0, len(clean), *dice.choices(places, k=3)])
    return (clean[:place] + many + clean[place:]).encode("utf-8", "surrogateescape")


def of_bytes(dice: random.Random, kind: Kind) -> bytes:
    """Return a large clean file in which some bytes are changed, or slices doubled or dropped."""
    raw = bytearray(kind.clean(kind.size))
    for _ in range(dice.randint(1, 30)):
        n, length = dice.randrange(len(raw)), dice.randrange(1, 200)
        match dice.randrange(3):
            case 0:
                raw[n] = dice.randrange(256)
            case 1:
                raw[n:n] = raw[n : n + length]
            case _:
                del raw[n : n + length]
    return bytes(raw)


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def too_slow(kind: Kind, spoil: Callable[[random.Random, Kind], bytes],
             seeds: range) -> Iterator[tuple[int, float]]:  # fmt: skip
    """Yield the seed and the ratio of each spoilt file that takes too long, at its best of five."""
    clean = kind.clean(kind.size)
    usual = min(seconds(lambda: kind.read(clean)) for _ in range(5))
    for seed in seeds:
        raw = spoil(random.Random(seed), kind)  # noqa: S311 - repeatable, not secret
        allowed = usual * MOST * max(1, len(raw) / len(clean))
        spent = seconds(lambda: kind.read(raw))  # noqa: B023 - called at once
        for _ in range(4):
            if spent <= allowed:
                break
            spent = min(spent, seconds(lambda: kind.read(raw)))  # noqa: B023
        else:
            yield seed, spent / usual


KINDS = tuple(kinds(Path()))
LONG = pytest.mark.long


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("count", [25, pytest.param(460, marks=LONG)])
def test_no_shape_takes_long_to_read(root: Path, name: str, count: int) -> None:
    """5,000 and more in the long run."""
    assert list(too_slow(kinds(root)[name], of_shape, range(count))) == []


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("count", [10, pytest.param(275, marks=LONG)])
def test_no_changed_bytes_take_long_to_read(root: Path, name: str, count: int) -> None:
    """3,000 and more in the long run."""
    assert list(too_slow(kinds(root)[name], of_bytes, range(count))) == []
