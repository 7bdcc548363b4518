"""Restores what a web editor dropped from the files of the content: the step before a commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from schaufenster import git, yaml_edits
from schaufenster.content.languages import languages_at
from schaufenster.content.read import FOLDERS, MOST_TEXT
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language

_ENDINGS = (".yml", ".md")


def tidied_files(root: Path, commit: str, paths: Iterable[str] = ()) -> Iterator[OutputFile]:
    """Yield the files below `root` that differ from a commit's and are written anew, tidied.

    `paths` are files below `root`; those are tidied even where a person wrote them. Files that are
    no content, and those that need nothing, are left out. Raises `git.GitError`.
    """
    named = [path for path in map(_clean, paths) if _is_content(path)]
    languages = languages_at(root)
    known = {file.path: file for file in git.files_of(root, commit) if _is_content(file.path)}
    wanted = named or [path for path in _content(root) if _is_content(path)]
    before = git.contents(root, [known[path] for path in wanted if path in known])
    for path in wanted:
        place = root / path
        if place.is_symlink() or not place.is_file() or place.stat().st_size > MOST_TEXT:
            continue
        now = place.read_bytes()
        if now != before.get(path):
            tidied = _tidied(path, before.get(path), now, languages, is_named=bool(named))
            if tidied != now:
                yield output(path, tidied)


def _tidied(
    path: str, before: bytes | None, now: bytes, languages: tuple[Language, ...], *, is_named: bool
) -> bytes:
    try:
        old, new = before.decode() if before is not None else None, now.decode()
    except UnicodeDecodeError:
        return now
    if old is not None and not is_named and not yaml_edits.is_written_anew(old, new):
        return now
    restore = yaml_edits.restored_markdown if path.endswith(".md") else yaml_edits.restored
    return restore(old, new, yaml_edits.shape_of(path, languages)).encode()


def _clean(path: str) -> str:
    return PurePosixPath(path).as_posix()


def _is_content(path: str) -> bool:
    return path.startswith(tuple(f"{f}/" for f in FOLDERS)) and path.endswith(_ENDINGS)


def _content(root: Path) -> Iterator[str]:
    """Yield the paths of all files of the content."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            yield file.relative_to(root).as_posix()
