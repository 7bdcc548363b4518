"""What Unicode's CLDR says of a language: dates, lists and names by Babel, order, numbers by ICU.

The only module that loads them, each when it is first needed: 45 ms each, and many commands write
and sort nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from schaufenster.words import ENGLISH, catalogue, languages


@cache
def babel() -> Any:
    """Return Babel with its dates and lists."""
    import babel.dates
    import babel.lists

    return babel


@cache
def locale_of(lang: str) -> Any:
    """Return the locale that a language's words name, else that of the language itself.

    A locale (`de_AT`) is taken as it is. What CLDR does not know is written as in English.
    """
    try:
        return babel().Locale.parse(catalogue(lang, "site").locale or lang)
    except (babel().UnknownLocaleError, ValueError):
        return locale_of(ENGLISH)


@cache
def variant(lang: str, country: str) -> str:
    """Return the locale of a language in a country: `de_AT`.

    Empty if the language is none of the country's own, or CLDR has nothing of it.
    """
    if not country:
        return ""
    from babel.languages import get_official_languages
    from babel.localedata import exists

    name = f"{lang}_{country}"
    own = get_official_languages(country, regional=True, de_facto=True)
    return name if lang in own and exists(name) else ""


@dataclass(frozen=True, slots=True)
class Order:
    """How a language sorts: a text's key, and its letter in a register (empty if it has none)."""

    key: Callable[[str], bytes]
    letter: Callable[[str], str]


@cache
def order_of(lang: str) -> Order:
    """Return how a language sorts."""
    import icu

    locale = icu.Locale(str(locale_of(lang)))
    letters = icu.AlphabeticIndex(locale).buildImmutableIndex()

    def letter(text: str) -> str:
        label, kind = letters.getBucket(letters.getBucketIndex(text))
        return str(label) if kind == icu.UAlphabeticIndexLabelType.NORMAL else ""

    return Order(icu.Collator.createInstance(locale).getSortKey, letter)


@cache
def country_of(name: str) -> str:
    """Return the code (ISO 3166-1) of a country by its name in any language; `""` for none."""
    for lang in languages():
        for code, known in locale_of(lang).territories.items():
            if known.casefold() == name.casefold() and code.isalpha():
                return str(code)
    return ""


@cache
def number_form(lang: str) -> Callable[[str], str]:
    """Return the function that writes a number, given in digits with a point, in a language."""
    import icu

    locale = icu.Locale(str(locale_of(lang)))
    form = icu.NumberFormatter.withLocale(locale).precision(icu.Precision.unlimited())
    return lambda digits: str(form.formatDecimal(digits.encode()))


def spoken_in(country: str) -> tuple[str, ...]:
    """Return the official languages of a country, the one that most speak first."""
    from babel.languages import get_official_languages

    return tuple(
        str(lang) for lang in get_official_languages(country, regional=False, de_facto=True)
    )


def month_of(name: str) -> int | None:
    """Return the month that a name, or three letters and more of it, stands for in a language."""
    for lang in languages():
        months: dict[int, str] = locale_of(lang).months["format"]["wide"]
        for number, known in months.items():
            if known.lower().startswith(name.lower()):
                return number
    return None
