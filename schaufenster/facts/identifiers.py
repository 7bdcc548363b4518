"""Identifiers that hold for ever: tag URIs (RFC 4151) of the cluster's own authority.

They survive a new address of the site and, because they are made of the first slug, a renaming.
"""

from __future__ import annotations

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.problems import Language


def tag_uri(identity: model.Identity, name: str) -> str:
    """Return the tag URI of something of ours, such as `events/messtag-2030`."""
    return f"tag:{identity.tag},{identity.founded.year}:{name}"


def entry_id(identity: model.Identity, name: str, lang: Language) -> str:
    """Return the id of a feed's entry: the first language has the story's, others their own.

    A program that keeps one entry for each id, whatever feed it is from, then keeps both.
    """
    return tag_uri(identity, name if lang == identity.first_language else f"{name}.{lang}")


def entry_uid(identity: model.Identity, name: str) -> str:
    """Return the UID of an entry of a calendar (RFC 5545, 3.8.4.7)."""
    return f"{name}@{identity.tag}"


def offer_key(offer: model.Offer, cluster: Cluster) -> str:
    """Return the name of an offer for ever: its member's first slug and its own."""
    return f"members/{cluster.member(offer.member).first_slug}/offers/{offer.first_slug}"
