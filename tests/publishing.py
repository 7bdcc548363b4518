"""A site in one go, as tests publish it: some of what stands beside is put before the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from schaufenster import write
from schaufenster.output import AnyFile


def publish(
    site: Path, *, rendered: Path, beside: Iterable[AnyFile], drop: Callable[[str], bool]
) -> write.Changes:
    """Publish what was rendered and what stands beside, every second file of it put first."""
    files = list(beside)
    with write.draft(site) as draft:
        placed = draft.put(iter(files[::2]))
        return draft.show(rendered=rendered, beside=[*files[1::2], *placed], drop=drop)
