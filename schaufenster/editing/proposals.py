"""What is proposed to people who enter something: short names, regions, terms, legal forms.

A proposal is `certain` where it follows from what is known, and is only likely where letters
differ: what nobody looks at takes certain ones alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from rapidfuzz import fuzz

from schaufenster.content import model
from schaufenster.content.check.references import texts_in
from schaufenster.content.fields import RESERVED
from schaufenster.content.read import in_plain_letters
from schaufenster.content.records import Records
from schaufenster.word_comparison import spelt

_LONGEST: Final = 60
_SURE: Final = 92
"""From this likeness of 100 on two words differ by a letter or an ending."""
_LIKELY: Final = 72
_FORMS: Final = (
    "gGmbH", "GmbH & Co. KG", "GmbH", "UG (haftungsbeschränkt)", "UG", "AG & Co. KG", "AG",
    "KGaA", "KG", "OHG", "GbR", "eG", "e. V.", "e.V.", "e. K.", "e.K.", "SE", "mbH", "Ltd.", "Ltd",
    "Inc.", "SARL", "SAS", "S.A.", "SA", "S.r.l.", "B.V.", "OG", "eGbR", "PartG",
)  # fmt: skip
_FORM: Final = re.compile(
    rf"[\s,]+({'|'.join(sorted(map(re.escape, _FORMS), key=len, reverse=True))})$"
)
_TOWN: Final = re.compile(r"\s+(?:OT|ot)\s.*|\s*[,(/].*")


class Near(NamedTuple):
    """An id that a word may mean, the name by which it was found, and how sure that is."""

    id: str
    name: str
    likeness: float

    @property
    def certain(self) -> bool:
        """Return whether nothing else can be meant."""
        return self.likeness >= _SURE


def split_legal_form(name: str) -> tuple[str, str]:
    """Return a name without its legal form, and that form; `""` where it names none."""
    found = _FORM.search(name)
    return (name[: found.start()], found[1]) if found and found.start() else (name, "")


def slug_of(text: str) -> str:
    """Return a short name for addresses, made of a text: `Prüfhaus Süd GmbH` is `pruefhaus-sued`.

    It may be empty for a text without letters.
    """
    plain = re.sub("[^a-z0-9]+", "-", in_plain_letters(split_legal_form(text)[0])).strip("-")
    while len(plain) > _LONGEST:  # whole words
        plain = plain[:_LONGEST] if "-" not in plain else plain.rpartition("-")[0]
    is_taken = plain in RESERVED or re.fullmatch("(19|20)[0-9][0-9]", plain)
    return f"{plain}-1" if is_taken else plain


def alike(word: str, names: Mapping[str, Iterable[str]], most: int = 3) -> list[Near]:
    """Return the ids that a word may mean, the likeliest first; `names` are further names of each.

    What is called exactly so is the only answer.
    """
    asked, spellings = spelt(word).strip(), dict(_spellings(names))
    if asked in spellings:
        key, name = spellings[asked]
        return [Near(key, name, 100.0)]
    best: dict[str, Near] = {}
    for text, (key, name) in spellings.items():
        near = Near(key, name, _likeness(asked, text))
        if near.likeness >= max(_LIKELY, best.get(key, _NONE).likeness):
            best[key] = near
    return sorted(best.values(), key=lambda near: -near.likeness)[:most]


_NONE: Final = Near("", "", 0)


def _likeness(one: str, other: str) -> float:
    """Return how alike two words are, of 100; a part of a name is at most likely."""
    whole = fuzz.ratio(one, other)
    parts = min(fuzz.token_set_ratio(one, other), _SURE - 1) if min(len(one), len(other)) > 3 else 0
    return max(whole, parts)


def _spellings(names: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    for key, others in reversed([*names.items()]):  # the first one wins
        for name in (*others, key):
            yield spelt(name).strip(), (key, name)


def names_of(records: Records, table: str) -> dict[str, list[str]]:
    """Return what each record of a table is called, by its key, in all languages."""
    return {key: [*_names(record)] for key, record in records.tables[table].items()}


def _names(record: Any) -> Iterator[str]:
    for name in ("name", "short", "names", "aliases", "title", "synonyms"):
        yield from texts_in(getattr(record, name, None))
    yield from (former.name for former in getattr(record, "former_names", ()))
    if isinstance(record, model.Funder):
        yield from (text for dated in record.names for text in dated.name.values())


# ── regions ──────────────────────────────────────────────────────────────────────────────────


def region_of(records: Records, postcode: str, place: str, *, certain: bool = True) -> str:
    """Return the region of a place: of others there, else the one that is called so, else `""`.

    Where it need not be `certain`, also that of all places whose postcodes begin alike.
    """
    town, known = spelt(_TOWN.sub("", place)).strip(), [*_places(records)]
    for found in (
        {region for code, _, region in known if postcode and code == postcode},
        {region for _, name, region in known if town and name == town},
    ):
        if len(found) == 1:
            return found.pop()
    called = [
        key
        for key, district in sorted(
            records.tables["districts"].items(), key=lambda row: not row[1].city
        )
        if town and town in {spelt(name) for name in district.name.values()}
    ]
    if called or certain:
        return called[0] if called else ""
    for length in (4, 3):
        begun = postcode[:length] if len(postcode) > length else " "
        near = {region for code, _, region in known if code.startswith(begun)}
        if len(near) == 1:
            return near.pop()
    return ""


def _places(records: Records) -> Iterator[tuple[str, str, str]]:
    """Yield postcode, town and region of every place that says its region."""
    seats = [s for m in records.tables["members"].values() for s in (m.seat, *m.sites)]
    parts = [(s.postcode, s.place, s.district) for s in seats]
    parts += [
        (e.place.postcode, e.place.town, e.place.district)
        for e in records.tables["events"].values()
    ]
    for postcode, town, region in parts:
        if region:
            yield postcode or "", spelt(town or ""), region


# ── kinds ────────────────────────────────────────────────────────────────────────────────────

_TYPES: Final = (
    ("research", r"\binstitut|universit|hochschule|fraunhofer|forschung|research|laborator"),
    ("education", r"bildung|akademie|schule|academy|training|formation|\bcampus\b"),
    ("public", r"kammer|chamber|chambre|\bstadt\b|landratsamt|minister|behörde|\bihk\b"),
    ("network", r"e\. ?v\.|netzwerk|verband|cluster|network|association|réseau|verein\b"),
    ("company", rf"(?:^|[\s,])(?:{'|'.join(map(re.escape, _FORMS))})$"),
)  # fmt: skip


def type_of(name: str) -> str:
    """Return the kind of organisation that a name speaks of; `""` where it says nothing."""
    for kind, words in _TYPES:
        if re.search(words, name, re.IGNORECASE):
            return kind
    return ""
