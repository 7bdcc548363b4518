"""Labels and certificates: shown from their first day to their last, and never after."""

from __future__ import annotations

import datetime as dt

from schaufenster import language
from schaufenster.content import model
from schaufenster.content.fields import holds
from schaufenster.content.load import Cluster
from schaufenster.templates import Words


def labels_of(cluster: Cluster) -> tuple[model.Label, ...]:
    """Return the cluster's labels of quality that are valid on its day."""
    today = cluster.today
    labels = cluster.labels.values()
    return tuple(label for label in labels if holds(label.valid.from_, label.valid.until, today))


def logo_of(label: model.Label) -> str | None:
    """Return the file of a label's logo; None where it has none."""
    return f"content/{label.logo}" if label.logo else None


def label_in_words(label: model.Label, say: Words) -> str:
    """Return a label's name, and until when it holds."""
    name, until = label.name.text(say.lang), label.valid.until
    if until is None:
        return name
    return f"{name} ({say('valid_to', date=language.date(until, say.locale))})"


def certificates_of(member: model.Member, today: dt.date) -> tuple[model.Certification, ...]:
    """Return the certificates of a member that are valid on a day."""
    return tuple(c for c in member.certificates if holds(None, c.until, today))
