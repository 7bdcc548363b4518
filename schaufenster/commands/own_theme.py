"""The cluster's own theme: what cannot work is told before anything is built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from schaufenster.content.languages import IDENTITY
from schaufenster.content.suggestions import nearest
from schaufenster.problems import Problem
from schaufenster.words import ENGLISH

if TYPE_CHECKING:
    from schaufenster.commands.job import Job

THEME: Final = "theme"
MAILS: Final = "newsletter/templates"
_KNOWN: Final = re.compile(
    r"css/[^/]+\.css|pages/(?:[^/]+/)?[^/]+\.html\.j2|overrides/.+|sheets/sheet\.typ|words/[A-Za-z-]+/[^/]+\.po|[^/]+\.md"
)
"""What a theme consists of; texts about it (`README.md`) may lie beside."""
_CSS: Final = re.compile(
    r'/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|@import\b|url\([^)]*\)|[{}]',
    re.DOTALL,
)
_FOREIGN: Final = re.compile(r"""url\(\s*["']?\s*(?:https?:|//)""")


def check_theme(job: Job) -> list[Problem]:
    """Return what is wrong with the cluster's own theme and its templates of mails."""
    files = [file for top in (THEME, MAILS) for file in _files(job.root / top)]
    return list(_OwnTheme(job).check(files)) if files else []


def missing_words(job: Job) -> list[Problem]:
    """Return a hint for each language of a job's cluster that lacks words of pages and mails."""
    from schaufenster.templates import load_words

    table, (first, *_) = load_words(job.layers), job.languages
    every, found = table.catalogues[ENGLISH].texts.keys(), []
    for lang in job.languages:
        known = table.catalogues[lang].texts if lang in table.catalogues else {}
        if count := len(every - known.keys()):
            values = {
                "lang": lang, "count": count, "all": len(every), "place": f"theme/words/{lang}/",
                "other": ENGLISH if lang == first else first,
            }  # fmt: skip
            line = _line_of(job.root / IDENTITY)
            found.append(Problem(IDENTITY, line, 1, "languages", "words-missing", values))
    return found


def _line_of(identity: Path) -> int:
    """Return the line on which the cluster's file names its languages."""
    before, _, _ = f"\n{identity.read_text('utf-8-sig')}".partition("\nlanguages:")
    return before.count("\n") + 1


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder without hidden ones and what Jinja compiled."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not re.search(r"/(\.|__pycache__)", file.as_posix()[len(str(folder)) :])
    )


class _OwnTheme:
    """The own theme of a job's cluster, and what lies below it."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @cached_property
    def below(self) -> set[str]:
        """The paths of all files that an own one can take the place of."""
        return {
            file.relative_to(layer).as_posix()
            for layer in self.job.layers[1:]
            for top in (THEME, MAILS)
            for file in _files(layer / top)
        }

    @cached_property
    def words(self) -> Any:
        """The words below the own ones."""
        from schaufenster.templates import load_words

        return load_words(self.job.layers[1:])

    def check(self, files: list[Path]) -> Iterator[Problem]:
        """Yield what is wrong with files of the own theme."""
        texts: dict[str, str] = {}
        for file in files:
            path = file.relative_to(self.job.root).as_posix()
            if path.startswith(f"{THEME}/") and not _KNOWN.fullmatch(path[len(THEME) + 1 :]):
                yield self._unknown(path)
            elif path.endswith((".css", ".j2", ".html", ".po")):
                try:
                    texts[path] = file.read_text("utf-8")
                except UnicodeDecodeError:
                    yield Problem(path, 0, 0, "", "theme-encoding")
        for path, text in texts.items():
            if path.endswith(".css"):
                yield from _check_sheet(path, text)
            elif path.endswith(".po"):
                yield from self._check_words(path, text)
            else:
                yield from self._check_template(path, text, texts)

    def _unknown(self, path: str) -> Problem:
        return Problem(path, 0, 0, "", "theme-place", nearest(path, self.below))

    def _check_template(self, path: str, text: str, texts: Mapping[str, str]) -> Iterator[Problem]:
        from schaufenster.templates import syntax_fault

        if fault := syntax_fault(text):
            line, reason = fault
            yield Problem(path, line, 1, "", "theme-syntax", {"reason": reason})
        name = re.sub(r"^(theme/(pages|overrides)|newsletter/templates)/", "", path)
        used = any(f'"{name}"' in other or f"'{name}'" in other for other in texts.values())
        if path not in self.below and not used:
            same = {
                other for other in self.below if other.rpartition(".")[2] == path.rpartition(".")[2]
            }
            yield Problem(path, 0, 0, "", "theme-unused", nearest(path, same))

    def _check_words(self, path: str, text: str) -> Iterator[Problem]:
        from schaufenster.templates import ROOMS
        from schaufenster.words import UnreadableError, parse

        if Path(path).stem not in ROOMS:
            yield self._unknown(path)
            return
        try:
            own = parse(text).texts
        except UnreadableError as error:
            yield Problem(path, error.line, 1, "", "theme-words")
            return
        for key, forms in own.items():
            line = text[: text.find(f'msgid "{key}"')].count("\n") + 1
            if key not in self.words:
                near = nearest(key, self.words.all_keys())
                yield Problem(path, line, 1, key, "theme-word", near)
                continue
            known = {name for form in self._forms(key, ENGLISH) for name in _values(form)}
            for name in sorted({name for form in forms for name in _values(form)} - known):
                values = {
                    "value": name,
                    "allowed": ", ".join(f"{{{n}}}" for n in sorted(known)) or "–",
                }
                yield Problem(path, line, 1, key, "theme-value", values)

    def _forms(self, key: str, lang: str) -> tuple[str, ...]:
        known = self.words.catalogues[lang].texts.get(key, ())
        return tuple(known)


def _values(text: str) -> set[str]:
    """Return the names in braces of a text; one that cannot be read counts as a name of its own."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}


def _check_sheet(path: str, css: str) -> Iterator[Problem]:
    """Yield what would spoil the sheets behind this one, or load something from elsewhere."""
    opened: list[int] = []

    def at(rule: str, index: int) -> Problem:
        line = css.count("\n", 0, index) + 1
        return Problem(path, line, index - css.rfind("\n", 0, index), "", rule)

    for token in _CSS.finditer(css):
        word, index = token[0], token.start()
        if word.startswith("/*") and not (word.endswith("*/") and len(word) > 3):
            yield at("theme-comment", index)
        elif word == "{":
            opened.append(index)
        elif word == "}" and opened:
            opened.pop()
        elif word == "}":
            yield at("theme-closing", index)
        elif word == "@import" or _FOREIGN.match(word):
            yield at("theme-foreign", index)
    if opened:
        yield at("theme-brace", opened[-1])
