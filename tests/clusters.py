"""Three made-up clusters, each from `new cluster` and a script of facts, to build like a stranger.

Nobody and nothing in them exists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schaufenster import command_names as names

DAY: Final = "2027-03-15"
"""The day on which the clusters are seen."""


@dataclass(frozen=True)
class Facts:
    """A cluster: answers to `new cluster`, towns (postcode, name, region), houses and texts."""

    answers: Mapping[str, str]
    towns: tuple[tuple[str, str, str], ...]
    endings: tuple[str, ...]
    members: int
    texts: Mapping[str, Mapping[str, str]]

    @property
    def languages(self) -> list[str]:
        """Return its languages, the first one first."""
        return self.answers["languages"].split(",")

    def say(self, key: str, **values: object) -> dict[str, str]:
        """Return a text in the languages of the cluster."""
        return {lang: self.texts[lang][key].format(**values) for lang in self.languages}


STEMS: Final = ("Lumen", "Prisma", "Okular", "Spektral", "Blende", "Fokus", "Strahl", "Linse")
GERMAN: Final = {
    "summary": "{name} fertigt optische Bauteile in {town}.",
    "group": "Optik",
    "competence": "Linsenfertigung",
    "offer": "Freie Messzeit bei {name}",
    "offered": "An zwei Tagen in der Woche ist ein Messplatz frei.",
    "event": "Werkstattgespräch Optik",
    "talk": "Ein Nachmittag über das Polieren von Gläsern.",
    "news": "Neuer Messplatz in Betrieb",
    "lead": "Die Mitglieder teilen sich seit März einen Messplatz.",
    "body": "Wer messen möchte, meldet sich bei der Geschäftsstelle.",
}
ENGLISH: Final = {
    "summary": "{name} makes optical components in {town}.",
    "group": "Optics",
    "competence": "Lens making",
    "offer": "Free measuring time at {name}",
    "offered": "A measuring bench is free on two days a week.",
    "event": "Workshop talk on optics",
    "talk": "An afternoon about polishing glass.",
    "news": "New measuring bench at work",
    "lead": "The members have shared a measuring bench since March.",
    "body": "Whoever would like to measure asks the office.",
}
FRENCH: Final = {
    "summary": "{name} fabrique des composants optiques à {town}.",
    "group": "Optique",
    "competence": "Fabrication de lentilles",
    "offer": "Temps de mesure disponible chez {name}",
    "offered": "Un poste de mesure est libre deux jours par semaine.",
    "event": "Rencontre d’atelier sur l’optique",
    "talk": "Un après-midi consacré au polissage du verre.",
    "news": "Un nouveau poste de mesure en service",
    "lead": "Les membres partagent un poste de mesure depuis mars.",
    "body": "Pour mesurer, il suffit de s’adresser au bureau.",
}
TEXTS: Final = {"de": GERMAN, "en": ENGLISH, "fr": FRENCH}

CLUSTERS: Final = {
    "german": Facts(
        {
            "name": "Optikkreis Musterfluss",
            "legal-name": "Optikkreis Musterfluss e.V.",
            "legal-form": "ev",
            "street": "Uferweg 1",
            "postcode": "01234",
            "town": "Musterfurt",
            "country": "DE",
            "languages": "de",
            "primary": "#1f4e79",
            "accent": "#b3400f",
            "email": "buero@optikkreis.example",
            "site-url": "https://www.optikkreis.example/",
            "founded": "2019-05-04",
        },
        (("01234", "Musterfurt", ""), ("02345", "Beispielhausen", ""), ("03456", "Probstadt", "")),
        ("GmbH", "AG"),
        16,
        TEXTS,
    ),
    "austrian": Facts(
        {
            "name": "Lichtwerk Mustertal",
            "legal-name": "Verein Lichtwerk Mustertal",
            "legal-form": "other",
            "street": "Am Platz 2",
            "postcode": "1234",
            "town": "Mustertal",
            "country": "AT",
            "languages": "de,en",
            "primary": "#5b2a6e",
            "accent": "#a34700",
            "email": "buero@lichtwerk.example",
            "site-url": "https://www.lichtwerk.example/",
            "founded": "2021",
            "regions": "at",
        },
        (("1234", "Mustertal", "wien"), ("5678", "Probeberg", "salzburg")),
        ("GmbH", "OG"),
        8,
        TEXTS,
    ),
    "french": Facts(
        {
            "name": "Optique Vallée Exemple",
            "legal-name": "Association Optique Vallée Exemple",
            "legal-form": "other",
            "street": "3 rue de l’Exemple",
            "postcode": "01234",
            "town": "Villexemple",
            "country": "FR",
            "languages": "fr,en",
            "primary": "#0f5132",
            "accent": "#9c3d00",
            "email": "bureau@optique.example",
            "site-url": "https://www.optique.example/",
            "founded": "2020-11",
            "regions": "fr",
        },
        (("01234", "Villexemple", "ain"), ("02345", "Mont-Essai", "aisne")),
        ("SAS", "SARL"),
        8,
        TEXTS,
    ),
}


def command(facts: Facts, folder: Path, wheel: Path) -> list[str]:
    """Return what is typed to get the repository."""
    options = (word for name, value in facts.answers.items() for word in (f"--{name}", value))
    return [names.NEW, names.CLUSTER, str(folder), *options, "--wheel", str(wheel)]


def write_facts(facts: Facts, root: Path) -> None:
    """Write members, offers, an event, news and competences, as people do after `new cluster`."""
    for path, text in files_of(facts):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def files_of(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the files with facts; JSON is YAML."""
    first = facts.languages[0]
    yield "content/vocabularies/groups.yml", dumped({"optics": {"name": facts.say("group")}})
    competence = {"name": facts.say("competence"), "group": "optics"}
    yield "content/vocabularies/competences.yml", dumped({"lenses": competence})
    for number in range(facts.members):
        yield from member(facts, number)
    event = {
        "title": facts.say("event"), "summary": facts.say("talk"), "status": "planned",
        "format": "workshop", "start": "2027-05-12", "time": "14:00", "end_time": "17:00",
        "role": "organiser", "place": {"town": facts.towns[0][1]}, "published": "2027-03-01",
        "competences": ["lenses"],
    }  # fmt: skip
    yield "events/talk-2027/event.yml", dumped(event)
    news = {"published": "2027-03-10", "parties": [{"member": "lumen-0"}]}
    yield "content/news/bench-2027/news.yml", dumped(news)
    for lang in facts.languages:
        head = {"title": facts.texts[lang]["news"], "lead": facts.texts[lang]["lead"]}
        body = facts.texts[lang]["body"]
        yield f"content/news/bench-2027/text.{lang}.md", f"---\n{dumped(head)}---\n\n{body}\n"
    assert first in facts.texts


def member(facts: Facts, number: int) -> Iterator[tuple[str, str]]:
    """Yield a member's profile; every third has an offer."""
    stem = STEMS[number % len(STEMS)]
    postcode, town, region = facts.towns[number % len(facts.towns)]
    name = f"{stem} {town} {facts.endings[number % len(facts.endings)]}"
    slug = f"{stem.lower()}-{number}"
    profile = {
        "name": name, "short": f"{stem} {town}", "type": "company",
        "membership": [{"status": "member", "from": "2022", "confirmed": "2027-02-01"}],
        "seat": {"postcode": postcode, "place": town} | ({"district": region} if region else {}),
        "website": f"https://{slug}.example/",
        "email": f"info@{slug}.example", "summary": facts.say("summary", name=name, town=town),
        "competences": [{"id": "lenses"}] if number % 2 else [],
        "confirmed": {"on": "2027-02-01", "by": "member"},
    }  # fmt: skip
    yield f"members/{slug}/member.yml", dumped(profile)
    if number % 3 == 0:
        offer = {
            "kind": "offer", "form": "capacity", "title": facts.say("offer", name=name),
            "summary": facts.say("offered"), "competences": ["lenses"],
            "published": "2027-03-05", "valid": {"until": "2027-12-31"},
        }  # fmt: skip
        yield f"members/{slug}/offers/bench.yml", dumped(offer)


def dumped(value: object) -> str:
    """Return a value as a file of YAML."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
