"""The fictional events with their reports, the news, the projects and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schaufenster.content.model import hash_of
from schaufenster.editing.demo import pictures
from schaufenster.editing.demo.members import Record, member_slug, picture_name
from schaufenster.editing.demo.parts import (
    HOME,
    LANGUAGES,
    Dice,
    Value,
    Words,
    day,
    evidence,
    translated,
    translation_of,
)
from schaufenster.editing.demo.words import Noun, fill, ids, numbered, subject, table

Text = tuple[str, Value, str]
"""The path of a Markdown file, its front matter and its body."""
CASES: Final = {
    "held": ("fachtreffen", "held"),
    "planned": ("messtag", "planned"),
    "cancelled": ("sommertreffen", "cancelled"),
    "year": ("ausblick", "planned"),
    "untranslated": ("werkstatt", "held"),
    "embargo": ("jubilaeum", "planned"),
    "moved": ("winterforum", "moved"),
    "passed": ("fruehjahr", "planned"),
}
"""What is special about an event, in turn, with its slug and status; so many hold every case."""


def events(count: int, total: int, seed: int) -> Iterator[Record]:
    """Yield `count` events."""
    for number in range(1, count + 1):
        yield f"events/{event_slug(number)}/event.yml", _event(number, total, seed)


def event_slug(number: int) -> str:
    """Return the slug of an event."""
    return f"{CASES[_case(number)][0]}-{number}"


def _case(number: int) -> str:
    return list(CASES)[(number - 1) % len(CASES)]


def _event(number: int, total: int, seed: int) -> Value:
    dice = Dice(seed, "event", number)
    noun, use = subject(dice)
    titles, summary = table("events"), dice.pick(table("event_summaries"))
    form = list(titles)[number % len(titles)]
    value: Value = {
        "title": translated(fill(titles[form], noun, use), translation_of(number)),
        "summary": translated(fill(summary, noun, use), translation_of(number + 2)),
        **_dates(_case(number), dice, number),
        "format": form,
        "role": dice.pick(("organiser", "co-organiser", "exhibitor")) if number % 5 else "unknown",
        "place": {
            "name": "Haus der Maße",
            "street": f"Maßstab {1 + dice.below(90)}",
            "postcode": "00100",
            "town": f"Musterdorf {1 + dice.below(60)}",
            "state": "Musterland",
            "country": "DE",
            "district": dice.pick(ids("districts")),
            "online": "true" if number % 6 == 2 else "false",
        },
        "organisers": [{"name": "Demo-Cluster Musterland eG"}],
        "parties": [
            {"member": member_slug(1 + (number * 5) % total, seed)},
            {"name": f"Messverein Musterdorf {1 + dice.below(60)}"},
        ],
        "topics": dice.some(ids("topics"), 2),
        "ris": dice.some(ids("ris"), 1),
        "competences": dice.some(ids("competences"), 2),
        "sources": [evidence("termin", number)],
    }
    if number % 16 == 2:
        value["formerly"] = [f"termin-{number}"]
        value["was_at"] = [f"https://www.{HOME}/alt/termin-{number}/"]
    if number % 12 == 1:
        value["pictures"] = [pictures.entry(picture_name(number), number // 12)]
    return value


def _dates(case: str, dice: Dice, number: int) -> Value:
    """Return status and dates of an event; `near` is in the past, `ahead` in the future."""
    near, ahead = -20 - dice.below(300), 10 + dice.below(300)
    shapes: dict[str, Value] = {
        "held": {
            "start": day(near),
            "end": day(near + 1),
            "days": "2",
            "participants": str(12 + number % 80),
        },
        "planned": {
            "start": day(ahead),
            "time": f"{9 + number % 3:02d}:30",
            "end_time": f"{15 + number % 3}:00",
            "series": "musterland-messtag",
            "edition": str(1 + number // len(CASES)),
            "registration": {"url": f"https://www.{HOME}/anmeldung/{number}", "until": day(ahead)},
            "updated": day(-3),
        },
        "cancelled": {"start": day(ahead)},
        "year": {"start": "2031"},
        "untranslated": {"start": day(near)[:7]},
        "embargo": {
            "start": day(150 + ahead),
            "end": day(150 + ahead + 4),
            "days": "5",
            "embargo": f"{day(150)} 08:00",
            "not_for": ["presse-sued"],
        },
        "moved": {"start": day(ahead), "moved_from": day(ahead - 7)},
        "passed": {"start": day(near)},  # somebody forgot to say that it took place
    }
    return {"status": CASES[case][1], **shapes[case], "published": day(-330 - number % 30)}


# ── texts in files of their own ──────────────────────────────────────────────────────────────


def _texts(
    stem: str, title: Words, lead: Words, body: Words, more: Value, number: int
) -> Iterator[Text]:
    """Yield a text in the first language and, where there are any, its translations."""
    state = translation_of(number)
    first, *others = LANGUAGES
    heads: dict[str, Value] = {
        lang: {"title": title[lang], "lead": lead[lang]} for lang in LANGUAGES
    }
    if number % 4 == 1:  # some authors write for the press, most leave the cutting to the build
        for lang, head in heads.items():
            head["press"] = {
                "bullets": [title[lang], lead[lang]],
                **dict.fromkeys(("short", "medium", "long"), lead[lang]),
            }
    yield f"{stem}.{first}.md", {**heads[first], **more}, body[first]
    for lang in others if state != "missing" else ():
        of = hash_of(body[first] if state == "current" else "früher")
        yield f"{stem}.{lang}.md", {**heads[lang], "of": of}, body[lang]


def _lead_and_body(dice: Dice, noun: Noun, use: Words, number: int) -> tuple[Words, Words]:
    lead = fill(dice.pick(table("leads")), noun, use)
    return lead, numbered(fill(dice.pick(table("reports")), noun, use), 20_000 + number)


def reports(count: int, seed: int) -> Iterator[Text]:
    """Yield the reports of the events that took place, with or without translation."""
    for number in range(1, count + 1):
        if _case(number) not in {"held", "untranslated"}:
            continue
        dice = Dice(seed, "report", number)
        noun, use = subject(dice)
        more: Value = {"published": day(-15 + number % 10)}
        if number % 16 == 9:
            more |= {"updated": day(-2), "embargo": day(60), "not_for": ["presse-mitte"]}
        title = fill(table("report_title"), noun)
        lead, body = _lead_and_body(dice, noun, use, number)
        stem = f"events/{event_slug(number)}/report"
        yield from _texts(
            stem, title, lead, body, more, 4 if _case(number) == "untranslated" else number
        )


def news(count: int, total: int, seed: int) -> Iterator[tuple[Record, list[Text]]]:
    """Yield news with their texts."""
    for number in range(1, count + 1):
        dice = Dice(seed, "news", number)
        noun, use = subject(dice)
        value = _story(dice, number, total, seed) | {"event": event_slug(1)}
        if number % 3 == 1:
            value |= {"project": project_slug(1)}
        lead, body = _lead_and_body(dice, noun, use, number)
        folder = f"content/news/meldung-{number}"
        texts = _texts(
            f"{folder}/text", fill(dice.pick(table("news")), noun, use), lead, body, {}, number
        )
        yield (f"{folder}/news.yml", value), list(texts)


_TERMS: Final[tuple[Value, ...]] = (
    {"status": "running", "period": {"from": "2028-01", "until": "2031-12"}},
    {"status": "finished", "period": {"from": "2026-01", "until": "2029-12"}},
    {"status": "planned", "period": {"from": "2031-01", "until": "2033-12"}},
)


def project_slug(number: int) -> str:
    """Return the slug of a project."""
    return f"vorhaben-{number}"


def projects(count: int, total: int, seed: int) -> Iterator[tuple[Record, list[Text]]]:
    """Yield projects with their texts."""
    for number in range(1, count + 1):
        dice = Dice(seed, "project", number)
        noun, use = subject(dice)
        title = fill(dice.pick(table("projects")), noun)
        value: Value = {
            "name": translated({lang: f"{text} {number}" for lang, text in title.items()}),
            **_TERMS[number % len(_TERMS)],
            "coordinator": {"member": member_slug(1 + number % total, seed)},
            "volume": _figure(f"{1 + number % 9}.5", "volume", number),
            "share": _figure(f"0.{1 + number % 9}", "share", number),
            "funder": "landesmittel",
            "website": f"https://vorhaben{number}.{HOME}/",
            **_story(dice, number, total, seed),
        }
        lead, body = _lead_and_body(dice, noun, use, number)
        folder = f"content/projects/{project_slug(number)}"
        texts = _texts(f"{folder}/text", title, lead, body, {}, number)
        yield (f"{folder}/project.yml", value), list(texts)


def _story(dice: Dice, number: int, total: int, seed: int) -> Value:
    value: Value = {
        "published": day(-4 - dice.below(200)),
        "updated": day(-1),
        "parties": [{"member": member_slug(1 + (number * 3) % total, seed)}],
        "districts": dice.some(ids("districts"), 1),
        "topics": dice.some(ids("topics"), 1),
        "ris": dice.some(ids("ris"), 1),
        "competences": dice.some(ids("competences"), 1),
        "sources": [evidence("text", number)],
    }
    if number % 5 == 1:
        value["was_at"] = [f"https://www.{HOME}/alt/{value['published']}/text-{number}/"]
    if number % 5 == 2:
        value |= {"embargo": day(90), "not_for": ["presse-nord"], "formerly": [f"zuvor-{number}"]}
    if number % 12 == 1:
        value["pictures"] = [pictures.entry(picture_name(number), number // 12)]
    return value


def _figure(value: str, name: str, number: int) -> Value:
    return {
        "unit": translated(table("currency")),
        "what": translated(table(name)),
        **_reported(value, number),
        "elsewhere": [_reported(f"{value}9", number + 1)],
    }


def _reported(value: str, number: int) -> Value:
    return {
        "value": value,
        "date": "2028-01",
        "source": evidence("zahl", number),
        "about": "true",
    }


def pages() -> Iterator[Text]:
    """Yield the pages whose text the office writes."""
    for number, (name, title) in enumerate(table("pages").items()):
        body = {lang: text.format(title=title[lang]) for lang, text in table("page_body").items()}
        more = {
            "published": day(-400),
            "updated": day(-20),
            "sources": [evidence("seite", number)],
        }
        yield from _texts(f"content/pages/{name}", title, table("page_lead"), body, more, 0)
