"""Who pays for a project, and where the funder's logo stands."""

from __future__ import annotations

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.content.records import FUNDERS


def funder_of(record: object, cluster: Cluster) -> model.Funder | None:
    """Return who pays for a project; None for other records and projects without a funder."""
    return cluster.funders.get(record.funder or "") if isinstance(record, model.Project) else None


def logo_path(funder: model.Funder) -> str | None:
    """Return the file of a funder's logo; None where it has none."""
    return f"{FUNDERS}/{funder.logo}" if funder.logo else None
