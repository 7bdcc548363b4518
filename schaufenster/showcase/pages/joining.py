"""How one gets a channel by mail, and leaves it again: what the page says beside the two ways."""

from __future__ import annotations

from typing import Any

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import subscribe_of, unsubscribe_of


def joining(channel: model.Channel, cluster: Cluster) -> dict[str, Any]:
    """Return the values of the macro `joining` for a channel."""
    return {
        "name": channel.name(cluster.today),
        "about": channel.about,
        "frequency": channel.frequency,
        "languages": channel.languages,
        "join": subscribe_of(channel),
        "leave": unsubscribe_of(channel),
        "has_privacy": "pages/privacy" in cluster.texts,
    }
