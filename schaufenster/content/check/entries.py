"""Rules about single entries: evidence, parties, the imprint, colours, a funder's sentence."""

from __future__ import annotations

import re
from typing import Final

from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk
from schaufenster.content.fields import OPEN
from schaufenster.content.records import Records
from schaufenster.look import colour
from schaufenster.problems import Fault, Loc

_DIALLED: Final = re.compile(r"\+[0-9]+[ /()-]")


def entries_say_something(records: Records, walked: Walk) -> Found:
    """A membership has evidence, a source an address or title, a party a member or a name."""
    for table, key, loc, part in walked.of(model.Membership, model.Evidence, model.Party):
        if any(wrong[:-1] == loc for wrong in records.wrong_fields.get((table, key), ())):
            continue  # a wrong field of it is None here, and reported already
        match part:
            case model.Membership() if not (
                part.confirmed or part.source or part.evidence == "unknown"
            ):
                yield table, key, Fault("membership-evidence", loc)
            case model.Evidence() if not (part.url or part.title):
                yield table, key, Fault("evidence-empty", loc)
            case model.Party() if bool(part.member) == bool(part.name):
                yield table, key, Fault("party-empty", loc)


def nobody_belongs_to_itself(_records: Records, walked: Walk) -> Found:
    """An organisation is neither its own parent nor a part or member of itself."""
    for table, key, _, member in walked.of(model.Member):
        parts: list[tuple[Loc, model.Party | None]] = [(("parent",), member.parent)]
        for name in ("subsidiaries", "affiliations"):
            parts += [((name, n), party) for n, party in enumerate(getattr(member, name) or ())]
        for loc, party in parts:
            if party and (party.member == key or (party.name and party.name == member.name)):
                yield table, key, Fault("party-self", loc, {"name": member.name or key})


def figures_differ(_records: Records, walked: Walk) -> Found:
    """What another source says of a figure is another value."""
    for table, key, loc, part in walked.of(model.Figure):
        for index, other in enumerate(part.elsewhere or ()):
            if part.value and other and (other.value, other.about) == (part.value, part.about):
                where = (*loc, "elsewhere", index, "value")
                yield table, key, Fault("figure-same", where, {"value": part.value})


def imprint_is_complete(_records: Records, walked: Walk) -> Found:
    """The imprint names what the law wants."""
    for table, key, loc, part in walked.of(model.Imprint):
        for name in model.Imprint.model_fields:
            if getattr(part, name) == OPEN:
                yield table, key, Fault("imprint-open", (*loc, name))


def colours_are_readable(_records: Records, walked: Walk) -> Found:
    """From the cluster's two colours every text keeps its contrast."""
    for table, key, loc, part in walked.of(model.Colours):
        if part.primary and part.accent:
            for fault in colour.check(part.primary, part.accent):
                yield table, key, Fault(fault.rule, (*loc, *fault.loc), fault.values)


def phones_can_be_dialled(_records: Records, walked: Walk) -> Found:
    """A telephone number is international and has spaces: people abroad read and dial it."""
    for table, key, loc, part in walked.parts:
        phone = getattr(part, "phone", None)
        if phone and phone != OPEN and not _DIALLED.match(phone):
            yield table, key, Fault("phone-form", (*loc, "phone"), {"value": phone})


def funders_are_thanked(records: Records, _walked: Walk) -> Found:
    """A project with a funder carries the funder's sentence."""
    for key, project in records.tables["projects"].items():
        funder = records.tables["funders"].get(project.funder or "")
        if funder and not funder.sentence:
            values = {"funder": project.funder}
            yield "projects", key, Fault("funder-sentence", ("funder",), values)


ENTRIES: Final = (
    entries_say_something,
    figures_differ,
    nobody_belongs_to_itself,
    imprint_is_complete,
    colours_are_readable,
    funders_are_thanked,
)
