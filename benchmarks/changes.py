"""Changes of a cluster's content as people make them, and what tells that the site shows them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SUMMARY: Final = re.compile(r"^summary:\n  de:.*\n(?:    .*\n)*", re.MULTILINE)
_END: Final = re.compile(r"\d*\.(\"?\n)\Z")
_PARAGRAPH: Final = re.compile(r"^(?![-#]|title:)(.*?)\d*\.$", re.MULTILINE)
_COMPETENCES: Final = re.compile(r"^competences:\n((?:  .*\n)+)", re.MULTILINE)
_COMPETENCE: Final = re.compile(r"^  - id: (\S+)", re.MULTILINE)
_NAMES: Final = re.compile(r"^(?:name|short): [\"']?", re.MULTILINE)
_UNSHARED: Final = re.compile(r"^(?:aliases|formerly|identifiers):.*\n(?:[ -].*\n)*", re.MULTILINE)
"""What no other member may have as well."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one kind: what makes it, and what tells whether a built site shows it."""

    kind: str
    make: Callable[[], object]
    shown: Callable[[Path], bool]


def first_member(root: Path) -> Path:
    """Return the file of the first member that can be changed in every way."""
    for file in sorted((root / "members").glob("*/member.yml")):
        text = file.read_text("utf-8")
        summary = _SUMMARY.search(text)
        if summary and _END.search(summary[0]) and _COMPETENCES.search(text):
            return file
    raise ValueError(f"{root}: no member with competences and a summary that ends with a full stop")


def page_of(member: Path) -> str:
    """Return the path of a member's German page, in a site of ours and in a plain one."""
    return f"profile/{member.parent.name}/"


def edit_summary(member: Path, number: int) -> str:
    """Write a number into a member's summary; return what its page then says."""
    said = f"{90_000 + number}."
    _replace(member, _SUMMARY, lambda found: _END.sub(rf"{said}\1", found[0]))
    return said


def edit_page(page: Path, number: int) -> str:
    """Write a number into the first sentence of a plain page; return what it then says."""
    said = f"{90_000 + number}."
    _replace(page, _PARAGRAPH, lambda found: found[1] + said)
    return said


def changes(root: Path, number: int) -> Iterator[Change]:
    """Yield a change of each other kind, with a number in it; each is made before the next.

    What is new is renamed, then deleted: nothing else refers to it.
    """
    member = first_member(root)
    page, name = page_of(member), member.parent.name
    for kind, field in (("name", "name: "), ("place", "  place: ")):
        put = _put_before(member, field, f"Neu{number} ")
        yield Change(kind, put, _says(page, f"Neu{number} "))
    competence = _others(root, member)[0]
    put = _put_before(member, "competences:\n", f"  - id: {competence}\n")
    yield Change("competence", put, _says(f"kompetenzen/{competence}/", page))
    new, renamed = f"neu-{number}-{name}", f"anders-{number}-{name}"
    yield Change("new", lambda: _copy(member, new, number), _says(f"profile/{new}/", "Kopie "))
    yield Change(
        "renamed",
        lambda: _rename(root / "members", new, renamed),
        _says(f"profile/{new}/", f"profile/{renamed}/"),
    )
    yield Change(
        "deleted",
        lambda: shutil.rmtree(root / "members" / renamed),
        lambda site: not (site / "profile" / renamed).exists(),
    )


def _replace(file: Path, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> None:
    text, count = pattern.subn(new, file.read_text("utf-8"), count=1)
    if count != 1:
        raise ValueError(f"{file}: nothing there to change")
    file.write_text(text, "utf-8")


def _put_before(file: Path, field: str, new: str) -> Callable[[], None]:
    """Return what puts a text at the beginning of a field's value."""
    pattern = re.compile(f"^{field}[\"']?", re.MULTILINE)
    return lambda: _replace(file, pattern, lambda found: found[0] + new)


def _says(page: str, text: str) -> Callable[[Path], bool]:
    return lambda site: text in (site / page / "index.html").read_text("utf-8")


def _others(root: Path, member: Path) -> list[str]:
    """Return competences that a member lacks and others have."""
    files = sorted((root / "members").glob("*/member.yml"))
    found = {file: _competences(file) for file in files}
    return sorted({each for ids in found.values() for each in ids}.difference(found[member]))


def _competences(file: Path) -> list[str]:
    block = _COMPETENCES.search(file.read_text("utf-8"))
    return _COMPETENCE.findall(block[1]) if block else []


def _copy(member: Path, name: str, number: int) -> None:
    """Add a member much like another one, without its offers."""
    folder = member.parent.with_name(name)
    shutil.copytree(member.parent, folder, ignore=shutil.ignore_patterns("offers"))
    text = _UNSHARED.sub("", member.read_text("utf-8"))
    text = _NAMES.sub(rf"\g<0>Kopie {number} ", text)
    (folder / "member.yml").write_text(text, "utf-8")


def _rename(members: Path, old: str, new: str) -> None:
    (members / old).rename(members / new)
    file = members / new / "member.yml"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\nformerly:\n  - {old}\n", "utf-8")
