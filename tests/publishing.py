"""A site in one go, as tests publish it: some of its files are put before the rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from schaufenster import write
from schaufenster.output import AnyFile


def publish(site: Path, files: Iterable[AnyFile]) -> write.Changes:
    """Publish files."""
    with write.next_site(site) as draft:
        return write.changes_between(draft.former, draft.swap(draft.put(files)))
