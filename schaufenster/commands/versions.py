"""Two versions of the content, built one after the other in the same place.

The first is built whole, unless it was built there before; the second makes only what reads
something that differs. So the noted reads tell which files a change touches, and their hashes tell
which of them are another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from schaufenster import git, write
from schaufenster.changes import Made
from schaufenster.commands import build as builds
from schaufenster.commands import site as steps
from schaufenster.commands.job import Job
from schaufenster.content.load import Cluster
from schaufenster.content.read import FOLDERS
from schaufenster.output import AnyFile, OutputFile, StoredFile

PLACES: Final = (*FOLDERS, "theme")
_SETTINGS: Final = "mkdocs.yml"
Files = Mapping[str, AnyFile]
Outputs = Mapping[str, Made]


@dataclass(frozen=True)
class Version:
    """A version that was built: its content as it may be published, and what it became."""

    content: steps.PublicContent
    whole: Cluster
    outputs: Outputs


def files_at(root: Path, commit: str) -> Files:
    """Return the content of a commit by its paths; links and submodules are left out."""
    plain = (f for f in git.files_of(root, commit) if f.mode not in {git.LINK, git.MODULE})
    wanted = [file for file in plain if _is_content(file.path)]
    return {path: OutputFile(path, raw) for path, raw in git.contents(root, wanted).items()}


def files_here(root: Path) -> Files:
    """Return the content as it lies on the disk by its paths; links are left out."""
    found = {}
    for place in (root / _SETTINGS, *_walked(root / name for name in PLACES)):
        path = place.relative_to(root).as_posix()
        if place.is_file() and not place.is_symlink() and _is_content(path):
            found[path] = StoredFile(path, place)
    return found


def _walked(folders: Iterator[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_symlink():
            yield from sorted(folder.rglob("*"))


def _is_content(path: str) -> bool:
    parts = path.split("/")
    hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
    return not hidden and (path == _SETTINGS or parts[0] in PLACES)


def differing(before: Files, after: Files) -> frozenset[str]:
    """Return the paths of the files that are not the same in both."""
    return frozenset(
        path
        for path in before.keys() | after.keys()
        if path not in before or path not in after or before[path].content != after[path].content
    )


@dataclass(frozen=True)
class Workplace:
    """Where versions are laid out and built: a folder that nothing else uses."""

    folder: Path
    lang: str

    @property
    def site(self) -> Path:
        """Return the folder of the site that was built last."""
        return self.folder / "site"

    def build(
        self,
        files: Files,
        today: str | None,
        touched: Callable[[Outputs, frozenset[str]], None] | None = None,
    ) -> Version:
        """Lay a version out and build its site, without the search; return what it became.

        `touched` is called before the site of the version before is replaced, with its outputs and
        the names of those that will be made again or are no more. Raises `ContentError`.
        """
        job = Job(self.folder / "content", self.lang)
        job.build = self.folder / "build"
        write.write_changed(job.root, files.values())
        with job.build_lock():
            last = builds.last_build(job, self.site)
            outputs = last.state.outputs
            whole = job.load(today, before=last.known)
            content = steps.public_content(job, whole)
            build = builds.plan(job, self.site, last, content, "schaufenster")
            build.outputs = [out for out in build.outputs if out.name != steps.SEARCH]
            build.stale.discard(steps.SEARCH)
            gone = outputs.keys() - {out.name for out in build.outputs}
            if touched:
                touched(outputs, frozenset(build.stale | gone))
            builds.make_and_swap(build)
        return Version(content, whole, build.state.outputs)
