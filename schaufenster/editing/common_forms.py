"""What people write otherwise than it stands here, where its meaning is certain.

`www.haus.example` is a web address without its scheme, `12.03.2026` a day, `7743` a postcode whose
zero a spreadsheet has dropped. What could mean two things stays as it is, and is told as a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from schaufenster.cldr import country_of
from schaufenster.content import common_dates
from schaufenster.content.countries import is_country, is_postcode
from schaufenster.sanitize import check_url, visible

_CALLED: Final = {
    "AT": "43", "BE": "32", "CH": "41", "CZ": "420", "DE": "49", "DK": "45", "FR": "33",
    "GB": "44", "LI": "423", "LU": "352", "NL": "31", "PL": "48",
}  # fmt: skip
"""Codes of countries (ITU-T E.164) in which a zero in front stands for the country's own code."""
_TRUE: Final = frozenset("true ja yes oui x 1 wahr".split())
_FALSE: Final = frozenset("false nein no non 0 falsch".split())
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_PHONE: Final = re.compile(r"(?P<plus>\+|00)?\s*(?P<rest>[\d\s/().–-]+)")


def in_our_form(scalar: str, text: str, country: str) -> str:
    """Return a text as a field of a type (`reference.scalar_name`) has it, or as it was typed.

    `country` is the one whose postcodes and telephone numbers are meant (ISO 3166-1).
    """
    change = _FORMS.get(scalar)
    line = _SPACES.sub(" ", visible(text)).strip()
    return change(line, country) if change and line else line


def on_a_line(text: str) -> str:
    """Return a text on one line, without what nobody can see."""
    return _SPACES.sub(" ", visible(text)).strip()


def _url(text: str, _country: str) -> str:
    text = text.strip("<>")
    if "://" not in text and "@" not in text and _HOST.fullmatch(text):
        text = f"https://{text}"
    host, slash, _ = text.partition("://")[2].partition("/")
    bare = f"{text}/" if host and not slash and not re.search(r"[?#]", host) else text
    scheme, between, rest = bare.partition("://")
    bare = f"{scheme.lower()}{between}{rest}"
    return bare if not any(check_url(bare)) else text


def _mail(text: str, _country: str) -> str:
    return re.sub(r"^mailto:|[<>\s]", "", text)


def _day(text: str, _country: str) -> str:
    return common_dates.as_day(text).get("near", text)


def _clock(text: str, _country: str) -> str:
    return common_dates.as_clock(text).get("near", text)


def _moment(text: str, _country: str) -> str:
    return common_dates.as_moment(text).get("near", text)


def _flag(text: str, _country: str) -> str:
    word = text.casefold()
    return "true" if word in _TRUE else "false" if word in _FALSE else text


def _country(text: str, _country: str) -> str:
    return text.upper() if re.fullmatch("[a-zA-Z]{2}", text) else country_of(text) or text


def _number(text: str, _country: str) -> str:
    return text.removesuffix(".0")


def _phone(text: str, country: str) -> str:
    """Return a number in its international form: `0049/3641-12 34` is `+49 3641 12 34`."""
    found = _PHONE.fullmatch(text)
    if not found:
        return text
    rest = re.sub(r"\([\d ]+\)", lambda area: area[0].replace(" ", ""), found["rest"])
    rest = rest.replace("(0)", " ")
    groups = re.findall(r"\d+(?:-\d+)*", rest)  # what follows a hyphen is an extension (DIN 5008)
    groups[:1] = groups[0].split("-", 1) if groups else []
    code = _CALLED.get(country, "")
    if not groups:
        return text
    if found["plus"]:
        own = next((c for c in _CALLED.values() if groups[0].startswith(c)), groups[0])
        groups = [own, *filter(None, [groups[0][len(own) :]]), *groups[1:]]
    elif code and rest.lstrip(" (").startswith("0"):
        groups = [code, *filter(None, [groups[0][1:]]), *groups[1:]]
    else:
        return text
    return f"+{groups[0]} {' '.join(groups[1:])}"


def postcode(text: str, country: str) -> str:
    """Return a postcode without its country's letters and with the zeros that were dropped."""
    if not is_country(country):
        return text
    bare = re.sub(r"^[A-Z]{1,3}[- ]+(?=\d)", "", text)
    if is_postcode(joined := bare.replace(" ", ""), country) and not is_postcode(bare, country):
        bare = joined
    if bare.isdigit() and not is_postcode(bare, country):
        for zeros in ("0", "00"):
            if is_postcode(zeros + bare, country):
                return zeros + bare
    return bare


_FORMS: Final[dict[str, Callable[[str, str], str]]] = {
    "Url": _url, "Mail": _mail, "Phone": _phone, "PartialDate": _day, "Day": _day,
    "TimeOfDay": _clock, "Moment": _moment, "Flag": _flag, "Country": _country, "Number": _number,
    "Postcode": postcode,
}  # fmt: skip
