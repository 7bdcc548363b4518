"""What differs between two builds, and which outputs it touches.

`BuildState` is what a build leaves behind: what was read for each output and which files it became.
The next build compares the records field by field, then the indexes entry by entry, and makes those
outputs again that read something that is not as it was.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from schaufenster.content.load import LISTS, SEQUENCES, Cluster, Content
from schaufenster.reads import INDEXES, Note, Table, derived

_KEYS: Final = ("path", "paths", "id")


class Made(NamedTuple):
    """What an output became: its files with their hashes, and the numbers of what was read."""

    files: tuple[tuple[str, str], ...]
    reads: array[int]


class KnownContent(NamedTuple):
    """The content that a build was made of, at which moment, and a stamp that no other has."""

    content: Content
    now: dt.datetime
    stamp: str


@dataclass
class BuildState:
    """What a build leaves behind: what was read for each output, and which files it became.

    `key` stands for all that is not noted: without one, everything is made again. `indexes` has the
    numbers of what was read for each index, and its table. `stamp` is that of the content that it
    was made of.
    """

    key: str = ""
    stamp: str = ""
    notes: dict[Note, int] = field(default_factory=dict)
    outputs: dict[str, Made] = field(default_factory=dict)
    derived: dict[tuple[str, str], array[int]] = field(default_factory=dict)
    indexes: dict[str, tuple[array[int], Mapping[Any, Any]]] = field(default_factory=dict)

    def numbers(self, notes: Iterable[Note]) -> array[int]:
        """Return the numbers of notes, new ones where there were none."""
        known = self.notes
        return array("I", [known.setdefault(note, len(known)) for note in notes])


# ── records ──────────────────────────────────────────────────────────────────────────────────


def changed_records(before: Cluster, after: Cluster) -> Iterator[Note]:
    """Yield a note for each field, table and entry that is not the same in two clusters."""
    old, new = before.__dict__, after.__dict__
    for name, key in SEQUENCES.items():
        tables = ({record.__dict__[key]: record for record in each[name]} for each in (old, new))
        yield from _entries(name, *tables)
    for name, table in new.items():
        if isinstance(table, Table):
            yield from _entries(name, old[name].entries, table.entries)
    yield from (("table", name) for name in LISTS if old[name] != new[name])
    yield from _fields(old["identity"], new["identity"])
    if old["now"] != new["now"]:
        yield ("Cluster", "", "now")
    files = before.source.states, after.source.states
    for path in files[0].keys() | files[1].keys():
        if files[0].get(path) != files[1].get(path):
            yield ("file", path)
    for name in ("ledger", "revisions"):
        if before.source.__dict__[name] != after.source.__dict__[name]:
            yield ("Source", "", name)


def _entries(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Note]:
    if list(old) != list(new):
        yield ("table", name)
    for key in old.keys() ^ new.keys():
        yield ("table", name, key)
    for key, record in new.items():
        if key in old:
            yield from _fields(old[key], record)


def _fields(old: Any, new: Any) -> Iterator[Note]:
    """Yield a note for each field of a record that changed."""
    if old is new:
        return
    kind = type(new)
    values, before = new.__dict__, old.__dict__
    key = next((values[name] for name in _KEYS if name in values), "")
    for name in kind.model_fields:
        if type(old) is not kind or before[name] != values[name]:
            yield (kind.__name__, key, name)


# ── outputs ──────────────────────────────────────────────────────────────────────────────────


def outdated(state: BuildState, changed: Iterable[Note], subjects: Mapping[str, Any]) -> set[str]:
    """Return the names of the outputs that read what has changed.

    Indexes that have changed are made anew for their subject (`Cluster`, `SiteContext`); the others
    are handed over as they were.
    """
    stale = _Stale(state, changed, subjects)
    stale.settle()
    numbers = stale.numbers
    return {
        name for name, made in state.outputs.items() if not numbers.isdisjoint(made.reads)
    }  # fmt: skip


class _Stale:
    """The numbers of the notes that are not true any more, as they are found out."""

    def __init__(
        self, state: BuildState, changed: Iterable[Note], subjects: Mapping[str, Any]
    ) -> None:
        self.state, self.subjects = state, subjects
        self.numbers = {state.notes[note] for note in changed if note in state.notes}

    def settle(self) -> None:
        """Find out which derived records and indexes have changed."""
        records = {
            key for key, reads in self.state.derived.items() if not self.numbers.isdisjoint(reads)
        }
        for key in records:
            del self.state.derived[key]
        if records:
            self.numbers |= {n for note, n in self.state.notes.items() if note[:2] in records}
        waiting = dict(self.state.indexes)
        while waiting:
            self._settle(next(iter(waiting)), waiting)

    def _settle(self, name: str, waiting: dict[str, tuple[array[int], Mapping[Any, Any]]]) -> None:
        """Settle one index, after those it was made from."""
        reads, table = waiting.pop(name)
        index = INDEXES.get(name)
        if index is None:
            del self.state.indexes[name]
            return
        for other in [n for n in waiting if not self._index_notes(n).isdisjoint(reads)]:
            if other in waiting:
                self._settle(other, waiting)
        subject = self.subjects[index.subject]
        if self.numbers.isdisjoint(reads):
            index.adopt(subject, table)
            return
        new, notes = index.entry(subject)
        self.state.indexes[name] = self.state.numbers(notes or ()), new
        missing = object()
        differing = {k for k in {*table, *new} if table.get(k, missing) != new.get(k, missing)}
        if differing or list(table) != list(new):
            known = self.state.notes
            every = (("index", name), *(("index", name, key) for key in differing))
            self.numbers |= {known[note] for note in every if note in known}

    def _index_notes(self, name: str) -> set[int]:
        """Return the numbers of all notes about an index."""
        if not hasattr(self, "_by_index"):
            self._by_index: dict[str, set[int]] = {}
            for note, number in self.state.notes.items():
                if note[0] == "index":
                    self._by_index.setdefault(note[1], set()).add(number)
        return self._by_index.get(name, set())


def note_subjects(state: BuildState, subjects: Mapping[str, Any]) -> None:
    """Put into a state what was read for the derived records and indexes of its subjects."""
    for subject in subjects.values():
        for key, notes in derived(subject).items():
            state.derived[key] = state.numbers(notes)
    for name, index in INDEXES.items():
        if index.subject in subjects:
            table, reads = index.entry(subjects[index.subject])
            if reads is not None:
                state.indexes[name] = state.numbers(reads), table
