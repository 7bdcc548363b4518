"""Notes of what is read while an output is made: they decide whether it is made again.

A field of a record, the order of a table, the bytes of a picture, an entry of an index: whatever
an output is made of is noted when it is read, nothing is declared. A note is a tuple that begins
with a kind, such as `("Member", "members/ilmsens/member.yml", "summary")`. What tells two builds
apart as a whole (code, templates, words, the day) is not noted: it is the key of the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Generic, TypeVar

Note = tuple[Any, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")

_notes: set[Note] | None = None


def note(*key: Any) -> None:
    """Note that something is read, if an output is being made."""
    if _notes is not None:
        _notes.add(key)


@contextmanager
def noting() -> Iterator[set[Note]]:
    """Collect what is read within; nothing of it counts for what is being made around it."""
    global _notes  # noqa: PLW0603 - a process makes one output at a time
    outer, _notes = _notes, set()
    try:
        yield _notes
    finally:
        _notes = outer


def note_all(notes: Iterable[Note]) -> None:
    """Note again what was read for a result that is used now."""
    if _notes is not None:
        _notes.update(notes)


@contextmanager
def unnoted() -> Iterator[None]:
    """Read without notes: for tables of names that hold nothing but what they are looked up by."""
    global _notes  # noqa: PLW0603 - a process makes one output at a time
    outer, _notes = _notes, None
    try:
        yield
    finally:
        _notes = outer


class _Field:
    """A field whose reading is noted, with its class and the record's own key."""

    __slots__ = ("key", "kind", "name")

    def __init__(self, kind: str, key: str, name: str) -> None:
        self.kind, self.key, self.name = kind, key, name

    def __get__(self, record: Any, _owner: Any = None) -> Any:
        if record is None:
            raise AttributeError(self.name)
        values = record.__dict__
        if _notes is not None:
            key = values[self.key] if self.key else ""
            _notes.add((self.kind, key, self.name))
        return values[self.name]

    def __set__(self, record: Any, value: Any) -> None:
        record.__dict__[self.name] = value


class _Order(_Field):
    """A sequence of records whose order is noted when it is read."""

    __slots__ = ()

    def __get__(self, record: Any, _owner: Any = None) -> Any:
        if record is None:
            raise AttributeError(self.name)
        note("table", self.name)
        return record.__dict__[self.name]


def note_fields(cls: type, names: Iterable[str], key: str = "") -> None:
    """Note every reading of these fields of a class; `key` is the field that tells records apart.

    The fields stay in the record's own dictionary, where whoever compares or copies records finds
    them without a note.
    """
    for name in names:
        if name != key:
            setattr(cls, name, _Field(cls.__name__, key, name))


def note_table(cls: type, name: str) -> None:
    """Note every reading of a field that is a sequence of records: which there are, in order."""
    setattr(cls, name, _Order(cls.__name__, "", name))


class Table(Mapping[str, Value]):
    """A table whose reading is noted: one entry by its key, or the order of all."""

    def __init__(self, name: str, entries: Mapping[str, Value]) -> None:
        self.name, self.entries = name, entries

    def __getitem__(self, key: str) -> Value:
        note("table", self.name, key)
        return self.entries[key]

    def __contains__(self, key: object) -> bool:
        note("table", self.name, key)
        return key in self.entries

    def __iter__(self) -> Iterator[str]:
        note("table", self.name)
        return iter(self.entries)

    def __len__(self) -> int:
        note("table", self.name)
        return len(self.entries)


def derive(subject: Any, kind: str, key: str, make: Callable[[], Value]) -> Value:
    """Return a record that is made of others; `note_fields` of its class notes who reads it.

    What was read to make it is kept with the subject: see `derived`.
    """
    with noting() as notes:
        value = make()
    if value is None:
        note_all(notes)  # nobody can read what is not there: whoever looked depends on why
    else:
        derived(subject).setdefault((kind, key), set()).update(notes)
    return value


def derived(subject: Any) -> dict[tuple[str, str], set[Note]]:
    """Return what was read for each derived record of a subject, by its class and its key."""
    notes: dict[tuple[str, str], set[Note]] = subject.__dict__.setdefault("_derived", {})
    return notes


class Index(Generic[Key, Value]):
    """A table that is made of everything and read by its keys.

    Who reads one entry depends on this entry alone: the table is compared with the one of the build
    before, entry by entry, so its values are plain (texts, numbers, tuples of them). It is made
    once for each subject, a cluster or what the site is made of.
    """

    def __init__(self, make: Callable[[Any], Mapping[Key, Value]]) -> None:
        self.make, self.name = make, f"{make.__module__}.{make.__qualname__}"
        self.subject: str = next(iter(make.__annotations__.values()))
        self.__doc__ = make.__doc__
        INDEXES[self.name] = self

    def __call__(self, subject: Any) -> Mapping[Key, Value]:
        """Return the whole table."""
        note("index", self.name)
        return self.entry(subject)[0]

    def at(self, subject: Any, key: Key, default: Any = None) -> Any:
        """Return the entry of a key."""
        note("index", self.name, key)
        return self.entry(subject)[0].get(key, default)

    def entry(self, subject: Any) -> tuple[Mapping[Key, Value], frozenset[Note] | None]:
        """Return the table and what was read for it; None for one that was adopted."""
        made = self._made(subject)
        if self.name not in made:
            with noting() as notes:
                table = self.make(subject)
            made[self.name] = table, frozenset(notes)
        entry: tuple[Mapping[Key, Value], frozenset[Note] | None] = made[self.name]
        return entry

    def adopt(self, subject: Any, table: Mapping[Key, Value]) -> None:
        """Take over the table of an earlier build, of which nothing has changed."""
        self._made(subject).setdefault(self.name, (table, None))

    def _made(self, subject: Any) -> dict[str, Any]:
        made: dict[str, Any] = subject.__dict__.setdefault("_indexes", {})
        return made


class SlowIndex(Index[Key, Value]):
    """An index that compares everything with everything, and takes longer than many pages."""

    def share(self, subject: Any, before: Any) -> None:
        """Take over the table of an earlier subject, if it has one, changed or not."""
        if self.name in self._made(before):
            self.adopt(subject, self._made(before)[self.name][0])


INDEXES: Final[dict[str, Index[Any, Any]]] = {}
"""Every index by its name."""


class Memory:
    """Results that are made once and read by many outputs: what was read for one counts for all."""

    def __init__(self) -> None:
        self._made: dict[Any, tuple[Any, frozenset[Note]]] = {}

    def get(self, key: Any, make: Callable[[], Value]) -> Value:
        """Return the result of a key, made now if it was not asked for before."""
        if key not in self._made:
            with noting() as notes:
                value = make()
            self._made[key] = value, frozenset(notes)
        result, read = self._made[key]
        note_all(read)
        return result  # type: ignore[no-any-return]


def memory_of(subject: Any) -> Memory:
    """Return the memory of a subject, such as a cluster."""
    memory: Memory = subject.__dict__.setdefault("_memory", Memory())
    return memory


class Replayed(Mapping[Key, Value]):
    """A table of results; whoever looks into it depends on all that was read to make it."""

    def __init__(self, make: Callable[[], Mapping[Key, Value]]) -> None:
        with noting() as notes:
            self._results = make()
        self._reads = frozenset(notes)

    def __getitem__(self, key: Key) -> Value:
        note_all(self._reads)
        return self._results[key]

    def __iter__(self) -> Iterator[Key]:
        note_all(self._reads)
        return iter(self._results)

    def __len__(self) -> int:
        note_all(self._reads)
        return len(self._results)
