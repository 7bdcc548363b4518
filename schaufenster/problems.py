"""What is wrong with the content: as text, for GitHub and GitLab, as JSON.

A rule says *what must hold and what to do*; its sentences stand in the room `messages`. Code that
looks at one thing yields `Fault`s (which rule, which part); the loader, which knows the file, turns
each into a `Problem` (which file, line and column).
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Final, Literal

from schaufenster import words

Language = str
"""A language, by its code of ISO 639."""
Loc = tuple[str | int, ...]

OPEN_PLACEHOLDERS = frozenset({"imprint-open", "privacy-missing"})
"""Rules that are warnings while people work and refused when the site is published."""

WARNINGS = frozenset(
    "colour-alike comment-cuts competence-unused contact-open event-passed "
    "imprint-open label-expired line-markdown logo-dark logo-ground logo-light phone-form "
    "picture-hidden picture-position picture-small privacy-missing project-status "
    "source-own-host start-figures tile-missing translation-outdated unsubscribe-open "
    "updated-missing words-missing".split()
)
"""Rules that stop no build."""

_LONGEST_VALUE = 80
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that does not hold for one part of a record or file.

    `loc` leads from the record's root to the part (`("membership", 0, "from")`); `at_key` points
    at the key itself instead of its value. `line` and `column` (from 1) are set only by what
    reads raw text, and win over `loc`. `values` fill the message.
    """

    rule: str
    loc: Loc = ()
    values: Mapping[str, object] = default(default_factory=dict)
    at_key: bool = False
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault with its place. `line` and `column` count from 1; 0 means the file as a whole."""

    path: str
    line: int
    column: int
    field: str
    rule: str
    values: Mapping[str, object] = default(default_factory=dict)

    @property
    def severity(self) -> Literal["error", "warning"]:
        """`error` stops a build, `warning` does not."""
        return "warning" if self.rule in WARNINGS else "error"

    def message(self, lang: Language) -> str:
        """Return the rule's sentences in `lang`, filled with this problem's values."""
        values = {name: _shown(value) for name, value in self.values.items()}
        if isinstance(choices := self.values.get("choices"), tuple):
            field = self.field.rpartition(".")[2].partition("[")[0]
            values["choices"] = ", ".join(with_meaning(field, choice, lang) for choice in choices)
        more = (said(name, lang, **values) for name in ("known", "entry", "near") if name in values)
        return " ".join([rule_text(self.rule, lang).format(**values), *more])


def rule_text(rule: str, lang: Language) -> str:
    """Return a rule's sentences: what must hold and what to do."""
    rooms = ("mjml", "theme", "import")
    room = next((room for room in rooms if rule.startswith(f"{room}-")), "messages")
    return words.text(room, rule, lang)


def said(key: str, lang: Language, /, **values: object) -> str:
    """Return what the commands say about their work: a sentence of theirs, filled.

    A value `n` chooses the form of its number.
    """
    return words.text(_said_in(key), key, lang, values.get("n")).format(**values)


def is_said(key: str) -> bool:
    """Return whether the commands have a sentence of this name."""
    return words.find(_said_in(key), key, words.ENGLISH) is not None


def _said_in(key: str) -> str:
    """Return the room of a sentence of the commands: mails that leave have one of their own."""
    return "sending" if key.removeprefix("next-").startswith("send-") else "commands"


def with_meaning(field: str, choice: str, lang: Language, quotes: str = "") -> str:
    """Return an allowed value of a field, with what it stands for if that is another word."""
    meaning = words.find("meanings", f"choices.{field}.{choice}", lang) or ""
    shown = f"{quotes}{choice}{quotes}"
    return shown if meaning.lower() in {"", choice} else f"{shown} ({meaning})"


_MACHINE: Final = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EACCES: "not-allowed",
    errno.EPERM: "not-allowed",
    errno.EROFS: "not-allowed",
    errno.ENOENT: "file-gone",
    errno.EISDIR: "in-the-way",
    errno.ENOTDIR: "in-the-way",
    errno.EEXIST: "in-the-way",
    errno.ENOTEMPTY: "in-the-way",
    errno.ENOMEM: "no-memory",
    errno.EMFILE: "no-memory",
    errno.EAGAIN: "no-memory",
}
"""What the operating system refuses, as sentences of the room `commands`; all else is `system`."""


def refusal(error: BaseException, lang: Language) -> str | None:
    """Return what a person can do about an error of the machine or a request, None for a bug.

    The only place that turns an `OSError` into a sentence.
    """
    if rule := getattr(error, "rule", None):  # write.Refused: busy, or a folder that is not ours
        return f"{getattr(error, 'path', '')}: {rule_text(rule, lang)}"
    if isinstance(error, MemoryError | ChildProcessError):
        return said("no-memory", lang)
    if not isinstance(error, OSError) or error.errno is None:
        return None
    places = (error.filename, error.filename2)
    where = " → ".join(os.fsdecode(name) for name in places if isinstance(name, str | bytes))
    reason = f"{errno.errorcode.get(error.errno, '')} {error.errno}"
    sentence = said(_MACHINE.get(error.errno, "system"), lang, reason=reason.strip())
    return f"{_one_line(where, 400)}: {sentence}" if where else sentence


class ContentError(Exception):
    """The content has errors. `problems` holds every one of them, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(f"{len(self.problems)} problems")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by path, line, column and rule."""
    return tuple(sorted(problems, key=lambda p: (p.path, p.line, p.column, p.rule, p.field)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return only what stops a build."""
    return tuple(p for p in problems if p.severity == "error")


def is_below(problem: Problem, paths: Iterable[str]) -> bool:
    """Return whether a problem is in one of the files or folders."""
    normal = [posixpath.normpath(path.replace("\\", "/")) for path in paths]
    return any(p in (".", problem.path) or problem.path.startswith(f"{p}/") for p in normal)


def field_name(loc: Loc) -> str:
    """Return a loc as people count: `("membership", 0, "from")` is `membership[1].from`."""
    name = ""
    for part in loc:
        if isinstance(part, int):
            name += f"[{part + 1}]"
        else:
            name += f".{part}" if name else str(part)
    return name


def as_text(problems: Iterable[Problem], lang: Language) -> str:
    """Return `path:line:col: field: message` lines, the form every editor makes clickable."""
    return "".join(f"{_position(p)}: {_kind(p, lang)}{_sentence(p, lang)}\n" for p in problems)


def by_kind(problems: Iterable[Problem], lang: Language) -> str:
    """Return a line for each kind of problem: the first in full, the places of some others."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.rule, []).append(problem)
    lines = []
    for first, *others in kinds.values():
        line = as_text([first], lang).rstrip("\n")
        if others:
            places = ", ".join(_position(p) for p in others[:_MOST_PLACES])
            more = len(others[_MOST_PLACES:])
            rest = said("also-more", lang, more=more) if more else ""
            line += f" ({said('also', lang, count=len(others), places=places)}{rest})"
        lines.append(f"{line}\n")
    return "".join(lines)


def as_github(problems: Iterable[Problem], lang: Language) -> str:
    """Return GitHub's workflow commands (`::error file=…`), which become notes beside the lines."""
    return "".join(
        f"::{p.severity} file={_property(p.path)},line={max(p.line, 1)},col={max(p.column, 1)},"
        f"title={_property(p.field or p.path)}::{_data(_sentence(p, lang))}\n"
        for p in problems
    )


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON array, told in every language, for other programs."""
    rows: list[dict[str, object]] = [
        {
            "path": p.path,
            "line": p.line,
            "column": p.column,
            "field": p.field,
            "rule": p.rule,
            "severity": p.severity,
            "message": {lang: p.message(lang) for lang in words.languages()},
        }
        for p in problems
    ]
    return _json(rows)


def as_gitlab(problems: Iterable[Problem], lang: Language) -> str:
    """Return a Code Quality report, GitLab's part of the Code Climate format.

    A fingerprint names a fault without its line, so that a line added above makes no new fault;
    the second of two equal faults in a file has one of its own.
    """
    counts: Counter[str] = Counter()
    rows: list[dict[str, object]] = []
    for p in problems:
        name = "\0".join((p.path, p.rule, p.field, _sentence(p, lang)))
        counts[name] += 1
        raw = f"{name}\0{counts[name]}".encode("utf-8", "surrogatepass")
        rows.append(
            {
                "description": _sentence(p, lang),
                "check_name": p.rule,
                "fingerprint": hashlib.sha256(raw).hexdigest(),
                "severity": "major" if p.severity == "error" else "info",
                "location": {"path": p.path, "lines": {"begin": max(p.line, 1)}},
            }
        )
    return _json(rows)


def _json(rows: list[dict[str, object]]) -> str:
    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def _position(problem: Problem) -> str:
    path = _one_line(problem.path, 400)
    return f"{path}:{problem.line}:{problem.column}" if problem.line else path


def _kind(problem: Problem, lang: Language) -> str:
    return "" if problem.severity == "error" else f"{said('warning', lang)}: "


def _sentence(problem: Problem, lang: Language) -> str:
    text = problem.message(lang)
    return f"{_one_line(problem.field)}: {text}" if problem.field else text


def _shown(value: object) -> str:
    """Return a value for a sentence; a tuple is a list of ours and is told whole."""
    return ", ".join(map(_one_line, value)) if isinstance(value, tuple) else _one_line(value)


def _one_line(value: object, longest: int = _LONGEST_VALUE) -> str:
    """Return a value fit for a terminal and a log: one line, no control characters, not endless."""
    text = "".join(c if c.isprintable() else "�" for c in str(value).replace("\n", " "))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(_one_line(text, 400)).replace(":", "%3A").replace(",", "%2C")
