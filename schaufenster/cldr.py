"""What Unicode's CLDR says of a language, by Babel: the only module that loads it.

It is loaded when the first date, number or list is written: it takes 45 ms, and many commands write
none.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from schaufenster.words import ENGLISH, catalogue, languages


@cache
def babel() -> Any:
    """Return Babel with its dates, lists and numbers."""
    import babel.dates
    import babel.lists
    import babel.numbers

    return babel


@cache
def locale_of(lang: str) -> Any:
    """Return the locale that a language's words name, else that of the language itself.

    What CLDR does not know is written as in English.
    """
    try:
        return babel().Locale.parse(catalogue(lang, "site").locale or lang)
    except (babel().UnknownLocaleError, ValueError):
        return locale_of(ENGLISH)


def month_of(name: str) -> int | None:
    """Return the month that a name, or three letters and more of it, stands for in a language."""
    for lang in languages():
        months: dict[int, str] = locale_of(lang).months["format"]["wide"]
        for number, known in months.items():
            if known.lower().startswith(name.lower()):
                return number
    return None
