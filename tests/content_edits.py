"""Random edits that leave a cluster valid: what may change is read from the model.

An edit is made on the folder itself, seen through the rules of `check`, and undone where it breaks
one. Seed, number and folder decide what it does, so any list of numbers can be run again.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import json
import random
import re
import typing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from click.testing import CliRunner
from PIL import Image
from pydantic import TypeAdapter, ValidationError

from schaufenster import command_names as names
from schaufenster import problems, selection, words
from schaufenster.commands import program
from schaufenster.content import model
from schaufenster.content.document import Document
from schaufenster.content.fields import Ref, unwrapped
from schaufenster.content.load import Content, check_cluster, cluster_of
from schaufenster.content.model.by_language import ClusterLanguage, mark_of
from schaufenster.content.read import FOLDERS, LEDGER, Source
from schaufenster.content.records import FILES, FileKind, Records, kind_of
from schaufenster.content.validation import record_in, validate
from schaufenster.defaults import DEFAULTS
from schaufenster.editing import render_demo
from schaufenster.editing.demo import as_yaml, pictures
from schaufenster.problems import Language

Files = dict[str, bytes | None]
"""What files become, by path; None: there is none."""
Field = tuple[str, ...]
"""The names that lead to a field of a record; lists have none."""
BODY: Final[Field] = ("(text)",)
"""The text below the front matter: no field of the model, edited like one."""
FIRST: Final = "FIRST"
LANG: Final = "LANG"
MARK: Final = mark_of(LANG)
"""Fields of a text: in the first language, in one of the others, what that one was made from."""
LANGUAGES: Final = ("identity", ("languages",))
"""The field that all texts follow."""
BY_COMMAND: Final = ("sent",)
"""Kinds of records that commands write and nobody edits; their hashes must fit other files."""
LEFT_OUT: Final = {("approvals", ("by",))}
"""Fields that can hold one value only."""
TRIES: Final = 40
WORDS: Final = (
    "Messen & prüfen", "Ein <Rand> und mehr", "Größer als „alles“", "100 % dicht", "Zweite Fassung",
    "Ganz anders gesagt, in einem längeren Satz, der über eine Zeile geht.", "Messraum", "A",
)  # fmt: skip
TEXTS: Final = (
    *WORDS, "wort", "wort-zwei", "12345", "04103", "7", "12", "1", "3.5", "true", "false",
    "#0f5c4a", "#1f4e79", "https://www.example.org/neu", "https://example.net/a?b=c&d=e",
    "neu@demo.example", "+49 3641 123456", "offen", "10:30", "09:00", "2030-05-01 09:00",
    "2030-06-01 12:00", "2030-05", "2030-06-01", "2030-05-31", "2029-11-02", "2031-01-15",
    "2028", "2001", "all", "0123abcd", "neu.demo.example", "a" * 64, "FR", "IT", "de", "en",
    "Europe/Helsinki", "America/Lima",
)  # fmt: skip
BODIES: Final = (
    "Ein Absatz mit *Nachdruck* und [einem Link](https://www.example.org/).",
    "## Eine Überschrift\n\n- erstens\n- zweitens\n\n1. eins\n2. zwei",
    "> Gesagt ist gesagt.\n\nUnd noch ein **ganzer** Satz danach.",
)


@functools.cache
def fields_of(cls: type[model.Record | model.ByLanguage[Any]]) -> tuple[Field, ...]:
    """Return every field that may be written in a record, those of its parts too."""
    if issubclass(cls, model.ByLanguage):
        return ((FIRST,), (LANG,), (MARK,)) if cls.is_watched else ((FIRST,), (LANG,))
    from_path = {"id", "path", *getattr(cls, "from_path", ())}
    if cls is model.Skill or cls is model.Certification:  # there the id is a reference
        from_path = set()
    found: list[Field] = []
    for name, info in cls.model_fields.items():
        if name not in from_path:
            found.append((name,))
            if inner := record_in(info.annotation):
                found += [(name, *below) for below in fields_of(inner)]
    return tuple(found)


def all_fields() -> list[tuple[FileKind, Field]]:
    """Return every field of every kind of record that people write."""
    return [
        (kind, path)
        for kind in FILES
        if kind.table not in BY_COMMAND
        for path in (*fields_of(kind.record), *([BODY] if kind.example.endswith(".md") else []))
        if (kind.table, path) not in LEFT_OUT
    ]


def alias(cls: type[model.Record], name: str) -> str:
    """Return how a field is called in the files."""
    return cls.model_fields[name].alias or name


@functools.lru_cache(4096)
def fits(text: str, _key: str, adapter: Callable[[], TypeAdapter[Any]]) -> bool:
    """Return whether a text may stand in a field."""
    try:
        adapter().validate_python(text)
    except ValidationError:
        return False
    return True


@dataclass
class World:
    """A cluster's folder as an edit sees it: records, values that stand in fields, the moment."""

    root: Path
    records: Records
    source: Source
    now: dt.datetime
    pool: dict[tuple[type[model.Record], str], list[Any]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for _, kind, value in self.entries():
            self._fill(kind.record, value)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the cluster, the first one first."""
        return self.records.languages

    def entries(self, table: str = "") -> Iterator[tuple[str, FileKind, Any]]:
        """Yield the key of each record (of one table), its kind and its values."""
        for (name, key), (path, loc) in sorted(self.records.origin.items()):
            found = kind_of(path, self.languages)
            if found and (not table or name == table):
                value = self.records.documents[path].value
                yield key, found[0], value[loc[0]] if loc else value

    def _fill(self, cls: type[model.Record], value: Any) -> None:
        for name, key, annotation, inner in shape_of(cls, self.languages):
            part = value.get(key)
            if part is not None:
                self.pool[cls, name].append(part)
                if inner:
                    for item in items_of(annotation, part):
                        self._fill(inner, item)

    def keys(self, table: str) -> list[str]:
        """Return the names of all records of a table."""
        return sorted(self.records.keys[table])


def form_of(cls: Any, languages: tuple[Language, ...]) -> Any:
    """Return the record that a class is in the files of a cluster with these languages."""
    return cls.form(languages) if is_by_language(cls) else cls


def is_by_language(cls: Any) -> bool:
    """Return whether a type has a value for each language."""
    return isinstance(cls, type) and issubclass(cls, model.ByLanguage)


@functools.cache
def shape_of(
    cls: type[model.Record], languages: tuple[Language, ...]
) -> list[tuple[str, str, Any, type[model.Record] | None]]:
    """Return each field of a record: its name, that in files, its type, the record in it."""
    return [
        (name, alias(cls, name), info.annotation, form_of(record_in(info.annotation), languages))
        for name, info in cls.model_fields.items()
    ]


def items_of(annotation: Any, part: Any) -> Sequence[Any]:
    """Return the parts below a field that are records: of a list, by name, or the one."""
    plain, _ = unwrapped(annotation)
    if isinstance(part, list):
        return part
    return list(part.values()) if typing.get_origin(plain) is dict else [part]


@dataclass
class Maker:
    """Makes values for fields: from what stands elsewhere, or from their types."""

    world: World
    dice: random.Random
    folder: str = ""

    def value(self, cls: type[model.Record], name: str) -> Any:
        """Return a value for a field of a record."""
        seen = self.world.pool[cls, name]
        if seen and self.dice.random() < 0.4:
            return copy.deepcopy(self.dice.choice(seen))
        info = cls.model_fields[name]
        return self.of_type(info.annotation, info.metadata)

    def of_type(self, annotation: Any, more: Sequence[Any] = ()) -> Any:
        """Return a value of a type."""
        plain, rules = unwrapped(annotation)
        rules = [*rules, *more]
        origin, inner = typing.get_origin(plain), typing.get_args(plain)
        if refs := [rule for rule in rules if isinstance(rule, Ref)]:
            return self.dice.choice(self.world.keys(refs[0].table) or ["nichts"])
        if origin is typing.Literal:
            return self.dice.choice(inner)
        if origin is tuple:
            return [self.of_type(inner[0]) for _ in range(self.dice.randint(1, 3))]
        if origin is dict:
            return {self.of_type(inner[0]): self.of_type(inner[1])}
        if isinstance(plain, type) and issubclass(plain, model.Record | model.ByLanguage):
            return self.record(form_of(plain, self.world.languages))
        return self.text(plain, rules)

    def record(self, cls: type[model.Record]) -> dict[str, Any]:
        """Return a record of its required fields and some of the others."""
        return {
            alias(cls, path[0]): self.value(cls, path[0])
            for path in fields_of(cls)
            if len(path) == 1
            and (cls.model_fields[path[0]].is_required() or self.dice.random() < 0.3)
        }

    def text(self, plain: Any, rules: Sequence[Any]) -> str:
        """Return a text that a field may hold; a picture is one that lies beside the file."""
        moment = self.world.now + dt.timedelta(days=self.dice.randint(-3, 3))
        more = [path.name for path in sorted((self.world.root / self.folder).glob("*.*g"))]
        if self.world.keys("channels"):
            more += self.world.keys("channels")[:2]
        texts = [*TEXTS, *more, moment.date().isoformat(), f"{moment:%Y-%m-%d %H:%M}"]
        chosen = [t for t in texts if fits(t, f"{plain}{rules}", Adapter(plain, tuple(rules)))]
        words = [text for text in chosen if text in WORDS or text in more]
        return self.dice.choice(words or chosen or ["x"])

    def change(self, cls: type[model.Record], value: dict[str, Any], path: Field) -> None:
        """Change the field at a path in a record's values; what lies above it is made."""
        name, *below = path
        info, key = cls.model_fields[name], alias(cls, name)
        inner = record_in(info.annotation)
        if is_by_language(inner):
            inner, below = form_of(inner, self.world.languages), self._in_language(below)
            if not below:
                return
        if below and inner:
            if not value.get(key):
                value[key] = self.value(cls, name)
            if parts := items_of(info.annotation, value[key]):
                self.change(inner, self.dice.choice(parts), tuple(below))
        elif key in value and not info.is_required() and self.dice.random() < 0.25:
            del value[key]
        elif isinstance(value.get(key), list) and self.dice.random() < 0.7:
            self._change_list(value[key], self.value(cls, name))
        else:
            value[key] = self.value(cls, name)

    def _in_language(self, path: Sequence[str]) -> list[str]:
        """Return the path to a field of a text; an empty one where no language is left for it."""
        first, *others = self.world.languages
        if FIRST in path:
            return [first]
        lang = self.dice.choice(others) if others else ""
        return [mark_of(lang) if MARK in path else lang] if lang else []

    def _change_list(self, items: list[Any], others: list[Any]) -> None:
        match self.dice.randrange(3):
            case 0:
                items += others[:1]
            case 1 if items:
                items.pop(self.dice.randrange(len(items)))
            case _:
                self.dice.shuffle(items)


@dataclass(frozen=True)
class Adapter:
    """Makes the validator of a type; equal to all others, so that the type's name is the key."""

    plain: Any = field(compare=False)
    rules: tuple[Any, ...] = field(compare=False)

    def __call__(self) -> TypeAdapter[Any]:
        """Return the validator."""
        return adapter_of(f"{self.plain}{self.rules}", self)


_ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def adapter_of(key: str, maker: Adapter) -> TypeAdapter[Any]:
    """Return the validator of a type, made once."""
    if key not in _ADAPTERS:
        kind: Any = Annotated[(maker.plain, *maker.rules)] if maker.rules else maker.plain
        _ADAPTERS[key] = TypeAdapter(kind)
    return _ADAPTERS[key]


LEFT: Final = re.compile(r"(events/|members/.*/offers/).*-(9|1[0-9])(/|\.|$)")
"""What of the demo is left out: each case of an event comes twice, and there are many offers."""


def start_tree(root: Path) -> None:
    """Write a small cluster in which every kind of record is, with small pictures."""
    for file in render_demo(3):
        if not LEFT.match(file.path):
            raw = file.content
            if file.path.endswith(("png", "jpg")) and "/sent/" not in file.path:
                raw = motif(len(raw), "PNG" if file.path.endswith("png") else "JPEG")
            put(root, {file.path: raw})


@functools.lru_cache(64)
def motif(number: int, form: Literal["PNG", "JPEG"]) -> bytes:
    """Return a picture as the demo draws them, but small: it is looked at often."""
    stream = BytesIO()
    with Image.open(BytesIO(pictures.motif(number, form))) as image:
        image.resize((96, 64)).save(stream, form)
    return stream.getvalue()


# ── one edit: what files become ──────────────────────────────────────────────────────────────


def written(document: Document, value: Any, body: str | None = None) -> bytes:
    """Return a document with other values, or another text below them."""
    text = as_yaml(without_empty(value))
    if document.path.endswith(".md"):
        text = f"---\n{text}---\n\n{(document.body if body is None else body).strip()}\n"
    return text.encode()


def without_empty(value: Any) -> Any:
    """Return values without lists and parts that hold nothing."""
    if isinstance(value, dict):
        parts = {key: without_empty(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in ({}, [])}
    if isinstance(value, list):
        return [part for item in value if (part := without_empty(item)) not in ({}, [])]
    return value


def edit_field(world: World, dice: random.Random, kind: FileKind, path: Field) -> Files:
    """Change one field of a record of a kind; nothing where no record of it stays valid."""
    if (kind.table, path) == LANGUAGES:
        return edit_languages(world, dice)
    origins = [o for (table, _), o in sorted(world.records.origin.items()) if table == kind.table]
    if not origins:
        return {}
    file, loc = dice.choice(origins)
    document = world.records.documents[file]
    value, body = copy.deepcopy(document.value), None
    maker = Maker(world, dice, "content/funders" if kind.table == "funders" else parent(file))
    entry = value[loc[0]] if loc else value
    before = copy.deepcopy(entry)
    if path == BODY:
        body = changed_text(dice, document.body)
    else:
        maker.change(kind.record, entry, path)
        found = kind_of(file, world.languages)
        names = {"id": str(loc[0])} if loc else {"path": file, **(found[1] if found else {})}
        known = {n: v for n, v in names.items() if n in kind.record.model_fields}
        if entry == before or validate(kind.record, entry, known, world.languages)[1]:
            return {}
    return {file: written(document, value, body)}


def changed_text(dice: random.Random, body: str) -> str:
    """Return Markdown with a paragraph more, fewer, or in another place."""
    parts = body.strip().split("\n\n")
    match dice.randrange(3):
        case 0 if len(parts) > 1:
            parts.pop(dice.randrange(len(parts)))
        case 1 if len(parts) > 1:
            parts.append(parts.pop(0))
        case _:
            parts.insert(dice.randrange(len(parts) + 1), dice.choice(BODIES))
    return "\n\n".join(parts)


def parent(path: str) -> str:
    """Return a file's folder."""
    return path.rpartition("/")[0]


PLACES: Final = {  # what has a folder or file of its own, and its first place
    "members": "members/{}", "events": "events/{}", "news": "content/news/{}",
    "projects": "content/projects/{}", "offers": "members/{}/offers/{}.yml",
}  # fmt: skip
HEADS: Final = ("member.yml", "event.yml", "news.yml", "project.yml")
TERMS: Final = ("competences", "chambers", "districts", "series")


def place_of(table: str, key: str) -> str:
    """Return where a record lies."""
    return PLACES[table].format(*key.split("/"))


def files_below(root: Path, place: str) -> list[str]:
    """Return the files of a place: the one, or all in the folder."""
    if (root / place).is_file():
        return [place]
    return sorted(f.relative_to(root).as_posix() for f in (root / place).rglob("*") if f.is_file())


def other_key(dice: random.Random, key: str) -> str:
    """Return a new name beside a record's; an offer stays with its member."""
    head, slash, name = key.rpartition("/")
    return f"{head}{slash}{re.sub(r'-neu[0-9]+$', '', name)[:40]}-neu{dice.randrange(10_000)}"


def add_record(world: World, dice: random.Random) -> Files:
    """Add a record: a copy of another one under a new name, as people begin."""
    table = dice.choice([*PLACES])
    key = dice.choice(world.keys(table) or [""])
    if not key:
        return {}
    place, new = place_of(table, key), place_of(table, other_key(dice, key))
    files: Files = {}
    for path in files_below(world.root, place):
        raw = (world.root / path).read_bytes()
        if path.endswith((*HEADS, ".yml")):
            value = copy.deepcopy(world.records.documents[path].value)
            value.pop("formerly", None)
            value.pop("was_at", None)
            raw = as_yaml(value).encode()
        files[new + path.removeprefix(place)] = raw
    return files


def delete_record(world: World, dice: random.Random) -> Files:
    """Delete a record and what refers to it."""
    table = dice.choice([*PLACES])
    keys = world.keys(table)
    if len(keys) < 3:
        return {}
    key = dice.choice(keys)
    place = place_of(table, key)
    gone: Files = dict.fromkeys(files_below(world.root, place))
    return referring(world, table, key, None, place) | gone


def rename_record(world: World, dice: random.Random) -> Files:
    """Rename a record or a term; it says what it was called, and all references follow."""
    table = dice.choice([*PLACES, *TERMS])
    key = dice.choice(world.keys(table) or [""])
    if not key:
        return {}
    new = other_key(dice, key)
    old_name, new_name = key.rpartition("/")[2], new.rpartition("/")[2]
    if table in TERMS:
        return rename_term(world, table, old_name, new_name)
    place, target = place_of(table, key), place_of(table, new)
    files = referring(world, table, key, new, place)
    moved: Files = {}
    for path in files_below(world.root, place):
        raw = files.pop(path, None) or (world.root / path).read_bytes()
        moved |= {path: None, target + path.removeprefix(place): raw}
    head = next((p for p in files_below(world.root, place) if p.endswith((*HEADS, ".yml"))), "")
    heads = [p for p in files_below(world.root, place) if parent(p) == place and p.endswith(HEADS)]
    head = heads[0] if heads else head
    value = copy.deepcopy(world.records.documents[head].value)
    value["formerly"] = [*value.get("formerly", []), old_name]
    return files | moved | {target + head.removeprefix(place): as_yaml(value).encode()}


def rename_term(world: World, table: str, old: str, new: str) -> Files:
    """Rename a term of a vocabulary, in its file and wherever it is used."""
    files = referring(world, table, old, new, "\0")
    path, _ = world.records.origin[table, old]
    value = copy.deepcopy(world.records.documents[path].value)
    value = {new if key == old else key: entry for key, entry in value.items()}
    value[new]["formerly"] = [*value[new].get("formerly", []), old]
    return files | {path: as_yaml(value).encode()}


def referring(world: World, table: str, old: str, new: str | None, place: str) -> Files:
    """Return every file that refers to a record, with its new name or without the reference."""
    ref = place.removesuffix(".yml").removeprefix("content/")
    moved = new if new and table in PLACES else ""
    head = place_of(table, moved).removesuffix(".yml").removeprefix("content/") if moved else ""

    def follow(text: str, rules: Sequence[Any]) -> str | None:
        if any(isinstance(rule, Ref) and rule.table == table for rule in rules) and text == old:
            return new
        if text == ref or text.startswith(f"{ref}/"):
            return head + text.removeprefix(ref) if new else None
        return text

    files: Files = {}
    for path, document in world.records.documents.items():
        found = kind_of(path, world.languages)
        if not found or found[0].table == "sent":
            continue
        other = followed_in(found[0], document.value, follow)
        if other != document.value:
            files[path] = written(document, other)
    return files


Follow = Callable[[str, Sequence[Any]], str | None]
Say = Callable[[type[model.ByLanguage[Any]], dict[str, Any]], dict[str, Any] | None]


def said_as_before(
    _cls: type[model.ByLanguage[Any]], value: dict[str, Any]
) -> dict[str, Any] | None:
    """Return a text as it is."""
    return value


def followed_in(kind: FileKind, value: Any, follow: Follow, say: Say = said_as_before) -> Any:
    """Return what a file holds, with its references as `follow`, its texts as `say` says."""
    if kind.vocabulary:
        return {k: followed(kind.record, entry, follow, say) for k, entry in value.items()}
    return followed(kind.record, value, follow, say)


def followed(annotation: Any, value: Any, follow: Follow, say: Say) -> Any:
    """Return a value with each reference as `follow` says; None where one is gone."""
    plain, rules = unwrapped(annotation)
    inner = typing.get_args(plain)
    if is_by_language(plain):
        return say(plain, value)
    if isinstance(value, list):
        kept = (followed(inner[0], item, follow, say) for item in value)
        return [item for item in kept if item is not None]
    if isinstance(value, dict) and typing.get_origin(plain) is dict:
        pairs = ((follow(k, unwrapped(inner[0])[1]), v) for k, v in value.items())
        return {k: followed(inner[1], v, follow, say) for k, v in pairs if k is not None}
    if isinstance(value, dict):
        names = {alias(plain, n): n for n in plain.model_fields}
        parts: dict[str, Any] = {}
        for key, part in value.items():
            info = plain.model_fields[names[key]]
            kept = followed(Annotated[(info.annotation, *info.metadata, None)], part, follow, say)
            if kept is None and info.is_required():
                return None
            parts |= {key: kept} if kept is not None else {}
        return parts
    return follow(value, rules)


# ── other languages: every text follows ──────────────────────────────────────────────────────

HEAD: Final = ("title", "lead", "press")
"""What the front matter of a text has in each of its languages."""


def edit_languages(world: World, dice: random.Random) -> Files:
    """Add a language, drop one, or put another one first; every text follows."""
    languages = list(world.languages)
    more = [lang for lang in words.languages() if lang not in languages]
    match dice.randrange(3):
        case 0 if more:
            languages.append(dice.choice(more))
        case 1 if len(languages) > 1:
            languages.remove(dice.choice(languages))
        case _:
            dice.shuffle(languages)
    return in_languages(world, tuple(languages)) if tuple(languages) != world.languages else {}


def in_languages(world: World, languages: tuple[Language, ...]) -> Files:
    """Return every file of the cluster as it is with other languages."""
    before = world.languages

    def follow(text: str, rules: Sequence[Any]) -> str | None:
        is_one = any(rule in typing.get_args(ClusterLanguage) for rule in rules)
        return text if not is_one or text in languages else None

    def say(cls: type[model.ByLanguage[Any]], value: dict[str, Any]) -> dict[str, Any] | None:
        said = {lang: value[lang] for lang in languages if lang in value}
        if cls.is_required and languages[0] not in said:
            said = {languages[0]: value[before[0]], **said}
        marks = [mark_of(lang) for lang in said] if languages[0] == before[0] else []
        return {**said, **{mark: value[mark] for mark in marks if mark in value}} or None

    files: Files = {}
    texts: dict[str, dict[Language, Document]] = defaultdict(dict)
    for path, document in world.records.documents.items():
        kind, names = kind_of(path, before) or (FILES[-1], {})
        if kind.table.endswith(("_texts", "_translations")):
            texts[path.rsplit(".", 2)[0]][names.get("lang", before[0])] = document
        elif kind.table != "sent":
            other = followed_in(kind, document.value, follow, say)
            if kind.table == "identity":
                other["languages"] = list(languages)
            if other != document.value:
                files[path] = written(document, other)
    for name, versions in texts.items():
        files |= _text_in_languages(name, versions, before[0], languages)
    gone = [lang for lang in before if lang not in languages]
    own = (path for lang in gone for path in files_below(world.root, f"theme/words/{lang}"))
    return files | dict.fromkeys(own)


def _text_in_languages(
    name: str, versions: dict[Language, Document], was: Language, languages: tuple[Language, ...]
) -> Files:
    """Return the files of a text; what only the first has in its front matter goes to that one."""
    first, old = languages[0], versions[was]
    files: Files = {document.path: None for document in versions.values()}
    for lang in languages:
        document = versions.get(lang, old)
        if lang != first and lang not in versions and sum(name.encode()) % 2:
            continue  # half of the texts are at once in a language that is new
        value = {key: document.value[key] for key in HEAD if key in document.value}
        if lang == first:
            value |= {key: part for key, part in old.value.items() if key not in HEAD}
        elif first == was and "of" in document.value:
            value["of"] = document.value["of"]
        files[f"{name}.{lang}.md"] = written(document, value)
    return files


def edit_picture(world: World, dice: random.Random) -> Files:
    """Exchange, add or remove a picture with its entry; where it stays, its rights change."""
    found = [
        (path, document)
        for path, document in sorted(world.records.documents.items())
        if path.endswith((*HEADS, ".yml")) and kind_of(path, world.languages)
        and "pictures" in kind_of(path, world.languages)[0].record.model_fields  # type: ignore[index]
    ]  # fmt: skip
    path, document = dice.choice(found)
    value = copy.deepcopy(document.value)
    entries = value.setdefault("pictures", [])
    if entries and dice.random() < 0.6:
        entry = dice.choice(entries)
        file = f"{parent(path)}/{entry['file']}"
        if dice.random() < 0.5:
            form: Any = "PNG" if file.endswith("png") else "JPEG"
            return {file: motif(dice.randrange(8, 60), form)}
        entries.remove(entry)
        return {path: as_yaml(without_empty(value)).encode(), file: None}
    name = f"bild-{dice.randrange(100, 9999)}.png"
    entries.append(pictures.entry(name, dice.randrange(3)))
    raw = motif(dice.randrange(8, 60), "PNG")
    return {path: as_yaml(value).encode(), f"{parent(path)}/{name}": raw}


def edit_logo(world: World, dice: random.Random) -> Files:
    """Exchange a logo."""
    logos = sorted(p.relative_to(world.root).as_posix() for p in world.root.rglob("*.svg")
                   if "build" not in p.relative_to(world.root).parts)  # fmt: skip
    if not logos:
        return {}
    colour = f"#{dice.randrange(0x202020, 0x707070):06x}"
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 64"><g fill="{colour}">'
    return {dice.choice(logos): f'{text}<circle cx="30" cy="32" r="20"/></g></svg>\n'.encode()}


ELEMENT: Final = re.compile(r"<(p|h2|h3|ul|section|footer|nav|header|main)(?=[ >])")


def edit_theme(world: World, dice: random.Random) -> Files:
    """Change a template, a style sheet or a word in the cluster's own theme, or drop one."""
    own = [p for top in ("theme", "newsletter/templates") for p in files_below(world.root, top)]
    if own and dice.random() < 0.25:
        return {dice.choice(own): None}
    match dice.choice(("pages", "pages", "overrides", "css", "strings", "strings", "mails")):
        case "pages":
            return marked(world, dice, "theme/pages", "*.html.j2")
        case "overrides":
            return marked(world, dice, "theme/overrides", "**/*.html")
        case "mails":
            return marked(world, dice, "newsletter/templates", "*.html.j2")
        case "css":
            files = sorted((DEFAULTS / "theme/css").glob("*.css"))
            file = dice.choice(files)
            rule = f".own-{dice.randrange(1000)} {{\n  color: red;\n}}\n"
            return {f"theme/css/{file.name}": file.read_bytes() + rule.encode()}
    lang = dice.choice(world.languages)
    texts = words.catalogue(lang, "site").texts
    keys = dice.sample(sorted(key for key, forms in texts.items() if len(forms) == 1), 2)
    entries = (f'msgid "{key}"\nmsgstr {json.dumps(texts[key][0] + " ·")}\n' for key in keys)
    return {f"theme/words/{lang}/site.po": "\n".join(entries).encode()}


def marked(world: World, dice: random.Random, folder: str, pattern: str) -> Files:
    """Give an element of one of the templates an attribute, in the cluster's own copy."""
    file = dice.choice(sorted((DEFAULTS / folder).glob(pattern)))
    name = f"{folder}/{file.relative_to(DEFAULTS / folder).as_posix()}"
    source = world.root / name if (world.root / name).is_file() else file
    text = source.read_text("utf-8")
    places = [found.end() for found in ELEMENT.finditer(text)]
    if not places:
        return {}
    end = dice.choice(places)
    mark = f' data-edit="{dice.randrange(1000)}"'
    return {name: f"{text[:end]}{mark}{text[end:]}".encode()}


def edit_edition(world: World, dice: random.Random) -> Files:
    """Add an edition like another one, delete one that is new, or drop an approval."""
    names = world.keys("editions")
    name = dice.choice(names)
    path = f"newsletter/editions/{name}.yml"
    approval = f"newsletter/editions/{name}.approval.yml"
    if dice.random() < 0.3 and (world.root / approval).is_file():
        return {approval: None}
    if dice.random() < 0.3 and len(names) > 2:
        return {path: None, approval: None} if (world.root / approval).is_file() else {path: None}
    new = f"{dice.randint(2029, 2031)}-{dice.randint(1, 12):02d}"
    if new in names or name not in names:
        return {}
    return {f"newsletter/editions/{new}.yml": (world.root / path).read_bytes()}


def edit_ledger(world: World, dice: random.Random) -> Files:
    """Note published addresses that the site has, or forget them."""
    file = world.root / LEDGER
    if file.is_file() and dice.random() < 0.5:
        return {LEDGER: None}
    keys = dice.sample(world.keys("members"), 2)
    return {LEDGER: "".join(f"/mitglieder/{key}/\n" for key in keys).encode()}


OTHERS: Final = (
    add_record, add_record, delete_record, rename_record, rename_record, edit_picture, edit_picture,
    edit_logo, edit_theme, edit_theme, edit_theme, edit_edition, edit_ledger,
    edit_languages,
)  # fmt: skip


# ── steps ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Editor:
    """Edits a cluster's folder in numbered steps; `now` is the moment, `edited` what was edited."""

    root: Path
    seed: int
    now: dt.datetime = dt.datetime(2030, 6, 1)  # noqa: DTZ001 - wall time, as the builds take it
    edited: Counter[str] = field(default_factory=Counter)
    world: World | None = None
    content: Content | None = None

    def step(self, number: int) -> str:
        """Make one to three edits at once, or go to another moment; return what was done."""
        dice = random.Random(f"{self.seed}/{number}")  # noqa: S311 - repeatable, not secret
        chance = dice.random()
        if chance < 0.08:
            done = [self._other_moment(dice)]
        elif chance < 0.11:
            done = [self._command(dice)]
        else:
            edits = dice.choice((1, 1, 1, 2, 3))
            turn = self.seed * 200 + number
            done = [self._in_turn(dice, turn), *(self._edit(dice) for _ in range(edits - 1))]
        return f"{number}: {'; '.join(done)}"

    def _other_moment(self, dice: random.Random) -> str:
        """Go on, or to a limit of a record: an embargo, a last day, the minute before."""
        before, limits = self.now, self._limits()
        if limits and dice.random() < 0.5:
            self.now = dice.choice(limits) + dt.timedelta(minutes=dice.choice((-1, 0, 1, 1440)))
        else:
            hours = dice.choice((0, 0, 1, 5, 24, 24, 24 * 7, 24 * 40, -24))
            self.now += dt.timedelta(hours=hours, minutes=dice.choice((0, 0, 30, 59)))
        world = self._checked()
        if world is None:
            self.now = before
            return "nothing"
        self.world = world
        self.edited["moment"] += 1
        return f"at {self.now}"

    def _limits(self) -> list[dt.datetime]:
        """Return the days and moments that stand in records, from a year around."""
        texts = {
            text
            for (_, name), values in self.seen().pool.items()
            if name in {"embargo", "until", "to", "start", "end", "published", "from_"}
            for text in values
            if isinstance(text, str) and re.fullmatch(r"20(29|30|31)-..-..([T ]..:..)?", text)
        }
        return sorted(map(dt.datetime.fromisoformat, texts))

    def _command(self, dice: random.Random) -> str:
        """Approve an edition, or note that a channel got it."""
        name = dice.choice(self.seen().keys("editions"))
        words = ["--root", str(self.root), names.NEWSLETTER, names.APPROVE, name]
        if dice.random() < 0.5:
            channel = dice.choice(self.seen().keys("channels"))
            words = [*words[:3], names.HANDED_IN, name, "--channel", channel]
        done = CliRunner().invoke(program.main, [*words, "--today", self.now.isoformat()])
        self.world = None
        self.edited[words[3]] += not done.exit_code
        return f"{' '.join(words[2:])}: {done.exit_code}"

    def _in_turn(self, dice: random.Random, turn: int) -> str:
        """Edit the field whose turn it is, so that all come; if it cannot be, anything."""
        fields = all_fields()
        random.Random(0).shuffle(fields)  # noqa: S311 - repeatable, not secret
        kind, path = fields[turn % len(fields)]
        return (dice.random() < 0.7 and self.edit_field(dice, kind, path, 12)) or self._edit(dice)

    def edit_field(self, dice: random.Random, kind: FileKind, path: Field, tries: int = 1) -> str:
        """Edit a field in one of so many tries; return what was done, nothing if none was valid."""
        name = f"{kind.table}.{'.'.join(path)}"
        for _ in range(tries):
            files = edit_field(self.seen(), dice, kind, path)
            if files and self.take(files):
                self.edited[name] += 1
                return f"{name} ({', '.join(files)})"
        return ""

    def _edit(self, dice: random.Random) -> str:
        for _ in range(TRIES):
            if dice.random() < 0.6:
                if done := self.edit_field(dice, *dice.choice(all_fields())):
                    return done
                continue
            edit = dice.choice(OTHERS)
            files = edit(self.seen(), dice)
            if files and self.take(files):
                self.edited[edit.__name__] += 1
                return f"{edit.__name__} ({', '.join(sorted(files)[:3])})"
        return "nothing"

    def seen(self) -> World:
        """Return the folder as it is."""
        if self.world is None:
            self.content = check_cluster(self.root, self.clock, self.content)
            self.world = World(self.root, self.content.records, self.content.source, self.now)
        return self.world

    def clock(self, zone: dt.tzinfo) -> dt.datetime:
        """Return the moment."""
        return self.now.replace(tzinfo=zone)

    def take(self, files: Files) -> bool:
        """Write files if the cluster stays valid; leave it as it was if not. Return whether."""
        before = {path: read(self.root / path) for path in files}
        if before == files:
            return False
        put(self.root, files)
        if any(path.split("/")[0] in FOLDERS for path in files):
            world = self._checked()
            if world is None:
                put(self.root, before)
                return False
            self.world = world
        return True

    def _checked(self) -> World | None:
        """Return the folder as it is now; None if it has a fault."""
        content = check_cluster(self.root, self.clock, self.content)
        if problems.errors(content.problems):
            return None
        if problems.errors(selection.check_editions(cluster_of(content, self.clock))):
            return None
        self.content = content
        return World(self.root, content.records, content.source, self.now)


def read(file: Path) -> bytes | None:
    """Return a file's bytes, None where there is none."""
    return file.read_bytes() if file.is_file() else None


def put(root: Path, files: Files) -> None:
    """Write and delete files; folders that are empty then go too."""
    for path, raw in files.items():
        file = root / path
        if raw is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
            continue
        file.unlink(missing_ok=True)
        while file.parent != root and file.parent.is_dir() and not any(file.parent.iterdir()):
            file = file.parent
            file.rmdir()
