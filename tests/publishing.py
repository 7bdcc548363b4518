"""A site in one go, as tests publish it: some of what stands files is put before the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from schaufenster import write
from schaufenster.output import AnyFile


def publish(
    site: Path, *, rendered: Path, files: Iterable[AnyFile], drop: Callable[[str], bool]
) -> write.Changes:
    """Publish what was rendered and what stands files, every second file of it put first."""
    files = list(files)
    with write.next_site(site) as draft:
        placed = draft.put(iter(files[::2]))
        return draft.swap(rendered=rendered, files=[*files[1::2], *placed], drop=drop)
