"""Rules about names: what is referred to exists, what has a name has it alone."""

from __future__ import annotations

import difflib
from typing import Final

from schaufenster.content.check.walk import Found, Walk, all_records
from schaufenster.content.records import FILES, Records
from schaufenster.problems import Fault

WHERE: Final = {kind.table: kind.example for kind in FILES}


_RENAMED: Final = {k.table for k in FILES if "formerly" in k.record.model_fields} - {"offers"}
"""What may have had another name. An offer's name is one among its member's alone."""


def references_lead_somewhere(records: Records, walked: Walk) -> Found:
    """Every slug that names another record exists."""
    for table, key, loc, target, slug in walked.references():
        told_by_pairs = (table, loc) == ("offers", ("member",))
        if _is_missing(records, target, slug) and not told_by_pairs:
            yield table, key, Fault("unknown-ref", loc, _unknown(records, target, slug))


def _is_missing(records: Records, table: str, slug: str) -> bool:
    """Tell whether no record has this name, of a table that could be read."""
    return slug not in records.known[table] and table not in records.blind


def _unknown(records: Records, table: str, slug: str) -> dict[str, object]:
    """Return what is told of a name that does not exist: what it is called now, or what is near."""
    near = [
        key
        for key, record in records.tables[table].items()
        if slug in (getattr(record, "formerly", None) or ())
    ] or difflib.get_close_matches(slug, sorted(records.known[table]), 1)
    return {"value": slug, "where": WHERE[table], **({"near": near[0]} if near else {})}


def item_paths(records: Records) -> set[str]:
    """Return the folders by which an edition may name an item."""
    return {
        *(f"events/{slug}" for slug in records.known["events"]),
        *(f"events/{slug}/report" for slug in records.known["german_reports"]),
        *(f"news/{slug}" for slug in records.known["news"]),
        *(f"projects/{slug}" for slug in records.known["projects"]),
        *(f"members/{key.replace('/', '/offers/')}" for key in records.known["offers"]),
    }


def editions_name_items(records: Records, _walked: Walk) -> Found:
    """Every item of an edition exists, every channel it words for exists."""
    items = item_paths(records)
    for key, edition in records.tables["editions"].items():
        seen: dict[str, int] = {}
        for index, choice in enumerate(edition.items):
            if seen.setdefault(choice.ref, index) != index:
                values = {"value": choice.ref, "first": seen[choice.ref] + 1}
                yield "editions", key, Fault("item-twice", ("items", index, "ref"), values)
            if choice.ref not in items:
                near = difflib.get_close_matches(choice.ref, sorted(items), 1)
                values = {"value": choice.ref, **({"near": near[0]} if near else {})}
                yield "editions", key, Fault("unknown-item", ("items", index, "ref"), values)
            for name in ("headline", "lead", "points"):
                for channel in getattr(choice, name):
                    if channel != "all" and _is_missing(records, "channels", channel):
                        loc = ("items", index, name, channel)
                        values = _unknown(records, "channels", channel)
                        yield "editions", key, Fault("unknown-ref", loc, values, at_key=True)


def slugs_are_taken_once(records: Records, _walked: Walk) -> Found:
    """A slug, today's or a former one, belongs to one record."""
    taken = {(table, slug): slug for table in _RENAMED for slug in records.known[table]}
    for table, key, record in all_records(records):
        for index, slug in enumerate(getattr(record, "formerly", None) or ()):
            if (table, slug) in taken:
                values = {"value": slug, "other": f"{table}/{taken[table, slug]}"}
                yield table, key, Fault("slug-twice", ("formerly", index), values)
            elif table in _RENAMED:
                taken[table, slug] = key


def stories_have_a_slug_of_their_own(records: Records, _walked: Walk) -> Found:
    """Reports, news and projects share the addresses of the press packs: `/presse/SLUG/`."""
    taken = {slug: f"events/{slug}" for slug in records.known["german_reports"]}
    for table in ("news", "projects"):
        for slug in records.tables[table]:
            if slug in taken:
                yield table, slug, Fault("slug-twice", (), {"value": slug, "other": taken[slug]})
            taken.setdefault(slug, f"{table}/{slug}")


def competences_are_offered(records: Records, walked: Walk) -> Found:
    """A competence in the vocabulary is one that somebody has."""
    named = {slug for *_, table, slug in walked.references() if table == "competences"}
    if records.blind or not named:
        return
    for key in records.tables["competences"]:
        if key not in named:
            yield "competences", key, Fault("competence-unused", (), at_key=True)


REFERENCES: Final = (
    references_lead_somewhere,
    editions_name_items,
    slugs_are_taken_once,
    stories_have_a_slug_of_their_own,
    competences_are_offered,
)
