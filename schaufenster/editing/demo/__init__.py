"""A fictional cluster of any size, for trials and benchmarks: valid, bilingual, deterministic.

Everything a cluster can have is there at least once; a few faults that are only warnings are
planted. All dates suit `TODAY`. What is the same in every demo is in `words.yml`.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from schaufenster.command_names import SITE
from schaufenster.content import model
from schaufenster.content.fields import Example, unwrapped
from schaufenster.content.records import FILES
from schaufenster.content.validation import record_in
from schaufenster.editing.demo import funding, members, newsletter, stories
from schaufenster.editing.demo.members import Record
from schaufenster.editing.demo.parts import COMMENT, LANGUAGES, TODAY, Value, as_markdown, as_yaml
from schaufenster.editing.demo.stories import Text
from schaufenster.editing.demo.words import competences, record, table
from schaufenster.output import OutputFile, output

MARKER: Final = "DEMO.md"
"""The file that says that a folder holds a demo, and may be filled with another one."""
MOST: Final = 5_000
"""The most members of a demo."""
_FIRST_LINE: Final = "# Demo of Schaufenster: a fictional cluster / ein erfundener Cluster"


def render_demo(count: int, seed: int = 0) -> Iterator[OutputFile]:
    """Yield every file of a fictional cluster with `count` members, the marker first.

    The same count and seed give the same bytes. Raises `ValueError` unless 1 <= count <= 5,000.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"{count} members; possible are 1 to {MOST}")
    records, texts = demo_values(count, seed)
    files = [
        (MARKER, _marker(count, seed).encode()),
        *members.as_files(records, COMMENT),
        *((path, as_markdown(front, body).encode()) for path, front, body in texts),
        *members.picture_files(records, seed),
        *newsletter.sent_files(),
    ]
    yield from (output(path, content) for path, content in files)


def demo_values(count: int, seed: int = 0) -> tuple[list[Record], list[Text]]:
    """Return the YAML files (path, values) and Markdown files (path, front matter, body)."""
    dated = max(len(stories.CASES) * 2, count // 4)
    offers = list(members.offers(max(14, count // 2), count, seed))
    news = list(stories.news(max(4, count // 8), count, seed))
    projects = list(stories.projects(max(2, count // 25), count, seed))
    records = [
        *record(table("files")).items(),
        ("content/owners.yml", members.owners(seed)),
        ("content/vocabularies/competences.yml", competences()),
        *members.members(count, seed),
        *offers,
        *stories.events(dated, count, seed),
        *(story for story, _ in (*news, *projects)),
        *funding.calls(max(len(funding.CASES), count // 40), seed),
        *newsletter.newsletter(_items(offers, dated), members.member_slug(1, seed)),
    ]
    texts = [
        *stories.reports(dated, seed),
        *(text for _, versions in (*news, *projects) for text in versions),
        *stories.pages(),
    ]
    return list(_completed(records)), texts


def _completed(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records; the first of each kind also says what the model has an example for."""
    waiting = list(FILES)
    for path, value in records:
        for kind in [kind for kind in waiting if kind.pattern(LANGUAGES).fullmatch(path)]:
            waiting.remove(kind)
            _complete(kind.record, next(iter(value.values())) if kind.vocabulary else value)
        yield path, value


def _complete(cls: type[model.Record], value: Value) -> None:
    """Add the model's examples to a record, and to the first of each kind of record inside it."""
    for name, info in cls.model_fields.items():
        key = info.alias or name
        for rule in info.metadata:
            if isinstance(rule, Example):
                value.setdefault(key, deepcopy(rule.value))
        inner, below = record_in(info.annotation), value.get(key)
        first = below[0] if isinstance(below, list) and below else below
        is_record = isinstance(inner, type) and issubclass(inner, model.Record)
        if is_record and isinstance(first, dict) and not _is_map(info.annotation):
            _complete(inner, first)


def _is_map(annotation: Any) -> bool:
    return typing.get_origin(unwrapped(annotation)[0]) is dict


def by_room(files: Iterable[OutputFile]) -> dict[str, list[OutputFile]]:
    """Return files by their first folder, with paths below it."""
    folders: dict[str, list[OutputFile]] = {}
    for file in files:
        folder, _, path = file.path.partition("/")
        folders.setdefault(folder, []).append(replace(file, path=path))
    return folders


def demo_fits(folder: Path) -> bool:
    """Return whether a demo may be written into a folder: it is new, empty, or holds a demo."""
    if folder.is_symlink() or not folder.is_dir():
        return not folder.is_symlink() and not folder.exists()
    marker = folder / MARKER
    if marker.is_file():
        return marker.read_text("utf-8", errors="replace").startswith(_FIRST_LINE)
    return not any(folder.iterdir())


def _items(offers: list[Record], dated: int) -> list[str]:
    """Return the folders of the editions' items: a few events, reports, offers and news."""
    first_offers = [path.removesuffix(".yml") for path, _ in offers[:6]]
    events = [f"events/{stories.event_slug(number)}" for number in range(1, min(dated, 8) + 1)]
    return [
        f"{events[0]}/report",
        *events[1:],
        *first_offers,
        "news/meldung-1",
        "projects/vorhaben-1",
    ]


def _marker(count: int, seed: int) -> str:
    return (
        f"{_FIRST_LINE}\n\n"
        f"{count} members, seed {seed}, made for {TODAY}. Nobody and nothing in it exists.\n\n"
        f"    python build.py --root FOLDER {SITE} --today {TODAY}\n"
    )
