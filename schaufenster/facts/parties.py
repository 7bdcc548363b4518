"""Who takes part in an event or a project, who is named in news, who offers."""

from __future__ import annotations

from typing import Any

from schaufenster.content import model
from schaufenster.content.load import Cluster


def parties_of(record: Any) -> tuple[model.Party, ...]:
    """Return organisers, coordinator and all others who take part, in this order."""
    coordinator = getattr(record, "coordinator", None)
    return (
        *getattr(record, "organisers", ()),
        *((coordinator,) if coordinator else ()),
        *getattr(record, "parties", ()),
    )


def members_in(record: Any) -> frozenset[str]:
    """Return the slugs of the members that take part."""
    return frozenset(party.member for party in parties_of(record) if party.member)


def coordinator_in(record: Any) -> frozenset[str]:
    """Return the slug of the member that coordinates: its seat counts wherever a project lies."""
    party: model.Party | None = getattr(record, "coordinator", None)
    return frozenset((party.member,) if party and party.member else ())


def party_name(party: model.Party, cluster: Cluster) -> model.Text:
    """Return the full name of somebody who takes part; empty where the profile is broken."""
    member = cluster.find_member(party.member) if party.member else None
    return member.full_name if member else cluster.identity.untranslated(party.name or "")


def names_of(record: Any, cluster: Cluster) -> tuple[model.Text, ...]:
    """Return the full names of all who take part, each once; of an offer, who offers."""
    if isinstance(record, model.Offer):
        return (cluster.member(record.member).full_name,)
    names = (party_name(party, cluster) for party in parties_of(record))
    return tuple({name.first: name for name in names if name}.values())


def other_names(member: model.Member) -> tuple[str, ...]:
    """Return the names by which a member may be looked for, besides its legal and short name."""
    former = (entry.name for entry in member.former_names)
    return tuple(dict.fromkeys((*member.aliases, *member.names.values(), *former)))
