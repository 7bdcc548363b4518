"""Reads the four folders of a cluster's content; no link is followed.

Only `read_source` reads content from disk. Links, wrong encodings, huge or broken files become
problems, everything else a `Document`.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import yaml

from schaufenster.content import yaml_text
from schaufenster.content.yaml_faults import check_conflict
from schaufenster.parallel import parallel_map
from schaufenster.problems import Fault, Problem, field_name

FOLDERS: Final = ("content", "members", "events", "newsletter")
SKIPPED: Final = ("newsletter/templates",)
SENT: Final = "newsletter/sent/"
"""Folder of sent mails; the `manifest.json` of each edition names the files."""
IGNORED: Final = ("thumbs.db", "desktop.ini")  # what file managers leave behind
MOST_TEXT: Final = 256 * 1024
MOST_BYTES: Final = 20 * 1024 * 1024
LEDGER: Final = "content/addresses.txt"
"""Every address ever published, one a line; written by the publishing job alone."""
REVISIONS: Final = "content/revisions.txt"
"""The revision of each event that was published last; `content/revisions.py` reads its lines."""
LISTS: Final = (LEDGER, REVISIONS)
"""Files that are lines and nothing else."""
PICTURES: Final = (".svg", ".png", ".jpg", ".jpeg", ".webp")

FEWEST: Final = 300
"""The fewest files for which another process is started."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_FENCE = re.compile(r"^---[ ]*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file, or a Markdown file with its front matter.

    `yaml` is the YAML text, `yaml_line` its first line in the file; `value` its values; `body` the
    Markdown after the front matter and `body_line` its first line.
    """

    path: str
    yaml: str
    value: Any
    yaml_line: int = 1
    body: str = ""
    body_line: int = 1

    def locate(self, fault: Fault) -> Problem:
        """Return a fault of this document as a problem with line and column."""
        if fault.line and not fault.loc:
            line, column = fault.line, max(fault.column, 1)
        elif fault.line:
            line, column = self._inside(fault)
        else:
            line, column, _ = yaml_text.place(self.yaml, fault.loc, at_key=fault.at_key)
            line += self.yaml_line - 1
        return Problem(self.path, line, column, field_name(fault.loc), fault.rule, fault.values)

    def _inside(self, fault: Fault) -> tuple[int, int]:
        """Return line and column in the file of a line inside a text (a `|` block has lines)."""
        line, column, node = yaml_text.place(self.yaml, fault.loc)
        if not isinstance(node, yaml.ScalarNode) or node.style != "|":
            return line + self.yaml_line - 1, column
        first_line = self.yaml.splitlines()[line]
        indent = len(first_line) - len(first_line.lstrip(" "))
        return line + fault.line + self.yaml_line - 1, indent + max(fault.column, 1)

    def in_body(self, fault: Fault) -> Problem:
        """Return a fault of the Markdown body as a problem with line and column."""
        line = self.body_line + max(fault.line, 1) - 1
        return Problem(self.path, line, max(fault.column, 1), "", fault.rule, fault.values)


@dataclass(frozen=True, slots=True)
class Source:
    """The content of a cluster's folder: documents and sizes of pictures by path, and problems.

    `ledger` are the lines of `content/addresses.txt`, `revisions` those of `content/revisions.txt`;
    `sent` the hashes (SHA-256) of sent files by path.
    """

    root: Path
    documents: Mapping[str, Document]
    pictures: Mapping[str, int]
    problems: tuple[Problem, ...]
    ledger: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    sent: Mapping[str, str] = field(default_factory=dict)

    @property
    def unread(self) -> Iterator[str]:
        """Yield the paths of files that could not be read."""
        return (p.path for p in self.problems if p.path not in self.documents)

    def read_bytes(self, path: str) -> bytes:
        """Return the bytes of a picture or a sent mail as they are on disk."""
        return (self.root / path).read_bytes()


def read_source(root: Path) -> Source:
    """Read the folders below `root`. Never raises for what a person put there."""
    documents: dict[str, Document] = {}
    pictures: dict[str, int] = {}
    problems: list[Problem] = []
    lists: dict[str, tuple[str, ...]] = dict.fromkeys(LISTS, ())
    sent: dict[str, str] = {}
    with collector_paused():
        entries = list(_files(root))
        texts = [path for path, entry in entries if not isinstance(entry, Fault) and _is_text(path)]
        read = iter(parallel_map(partial(_read_document, root), texts, fewest=FEWEST))
        for path, entry in entries:
            if isinstance(entry, Fault):
                problems.append(Problem(path, 0, 0, "", entry.rule, entry.values))
            elif path in LISTS:
                lists[path] = tuple((root / path).read_text("utf-8", errors="replace").splitlines())
            elif _is_sent(path):
                sent[path] = hashlib.sha256((root / path).read_bytes()).hexdigest()
            elif path.endswith(PICTURES):
                pictures[path] = entry
            else:
                document, faults = next(read)
                problems += [Problem(path, f.line, f.column, "", f.rule, f.values) for f in faults]
                if document:
                    documents[path] = document
    return Source(root, documents, pictures, tuple(problems), lists[LEDGER], lists[REVISIONS], sent)


def _is_sent(path: str) -> bool:
    return path.startswith(SENT) and not path.endswith("/manifest.json")


def _is_text(path: str) -> bool:
    return not (path in LISTS or _is_sent(path) or path.endswith(PICTURES))


def _files(root: Path) -> Iterator[tuple[str, int | Fault]]:
    """Yield the path of every file below the four folders with its size, or with a fault."""
    todo = [folder for folder in reversed(FOLDERS) if os.path.lexists(root / folder)]
    while todo:
        folder = todo.pop()
        if folder in FOLDERS and (root / folder).is_symlink():
            yield folder, Fault("link")
            continue
        try:
            entries = sorted(os.scandir(f"{root}/{folder}"), key=lambda e: e.name)
        except OSError as error:
            yield folder, Fault("unreadable", values={"reason": error.strerror})
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith(".") or entry.name.lower() in IGNORED or path in SKIPPED:
                continue
            status = entry.stat(follow_symlinks=False)
            if fault := _refused(path, entry.name, status):
                yield path, fault
            elif stat.S_ISDIR(status.st_mode):
                todo.append(path)
            else:
                yield path, status.st_size


def _refused(path: str, name: str, status: os.stat_result) -> Fault | None:
    if stat.S_ISLNK(status.st_mode):
        return Fault("link")
    is_file = stat.S_ISREG(status.st_mode)
    if not (is_file or stat.S_ISDIR(status.st_mode)):
        return Fault("no-file")
    if not _NAME.fullmatch(name):
        return Fault("path-name")
    most = MOST_BYTES if path.endswith(PICTURES) or path in LISTS else MOST_TEXT
    if is_file and status.st_size > most:
        size = -(-status.st_size // 1024)
        return Fault("too-large", values={"size": size, "most": most // 1024})
    return None


def _read_document(root: Path, path: str) -> tuple[Document | None, tuple[Fault, ...]]:
    try:
        raw = (root / path).read_bytes()
    except OSError as error:
        return None, (Fault("unreadable", values={"reason": error.strerror}),)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return None, (Fault("not-utf8", line=line, column=column),)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if conflict := tuple(check_conflict(text)):
        return None, conflict
    return _markdown(path, text) if path.endswith(".md") else _yaml(path, text)


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
