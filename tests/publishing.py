"""A site in one go, as tests publish it: some of its files are put before the rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from schaufenster import write
from schaufenster.output import AnyFile


def publish(site: Path, files: Iterable[AnyFile]) -> write.Changes:
    """Publish files, every second one of them put first."""
    files = list(files)
    with write.next_site(site) as draft:
        placed = draft.put(iter(files[::2]))
        return draft.swap([*files[1::2], *placed])
