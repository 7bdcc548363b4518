"""The fictional members with their offers and requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from schaufenster.content.records import picture_folder
from schaufenster.editing.demo import pictures
from schaufenster.editing.demo.parts import (
    HOME,
    SOURCES,
    Dice,
    Value,
    as_yaml,
    day,
    evidence,
    slug_of,
    translated,
    translation_of,
)
from schaufenster.editing.demo.words import fill, ids, numbered, subject, table

Record = tuple[str, Value]
"""The path of a file and its values."""

TYPES: Final = ("company", "company", "research", "company", "network", "company", "education")
SIZES: Final = ("micro", "small", "medium", "large")


@cache
def owners(seed: int) -> dict[str, Any]:
    """Return whose folder is whose: the first member has an account."""
    own = {"member": member_slug(1, seed), "accounts": ["demo-haus-1"]}
    return {"office": ["demo-geschaeftsstelle"], "members": [own]}


def member_slug(number: int, seed: int) -> str:
    """Return the slug of member `number` (from 1): the number makes it unique."""
    return f"{slug_of(_name(number, seed))}-{number}"


def _name(number: int, seed: int) -> str:
    dice = Dice(seed, "name", number)
    return f"{dice.pick(table('stems'))}{dice.pick(table('ends'))}"


def members(count: int, seed: int) -> Iterator[Record]:
    """Yield the members; between them they have every competence."""
    for number in range(1, count + 1):
        path = f"members/{member_slug(number, seed)}/member.yml"
        yield path, _member(number, count, seed)


def _member(number: int, count: int, seed: int) -> Value:
    dice = Dice(seed, "member", number)
    noun, use = subject(dice)
    state = translation_of(number)
    stem, legal = _name(number, seed), dice.pick(table("legal_forms"))
    all_skills = ids("competences")
    skill_count = max(3, -(-len(all_skills) // count))
    skills = [all_skills[(number * skill_count + n) % len(all_skills)] for n in range(skill_count)]
    value: Value = {
        "name": f"{stem} Nr. {number} {legal}",
        "short": f"{stem} {number}",
        "aliases": [f"{noun.des} {stem} {number}"],
        "type": TYPES[number % len(TYPES)],
        "size": {"class": dice.pick(SIZES), "year": "2029"},
        "membership": _memberships(dice, number),
        "seat": {
            "postcode": f"{100 + dice.below(900):05d}",
            "place": f"Musterdorf {1 + dice.below(60)}",
            "state": "Musterland",
            "country": "DE",
            "district": dice.pick(ids("districts")),
        },
        "founded": str(1950 + dice.below(58)),
        "website": f"https://m{number}.{HOME}/",
        "email": f"info@m{number}.{HOME}",
        "phone": f"+49 0000 {100_000 + number}",
        "summary": translated(fill(dice.pick(table("summaries")), noun, use), state),
        "about": translated(
            numbered(fill(dice.pick(table("abouts")), noun, use), number),
            translation_of(number + 3),
        ),
        "competences": [
            {"id": skills[0], "note": translated(fill(table("skill_note"), noun))},
            *({"id": slug} for slug in skills[1:]),
        ],
        "industries": dice.some(ids("industries"), 2),
        "confirmed": {"on": day(-10 - dice.below(300)), "by": dice.pick(("office", "member"))},
        "sources": [evidence("mitglied", number)],
    }
    return value | _sometimes(dice, number)


def _sometimes(dice: Dice, number: int) -> Value:
    """Return what only some members have: a logo, a certificate, a former address."""
    value: Value = {}
    if number % 3 == 1:
        value["logo"] = "logo.svg"
    if number % 4 == 1:
        certificate = dice.pick(ids("certificates"))
        until = day(-30 if number % 40 == 5 else 400)
        source = f"{SOURCES}/zeichen-{number}"
        value["certificates"] = [{"id": certificate, "until": until, "source": source}]
    if number % 25 == 1:
        value["formerly"] = [f"frueher-{number}"]
        value["was_at"] = [f"https://www.{HOME}/alt/haus-{number}/"]
    return value


def _memberships(dice: Dice, number: int) -> list[Value]:
    since = str(2012 + dice.below(17))
    if number % 10 == 9:
        source = f"{SOURCES}/vorhaben-{number}"
        return [{"status": "project-partner", "source": source, "date": "2029-11"}]
    if number % 10 == 5:
        return [{"status": "partner", "from": since, "confirmed": day(-100)}]
    entries: list[Value] = [{"status": "member", "from": since, "confirmed": day(-60)}]
    if number % 10 == 1:
        entries.insert(
            0, {"status": "partner", "from": "2010", "to": "2011", "confirmed": "2010-05-04"}
        )
    return entries


# ── offers and requests ──────────────────────────────────────────────────────────────────────


def offers(count: int, total: int, seed: int) -> Iterator[Record]:
    """Yield `count` offers and requests of `total` members."""
    for number in range(1, count + 1):
        slug, value = _offer(number, seed)
        owner = member_slug(1 + (number * 7) % total, seed)
        yield f"members/{owner}/offers/{slug}.yml", value


def _offer(number: int, seed: int) -> tuple[str, Value]:
    """Return slug and values; the number decides the special cases."""
    dice = Dice(seed, "offer", number)
    noun, use = subject(dice)
    wanted = number % 3 == 2
    forms = table("offers")
    form = list(forms)[number % len(forms)]
    title = fill(table("request") if wanted else forms[form], noun, use)
    published = -5 - dice.below(150)
    value: Value = {
        "kind": "request" if wanted else "offer",
        "form": form,
        "title": translated(title, translation_of(number)),
        "summary": translated(
            fill(dice.pick(table("summaries")), noun, use), translation_of(number)
        ),
        "text": translated(
            numbered(fill(dice.pick(table("offer_texts")), noun, use), 10_000 + number),
            translation_of(number + 5),
        ),
        "competences": dice.some(ids("competences"), 2),
        "contact": f"vertrieb@angebot{number}.{HOME}",
        "published": day(published),
        "sources": [evidence("angebot", number)],
    }
    if number % 2:
        value["updated"] = day(published + 4)
    return f"{slug_of(title['de'])}-{number}", value | _held_back(number, published)


def thing_of(number: int, seed: int) -> str:
    """Return what an offer or request is about: its words are made of it, and no field says it."""
    noun, _ = subject(Dice(seed, "offer", number))
    return noun.des


def _held_back(number: int, published: int) -> Value:
    """Return the fields that only some offers have: embargo, expiry, channels, pictures."""
    value: Value = {"valid": {"from": day(published), "until": day(120 + number % 200)}}
    if number % 7 == 3:
        value = {"valid": {"until": day(max(-10, published))}}  # expired
    elif number % 7 == 6:
        value = {"embargo": f"{day(200)} 10:00"}
    elif number % 7 == 1:
        value |= {"not_for": ["presse-nord"]}
    if number % 12 == 1:
        value |= {"pictures": [pictures.entry(picture_name(number), number // 12)]}
        value |= {"formerly": [f"alt-{number}"]}
        value |= {"was_at": [f"https://www.{HOME}/alt/angebot-{number}/"]}
    return value


def picture_name(number: int) -> str:
    """Return the file name of the picture of an offer or event."""
    return f"bild-{number}.{'jpg' if number // 12 % 2 else 'png'}"


def picture_files(records: list[Record], seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the logos and pictures that records name."""
    for path, value in records:
        folder = picture_folder(path)
        for entry in value.values() if path.endswith(("funders.yml", "labels.yml")) else (value,):
            if "logo" in entry:
                yield f"{folder}/{entry['logo']}", pictures.logo(Dice(seed, "logo", folder))
        for picture in value.get("pictures", ()):
            name = picture["file"]
            number = int(name.split("-")[1].split(".")[0]) // 12
            raw = pictures.motif(number % 6, "PNG" if name.endswith("png") else "JPEG")
            yield f"{folder}/{name}", raw


def as_files(records: list[Record], comment: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of records: YAML, and JSON where the path says so."""
    for path, value in records:
        if path.endswith(".json"):
            yield path, f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()
        else:
            yield path, f"{comment}\n{as_yaml(value)}".encode()
