"""Rules about pictures: each file has an entry, each entry a harmless file, and rights hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, all_records, locate
from schaufenster.content.read import TEXTS, Source, plain_name, unread
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


def check_pictures(records: Records, source: Source) -> Iterator[Problem]:
    """Every picture file has an entry, every entry a file, and every file is a harmless picture."""
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
                yield locate(records, table, key, Fault("picture-missing", loc, values))
    faults_of = partial(_faults_of_picture, source, frozenset(photographs))
    for name, faults in zip(
        files, parallel_map(faults_of, list(files.items()), fewest=200), strict=True
    ):
        file = files[name]
        if name not in named and not _has_unreadable_neighbour(source, file):
            yield Problem(file, 0, 0, "", "picture-unused")
        yield from (Problem(file, f.line, f.column, "", f.rule, f.values) for f in faults)


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
