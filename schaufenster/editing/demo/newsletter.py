"""The fictional newsletter: channels of every kind and two editions."""

from __future__ import annotations

from collections.abc import Iterator

from schaufenster.editing.demo import land
from schaufenster.editing.demo.members import Record
from schaufenster.editing.demo.parts import Value, both, day, evidence


def newsletter(items: list[str], member: str) -> Iterator[Record]:
    """Yield the channels (one asks for a member) and two editions of the items given."""
    yield (
        "newsletter/channels.yml",
        {"leser": _readers(), **_press(), "fachpost": _trade_paper(member)},
    )
    half = -(-len(items) // 2)
    yield "newsletter/editions/2030-03.yml", _edition("März", "March", -62, items[half:])
    yield "newsletter/editions/2030-05.yml", _edition("Mai", "May", -1, items[:half])


def _readers() -> Value:
    kinds = ["report", "event", "offer", "request", "news", "project"]
    return _channel("Post aus Musterland", "Mail from Musterland", ["de", "en"]) | {
        "kind": "readers",
        "visibility": "public",
        "select": {"kinds": kinds, "max_age_days": "92"},
        "recipients": "leser",
    }


def _press() -> Value:
    """Return a chamber's paper for each chamber."""
    return {
        f"presse-{chamber}": _channel(f"Blatt der {german}", f"Paper of the {english}", ["de"])
        | {
            "select": {"kinds": ["report", "event", "news"], "chambers": [chamber], "most": "6"},
            "limits": _limits(),
        }
        for chamber, (german, english, _) in land.CHAMBERS.items()
    }


def _trade_paper(member: str) -> Value:
    """Return a channel that asks for everything a selection can ask for."""
    select = {
        "kinds": ["offer", "request"],
        "districts": ["musterstadt", "zahlenkreis"],
        "competences": ["pruefstandsbau", "kalibrierung"],
        "ris": ["produktion-und-systeme"],
        "topics": ["kalibrierung"],
        "members": [member],
    }
    return _channel("Fachpost Prüfwesen", "Testing post", ["de", "en"]) | {"select": select}


def _channel(german: str, english: str, languages: list[str]) -> Value:
    why = ("Sie haben diese Post bestellt.", "You ordered this mail.")
    return {
        "kind": "press",
        "visibility": "internal",
        "names": [{"name": both((german, english)), "from": "2020"}],
        "languages": languages,
        "template": "readers",
        "why": both(why),
        "sources": [evidence("kanal", 1)],
    }


def _limits() -> Value:
    most = {"headline": 70, "lead": 200, "body": 1800, "picture_px": 1200, "mail_kb": 400}
    stated = ("headline", "lead")
    return {
        name: {"max": str(value), "rule": "stated" if name in stated else "ours"}
        for name, value in most.items()
    }


def _edition(german: str, english: str, until: int, items: list[str]) -> Value:
    title = (f"Musterland im {german} 2030", f"Musterland in {english} 2030")
    choices: list[Value] = [{"ref": ref} for ref in items]
    headline = {"all": both(("Prüfstände im Vergleich", "Test benches compared"))}
    lead = {"presse-nord": both(("Neues aus dem Norden.", "News from the north."))}
    choices[0] |= {"pin": "true", "headline": headline, "lead": lead}
    choices[-1] |= {"omit": "true", "why": "Stand schon in einer früheren Ausgabe."}
    return {
        "since": day(until - 30),
        "until": day(until),
        "title": both(title),
        "subject": both((f"{title[0]}: was wir messen", f"{title[1]}: what we measure")),
        "preheader": both(("Neues von Prüfständen.", "News from test benches.")),
        "greeting": both(("Guten Tag,\n\ndas ist neu.", "Hello,\n\nthis is new.")),
        "items": choices,
    }
