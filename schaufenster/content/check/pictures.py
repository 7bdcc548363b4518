"""Rules about pictures: each file has an entry, each entry a harmless file, and rights hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, all_records, locate
from schaufenster.content.read import TEXTS, FileState, Source, plain_name, unread
from schaufenster.content.records import Records, picture_folder
from schaufenster.parallel import parallel_map
from schaufenster.problems import Fault, Loc, Problem


def pictures_keep_their_rights(_records: Records, walked: Walk) -> Found:
    """A picture of people who did not agree, or of children, is shown nowhere."""
    for table, key, loc, part in walked.of(model.Picture):
        if "press" in (part.scope or ()):
            for objection in part.objections:
                yield table, key, Fault(f"picture-{objection}", (*loc, "scope"))
        elif part.objections:
            yield table, key, Fault("picture-hidden", (*loc, "persons"))


def pictures_of(record: Any) -> Iterator[tuple[Loc, str]]:
    """Yield the location of each picture name in a record, and the name."""
    for index, picture in enumerate(getattr(record, "pictures", None) or ()):
        if picture and picture.file:  # None where it is wrong
            yield ("pictures", index, "file"), picture.file
    if logo := getattr(record, "logo", None):
        yield ("logo",), logo


class CheckedPicture(NamedTuple):
    """A picture that was looked at: the state of its file, if it is a photograph, and its faults."""

    state: FileState
    is_photograph: bool
    faults: tuple[Fault, ...]


def check_pictures(
    records: Records, source: Source, before: Mapping[str, CheckedPicture]
) -> tuple[list[Problem], dict[str, CheckedPicture]]:
    """Every picture file has an entry, every entry a file, and every file is a harmless picture.

    Files that are as they were `before` are not looked at again. Also returns all that were.
    """
    problems: list[Problem] = []
    named: set[str] = set()
    photographs: set[str] = set()
    files = {plain_name(file): file for file in source.pictures}
    for table, key, record in all_records(records):
        folder = picture_folder(records.origin[table, key][0])
        for loc, name in pictures_of(record):
            path = plain_name(f"{folder}/{name}")
            named.add(path)
            photographs |= {path} if loc[0] == "pictures" else set()
            if path not in files:
                values = {"file": name, "folder": folder}
                problems.append(locate(records, table, key, Fault("picture-missing", loc, values)))
    looked_at = {
        name: known
        for name, file in files.items()
        if (known := before.get(file))
        and known[:2] == (source.states.get(file), name in photographs)
    }
    new = [(name, file) for name, file in files.items() if name not in looked_at]
    faults_of = partial(_faults_of_picture, source, frozenset(photographs))
    for (name, file), faults in zip(new, parallel_map(faults_of, new, fewest=200), strict=True):
        state = source.states[file]
        looked_at[name] = CheckedPicture(state, name in photographs, tuple(faults))
    for name, file in files.items():
        if name not in named and not _has_unreadable_neighbour(source, file):
            problems.append(Problem(file, 0, 0, "", "picture-unused"))
        told = looked_at[name].faults
        problems += (Problem(file, f.line, f.column, "", f.rule, f.values) for f in told)
    return problems, {files[name]: picture for name, picture in looked_at.items()}


def _faults_of_picture(
    source: Source, photographs: frozenset[str], named_file: tuple[str, str]
) -> list[Fault]:
    name, file = named_file
    try:
        raw = source.read_bytes(file)
    except OSError as error:
        return [unread(error)]
    if name.endswith(".svg"):
        return list(sanitize.check_svg(raw))
    more = sanitize.check_photograph(raw) if name in photographs else ()
    return [*sanitize.check_picture(raw, name), *more]


def _has_unreadable_neighbour(source: Source, file: str) -> bool:
    """Return whether a record of this folder could not be read: it may name the picture."""
    folder = file.rpartition("/")[0]
    texts = (path for path in source.unread if path.endswith(TEXTS))
    return any(picture_folder(path) == folder for path in texts)
