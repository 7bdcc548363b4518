"""Reads the folders of a cluster's content; no link is followed.

Only `read_source` reads content from disk. Links, wrong encodings, huge or broken files become
problems, everything else a `Document`.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from schaufenster import sanitize
from schaufenster.content import hub, yaml_text
from schaufenster.content.document import Document
from schaufenster.content.suggestions import nearest_named
from schaufenster.content.yaml_faults import check_conflict, check_letters
from schaufenster.parallel import parallel_map
from schaufenster.problems import Fault, Problem
from schaufenster.reads import note, note_fields

FOLDERS: Final = ("content", "members", "events", "newsletter", hub.FOLDER)
_FOLDERS_CALLED: Final = {
    "content": ("Inhalte",), "members": ("Mitglieder",), "events": ("Veranstaltungen", "Termine"),
    "newsletter": ("Newsletter",),
}  # fmt: skip
SKIPPED: Final = ("newsletter/templates",)
SENT: Final = "newsletter/sent/"
"""Folder of sent mails; the `manifest.json` of each edition names the files."""
IGNORED: Final = ("thumbs.db", "desktop.ini")  # what file managers leave behind
MOST_TEXT: Final = 256 * 1024
LEDGER: Final = "content/addresses.txt"
"""Every address ever published, one a line; written by the publishing job alone."""
REVISIONS: Final = "content/revisions.txt"
"""The revision of each event that was published last; `content/revisions.py` reads its lines."""
LISTS: Final = (LEDGER, REVISIONS)
"""Files that are lines and nothing else."""
TEXTS: Final = (".yml", ".md", ".json")
PICTURES: Final = (".svg", ".png", ".jpg", ".jpeg", ".webp")

FEWEST: Final = 300
"""The fewest files for which another process is started."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PLAIN = re.compile(rf"(?:{_NAME.pattern}/)*{_NAME.pattern}")
_ENDINGS = (
    (".yml", re.compile(r"\.ya?ml(?:\.(?:ya?ml|txt))*\Z")),
    (".md", re.compile(r"\.(?:md|mkd|markdown)(?:\.(?:md|mkd|markdown|txt))*\Z")),
)
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "ł": "l"})
_FENCE = re.compile(r"^---[ ]*$\n?", re.MULTILINE)


class FileState(NamedTuple):
    """What changes when a file does: size in bytes, times of change in nanoseconds, inode."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True)
class Source:
    """The content of a cluster's folder: documents and sizes of pictures by path, and problems.

    `ledger` are the lines of `content/addresses.txt`, `revisions` those of `content/revisions.txt`;
    `sent` the hashes (SHA-256) of sent files by path; `states` tell of each file whether it is as
    it was; `opened` are the copies of open data of a hub, whose records are documents as well.
    """

    root: Path
    documents: Mapping[str, Document]
    pictures: Mapping[str, int]
    problems: tuple[Problem, ...]
    ledger: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    sent: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, FileState] = field(default_factory=dict)
    opened: Mapping[str, hub.Opened] = field(default_factory=dict)

    @property
    def unread(self) -> Iterator[str]:
        """Yield the paths of files that could not be read."""
        return (p.path for p in self.problems if p.path not in self.documents)

    def read_bytes(self, path: str) -> bytes:
        """Return the bytes of a picture or a sent mail as they are on disk."""
        note("file", path)
        return (self.root / path).read_bytes()

    def document(self, path: str) -> Document:
        """Return a document by its path; KeyError if there is none."""
        note("file", path)
        return self.documents[path]


note_fields(Source, ("ledger", "revisions"))


def read_source(root: Path, before: Source | None = None) -> Source:
    """Read the folders below `root`. Never raises for what a person put there.

    Files that are as they were when `before` was read are taken from it.
    """
    reading = _Reading(root, before)
    with collector_paused():
        entries = list(_files(root))
        texts = [
            path
            for path, entry in entries
            if not isinstance(entry, Fault) and _is_text(path) and not reading.is_known(path, entry)
        ]
        read = dict(
            zip(
                texts,
                parallel_map(partial(_read_document, root), texts, fewest=FEWEST),
                strict=True,
            )
        )
        for path, entry in entries:
            reading.add(path, entry, read.get(path))
    return reading.source()


class _Reading:
    """Puts a source together, file by file."""

    def __init__(self, root: Path, before: Source | None) -> None:
        self.root, self.before = root, before
        self.documents: dict[str, Document] = {}
        self.pictures: dict[str, int] = {}
        self.problems: list[Problem] = []
        self.lists: dict[str, tuple[str, ...]] = dict.fromkeys(LISTS, ())
        self.sent: dict[str, str] = {}
        self.states: dict[str, FileState] = {}
        self.opened: dict[str, hub.Opened] = {}
        self._told: dict[str, list[Problem]] = {}
        for problem in before.problems if before else ():
            self._told.setdefault(problem.path, []).append(problem)

    def is_known(self, path: str, state: FileState) -> bool:
        """Return whether a file is as it was before."""
        return self.before is not None and self.before.states.get(path) == state

    def add(
        self,
        path: str,
        entry: FileState | Fault,
        read: tuple[Document | None, tuple[Fault, ...]] | None,
    ) -> None:
        """Add a file, with what was read of it if it is a text that has changed."""
        if isinstance(entry, Fault):
            faults: tuple[Fault, ...] = (entry,)
        else:
            self.states[path] = entry
            if _is_picture(path):
                self.pictures[path] = entry.size
            if self.before and self.is_known(path, entry):
                self._take(path, self.before)
                return
            faults = self._read(path, read)
        self.problems += [Problem(path, f.line, f.column, "", f.rule, f.values) for f in faults]

    def _take(self, path: str, before: Source) -> None:
        """Take a file from the source that was read before."""
        self.problems += self._told.get(path, ())
        if path == LEDGER:
            self.lists[path] = before.ledger
        elif path == REVISIONS:
            self.lists[path] = before.revisions
        elif path in before.sent:
            self.sent[path] = before.sent[path]
        elif path in before.opened:
            self.opened[path] = before.opened[path]
        elif path in before.documents:
            self.documents[path] = before.documents[path]

    def _read(
        self, path: str, read: tuple[Document | None, tuple[Fault, ...]] | None
    ) -> tuple[Fault, ...]:
        try:
            if path in LISTS:
                text = (self.root / path).read_text("utf-8", errors="replace")
                self.lists[path] = tuple(text.splitlines())
                return tuple(check_conflict(text))
            if _is_sent(path):
                raw = (self.root / path).read_bytes()
                self.sent[path] = hashlib.sha256(raw).hexdigest()
            if hub.FILE.fullmatch(path):
                opened = hub.read_open_data(path, (self.root / path).read_bytes())
                if isinstance(opened, Fault):
                    return (opened,)
                self.opened[path] = opened
        except OSError as error:
            return (unread(error),)
        document, faults = read or (None, ())
        if document:
            self.documents[path] = document
        return faults

    def source(self) -> Source:
        """Return all files as a source."""
        documents = self.documents
        if self.opened:
            known = self.before.documents if self.before else {}
            documents = documents | hub.documents_of(self.opened, documents, known)
        return Source(
            self.root, documents, self.pictures, tuple(self.problems), self.lists[LEDGER],
            self.lists[REVISIONS], self.sent, self.states, self.opened,
        )  # fmt: skip


def with_files(source: Source, files: Mapping[str, bytes]) -> Source:
    """Return a source as it would be with other texts (`.yml`, `.md`) in it; nothing is written."""
    documents, states = dict(source.documents), dict(source.states)
    problems = [problem for problem in source.problems if problem.path not in files]
    for path, raw in sorted(files.items()):
        document, faults = document_of(path, raw)
        documents.pop(path, None)
        if document:
            documents[path] = document
        states[path] = FileState(len(raw), 0, 0, 0)
        problems += [Problem(path, f.line, f.column, "", f.rule, f.values) for f in faults]
    return replace(source, documents=documents, states=states, problems=tuple(problems))


def _is_sent(path: str) -> bool:
    return path.startswith(SENT) and not path.endswith("/manifest.json")


def _is_picture(path: str) -> bool:
    return not _is_sent(path) and plain_name(path).endswith(PICTURES)


def _is_text(path: str) -> bool:
    is_other = path in LISTS or hub.FILE.fullmatch(path)
    return not (is_other or _is_sent(path) or _is_picture(path))


def _files(root: Path) -> Iterator[tuple[str, FileState | Fault]]:
    """Yield the path of every file below the four folders with its state, or with a fault."""
    yield from _stray_folders(root)
    todo = [folder for folder in reversed(FOLDERS) if os.path.lexists(root / folder)]
    while todo:
        folder = todo.pop()
        if folder in FOLDERS and (root / folder).is_symlink():
            yield folder, Fault("link")
            continue
        try:
            entries = sorted(os.scandir(f"{root}/{folder}"), key=lambda e: e.name)
        except OSError as error:
            yield folder, unread(error)
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith(".") or entry.name.lower() in IGNORED or path in SKIPPED:
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield path, unread(error)
                continue
            if (name := plain_name(entry.name)) != entry.name:
                rule = "file-nearly" if _NAME.fullmatch(entry.name) else "path-name"
                yield path, Fault(rule, values={"name": name})
            if fault := _refused(root, path, status):
                yield path, fault
            elif stat.S_ISDIR(status.st_mode):
                todo.append(path)
            else:
                times = status.st_mtime_ns, status.st_ctime_ns
                yield path, FileState(status.st_size, *times, status.st_ino)


def _stray_folders(root: Path) -> Iterator[tuple[str, Fault]]:
    """Yield the folders that are called nearly as one of the four: nobody reads them."""
    for place in sorted(root.iterdir()) if root.is_dir() else ():
        near = {} if place.name in FOLDERS else nearest_named(place.name, _FOLDERS_CALLED)
        if near and place.is_dir() and not place.samefile(root / near["near"]):
            yield place.name, Fault("stray-folder", values=near)


def unread(error: OSError) -> Fault:
    """Return the fault of a file that could not be read."""
    return Fault("vanished" if isinstance(error, FileNotFoundError) else "unreadable")


def _refused(root: Path, path: str, status: os.stat_result) -> Fault | None:
    if stat.S_ISLNK(status.st_mode):
        return Fault("link")
    if stat.S_ISDIR(status.st_mode):
        return None
    if not stat.S_ISREG(status.st_mode):
        return Fault("no-file")
    size, is_text = status.st_size, _is_text(path)
    if _is_picture(path):
        return sanitize.too_many_bytes(size) if size > sanitize.MOST_BYTES else None
    if size > (most := MOST_TEXT if is_text else sanitize.MOST_BYTES):
        large = Fault("too-large", values={"size": -(-size // 1024), "most": most // 1024})
        return next(_foreign(root, path), large) if is_text else large
    return None


def _foreign(root: Path, path: str) -> Iterator[Fault]:
    """Yield what a file is, if its first bytes or its ending are of a format that is not taken."""
    try:
        with (root / path).open("rb") as file:
            head = file.read(sanitize.HEAD)
    except OSError as error:
        yield unread(error)
        return
    yield from sanitize.check_foreign(head, path)


def plain_name(path: str) -> str:
    """Return a path as it may be called: a–z, digits, hyphen, underscore, dot, our endings."""
    if not _PLAIN.fullmatch(path):
        path = in_plain_letters(path)
    for ending, forms in _ENDINGS:
        path = forms.sub(ending, path)
    return path


def in_plain_letters(path: str) -> str:
    """Return a path in small letters without accents and signs: `Prüf & Maß` is `pruef-mass`."""
    spelt = unicodedata.normalize("NFC", path).casefold().translate(_SPELT)
    letters = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    joined = re.sub("[^a-z0-9._/-]+", "-", letters)
    return re.sub(r"(?<![^/])[._-]+|-+(?=\.)|[._-]+(?=/)", "", joined)


def _read_document(root: Path, path: str) -> tuple[Document | None, tuple[Fault, ...]]:
    try:
        raw = (root / path).read_bytes()
    except OSError as error:
        return None, (unread(error),)
    return document_of(path, raw)


def document_of(path: str, raw: bytes) -> tuple[Document | None, tuple[Fault, ...]]:
    """Return the document that the bytes of a file at a path hold, else None and why."""
    head = raw[: sanitize.HEAD]
    is_odd = not plain_name(path).endswith(TEXTS) or b"\0" in head
    if is_odd and (foreign := tuple(sanitize.check_foreign(head, path))):
        return None, foreign
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        not_utf8 = Fault("not-utf8", line=line, column=column)
        return None, (next(sanitize.check_foreign(head, path), not_utf8),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if conflict := tuple(check_conflict(text)):
        return None, conflict
    parse = _markdown if plain_name(path).endswith(".md") else _yaml
    document, faults = parse(path, text)
    return document, (*check_letters(text), *faults)


def _yaml(path: str, text: str) -> tuple[Document | None, tuple[Fault, ...]]:
    parsed = yaml_text.parse(text)
    if parsed.faults:
        return None, parsed.faults
    return Document(path, text, parsed.value), parsed.warnings


def _markdown(path: str, text: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """Split front matter from body: a line `---`, YAML, a line `---`, Markdown."""
    opened = _FENCE.match(text)
    closed = _FENCE.search(text, opened.end()) if opened else None
    if not opened or not closed:
        return None, (Fault("front-matter", line=1, column=1),)
    front = text[opened.end() : closed.start()]
    parsed = yaml_text.parse(front)
    faults, warnings = (
        tuple(replace(fault, line=fault.line + 1) for fault in part)
        for part in (parsed.faults, parsed.warnings)
    )
    if faults:
        return None, faults
    body_line = text.count("\n", 0, closed.end()) + 1
    return Document(path, front, parsed.value, 2, text[closed.end() :], body_line), warnings


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: making thousands of small objects is several times faster.

    Afterwards the objects count as old, so that they are not examined at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
