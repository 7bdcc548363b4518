"""The fictional cluster itself: identity, vocabularies and history."""

from __future__ import annotations

from collections.abc import Iterator

from schaufenster.editing.demo import regions
from schaufenster.editing.demo.members import Record
from schaufenster.editing.demo.parts import HOME, Value, both, day, evidence, slug_of
from schaufenster.editing.demo.words import Words

NAME = "Demo-Cluster Musterland"


def cluster() -> Record:
    """Return `content/cluster.yml`."""
    descriptor = ("Messen und Prüfen in Musterland", "Measurement and testing in Musterland")
    promise = (
        "Wer in Musterland misst und prüft, steht hier mit Profil, Angebot und Termin.",
        "Whoever measures and tests in Musterland is here with profile, offer and date.",
    )
    return "content/cluster.yml", {
        "name": NAME,
        "legal_name": f"{NAME} eG",
        "short": "Demo-Cluster",
        "descriptor": both(descriptor),
        "headline": both(("Musterland misst nach.", "Musterland measures again.")),
        "promise": both(promise),
        "slogan": {"lang": "de", "left": "gemessen", "right": "und geprüft"},
        "chain": both(("Vom Werkstoff bis zum Messwert", "From the material to the reading")),
        "founded": "2012-05-04",
        "site_url": f"https://www.{HOME}/",
        "repository": f"https://gitlab.{HOME}/netz/schaufenster",
        "tag": HOME,
        "languages": ["de", "en"],
        "time_zone": "Europe/Berlin",
        "logo": "logo.svg",
        "colours": {"primary": "#23408e", "accent": "#c2410c"},
        "boilerplate": _boilerplate(),
        "imprint": _imprint(),
        "figures": [
            {
                "value": "1544",
                "unit": both(("Stück", "pieces")),
                "what": both(("Messpunkte im Netz der Mitglieder", "measuring points of members")),
                "date": "2029-12",
                "source": evidence("bericht", 1),
                "about": "false",
            }
        ],
        "sources": [evidence("cluster", 1)],
    }


def _boilerplate() -> Value:
    short = (
        "Im Demo-Cluster Musterland arbeiten erfundene Betriebe zusammen.",
        "Invented companies work together in the Demo-Cluster Musterland.",
    )
    more = ("Es gibt weder sie noch ihre Prüfstände.", "Neither they nor their benches exist.")
    medium = (f"{short[0]} {more[0]}", f"{short[1]} {more[1]}")
    long = (f"{short[0]}\n\n{more[0]}", f"{short[1]}\n\n{more[1]}")
    return {"short": both(short), "medium": both(medium), "long": both(long)}


def _imprint() -> Value:
    return {
        "street": "Maßstab 1",
        "postcode": "00100",
        "town": "Musterstadt",
        "represented_by": f"Vorstand der {NAME} eG",
        "email": f"info@{HOME}",
        "phone": "+49 0000 100000",
        "register_court": "Amtsgericht Musterstadt",
        "register_number": "GnR 0000",
        "vat_id": "DE000000000",
        "audit_association": "Prüfungsverband Musterland",
        "responsible": f"Geschäftsstelle der {NAME} eG",
    }


# ── vocabularies ─────────────────────────────────────────────────────────────────────────────


def vocabularies() -> Iterator[Record]:
    """Yield the files of the vocabularies."""
    plain = {"topics": regions.TOPICS, "industries": regions.INDUSTRIES}
    yield (
        "content/vocabularies/groups.yml",
        _groups(),
    )
    yield (
        "content/vocabularies/competences.yml",
        {slug_of(row[1]): _competence(*row) for row in regions.competences()},
    )
    for name, terms in plain.items():
        yield f"content/vocabularies/{name}.yml", {slug_of(t[0]): {"name": both(t)} for t in terms}
    yield (
        "content/vocabularies/ris.yml",
        {
            slug_of(term[0]): {"name": both(term), "number": str(number)}
            for number, term in enumerate(regions.RIS, 1)
        },
    )
    yield (
        "content/vocabularies/certificates.yml",
        {
            slug_of(term[0]): {"name": both(term), "explanation": both(_mark(term))}
            for term in regions.CERTIFICATES
        },
    )
    yield (
        "content/vocabularies/chambers.yml",
        {
            key: {"name": both((de, en)), "seat": seat, "formerly": [f"alt-{key}"]}
            for key, (de, en, seat) in regions.CHAMBERS.items()
        },
    )
    yield "content/vocabularies/districts.yml", _districts()
    yield "content/vocabularies/funders.yml", {"landesmittel": _funder()}


def _groups() -> Value:
    """Return the groups in their order along the value chain; the last goes with all of them."""
    named = {key: {"name": both((de, en))} for key, de, en in regions.groups()}
    *placed, _ = named
    return {
        key: value | ({"station": f"{placed.index(key) + 1}"} if key in placed else {})
        for key, value in named.items()
    }


def _competence(group: str, de: str, en: str, synonym_de: str, synonym_en: str) -> Value:
    explanation = (f"Alles, was zum Fach „{de}“ gehört.", f"All that belongs to “{en}”.")
    return {
        "name": both((de, en)),
        "group": group,
        "synonyms": {"de": [synonym_de], "en": [synonym_en]},
        "explanation": both(explanation, "outdated" if de == "Kalibrierung" else "current"),
        **({"formerly": ["eichung"]} if de == "Kalibrierung" else {}),
    }


def _mark(term: Words) -> Words:
    return f"Ein erfundenes Zeichen: {term[0]}.", f"An invented mark: {term[1]}."


def _districts() -> Value:
    return {
        slug_of(de): {
            "name": both((de, en)),
            "key": f"M{number:02d}",
            "chamber": chamber,
            "city": "true" if de in regions.CITIES else "false",
            "column": str(column),
            "row": str(row),
            **({"formerly": ["altkreis"]} if number == 1 else {}),
        }
        for number, (de, en, chamber, column, row) in enumerate(regions.districts(), 1)
    }


def _funder() -> Value:
    former = ("Ministerium für Maße und Gewichte", "Ministry of Weights and Measures")
    today = ("Ministerium für Messwesen", "Ministry of Measurement")
    sentence = (
        "Gefördert vom erfundenen Ministerium für Messwesen des Landes Musterland.",
        "Funded by the fictional Ministry of Measurement of Musterland.",
    )
    return {
        "names": [
            {"name": both(former), "from": "2010", "to": "2027"},
            {"name": both(today), "from": "2028"},
        ],
        "sentence": both(sentence),
        "logo": "landesmittel.svg",
        "logo_rule": "Das Zeichen steht links unten und nie kleiner als 20 mm.",
        "sources": [evidence("foerderung", 1)],
    }


# ── history ──────────────────────────────────────────────────────────────────────────────────


def history() -> Iterator[Record]:
    """Yield series, labels, milestones and clippings; one label has expired."""
    series = ("Messtag Musterland", "Musterland Measuring Day")
    about = ("Einmal im Jahr messen alle gemeinsam.", "Once a year everybody measures together.")
    yield (
        "content/series.yml",
        {
            "musterland-messtag": {
                "name": both(series),
                "summary": both(about),
                "own": "true",
                "formerly": ["messtag"],
                "sources": [evidence("reihe", 1)],
            }
        },
    )
    yield (
        "content/labels.yml",
        {
            f"guetezeichen-{name}": {
                "name": both((f"Gütezeichen {german}", f"Quality label {english}")),
                "valid": {"from": "2026-01-01", "until": until},
                "proof": evidence("guete", number),
            }
            for number, (name, german, english, until) in enumerate(
                (("silber", "Silber", "Silver", day(-90)), ("gold", "Gold", "Gold", day(500)))
            )
        },
    )
    yield (
        "content/milestones.yml",
        {
            "milestones": [
                {
                    "date": str(2012 + 6 * number),
                    "title": both(title),
                    "text": both((f"Es begann {title[0]}.", f"It began: {title[1]}.")),
                    "sources": [evidence("chronik", number)],
                }
                for number, title in enumerate(
                    (("Gründung", "Foundation"), ("Erster Prüfstand", "First test bench"))
                )
            ]
        },
    )
    yield (
        "content/clippings.yml",
        {
            "clippings": [
                {
                    "medium": f"Musterdorfer Bote {number}",
                    "date": day(-30 * number),
                    "url": f"https://bote.{HOME}/{number}",
                    "item": "content/news/meldung-1",
                }
                for number in (1, 2, 3)
            ]
        },
    )
