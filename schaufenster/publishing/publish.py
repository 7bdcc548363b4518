"""Publishes a site to a target: only what changed, in an order in which no page misses anything.

The target keeps a list of what was published. Before the first change it names what is about to
change as doubtful; after each batch it is renewed. So whoever is interrupted goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from schaufenster.write import Target, put_content, read_content, sha256

LIST: Final = ".schaufenster.json"
"""The list at the target, of which nobody else knows."""
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Published:
    """What a target holds: hashes by path, and the paths of which it is not sure."""

    files: Mapping[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()

    def as_json(self) -> str:
        """Return it as it is kept at the target."""
        return json.dumps({"files": self.files, "doubtful": sorted(self.doubtful)}, indent=0)


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be put, in its order, and what has to go."""

    put: tuple[str, ...]
    gone: tuple[str, ...]
    same: int


def published_at(target: Target) -> Published:
    """Return what was published to a target. Raises `TargetError` where nobody answers."""
    try:
        known = json.loads(read_content(target, LIST) or b"{}")
        return Published(dict(known.get("files", {})), frozenset(known.get("doubtful", ())))
    except (AttributeError, TypeError, ValueError):  # spoilt: everything is put again
        return Published()


def plan(files: Mapping[str, str], before: Published) -> Plan:
    """Return what has to change at a target, for a site with these hashes.

    New files come before pages and pages before removals: a page that is asked for meanwhile
    finds what it loads. Only what was published by us is removed.
    """
    changed = [path for path, digest in files.items() if before.files.get(path) != digest]
    gone = (before.files.keys() | before.doubtful) - files.keys()
    ordered = sorted(changed, key=lambda path: (_rank(path), path))
    last = sorted(gone, key=lambda path: (-_rank(path), path))
    return Plan(tuple(ordered), tuple(last), len(files) - len(changed))


def _rank(path: str) -> int:
    """Return when a file is put: what pages load, what says which of these there are, pages."""
    return 2 if path.endswith(".html") else int(path.startswith("pagefind/pagefind"))


def publish(
    site: Path, files: Mapping[str, str], target: Target, told: Callable[[int], None]
) -> Plan:
    """Make a target hold a site; `told` is called with the number of files after each batch.

    Raises `TargetError` where the target refuses; the same call goes on from there.
    """
    before = published_at(target)
    todo = plan(files, before)
    if not todo.put and not todo.gone and not before.doubtful:
        return todo
    sure = {path: files[path] for path in files.keys() - set(todo.put)}
    doubtful = {*todo.put, *todo.gone}
    _note(target, Published(sure, frozenset(doubtful)))
    for batch in _batches(todo.put):
        target.put(site, batch)
        sure |= {path: files[path] for path in batch}
        doubtful -= set(batch)
        _note(target, Published(sure, frozenset(doubtful)))
        told(len(batch))
    for batch in _batches(todo.gone):
        target.remove(batch)
        told(len(batch))
    if todo.gone:
        _note(target, Published(sure))
    return todo


def _batches(paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield paths in portions of one rank: a program may put those of one portion in any order."""
    for _, equals in groupby(paths, key=_rank):
        rank = tuple(equals)
        for start in range(0, len(rank), _BATCH):
            yield rank[start : start + _BATCH]


def _note(target: Target, known: Published) -> None:
    put_content(target, LIST, known.as_json().encode())


def spoilt(site: Path, files: Mapping[str, str], paths: tuple[str, ...]) -> str | None:
    """Return the first file that is not as it was built, or None."""
    return next((path for path in paths if _digest(site / path) != files[path]), None)


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()) if file.is_file() else ""
