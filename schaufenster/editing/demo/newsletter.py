"""The fictional newsletter: channels of every kind and two editions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from schaufenster.editing.demo import pictures, regions
from schaufenster.editing.demo.members import Record
from schaufenster.editing.demo.parts import HOME, Value, both, day, evidence


def newsletter(items: list[str], member: str) -> Iterator[Record]:
    """Yield the channels (one asks for a member) and two editions of the items given."""
    yield (
        "newsletter/channels.yml",
        {
            "leser": _readers(),
            "rundbrief": _circular(),
            "gemeinsamer-kalender": _calendar(),
            **_press(),
            "fachpost": _trade_paper(member),
        },
    )
    half = -(-len(items) // 2)
    yield "newsletter/editions/2030-03.yml", _edition("März", "March", -62, items[half:])
    yield "newsletter/editions/2030-03.approval.yml", _approval()
    yield "newsletter/editions/2030-05.yml", _edition("Mai", "May", -1, items[:half])
    yield f"{SENT}/manifest.json", _sent(items[half])


SENT: Final = "newsletter/sent/2030-03"
"""Where the one edition lies that has been sent."""
_PICTURE: Final = "ruler.png"


def sent_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files that the manifest of the sent edition names: plain, and plainly fictional."""
    for lang in ("de", "en"):
        for end in ("html", "txt"):
            yield f"{SENT}/leser.{lang}.{end}", _sent_text(lang, end)
    yield f"{SENT}/rundbrief.de.html", _sent_text("de", "html")
    yield f"{SENT}/rundbrief.de.txt", _sent_text("de", "txt")
    yield f"{SENT}/pictures/{_PICTURE}", pictures.motif(1, "PNG")


def _sent_text(lang: str, end: str) -> bytes:
    said = {"de": "Erfunden: eine Mail der Demo.", "en": "Fictional: a mail of the demo."}[lang]
    if end == "txt":
        return f"{said}\n".encode()
    page = f"<title>{said}</title></head><body><main><h1>{said}</h1></main></body></html>"
    return f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">{page}\n'.encode()


def _sent(ref: str) -> Value:
    """Return the manifest of what was sent; the circular has been taken back."""
    known = {path: hashlib.sha256(raw).hexdigest() for path, raw in sent_files()}
    variants: list[Value] = [
        {
            "channel": channel,
            "lang": lang,
            "date": day(-59),
            "way": way,
            "subject": "Erfundene Post",
            "preheader": "Nichts davon ist wahr.",
            "items": [{"ref": ref, "headline": "Prüfstände im Vergleich"}],
            "html": known[f"{SENT}/{channel}.{lang}.html"],
            "text": known[f"{SENT}/{channel}.{lang}.txt"],
        }
        for channel, lang, way in (
            ("leser", "de", "sent"),
            ("leser", "en", "sent"),
            ("rundbrief", "de", "handed-in"),
        )
    ]
    variants[-1]["redacted"] = {
        "date": day(-40),
        "reason": "Nur zum Zeigen.",
        "images": ["photos/erfunden.jpg"],
    }
    return {
        "title": both(("Musterland im März 2030", "Musterland in March 2030")),
        "variants": variants,
        "images": [{"file": _PICTURE, "sha256": known[f"{SENT}/pictures/{_PICTURE}"]}],
    }


def _readers() -> Value:
    kinds = ["report", "event", "offer", "request", "news", "project"]
    return _channel("Post aus Musterland", "Mail from Musterland", ["de", "en"]) | {
        "kind": "readers",
        "visibility": "public",
        "select": {"kinds": kinds, "max_age_days": "92"},
        "recipients": "leser",
        "template": "readers",
        "subscribe": {
            "url": f"https://liste.{HOME}/bestellen",
            "email": f"bestellen@{HOME}",
        },
        "unsubscribe": {
            "url": f"https://liste.{HOME}/abmelden",
            "email": f"abmelden@{HOME}",
        },
    }


def _circular() -> Value:
    return _channel("Rundbrief an die Mitglieder", "Circular to members", ["de", "en"]) | {
        "kind": "readers",
        "template": "circular",
        "salutation": both(("Liebe Mitglieder,", "Dear members,")),
    }


def _calendar() -> Value:
    return _channel("Gemeinsamer Kalender", "Joint calendar", ["de", "en"]) | {
        "select": {"kinds": ["event"]},
        "template": "invitation",
        "deadline": {"days_before_event": "10", "rule": "ours"},
        "contact": {"url": f"https://kalender.{HOME}/eintragen"},
    }


def _press() -> Value:
    """Return a chamber's paper for each chamber."""
    return {
        f"presse-{chamber}": _channel(f"Blatt der {german}", f"Paper of the {english}", ["de"])
        | {
            "select": {"kinds": ["report", "event", "news"], "chambers": [chamber], "most": "6"},
            "limits": _limits(),
            "salutation": both(("Liebe Redaktion,", "Dear editors,")),
            "deadline": {"day": "10", "months_before": "1", "rule": "ours"},
            "contact": {"email": f"redaktion@{chamber}.{HOME}"},
            "note": "Bringt Meldungen mit drei Punkten unter der Überschrift.",
        }
        for chamber, (german, english, _) in regions.CHAMBERS.items()
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
        "template": "press",
        "why": both(why),
        "sources": [evidence("kanal", 1)],
    }


def _limits() -> Value:
    most = {"headline": 110, "lead": 320, "body": 1800, "picture_px": 1200, "mail_kb": 400}
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
    points = {"all": {"de": ["Zwei Tage im Labor"], "en": ["Two days in the laboratory"]}}
    choices[0] |= {"pin": "true", "headline": headline, "lead": lead, "points": points}
    choices[-1] |= {"omit": "true", "why": "Stand schon in einer früheren Ausgabe."}
    return {
        "since": day(until - 30),
        "until": day(until),
        "title": both(title),
        "subject": both((f"{title[0]}: was wir messen", f"{title[1]}: what we measure")),
        "preheader": both(("Neues von Prüfständen.", "News from test benches.")),
        "greeting": both(("Guten Tag,\n\ndas ist neu.", "Hello,\n\nthis is new.")),
        "items": choices,
        "corrections": [
            {
                "date": day(until + 9),
                "channel": "leser",
                "text": both(("Der Prüfstand misst auf zwei Stellen.", "It measures two digits.")),
            }
        ],
    }


def _approval() -> Value:
    """Return an approval of mails that never were: a demo approves nothing."""
    mark = hashlib.sha256(b"Erfunden").hexdigest()
    return {"hash": mark, "by": "office", "on": day(-60)}
