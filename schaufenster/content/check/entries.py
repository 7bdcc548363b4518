"""Rules about single entries: evidence, parties, the imprint, colours, a funder's sentence."""

from __future__ import annotations

import re
from typing import Final

from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk
from schaufenster.content.countries import is_postcode, postcode_example
from schaufenster.content.records import Records
from schaufenster.look import colour
from schaufenster.problems import Fault, Loc

_DIALLED: Final = re.compile(r"\+[0-9]+[ /()-]")

MOST_COLUMNS, MOST_ROWS = 14, 24
"""The tiles that a map has room for, on a phone as well."""


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


def imprint_is_complete(records: Records, walked: Walk) -> Found:
    """The imprint names what the law wants of the legal form, and nothing in it is open."""
    for table, key, loc, part in walked.of(model.Imprint):
        wrong = records.wrong_fields.get((table, key), set())
        for name in dict.fromkeys((*part.open_fields, *part.missing)):
            if (*loc, name) not in wrong:
                yield table, key, Fault("imprint-open", (*loc, name))


def form_can_sign_in(_records: Records, walked: Walk) -> Found:
    """A web form needs a repository, and a way to sign in at the forge that keeps it."""
    for table, key, _, part in walked.of(model.Identity):
        editor = part.editor
        if editor and not part.repository:
            yield table, key, Fault("form-repository", ("editor",))
        elif editor and not getattr(editor, name := model.SIGNING_IN[part.forge]):
            yield table, key, Fault("form-sign-in", ("editor",), {"key": name})


def postcodes_fit_their_country(records: Records, walked: Walk) -> Found:
    """A postcode looks as its country writes them, which is the cluster's unless one is named."""
    found = (*records.tables["identity"].values(), *records.partial["identity"].values())
    home = next((identity.country for identity in found), None)
    for table, key, loc, part in walked.of(model.Imprint, model.Place, model.Seat):
        country = part.country or home
        if part.postcode and country and not is_postcode(part.postcode, country):
            example = postcode_example(country)
            values = {"value": part.postcode, "country": country, "example": example}
            yield table, key, Fault("postcode", (*loc, "postcode"), values)


def districts_have_their_tiles(records: Records, _walked: Walk) -> Found:
    """Every district has a tile of its own on the map, or none has any."""
    districts = records.tables["districts"]
    tiles: dict[tuple[int, int], str] = {}
    for key, district in districts.items():
        column, row = district.column, district.row
        if not column or not row:
            if any(other.column or other.row for other in districts.values()):
                yield "districts", key, Fault("tile-missing", ())
        elif column > MOST_COLUMNS or row > MOST_ROWS:
            values = {"columns": MOST_COLUMNS, "rows": MOST_ROWS}
            yield "districts", key, Fault("tile-outside", ("column",), values)
        elif other := tiles.get((column, row)):
            yield "districts", key, Fault("tile-taken", ("column",), {"other": other})
        else:
            tiles[column, row] = key


def privacy_is_explained(records: Records, _walked: Walk) -> Found:
    """There is a page about privacy; a site may not be published without."""
    if "privacy" not in records.keys["pages_texts"]:
        for key in records.read("identity"):
            yield "identity", key, Fault("privacy-missing", ())


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
        if phone and not _DIALLED.match(phone):
            yield table, key, Fault("phone-form", (*loc, "phone"), {"value": phone})


def funders_are_thanked(records: Records, _walked: Walk) -> Found:
    """A project with a funder carries the funder's sentence."""
    for key, project in records.tables["projects"].items():
        funder = records.tables["funders"].get(project.funder or "")
        if funder and not funder.sentence:
            values = {"funder": project.funder}
            yield "projects", key, Fault("funder-sentence", ("funder",), values)


def calls_can_be_relied_on(_records: Records, walked: Walk) -> Found:
    """A call for funding has a source with a date, and a last day or none, not both."""
    for table, key, _, call in walked.of(model.FundingCall):
        if not any(source.date or source.read for source in call.sources or ()):
            yield table, key, Fault("funding-source", ("sources",) if call.sources else ())
        if call.rolling and call.valid and call.valid.until:
            yield table, key, Fault("funding-rolling", ("rolling",), {"until": call.valid.until})


def start_pages_are_whole(_records: Records, walked: Walk) -> Found:
    """A start page shows each block once, and the block of the figures that are marked for it."""
    for table, key, _, part in walked.of(model.Identity):
        blocks = part.start or ()
        for index, block in enumerate(blocks):
            if block in blocks[:index]:
                yield table, key, Fault("start-twice", ("start", index), {"value": block})
        for index, figure in enumerate(part.figures or ()):
            if figure.start and "figures" not in blocks:
                yield table, key, Fault("start-figures", ("figures", index, "start"))


ENTRIES: Final = (
    start_pages_are_whole,
    entries_say_something,
    figures_differ,
    nobody_belongs_to_itself,
    imprint_is_complete,
    form_can_sign_in,
    postcodes_fit_their_country,
    districts_have_their_tiles,
    privacy_is_explained,
    colours_are_readable,
    funders_are_thanked,
    calls_can_be_relied_on,
)
