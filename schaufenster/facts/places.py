"""Where something happens, in words: at a place, online, or both."""

from __future__ import annotations

from schaufenster.content import model
from schaufenster.templates import Words


def address_of(place: model.Place) -> tuple[str, ...]:
    """Return name, street, and postcode with town, as far as they are known.

    A town without a postcode is left out where the place's name says it already.
    """
    town = " ".join(filter(None, (place.postcode, place.town)))
    if town == place.town and town in (place.name or ""):
        town = ""
    return tuple(filter(None, (place.name, place.street, town)))


def is_german(seat: model.Seat) -> bool:
    """Return whether a seat is known to lie in Germany: postcodes and districts are German ones.

    A town alone may lie anywhere.
    """
    return bool(seat.postcode or seat.district)


def where_in_words(place: model.Place, say: Words) -> str:
    """Return the whole address on one line, and whether one can take part online; `""` if open."""
    return _with_online(", ".join(address_of(place)), place, say)


def town_in_words(place: model.Place, say: Words) -> str:
    """Return the town, for lists and cards, and whether one can take part online; `""` if open."""
    return _with_online(place.town or "", place, say)


def _with_online(address: str, place: model.Place, say: Words) -> str:
    if not place.online:
        return address
    return say("place_hybrid", place=address) if address else say("place_online")
