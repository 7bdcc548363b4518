"""Whom to ask, and how to leave a list; None where the content says that it is still open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.places import postal_address
from schaufenster.problems import Language


@dataclass(frozen=True, slots=True)
class Office:
    """The cluster's office: its name, its postal address, mail and phone if they are known."""

    name: str
    address: tuple[str, ...]
    email: str | None
    phone: str | None

    @property
    def street(self) -> str:
        """Return the postal address on one line."""
        return ", ".join(self.address)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return address, mail and phone, as far as they are known."""
        return tuple(filter(None, (self.street, self.email, self.phone)))


def office_of(identity: model.Identity, lang: Language) -> Office:
    """Return the office that the imprint names; the language is that of the country's name."""
    imprint = identity.imprint
    address = postal_address(imprint, identity.country).lines(lang)
    return Office(identity.name, address, imprint.email, imprint.phone)


def tel(phone: str | None) -> str:
    """Return the address that dials a number (RFC 3966); empty without one."""
    if phone is None:
        return ""
    dialled = phone.replace("(0)", "") if phone.startswith("+") else phone
    return "tel:" + re.sub(r"[^+0-9]", "", dialled)


def contact_for(offer: model.Offer, cluster: Cluster) -> str | None:
    """Return the address to answer an offer or request: its own, else the member's."""
    return offer.contact or cluster.member(offer.member).email


@dataclass(frozen=True, slots=True)
class Way:
    """How to join or leave a channel's list: on the web, by mail, or not yet known.

    `one_click` is the endpoint by which one person leaves without another step (RFC 8058).
    """

    url: str | None = None
    email: str | None = None
    one_click: str | None = None

    @property
    def link(self) -> str:
        """Return the address of a link; empty if it is not yet known."""
        return self.url or (f"mailto:{self.email}" if self.email else "")


def subscribe_of(channel: model.Channel) -> Way:
    """Return how to join a channel's list: as it says itself, else as its mailing list does."""
    ways = channel.subscribe or model.Subscribe()
    return Way(ways.url, ways.email or _at_list(channel, "join"))


def unsubscribe_of(channel: model.Channel) -> Way:
    """Return how to leave a channel's list: as it says itself, else as its mailing list does."""
    ways = channel.unsubscribe or model.Unsubscribe()
    return Way(ways.url, ways.email or _at_list(channel, "leave"), ways.one_click)


def _at_list(channel: model.Channel, command: str) -> str | None:
    """Return the address at which Mailman takes a command for a list; None without a list."""
    if not channel.mailing_list:
        return None
    name, _, host = channel.mailing_list.rpartition("@")
    return f"{name}-{command}@{host}"
