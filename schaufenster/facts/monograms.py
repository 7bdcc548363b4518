"""The letters that stand for each profile without a logo: no two have the same."""

from __future__ import annotations

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.look.monogram import distinct_letters
from schaufenster.reads import Index


@Index
def _letters(cluster: Cluster) -> dict[str, str]:
    """Return the letters of each profile by its slug; those that people chose come first."""
    given = {m.slug: m.monogram for m in cluster.members if m.monogram}
    names = sorted((m.slug, m.short) for m in cluster.members)
    return distinct_letters(names, given)


def letters_of(member: model.Member, cluster: Cluster) -> str:
    """Return the letters of a profile."""
    found: str = _letters.at(cluster, member.slug)
    return found
