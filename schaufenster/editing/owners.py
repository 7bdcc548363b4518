"""Whose folder is whose: who may change what alone, and where the office must approve.

The judge looks at paths and modes alone. What a change writes into its files is for `check`.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from schaufenster import git, templates
from schaufenster.content import model, yaml_text
from schaufenster.content.records import OWNERS
from schaufenster.content.validation import validate
from schaufenster.defaults import DEFAULTS
from schaufenster.problems import ContentError, Fault, Language, Problem, field_name
from schaufenster.write.folder import folded

CODEOWNERS: Final = ".github/CODEOWNERS"
State = Literal["own", "approved", "office", "refused"]
_GIT: Final = re.compile(r"\.git|git~\d+", re.IGNORECASE)
_UNSEEN: Final = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
"""Characters that a file system of macOS passes over in names."""
_TEMPLATE: Final = f"{templates.PLAIN}any/dot.github/CODEOWNERS.j2"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change may do.

    `own` are the author's paths, `office` those that the office must approve, `refused` those that
    nobody may bring, each with the reason (`owners-…` in `words/…/commands.po`).
    """

    state: State
    own: tuple[str, ...]
    office: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def parse_owners(raw: bytes | None) -> model.Owners:
    """Return what a version's file says; where there is none, all is the office's.

    Raises `ContentError` for a file with faults.
    """
    if raw is None:
        return model.Owners(path=OWNERS)
    text = raw.decode("utf-8-sig", "replace")
    parsed = yaml_text.parse(text)
    owners, faults = (
        (None, parsed.faults)
        if parsed.faults
        else validate(model.Owners, parsed.value, {"path": OWNERS})
    )
    if owners is None:
        raise ContentError(_located(text, fault) for fault in faults)
    known: model.Owners = owners
    return known


def _located(text: str, fault: Fault) -> Problem:
    line, column = (
        (fault.line, fault.column) if fault.line else yaml_text.place(text, fault.loc)[:2]
    )
    return Problem(OWNERS, line, column, field_name(fault.loc), fault.rule, fault.values)


def judge(
    author: str,
    owners: model.Owners,
    changes: Iterable[git.Difference],
    trees: Iterable[str],
    approved: Iterable[str] = (),
    prefix: str = "",
) -> Verdict:
    """Return whether an author may make these changes alone.

    Hidden files are the office's everywhere: some of them tell git what to show.

    `trees` are the paths of both versions, `approved` the accounts that approve the change; only
    those of the office count, and nobody approves what is their own. `prefix` is where the cluster
    lies in its repository.
    """
    changes = list(changes)
    refused = tuple(sorted(_refused(changes, trees)))
    office = {account.casefold() for account in owners.office or ()}
    folders = tuple(prefix + folder for folder in _folders(author, owners))
    others = {path for path, _ in refused}
    free = sorted({change.path for change in changes} - others)
    is_office = author.casefold() in office
    own = tuple(p for p in free if is_office or (p.startswith(folders) and "/." not in p))
    foreign = tuple(path for path in free if path not in own)
    approvals = {account.casefold() for account in approved} - {author.casefold()}
    state: State = (
        "refused" if refused
        else "own" if not foreign
        else "approved" if approvals & office
        else "office"
    )  # fmt: skip
    return Verdict(state, own, foreign, refused)


def _folders(author: str, owners: model.Owners) -> Iterator[str]:
    """Yield the folders that an account may change alone, each with its slash."""
    for entry in owners.members:
        if author.casefold() in {account.casefold() for account in entry.accounts}:
            yield f"members/{entry.member}/"


def _refused(changes: Iterable[git.Difference], trees: Iterable[str]) -> Iterator[tuple[str, str]]:
    spelt = _spellings(trees)
    for change in changes:
        reason = (
            "owners-path" if _leads_away(change.path)
            else "owners-link" if change.after == git.LINK
            else "owners-module" if git.MODULE in (change.before, change.after)
            else "owners-case" if _is_ambiguous(change.path, spelt)
            else ""
        )  # fmt: skip
        if reason:
            yield change.path, reason


def _leads_away(path: str) -> bool:
    """Return whether a name could mean another place, on some system, than it says."""
    plain = _UNSEEN.sub("", path)
    parts = plain.split("/")
    return (
        plain != path
        or not plain.isprintable()
        or "\\" in plain
        or ":" in plain
        or posixpath.normpath(plain) != plain
        or plain.startswith(("/", "../"))
        or any(_GIT.fullmatch(part) or part != part.rstrip(". ") for part in parts)
    )


def _spellings(trees: Iterable[str]) -> Mapping[str, set[str]]:
    """Return how each file and folder is spelt, by what is the same where case does not count."""
    spelt: defaultdict[str, set[str]] = defaultdict(set)
    for path in trees:
        part = path
        while part and part not in spelt[folded(part)]:
            spelt[folded(part)].add(part)
            part = part.rpartition("/")[0]
    return spelt


def _is_ambiguous(path: str, spelt: Mapping[str, set[str]]) -> bool:
    while path:
        if len(spelt.get(folded(path), ())) > 1:
            return True
        path = path.rpartition("/")[0]
    return False


def codeowners(owners: model.Owners, lang: Language) -> str:
    """Return the file by which a forge asks the office for its approval."""
    found = templates.load_templates("", [DEFAULTS])
    return found.render(_TEMPLATE, lang, office=owners.office or ())
