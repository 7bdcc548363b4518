"""Where something is: addresses as their country writes them, and places in words."""

from __future__ import annotations

from dataclasses import dataclass

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.countries import address_lines
from schaufenster.content.load import Cluster
from schaufenster.problems import Language
from schaufenster.templates import Words


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as far as it is known; `home` is the country that need not be named."""

    locality: str
    street: str
    postcode: str
    town: str
    state: str
    country: str
    home: str

    @property
    def known(self) -> bool:
        """Return whether there is more than a country."""
        return bool(self.street or self.town)

    def lines(self, lang: Language) -> tuple[str, ...]:
        """Return the lines as the country writes them; the country itself is named abroad.

        The part of a town stands before the street.
        """
        values = {name: getattr(self, name) for name in ("street", "postcode", "town", "state")}
        lines = address_lines(self.country or self.home, values)
        abroad = lines and self.country not in ("", self.home)
        before = (self.locality,) if self.locality else ()
        after = (language.country(self.country, lang),) if abroad else ()
        return (*before, *lines, *after)


def postal_address(part: model.Imprint | model.Place | model.Seat, home: str) -> Address:
    """Return the address of an office, a place or a seat; `home` is the cluster's country.

    A seat of which nothing but a town is known may lie in any country: postcodes and districts are
    those of the cluster's country unless another one is named.
    """
    if isinstance(part, model.Seat):
        street, town, at_home = part.street, part.place, bool(part.postcode or part.district)
    else:
        street, town, at_home = part.street, part.town, True
    locality = part.locality if isinstance(part, model.Seat) else None
    country = part.country or (home if at_home else "")
    return Address(
        locality or "",
        street or "",
        part.postcode or "",
        town or "",
        part.state or "",
        country,
        home,
    )


def seat_in_words(seat: model.Seat, home: str, lang: Language) -> str:
    """Return a seat on one line: its address if the street is known, else its town and which part.

    Abroad the country is named; `""` if nothing is known.
    """
    if seat.street:
        return ", ".join(postal_address(seat, home).lines(lang))
    abroad = "" if seat.country in (None, home) else language.country(seat.country, lang)
    part = f"{seat.place} ({seat.locality})" if seat.place and seat.locality else seat.place
    return ", ".join(filter(None, (part, abroad)))


def chamber_of(district: model.District | None, cluster: Cluster) -> model.Chamber | None:
    """Return the chamber that a district belongs to; None where there is none."""
    return cluster.chambers[district.chamber] if district and district.chamber else None


def address_of(place: model.Place, cluster: Cluster, lang: Language) -> tuple[str, ...]:
    """Return the lines of a place as far as they are known, its name first.

    A town without a postcode is left out where the place's name says it already.
    """
    lines = postal_address(place, cluster.identity.country).lines(lang)
    name = place.name or ""
    return tuple(
        filter(None, (name, *(line for line in lines if line != place.town or line not in name)))
    )


def where_in_words(place: model.Place, cluster: Cluster, say: Words) -> str:
    """Return the whole address on one line, and whether one can take part online; `""` if open."""
    return _with_online(", ".join(address_of(place, cluster, say.lang)), place, say)


def town_in_words(place: model.Place, say: Words) -> str:
    """Return the town, for lists and cards, and whether one can take part online; `""` if open."""
    return _with_online(place.town or "", place, say)


def _with_online(address: str, place: model.Place, say: Words) -> str:
    if not place.online:
        return address
    return say("place_hybrid", place=address) if address else say("place_online")
