"""Rules about names: every reference exists, every name is unique."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk, all_records
from schaufenster.content.records import FILES, Records
from schaufenster.content.suggestions import nearest, nearest_named
from schaufenster.content.validation import required_fields
from schaufenster.content.yaml_faults import MOST_FAULTS
from schaufenster.problems import Fault

WHERE: Final = {kind.table: kind.example for kind in FILES}
_VOCABULARIES: Final = {kind.table: kind.record for kind in FILES if kind.vocabulary}
_FEW: Final = 40
"""So many names are listed whole."""
_RENAMED: Final = {k.table for k in FILES if "formerly" in k.record.model_fields} - {"offers"}
"""The tables of what may have had another name; an offer's is unique for its member only."""


def references_lead_somewhere(records: Records, walked: Walk) -> Found:
    """Every slug that names another record exists."""
    suggested = 0
    for table, key, loc, target, slug in walked.references():
        in_check_pairs = (table, loc) == ("offers", ("member",))
        if _is_missing(records, target, slug) and not in_check_pairs:
            suggested += 1
            values = _unknown(records, target, slug, suggest=suggested <= MOST_FAULTS)
            yield table, key, Fault("unknown-ref", loc, values)


def _is_missing(records: Records, table: str, slug: str) -> bool:
    """Return whether no record of a table that could be read has this name."""
    return slug not in records.keys[table] and table not in records.unread_tables


def _unknown(records: Records, table: str, slug: str, *, suggest: bool = True) -> dict[str, object]:
    """Return the values for a name that does not exist, with what to do.

    Today's name or a similar one; else the names there are, if they are few, and for an entry of a
    vocabulary what a new one needs.
    """
    values: dict[str, object] = {"value": slug, "where": WHERE[table]}
    renamed = [
        key
        for key, record in records.tables[table].items()
        if slug in (getattr(record, "formerly", None) or ())
    ]
    if renamed:
        return {**values, "near": renamed[0]}
    if near := nearest_named(slug, _names(records, table)) if suggest else {}:
        return {**values, **near}
    if 0 < len(known := sorted(records.keys[table])) <= _FEW:
        values["known"] = tuple(known)
    if table in _VOCABULARIES:
        values["entry"] = required_fields(_VOCABULARIES[table])
    return values


def _names(records: Records, table: str) -> dict[str, list[str]]:
    """Return what each record of a table is called besides its id."""
    names: dict[str, list[str]] = {key: [] for key in sorted(records.keys[table])}
    for key, record in records.tables[table].items():
        for attribute in ("name", "short", "title", "aliases", "synonyms", "key"):
            names[key] += texts_in(getattr(record, attribute, None))
    return names


def texts_in(value: object) -> Iterator[str]:
    """Yield the texts of a value in all languages: of a text, a list of texts, or one of these."""
    match value:
        case str():
            yield value
        case tuple():
            yield from (text for item in value for text in texts_in(item))
        case model.ByLanguage():
            yield from (text for said in value.values() for text in texts_in(said))


def item_paths(records: Records) -> set[str]:
    """Return the folders by which an edition may name an item."""
    return {
        *(f"events/{slug}" for slug in records.keys["events"]),
        *(f"events/{slug}/report" for slug in records.keys["reports_texts"]),
        *(f"news/{slug}" for slug in records.keys["news"]),
        *(f"projects/{slug}" for slug in records.keys["projects"]),
        *(f"members/{key.replace('/', '/offers/')}" for key in records.keys["offers"]),
    }


def editions_name_items(records: Records, _walked: Walk) -> Found:
    """Every item and every channel that an edition names exists."""
    items = item_paths(records)
    suggested = 0
    for key, edition in records.tables["editions"].items():
        first: dict[str, int] = {}
        for index, choice in enumerate(edition.items):
            if first.setdefault(choice.ref, index) != index:
                values = {"value": choice.ref, "first": first[choice.ref] + 1}
                yield "editions", key, Fault("item-twice", ("items", index, "ref"), values)
            if choice.ref not in items:
                suggested += 1
                near = nearest(choice.ref, sorted(items)) if suggested <= MOST_FAULTS else {}
                values = {"value": choice.ref, **near}
                yield "editions", key, Fault("unknown-item", ("items", index, "ref"), values)
            for name in ("headline", "lead", "points"):
                for channel in getattr(choice, name):
                    if channel != "all" and _is_missing(records, "channels", channel):
                        loc = ("items", index, name, channel)
                        values = _unknown(records, "channels", channel)
                        yield "editions", key, Fault("unknown-ref", loc, values, at_key=True)


def clippings_name_items(records: Records, _walked: Walk) -> Found:
    """Every item that others printed exists."""
    items = item_paths(records)
    for table in (records.tables, records.partial):
        for key, clipping in table["clippings"].items():
            for index, entry in enumerate(clipping.clippings):
                if entry and entry.item and entry.item not in items:
                    values = {"value": entry.item, **nearest(entry.item, sorted(items))}
                    loc = ("clippings", index, "item")
                    yield "clippings", key, Fault("unknown-item", loc, values)


def slugs_are_taken_once(records: Records, _walked: Walk) -> Found:
    """A slug, today's or a former one, belongs to one record."""
    owners = {(table, slug): slug for table in _RENAMED for slug in records.keys[table]}
    for table, key, record in all_records(records):
        for index, slug in enumerate(getattr(record, "formerly", None) or ()):
            if (table, slug) in owners:
                values = {"value": slug, "other": f"{table}/{owners[table, slug]}"}
                yield table, key, Fault("slug-twice", ("formerly", index), values)
            elif table in _RENAMED:
                owners[table, slug] = key


def stories_have_a_slug_of_their_own(records: Records, _walked: Walk) -> Found:
    """Reports, news and projects share the addresses of the press packs: `/presse/SLUG/`."""
    owners = {slug: f"events/{slug}" for slug in records.keys["reports_texts"]}
    for table in ("news", "projects"):
        for slug in records.tables[table]:
            if slug in owners:
                yield table, slug, Fault("slug-twice", (), {"value": slug, "other": owners[slug]})
            owners.setdefault(slug, f"{table}/{slug}")


def competences_are_offered(records: Records, walked: Walk) -> Found:
    """A competence in the vocabulary is one that somebody has."""
    named = {slug for *_, table, slug in walked.references() if table == "competences"}
    if records.unread_tables or not named:
        return
    for key in records.tables["competences"]:
        if key not in named:
            yield "competences", key, Fault("competence-unused", at_key=True)


def sources_outlive_the_launch(records: Records, walked: Walk) -> Found:
    """A source on the site's own host is gone as soon as this site stands there, or redirected."""
    homes = {_host(i.site_url) for i in records.tables["identity"].values() if i.site_url}
    kept = {_page(url) for *_, part in walked.of(model.Filed) for url in part.was_at or ()}
    for table, key, loc, part in walked.of(model.Evidence):
        if part.url and _host(part.url) in homes and _page(part.url) not in kept:
            yield table, key, Fault("source-own-host", (*loc, "url"), {"value": part.url})


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _page(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/")


REFERENCES: Final = (
    references_lead_somewhere,
    editions_name_items,
    clippings_name_items,
    slugs_are_taken_once,
    stories_have_a_slug_of_their_own,
    competences_are_offered,
    sources_outlive_the_launch,
)
