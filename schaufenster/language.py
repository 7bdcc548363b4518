"""Dates, numbers and lists as German and British readers write them; where long words part."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from babel import Locale, UnknownLocaleError

from schaufenster.content.fields import PartialDate
from schaufenster.problems import Language
from schaufenster.words import ENGLISH

NO_BREAK: Final = "\u00a0"
THIN: Final = "\u202f"
SOFT_HYPHEN: Final = "\u00ad"
_LONG_WORD: Final = re.compile(r"[^\W\d_]{14,}")
_LAST_PARTS: Final = (
    "anlage|aufnehmer|bestückung|bildung|dienst|durchführung|einrichtung|elektronik|entwicklung"
    "|fertigung|förderung|forschung|fortbildung|genossenschaft|gesellschaft|handel|institut|maschine"
    "|mechanik|mechatronik|messung|prüfung|sensor|system|technik|technologie|übertragung|verarbeitung"
    "|veranstaltung|verband|vereinigung|versammlung|verwaltung|weiterbildung|werk|wirtschaft|zentrum"
)
_SEAM: Final = re.compile(
    rf"(?<=[^\W\d_]{{3}})(?={_LAST_PARTS})|(?<=(?:ung|eit|aft|ion|tät)s)(?=[^\W\d_]{{4}})"
)


def country(code: str, lang: Language) -> str:
    """Return a country's name by its code (ISO 3166-1), as CLDR has it."""
    from babel import Locale  # noqa: PLC0415 - only where a country is named

    name: str = Locale(lang).territories[code]
    return name


MONTHS: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}


def month(number: int, lang: Language) -> str:
    """Return a month's name, 1 for January."""
    return MONTHS.get(lang, MONTHS[ENGLISH]).split()[number - 1]


def date(when: PartialDate | dt.date, lang: Language) -> str:
    """Return a date as exactly as it is known: `10. September 2025`, `September 2025`, `2025`."""
    when = _partial(when)
    year = str(when.year)
    if not when.month:
        return year
    if not when.day:
        return f"{month(when.month, lang)}{NO_BREAK}{year}"
    return f"{when.day}{'.' if lang == 'de' else ''}{NO_BREAK}{month(when.month, lang)} {year}"


def leaf(when: PartialDate | dt.date, lang: Language) -> tuple[str, str]:
    """Return a date as a calendar's leaf has it: large the day or the year, small what is left."""
    when = _partial(when)
    if when.day:
        return str(when.day), date(PartialDate(when.year, when.month), lang)
    return str(when.year), month(when.month, lang) if when.month else ""


def dates(start: PartialDate, end: PartialDate | None, lang: Language) -> str:
    """Return a span of days: `21. und 22. Oktober 2025`, `21–22 October 2025`."""
    if end is None or end == start:
        return date(start, lang)
    if not (start.day and end.day):
        return f"{date(start, lang)}–{date(end, lang)}"
    if (start.year, start.month) == (end.year, end.month):
        if lang == "en":
            return f"{start.day}–{date(end, lang)}"
        joint = " und " if end.day == start.day + 1 else " bis "
        return f"{start.day}.{joint}{date(end, lang)}"
    first = date(start, lang)
    if start.year == end.year:
        first = first.rsplit(" ", 1)[0]
    return f"{first} {'bis' if lang == 'de' else 'to'} {date(end, lang)}"


def short_date(when: PartialDate | dt.date, lang: Language) -> str:
    """Return a date for tables: `10.09.2025`, `10 Sep 2025`; less exact ones as `date` does."""
    when = _partial(when)
    if when.precision != "day":
        return date(when, lang)
    if lang == "de":
        return f"{when.day:02d}.{when.month:02d}.{when.year}"
    return f"{when.day}{NO_BREAK}{month(when.month, lang)[:3]}{NO_BREAK}{when.year}"


def clock(start: dt.time, end: dt.time | None, lang: Language) -> str:
    """Return a time of day or a span: `9:30 bis 16:00 Uhr`, `9:30–16:00`."""
    times = [f"{time.hour}:{time.minute:02d}" for time in (start, end) if time]
    return " bis ".join(times) + f"{NO_BREAK}Uhr" if lang == "de" else "–".join(times)


def language_name(code: Language, lang: Language) -> str:
    """Return what a language is called in another: `Deutsch`, `German`; its code if unknown."""
    try:
        names = Locale.parse(lang).languages
    except (UnknownLocaleError, ValueError):
        return code
    name: str = names.get(code, code)
    return name


def offset(moment: dt.datetime) -> str:
    """Return a moment's distance from universal time: `UTC+2`, `UTC-3:30`, `UTC`."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" + (f"{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "")


def number(value: int | str, lang: Language) -> str:
    """Return a number with its separators: `1 544` and `7,6` in German, `1,544` and `7.6`."""
    whole, _, decimals = str(value).partition(".")
    grouped = f"{int(whole):,}" if int(whole) >= 1000 else whole
    if lang == "de":
        return grouped.replace(",", THIN) + (f",{decimals}" if decimals else "")
    return grouped + (f".{decimals}" if decimals else "")


def listed(words: Sequence[str], lang: Language) -> str:
    """Return words as a sentence lists them: `a, b und c`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    joint = " und " if lang == "de" else " and "
    return ", ".join(words[:-1]) + joint + words[-1]


def hyphenated(text: str) -> str:
    """Return a text with soft hyphens at the seams of long German words; no dash begins a line.

    For names and headings: not every browser has a dictionary, and names are German everywhere.
    """
    text = text.replace(" – ", f"{NO_BREAK}– ")
    return _LONG_WORD.sub(lambda word: _SEAM.sub(SOFT_HYPHEN, word[0]), text)


def unbroken(text: str) -> str:
    """Return a text that stays on one line, such as a phone number."""
    return text.replace(" ", NO_BREAK)


def _partial(when: PartialDate | dt.date) -> PartialDate:
    if isinstance(when, PartialDate):
        return when
    return PartialDate(when.year, when.month, when.day)
