"""The fictional events with their reports, the news, the projects and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schaufenster.content.model import hash_of
from schaufenster.editing.demo import pictures
from schaufenster.editing.demo.members import (
    COMPETENCES,
    DISTRICTS,
    RIS,
    TOPICS,
    Record,
    member_slug,
    picture_name,
)
from schaufenster.editing.demo.parts import (
    HOME,
    Dice,
    Value,
    both,
    day,
    english_of,
    evidence,
)
from schaufenster.editing.demo.words import (
    EVENT_SUMMARIES,
    EVENTS,
    LEADS,
    NEWS,
    PROJECTS,
    REPORTS,
    Noun,
    Words,
    fill,
    numbered,
)

Text = tuple[str, Value, str]
"""The path of a Markdown file, its front matter and its body."""
CASES: Final = ("held", "planned", "cancelled", "year", "german", "embargo", "moved", "passed")
"""What is special about an event, in turn; so many events hold every case."""


def events(count: int, total: int, seed: int) -> Iterator[Record]:
    """Yield `count` events."""
    for number in range(1, count + 1):
        yield f"events/{event_slug(number)}/event.yml", _event(number, total, seed)


def event_slug(number: int) -> str:
    """Return the slug of an event."""
    return f"{_SLUGS[_case(number)]}-{number}"


_SLUGS: Final = {
    "held": "fachtreffen", "planned": "messtag", "cancelled": "sommertreffen", "year": "ausblick",
    "german": "werkstatt", "embargo": "jubilaeum", "moved": "winterforum", "passed": "fruehjahr",
}  # fmt: skip


def _case(number: int) -> str:
    return CASES[(number - 1) % len(CASES)]


def _event(number: int, total: int, seed: int) -> Value:
    dice = Dice(seed, "event", number)
    noun, use = dice.subject()
    form = tuple(EVENTS)[number % len(EVENTS)]
    value: Value = {
        "title": both(fill(EVENTS[form], noun, use), english_of(number)),
        "summary": both(fill(dice.pick(EVENT_SUMMARIES), noun, use), english_of(number + 2)),
        **_dates(_case(number), dice, number),
        "format": form,
        "own": "true" if number % 5 else "false",
        "place": {
            "name": "Haus der Maße",
            "street": f"Maßstab {1 + dice.below(90)}",
            "postcode": "00100",
            "town": f"Musterdorf {1 + dice.below(60)}",
            "district": dice.pick(DISTRICTS),
            "online": "true" if number % 6 == 2 else "false",
        },
        "organisers": [{"name": "Demo-Cluster Musterland eG"}],
        "parties": [
            {"member": member_slug(1 + (number * 5) % total, seed)},
            {"name": f"Messverein Musterdorf {1 + dice.below(60)}"},
        ],
        "topics": dice.some(TOPICS, 2),
        "ris": dice.some(RIS, 1),
        "competences": dice.some(COMPETENCES, 2),
        "sources": [evidence("termin", number)],
    }
    if number % 16 == 2:
        value["formerly"] = [f"termin-{number}"]
        value["was_at"] = [f"https://www.{HOME}/alt/termin-{number}/"]
    if number % 12 == 1:
        value["pictures"] = [pictures.entry(picture_name(number), number // 12)]
    return value


def _dates(case: str, dice: Dice, number: int) -> Value:
    """Return status and dates of an event; `near` is past, `ahead` is to come."""
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
        "german": {"start": day(near)[:7]},
        "embargo": {
            "start": day(ahead),
            "end": day(ahead + 4),
            "days": "5",
            "embargo": f"{day(150)} 08:00",
            "not_for": ["presse-sued"],
        },
        "moved": {"start": day(ahead)},
        "passed": {"start": day(near)},  # somebody forgot to say that it took place
    }
    return {
        "status": _STATUS.get(case, case),
        **shapes[case],
        "published": day(-330 - number % 30),
    }


_STATUS: Final = {"year": "planned", "german": "held", "embargo": "planned", "passed": "planned"}


# ── texts in files of their own ──────────────────────────────────────────────────────────────


def _texts(
    stem: str, title: Words, lead: Words, body: Words, more: Value, number: int
) -> Iterator[Text]:
    """Yield a German text and, where there is one, its English version."""
    english = english_of(number)
    heads: list[Value] = [{"title": title[n], "lead": lead[n]} for n in (0, 1)]
    if number % 4 == 1:  # some authors write for the press, most leave the cutting to the build
        for n, head in enumerate(heads):
            head["press"] = {
                "bullets": [title[n], lead[n]],
                **dict.fromkeys(("short", "medium", "long"), lead[n]),
            }
    yield f"{stem}.de.md", {**heads[0], **more}, body[0]
    if english != "missing":
        of = hash_of(body[0] if english == "current" else "früher")
        yield f"{stem}.en.md", {**heads[1], "of": of}, body[1]


def _body(dice: Dice, noun: Noun, use: Words, number: int) -> Words:
    return numbered(fill(dice.pick(REPORTS), noun, use), 20_000 + number)


def reports(count: int, seed: int) -> Iterator[Text]:
    """Yield the reports of the events that took place, in one language or both."""
    for number in range(1, count + 1):
        if _case(number) not in {"held", "german"}:
            continue
        dice = Dice(seed, "report", number)
        noun, use = dice.subject()
        more: Value = {"published": day(-15 + number % 10)}
        if number % 16 == 9:
            more |= {"updated": day(-2), "embargo": day(60), "not_for": ["presse-mitte"]}
        title = (f"{noun.des} im Vergleich", f"{noun.ens.capitalize()} compared")
        lead, body = fill(dice.pick(LEADS), noun, use), _body(dice, noun, use, number)
        stem = f"events/{event_slug(number)}/report"
        texts = _texts(stem, title, lead, body, more, 4 if _case(number) == "german" else number)
        yield from texts


def news(count: int, total: int, seed: int) -> Iterator[tuple[Record, list[Text]]]:
    """Yield news with their texts."""
    for number in range(1, count + 1):
        dice = Dice(seed, "news", number)
        noun, use = dice.subject()
        value = _story(dice, number, total, seed) | {"event": event_slug(1)}
        if number % 3 == 1:
            value |= {"project": project_slug(1)}
        lead, body = fill(dice.pick(LEADS), noun, use), _body(dice, noun, use, number)
        folder = f"content/news/meldung-{number}"
        texts = _texts(f"{folder}/text", fill(dice.pick(NEWS), noun, use), lead, body, {}, number)
        yield (f"{folder}/news.yml", value), list(texts)


def project_slug(number: int) -> str:
    """Return the slug of a project."""
    return f"vorhaben-{number}"


def projects(count: int, total: int, seed: int) -> Iterator[tuple[Record, list[Text]]]:
    """Yield projects with their texts."""
    for number in range(1, count + 1):
        dice = Dice(seed, "project", number)
        noun, use = dice.subject()
        german, english = fill(dice.pick(PROJECTS), noun)
        value: Value = {
            "name": both((f"{german} {number}", f"{english} {number}")),
            "status": ("running", "finished", "planned")[number % 3],
            "period": {"from": "2028-01", "until": "2031-12"},
            "coordinator": {"member": member_slug(1 + number % total, seed)},
            "volume": _figure(f"{1 + number % 9}.5", "Gesamtvolumen", "total volume", number),
            "share": _figure(f"0.{1 + number % 9}", "Anteil des Clusters", "our share", number),
            "funder": "landesmittel",
            "website": f"https://vorhaben{number}.{HOME}/",
            **_story(dice, number, total, seed),
        }
        lead, body = fill(dice.pick(LEADS), noun, use), _body(dice, noun, use, number)
        folder = f"content/projects/{project_slug(number)}"
        texts = _texts(f"{folder}/text", (german, english), lead, body, {}, number)
        yield (f"{folder}/project.yml", value), list(texts)


def _story(dice: Dice, number: int, total: int, seed: int) -> Value:
    value: Value = {
        "published": day(-4 - dice.below(200)),
        "updated": day(-1),
        "parties": [{"member": member_slug(1 + (number * 3) % total, seed)}],
        "districts": dice.some(DISTRICTS, 1),
        "topics": dice.some(TOPICS, 1),
        "ris": dice.some(RIS, 1),
        "competences": dice.some(COMPETENCES, 1),
        "sources": [evidence("text", number)],
    }
    if number % 5 == 1:
        value["was_at"] = [f"https://www.{HOME}/alt/{value['published']}/text-{number}/"]
    if number % 5 == 2:
        value |= {"embargo": day(90), "not_for": ["presse-nord"], "formerly": [f"zuvor-{number}"]}
    if number % 12 == 1:
        value["pictures"] = [pictures.entry(picture_name(number), number // 12)]
    return value


def _figure(value: str, german: str, english: str, number: int) -> Value:
    return {
        "value": value,
        "unit": both(("Mio. Taler", "million thalers")),
        "what": both((german, english)),
        "date": "2028-01",
        "source": evidence("zahl", number),
        "about": "true",
    }


PAGES: Final[dict[str, Words]] = {
    "about": ("Über uns", "About us"),
    "strategy": ("Strategie", "Strategy"),
    "join": ("Mitmachen", "Join us"),
    "privacy": ("Datenschutz", "Privacy"),
    "accessibility": ("Barrierefreiheit", "Accessibility"),
}


def pages() -> Iterator[Text]:
    """Yield the pages whose text the office writes."""
    lead = (
        "Diese Seite gehört zu einer erfundenen Demo.",
        "This page belongs to a fictional demo.",
    )
    for number, (name, title) in enumerate(PAGES.items()):
        body = (
            f"Hier stünde, was der Cluster über „{title[0]}“ sagt.\n\n- ein Punkt\n- noch einer",
            f"Here would stand what the cluster says on “{title[1]}”.\n\n- a point\n- another",
        )
        more = {
            "published": day(-400),
            "updated": day(-20),
            "sources": [evidence("seite", number)],
        }
        yield from _texts(f"content/pages/{name}", title, lead, body, more, 0)
