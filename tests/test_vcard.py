"""Contacts for an address book, read back by a real reader."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.addresses import site_at
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.showcase.vcard import vcard, vcard_outputs
from tests.conftest import LANGUAGES, load_sample
from tests.rendering import files_of

SITE = site_at("https://netz.example/", LANGUAGES)
MEMBER = load_sample().members[0]
SUMMARY = model.Sentence(de="Ein Satz; mit, allem \\ was dazugehört.")


def test_every_profile_has_a_contact_that_says_what_the_profile_says(sample: Cluster) -> None:
    cards = {
        file.path: vobject.readOne(file.content.decode())
        for file in files_of(vcard_outputs(sample))
    }
    for member in sample.members:
        card = cards[f"profile/{member.slug}/{member.slug}.vcf"]
        assert card.fn.value == card.org.value[0] == member.name
        assert member.summary
        assert card.note.value == member.summary["de"]
        # Apple's address book; RFC 6350, which khard and others read in a 3.0 as well
        assert card.kind.value == "org"
        assert card.x_abshowas.value == "COMPANY"
        assert str(card.n.value).strip() == "", "a company is no person"
        if member.seat.place:
            assert card.adr.value.city == member.seat.place
            assert card.adr.value.code == (member.seat.postcode or "")
        if member.email:
            assert card.email.value == member.email


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=200))
def test_any_name_survives_and_no_line_is_longer_than_75_octets(name: str) -> None:
    member = MEMBER.model_copy(update={"name": name, "summary": SUMMARY})
    raw = vcard(member, SITE, "DE")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    card = vobject.readOne(raw.decode())
    assert card.fn.value == name
    assert card.note.value == "Ein Satz; mit, allem \\ was dazugehört."


def test_a_web_address_keeps_its_commas_and_semicolons() -> None:
    """Read and stored again, it leads where it led."""
    website = "https://www.muster.example/de,12,34.html?a=1;b=2"
    raw = vcard(MEMBER.model_copy(update={"website": website}), SITE, "DE")
    stored = vobject.readOne(vobject.readOne(raw.decode()).serialize())
    assert unquote(stored.url.value) == website
    assert "\\" not in stored.url.serialize()


@pytest.mark.parametrize("sign", ["\r\nTEL:1", "\nX:1"])
def test_no_line_can_be_smuggled_in(sign: str) -> None:
    member = MEMBER.model_copy(update={"name": f"A{sign}", "phone": None})
    names = {line.split(b":")[0] for line in vcard(member, SITE, "DE").split(b"\r\n")}
    assert not names & {b"TEL", b"X"}


@pytest.mark.parametrize(
    ("seat", "country"),
    [
        ({"postcode": "01067", "place": "Dresden"}, "Deutschland"),
        ({"place": "Ilmenau", "district": "ilm-kreis"}, "Deutschland"),
        ({"place": "Wien"}, ""),
        ({"place": "Wien", "postcode": "1010", "country": "AT"}, "Österreich"),
    ],
)
def test_a_country_is_named_only_where_it_is_known(seat: dict[str, str], country: str) -> None:
    member = MEMBER.model_copy(update={"seat": model.Seat(**seat)})
    card = vobject.readOne(vcard(member, SITE, "DE").decode())
    assert card.adr.value.country == country
