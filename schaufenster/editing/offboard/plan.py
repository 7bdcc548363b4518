"""What has to change in a cluster's folder so that nothing names an organisation or a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from schaufenster import yaml_edits
from schaufenster.content import yaml_text
from schaufenster.content.load import Cluster
from schaufenster.content.model import hash_of
from schaufenster.content.read import FOLDERS, LEDGER, REVISIONS, SENT, SKIPPED
from schaufenster.editing.offboard.named import Named
from schaufenster.editing.offboard.redaction import Redaction
from schaufenster.problems import Language

What = Literal["removed", "changed", "renamed", "lines", "stays"]
_FRONT: Final = re.compile(r"\A(---[ ]*\n)(.*?\n)(---[ ]*\n)(.*)\Z", re.DOTALL)
_OF: Final = re.compile(r"^of: *([0-9a-f]{8})$", re.MULTILINE)
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_NAMELESS: Final = "ohne-namen"


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place that names them: its file, what becomes of it, and the words or the new path."""

    path: str
    what: What
    detail: str = ""


@dataclass(slots=True)
class Plan:
    """Files to write and to remove, by their paths; the places, and the sent mails that name them.

    `mails` are channels by edition; `widens` are files where a rule would take everybody.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    mails: dict[str, frozenset[str]] = field(default_factory=dict)
    widens: list[str] = field(default_factory=list)


def plan(cluster: Cluster, root: Path, named: Named, marks: Mapping[Language, str]) -> Plan:
    """Return what has to change; `marks` stand in texts where a name was, by language."""
    work = _Work(cluster, root, named, dict(marks))
    for path in work.paths:
        if work.goes_whole(path):
            work.remove(path)
        elif path.endswith((".yml", ".md")):
            work.change(path)
        elif path in {LEDGER, REVISIONS}:
            work.change_lines(path)
    work.give_other_names()
    work.look_at_mails()
    return work.plan


def redacted_yaml(
    text: str, redaction: Redaction, shape: yaml_edits.Shape, lang: Language = ""
) -> str:
    """Return a YAML text, comments included, without what a redaction takes out of its value."""
    lang = lang or redaction.languages[0]
    value = yaml_text.parse(text).value
    new = redaction.of(value, lang)
    changed = text if new == value else yaml_edits.with_value(text, new, shape)
    mark = redaction.marks[lang]
    return _COMMENT.sub(lambda found: redaction.named.redacted(found[0], mark), changed)


class _Work:
    """The plan as it grows."""

    def __init__(
        self, cluster: Cluster, root: Path, named: Named, marks: dict[Language, str]
    ) -> None:
        self.cluster, self.root, self.named, self.marks = cluster, root, named, marks
        self.languages = cluster.identity.languages
        self.plan = Plan()
        self.paths = [*_files(root)]
        self.folder = f"members/{named.member}/" if named.member else ""
        self.gone = frozenset(
            f"members/{offer.member}/offers/{offer.slug}"
            for offer in cluster.offers
            if offer.member == named.member
        )

    def goes_whole(self, path: str) -> bool:
        """Return whether a file belongs to whoever leaves."""
        return bool(self.folder) and path.startswith(self.folder)

    def remove(self, path: str, what: What = "removed") -> None:
        """Take a file out."""
        self.plan.removed.append(path)
        self.plan.places.append(Place(path, what))

    def change(self, path: str) -> None:
        """Take what names them out of a text."""
        raw = (self.root / path).read_bytes().decode("utf-8")
        text = raw.removeprefix("\ufeff").replace("\r\n", "\n")
        new = self._yaml(path, text) if path.endswith(".yml") else self._markdown(path, text)
        if new != text:
            as_it_was = new.replace("\n", "\r\n") if "\r\n" in raw else new
            self.plan.files[path] = (raw[: raw.startswith("\ufeff")] + as_it_was).encode()
            self.plan.places.append(Place(path, "changed", _lines(text, new)))
        for pattern in (self.named.alone, self.named.in_texts, self.named.in_links):
            for number, line in enumerate(new.splitlines(), 1):
                if pattern.search(line):
                    self.plan.places.append(Place(f"{path}:{number}", "stays", line.strip()))

    def change_lines(self, path: str) -> None:
        """Take the lines with an address of theirs out of a list."""
        lines = (self.root / path).read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line[0] == "#" or not self.named.is_in_address(line)]
        if kept != lines:
            self.plan.files[path] = "".join(kept).encode()
            self.plan.places.append(Place(path, "lines", str(len(lines) - len(kept))))

    def _yaml(self, path: str, text: str, lang: Language = "") -> str:
        redaction = Redaction(self.named, self.marks, self.languages, self.gone)
        new = redacted_yaml(text, redaction, yaml_edits.shape_of(path, self.languages), lang)
        if redaction.widens:
            self.plan.widens.append(path)
        for name in redaction.files:
            picture = f"{path.rpartition('/')[0]}/{name}"
            if picture in self.paths and picture not in self.plan.removed:
                self.remove(picture)
        return new

    def _markdown(self, path: str, text: str) -> str:
        found = _FRONT.match(text)
        if not found:
            return text
        lang = path.removesuffix(".md").rpartition(".")[2]
        mark = self.marks[lang]
        front = self._yaml(path, found[2], lang)
        if of := _OF.search(front):
            front = self._with_mark(path, front, of)
        return found[1] + front + found[3] + self.named.redacted(found[4], mark)

    def _with_mark(self, path: str, front: str, of: re.Match[str]) -> str:
        """Return front matter of a translation whose mark holds if it held before."""
        stem = path.removesuffix(".md").rpartition(".")[0]
        source = self.root / f"{stem}.{self.languages[0]}.md"
        found = _FRONT.match(source.read_text("utf-8-sig")) if source.is_file() else None
        if not found or hash_of(found[4]) != of[1]:
            return front
        new = hash_of(self.named.redacted(found[4], self.marks[self.languages[0]]))
        return front.replace(of[0], f"of: {new}")

    # ── files and folders that are called like them ──────────────────────────────────────────

    def give_other_names(self) -> None:
        """Give files and folders of others that are called like them another name."""
        names: dict[str, str] = {}
        for path in self.paths:
            if path in self.plan.removed or path.startswith(SENT):
                continue
            for part in path.split("/"):
                if self.named.is_in_address(part) and part not in names:
                    names[part] = self._other_name(part, {*names.values()})
        if not names:
            return
        pattern = re.compile(
            "|".join(rf"(?<![\w-]){re.escape(old.partition('.')[0])}(?![\w-])" for old in names)
        )
        stems = {old.partition(".")[0]: new.partition(".")[0] for old, new in names.items()}
        for path in self.paths:
            if path in self.plan.removed or path.startswith(SENT):
                continue
            self._under_other_names(path, names, pattern, stems)

    def _under_other_names(
        self, path: str, names: Mapping[str, str], pattern: re.Pattern[str],
        stems: Mapping[str, str],
    ) -> None:  # fmt: skip
        """Move one file and let it refer to others by their new names."""
        raw = self.plan.files.get(path) or (self.root / path).read_bytes()
        new = raw
        if path.endswith((".yml", ".md")):
            new = pattern.sub(lambda found: stems[found[0]], raw.decode("utf-8")).encode()
        moved = "/".join(names.get(part, part) for part in path.split("/"))
        if moved != path:
            self.plan.files.pop(path, None)
            self.plan.removed.append(path)
            self.plan.places.append(Place(path, "renamed", moved))
        if moved != path or new != raw:
            self.plan.files[moved] = new

    def _other_name(self, part: str, taken: set[str]) -> str:
        stem, dot, ending = part.partition(".")
        plain = re.sub("-{2,}", "-", self.named.in_slugs.sub("", stem)).strip("-")
        plain = plain if re.search("[a-z]", plain) else _NAMELESS
        known = {*taken, *(name for path in self.paths for name in path.split("/"))}
        numbers = iter(range(2, 10_000))
        name = plain + dot + ending
        while name in known:
            name = f"{plain}-{next(numbers)}{dot}{ending}"
        return name

    # ── what was sent ────────────────────────────────────────────────────────────────────────

    def look_at_mails(self) -> None:
        """Note the sent mails that name them: each is taken back as a whole."""
        for edition, sent in self.cluster.sent.items():
            channels = set()
            for kept in sent.variants:
                texts = [kept.subject, kept.preheader, *(item.headline for item in kept.items)]
                files = [f"{SENT}{edition}/{name}" for name in kept.files]
                texts += [self.cluster.source.read_bytes(f).decode("utf-8") for f in files]
                refs = {item.ref for item in kept.items}
                if not kept.redacted and (refs & self.gone or any(map(self.named.names_in, texts))):
                    channels.add(kept.channel)
                    self.plan.places.append(Place(files[0], "removed"))
            if channels:
                self.plan.mails[edition] = frozenset(channels)


def _files(root: Path) -> Iterator[str]:
    """Yield the paths of all files of the content, the cluster's own first."""
    for top in FOLDERS:
        for file in sorted((root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            is_hidden = any(part.startswith(".") for part in path.split("/"))
            if file.is_file() and not is_hidden and not path.startswith(SKIPPED):
                yield path


def _lines(before: str, after: str) -> str:
    """Return how many lines of a text are no longer there."""
    kept = set(after.splitlines())
    return str(sum(line not in kept for line in before.splitlines()))
