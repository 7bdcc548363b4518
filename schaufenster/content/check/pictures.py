"""Rules about pictures: each file has an entry, each entry a harmless file, and rights hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, all_records, locate
from schaufenster.content.read import TEXTS, FileState, Source, plain_name, unread
from schaufenster.content.records import Records, picture_folder
from schaufenster.look.logo import DARK, WHITE, has_white_ground, is_lost
from schaufenster.parallel import parallel_map
from schaufenster.problems import Fault, Loc, Problem

_LOGO_RULES: Final[Mapping[str, frozenset[str]]] = {
    "members": frozenset({"picture-empty", "logo-light", "logo-dark", "logo-ground"}),
    "funders": frozenset({"picture-empty", "logo-light"}),
    "labels": frozenset({"picture-empty", "logo-light"}),
    "identity": frozenset({"picture-empty"}),
}
"""The rules for logos by whose they are: funders' and labels' are on white, ours in files alone."""


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
    """A picture that was looked at: the state of its file, as what it is named, its faults."""

    state: FileState
    uses: frozenset[str]
    faults: tuple[Fault, ...]


def check_pictures(
    records: Records, source: Source, before: Mapping[str, CheckedPicture]
) -> tuple[list[Problem], dict[str, CheckedPicture]]:
    """Every picture file has an entry, every entry a file, and every file is a harmless picture.

    Files that are as they were `before` are not looked at again. Also returns all that were.
    """
    problems: list[Problem] = []
    named: set[str] = set()
    uses: dict[str, set[str]] = {}
    files = {plain_name(file): file for file in source.pictures}
    for table, key, record in all_records(records):
        folder = picture_folder(records.origin[table, key][0])
        for loc, name in pictures_of(record):
            path = plain_name(f"{folder}/{name}")
            named.add(path)
            uses.setdefault(path, set()).add(table if loc[0] == "logo" else str(loc[0]))
            if path not in files:
                values = {"file": name, "folder": folder}
                problems.append(locate(records, table, key, Fault("picture-missing", loc, values)))
    used = {name: frozenset(uses.get(name, ())) for name in files}
    looked_at = {
        name: known
        for name, file in files.items()
        if (known := before.get(file)) and known[:2] == (source.states.get(file), used[name])
    }
    new = [(name, file) for name, file in files.items() if name not in looked_at]
    faults_of = partial(_faults_of_picture, source, uses)
    for (name, file), faults in zip(new, parallel_map(faults_of, new, fewest=200), strict=True):
        looked_at[name] = CheckedPicture(source.states[file], used[name], tuple(faults))
    for name, file in files.items():
        if name not in named and not _has_unreadable_neighbour(source, file):
            problems.append(Problem(file, 0, 0, "", "picture-unused"))
        told = looked_at[name].faults
        problems += (Problem(file, f.line, f.column, "", f.rule, f.values) for f in told)
    return problems, {files[name]: picture for name, picture in looked_at.items()}


def _faults_of_picture(
    source: Source, uses: Mapping[str, set[str]], named_file: tuple[str, str]
) -> list[Fault]:
    """Return the faults of a file; `uses`: as what records name it, `pictures` or whose logo."""
    name, file = named_file
    used = uses.get(name, set())
    try:
        raw = source.read_bytes(file)
    except OSError as error:
        return [unread(error)]
    drawing = name.endswith(".svg")
    faults = list(sanitize.check_svg(raw) if drawing else sanitize.check_picture(raw, name))
    if "pictures" in used and not drawing:
        faults += sanitize.check_photograph(raw)
    rules = frozenset().union(*(_LOGO_RULES.get(use, ()) for use in used))
    if faults or not rules:
        return faults
    colours = sanitize.logo_colours(raw, drawing=drawing)
    return [fault for fault in _check_logo(colours) if fault.rule in rules]


def _check_logo(colours: sanitize.LogoColours) -> Iterator[Fault]:
    """Yield on which ground a logo is not seen, and that it brings a white one."""
    if not colours.shares:
        yield Fault("picture-empty")
    for ground, rule in ((WHITE, "logo-light"), (DARK, "logo-dark")):
        if is_lost(colours, ground):
            yield Fault(rule)
    if has_white_ground(colours):
        yield Fault("logo-ground")


def _has_unreadable_neighbour(source: Source, file: str) -> bool:
    """Return whether a record of this folder could not be read: it may name the picture."""
    folder = file.rpartition("/")[0]
    texts = (path for path in source.unread if path.endswith(TEXTS))
    return any(picture_folder(path) == folder for path in texts)
