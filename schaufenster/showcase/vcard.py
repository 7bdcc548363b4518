"""A profile as a contact for an address book: vCard 3.0 (RFC 2426), which Outlook reads as well.

Organisations only, never a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile, output


def render_vcards(cluster: Cluster) -> Iterator[OutputFile]:
    """Yield a contact for each profile, in the folder of its German page."""
    site = addresses.site_of(cluster)
    for member in cluster.members:
        yield output(addresses.vcard_path(member.slug), vcard(member, site))


def vcard(member: model.Member, site: addresses.Site) -> bytes:
    """Return a member as a vCard, lines folded at 75 octets and ended by CRLF."""
    seat, town = member.seat, _text(member.seat.place or "")
    rows = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("FN", _text(member.name)),
        ("N", f"{_text(member.name)};;;;"),
        ("ORG", _text(member.name)),
        ("NICKNAME", _text(member.short) if member.short != member.name else ""),
        ("ADR;TYPE=work", f";;;{town};;{_text(seat.postcode or '')};Deutschland" if town else ""),
        ("TEL;TYPE=work,voice", _text(member.phone or "")),
        ("EMAIL;TYPE=internet", _text(member.email or "")),
        ("URL", member.website or ""),
        ("NOTE", _text(member.summary.de)),
        ("SOURCE", site.absolute("member", "de", slug=member.slug)),
        ("UID", site.absolute("member", "de", slug=member.first_slug)),
        ("END", "VCARD"),
    ]
    return b"".join(_folded(f"{name}:{value}") for name, value in rows if value)


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
