"""Personal contact data in public texts: addresses and mobile numbers of a person.

A public repository keeps its history, so such data is refused before it is published (Art. 5 and
17 GDPR). What is allowed is a functional address (`info@`, `vertrieb@`) and a switchboard's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from schaufenster.problems import Fault
from schaufenster.sanitize.line import at

FUNCTIONS: Final = frozenset(
    """
    info kontakt contact office buero post mail email zentrale empfang service support hilfe help
    vertrieb sales anfrage anfragen enquiry enquiries inquiry angebot bestellung order einkauf
    presse press redaktion newsletter medien media news pr marketing kommunikation communication
    veranstaltung veranstaltungen events anmeldung seminar akademie training ausbildung karriere
    jobs bewerbung datenschutz privacy impressum web webmaster admin postmaster hallo hello team
    projekt projekte project forschung research entwicklung labor lab technik verwaltung
    geschaeftsstelle vorstand dialog netzwerk cluster mitglieder members unsubscribe abmelden
    """.split()
)
_DOMAIN = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NOT_LOCAL = re.compile(r"[^A-Za-z0-9._%+-]")
_LONGEST_LOCAL = 64
_MOST_FAULTS = 50
_PERSON = re.compile(r"[a-z]{1,20}[._-][a-z]{2,30}([._-][a-z]{2,30})?\d{0,2}", re.IGNORECASE)
# Germany's mobile ranges are 015x, 016x and 017x (Bundesnetzagentur, Nummernplan Mobile Dienste).
_MOBILE = re.compile(
    r"(?<![\w/.-])(?:(?:\+|00)49[\s/()-]*(?:\(0\))?|0)[\s/()-]*1[567]\d(?:[\s/()-]*\d){6,9}(?!\d)"
)
_DIGITS = re.compile(r"\d[\d\s/()-]{8}")


def check_contacts(text: str) -> Iterator[Fault]:
    """Yield a fault for each address that looks like a person's and for each mobile number."""
    if "@" not in text and not _DIGITS.search(text):
        return
    yield from islice(chain(_personal(text), _mobile(text)), _MOST_FAULTS)


def _personal(text: str) -> Iterator[Fault]:
    for domain in _DOMAIN.finditer(text):
        # Looked for from the @ on: from the front, a long run without one takes its square.
        before = text[max(0, domain.start() - _LONGEST_LOCAL) : domain.start()]
        local = _NOT_LOCAL.split(before)[-1]
        words = set(re.split(r"[._+-]", local.lower()))
        if _PERSON.fullmatch(local) and not words & FUNCTIONS:
            fault = Fault("mail-personal", values={"value": local + domain[0]})
            yield at(fault, text, domain.start() - len(local))


def _mobile(text: str) -> Iterator[Fault]:
    for number in _MOBILE.finditer(text):
        yield at(Fault("phone-mobile", values={"value": number.group()}), text, number.start())
