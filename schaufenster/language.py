"""Dates, numbers, lists and the order of names in each language (CLDR); where long words part.

Where a language is asked for, a locale says more: `de_AT` writes January as Austria does.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from schaufenster.cldr import babel, locale_of, number_form, order_of
from schaufenster.content.fields import PartialDate
from schaufenster.problems import Language
from schaufenster.word_comparison import tidy
from schaufenster.words import catalogue

NO_BREAK: Final = "\u00a0"
THIN: Final = "\u202f"
SOFT_HYPHEN: Final = "\u00ad"
_NO_LETTER: Final = re.compile(r"\W")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{14,}")
_LAST_PARTS: Final = (
    "anlage|(?<!ver)anstalt|antr[aä]g|arbeit|aufgabe|aufnehmer|ausbildung|automation"
    "|automatisierung|bau|beauftragte|bericht|beschreibung|bestückung|(?<!aus)bildung|branche"
    "|dienst|diskussion|durchführung|effizienz|einrichtung|elektronik|element|entwicklung"
    "|entwurf|fertigung|forschung|fortbildung|forum|freiheit|förderung|fühler|genossenschaft"
    "|gerät|gesellschaft|gesetz|grenze|grundlage|handel|industrie|institut|integration|kabine"
    "|kammer|konferenz|kreis|leistung|management|maschine|mechanik|mechatronik|messung|modul"
    "|netzwerk|partner|programm|projekt|prüfung|regierung|(?<!um)richter|robot|schr[aä]nk"
    "|sensor|sicherheit|software|sprache|stelle|steuerung|straße|system|technik|technologie"
    "|thermometer|treffen|umrichter|unternehmen|veranstaltung|verarbeitung|verband"
    "|vereinigung|versammlung|versorgung|vertrag|verwaltung|verwendung|weiterbildung"
    "|(?<!netz)werk|wirtschaft|übertragung|zentr(?:um|en)"
)
_SEAMS: Final = {
    "de": re.compile(
        rf"(?<=[^\W\d_]{{4}})(?={_LAST_PARTS})"
        r"|(?<=(?:ung|eit|aft|ion|tät)s)(?=[^\W\d_]{4})"
    )
}
"""Where long words part, by language; one that is not here leaves it to the browser."""

_DAY_AND_MONTH: Final = re.compile(r"(?<=d) (?=M)|(?<=d\.) (?=M)|(?<=M) (?=d)")
_DASH: Final = "\u2009–\u2009"  # CLDR's spaces around a dash: nothing keeps it off a line's start


def tag(lang: Language) -> str:
    """Return the language's tag with its country, as documents name it: `en-GB` (BCP 47)."""
    return str(locale_of(lang)).replace("_", "-")


def language_name(code: Language, lang: Language) -> str:
    """Return what a language is called in another: `Deutsch`, `German`; its code if unknown."""
    name: str = locale_of(lang).languages.get(code, code)
    return name


def country(code: str, lang: Language) -> str:
    """Return a country's name by its code (ISO 3166-1), as CLDR has it."""
    name: str = locale_of(lang).territories[code]
    return name


def date(when: PartialDate | dt.date, lang: Language) -> str:
    """Return a date as exactly as it is known: `10. September 2025`, `September 2025`, `2025`."""
    when = _partial(when)
    if not when.month:
        return str(when.year)
    if not when.day:
        return unbroken(_in_months(when, _skeleton("yMMMM", lang), lang))
    return _in_months(when, locale_of(lang).date_formats["long"].pattern, lang)


def leaf(when: PartialDate | dt.date, lang: Language) -> tuple[str, str]:
    """Return a date as a calendar's leaf has it: large the day or the year, small what is left."""
    when = _partial(when)
    if when.day:
        return str(when.day), date(PartialDate(when.year, when.month), lang)
    months: dict[int, str] = locale_of(lang).months["stand-alone"]["wide"]
    return str(when.year), months[when.month] if when.month else ""


def dates(start: PartialDate, end: PartialDate | None, lang: Language) -> str:
    """Return a span of days, months or years: `21.–22. Oktober 2025`, `2025–2026`."""
    if end is None or end == start:
        return date(start, lang)
    if start.precision != end.precision:
        return f"{date(start, lang)}{THIN}–{THIN}{date(end, lang)}"
    largest = "d" if start.month == end.month else "M"
    largest = largest if start.year == end.year else "y"
    skeleton = {"day": "yMMMd", "month": "yMMMM", "year": "y"}[start.precision]
    first, last = locale_of(lang).interval_formats[skeleton][largest]
    if skeleton == "yMMMd":  # CLDR has no span with whole names: those of a date are whole
        first, last = re.sub("MMM+", "MMMM", first), re.sub("MMM+", "MMMM", last)
    return _in_months(start, first, lang) + _in_months(end, last, lang)


def _in_months(when: PartialDate, pattern: str, lang: Language) -> str:
    """Return a date in a pattern of CLDR; no line parts day and month, nor begins with a dash."""
    pattern = _DAY_AND_MONTH.sub(NO_BREAK, pattern).replace(_DASH, f"{THIN}–\u2009")
    if when.day == 1 and (first := _first_of_month(lang)):
        pattern = re.sub(r"\bd\b", f"'{first}'", pattern)
    day = dt.date(when.year, when.month or 1, when.day or 1)
    text: str = babel().dates.format_date(day, pattern, locale_of(lang))
    return text


def _first_of_month(lang: Language) -> str | None:
    return catalogue(lang.partition("_")[0], "site").find("first_of_month")


def _skeleton(name: str, lang: Language) -> str:
    pattern: str = locale_of(lang).datetime_skeletons[name].pattern
    return pattern


def short_date(when: PartialDate | dt.date, lang: Language) -> str:
    """Return a date for tables: `10.09.2025`, `10 Sept 2025`; less exact ones as `date` does."""
    when = _partial(when)
    if when.precision != "day":
        return date(when, lang)
    return unbroken(babel().dates.format_date(when.first(), "medium", locale_of(lang)))


def clock(start: dt.time, end: dt.time | None, lang: Language) -> str:
    """Return a time of day or a span: `09:30–16:00 Uhr`, `09:30–16:00`."""
    spans = locale_of(lang).interval_formats["Hm"]
    first, last = spans["H" if end and end.hour != start.hour else "m"]
    times = [(start, first), (end, last)] if end else [(start, last)]
    told = (
        babel().dates.format_time(time, pattern, locale=locale_of(lang)) for time, pattern in times
    )
    return unbroken("".join(told)).replace("\u2009", THIN)


def offset(moment: dt.datetime) -> str:
    """Return a moment's distance from universal time: `UTC+2`, `UTC-3:30`, `UTC`."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" + (f"{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "")


def number(value: int | str, lang: Language) -> str:
    """Return a number with its separators: `1.544` and `7,6` in German, `1,544` and `7.6`."""
    return number_form(lang)(f"{Decimal(value):f}")


def listed(words: Sequence[str], lang: Language) -> str:
    """Return words as a sentence lists them: `a, b und c`, `a, b and c`."""
    text: str = babel().lists.format_list(words, locale=locale_of(lang))
    return text


@lru_cache(maxsize=20_000)
def sort_key(name: str, lang: Language) -> tuple[bytes, bytes]:
    """Return a name's sort key in a language: word by word, punctuation counts last.

    German and French sort `ä` as `a`, Swedish after `z`, Danish `aa` as `å`, Czech `ch` after `h`.
    """
    key, plain = order_of(lang).key, tidy(name)
    return key(_words(plain)), key(plain)


def letter(name: str, lang: Language) -> str:
    """Return the letter that a name stands under in a register: `Ä` in Swedish, else `A`."""
    words = _words(tidy(name))
    return order_of(lang).letter(words) or words[:1].upper()


def _words(plain: str) -> str:
    """Return a name without its punctuation: one blank between its words."""
    return " ".join(_NO_LETTER.sub(_blank_for_punctuation, plain).split())


def _blank_for_punctuation(sign: re.Match[str]) -> str:
    return " " if unicodedata.category(sign[0])[0] in "PZ" else sign[0]


def hyphenated(text: str, lang: Language) -> str:
    """Return a text with soft hyphens at the seams of long words; no dash begins a line.

    For names and headings: not every browser has a dictionary.
    """
    text = text.replace(" – ", f"{NO_BREAK}– ")
    seam = _SEAMS.get(lang)
    return _LONG_WORD.sub(lambda word: seam.sub(SOFT_HYPHEN, word[0]), text) if seam else text


def unbroken(text: str) -> str:
    """Return a text that stays on one line, such as a phone number."""
    return text.replace(" ", NO_BREAK)


def _partial(when: PartialDate | dt.date) -> PartialDate:
    if isinstance(when, PartialDate):
        return when
    return PartialDate(when.year, when.month, when.day)
