"""A profile as a contact for an address book: vCard 3.0 (RFC 2426), which Outlook reads as well.

Organisations only, never a person. Outlook knows no vCard 4.0, the first with a kind; so its
`KIND` stands in a 3.0, which allows names that IANA lists, beside Apple's own mark. An empty `N`,
which 3.0 requires, makes no person with the company's name as a surname.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.places import Address, postal_address
from schaufenster.output import Output, OutputFile, output
from schaufenster.problems import Language


def vcard_outputs(cluster: Cluster) -> Iterator[Output]:
    """Yield a contact for each profile, in the folder of its page in the first language."""
    site = addresses.site_of(cluster)
    for member in cluster.members:
        yield Output(f"vcard {member.slug}", partial(_file, member, site, cluster))


def _file(member: model.Member, site: addresses.Site, cluster: Cluster) -> Iterator[OutputFile]:
    yield output(site.vcard_path(member.slug), vcard(member, site, cluster.identity.country))


def vcard(member: model.Member, site: addresses.Site, home: str) -> bytes:
    """Return a member as a vCard, lines folded at 75 octets and ended by CRLF.

    `home` is the cluster's country.
    """
    known, lang = (
        [postal_address(seat, home) for seat in (member.seat, *member.sites)],
        site.first_language,
    )
    rows = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("FN", _text(member.name)),
        ("N", ";;;;"),
        ("ORG", _text(member.name)),
        ("KIND", "org"),
        ("X-ABShowAs", "COMPANY"),
        ("NICKNAME", _text(member.short) if member.short != member.name else ""),
        *(("ADR;TYPE=work", _parts(address, lang)) for address in known if address.known),
        ("TEL;TYPE=work,voice", _text(member.phone or "")),
        ("EMAIL;TYPE=internet", _text(member.email or "")),
        ("URL", _address(member.website or "")),
        ("NOTE", _text(member.summary.text(site.first_language) if member.summary else "")),
        ("SOURCE", site.id_of("member", slug=member.slug)),
        ("UID", site.id_of("member", slug=member.first_slug)),
        ("END", "VCARD"),
    ]
    return b"".join(_folded(f"{name}:{value}") for name, value in rows if value)


def _parts(address: Address, lang: Language) -> str:
    """Return an address: box, what else is needed, street, town, state, postcode, country."""
    named = language.country(address.country, lang) if address.country else ""
    known = (address.locality, address.street, address.town, address.state, address.postcode, named)
    return ";".join(("", *map(_text, known)))


def _address(value: str) -> str:
    """Return a web address without signs that vobject takes for parts of a list or escapes."""
    return value.replace(",", "%2C").replace(";", "%3B")


def _text(value: str) -> str:
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return value.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line folded into pieces of at most 75 octets, between characters."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        raw = character.encode()
        if len(piece) + len(raw) > 75 - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += raw
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
