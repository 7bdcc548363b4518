"""A build on its way: what the last one left, what has to be made again, and the swap."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from schaufenster import changes, parallel, showcase, write
from schaufenster.commands.job import Job
from schaufenster.commands.site import SEARCH, Engine, PublicContent, outputs
from schaufenster.content.load import cluster_of
from schaufenster.defaults import DEFAULTS
from schaufenster.facts import release
from schaufenster.output import Output
from schaufenster.problems import ContentError
from schaufenster.reads import Note, noting
from schaufenster.responses import responses_of
from schaufenster.write import WrittenFile

if TYPE_CHECKING:
    from schaufenster.showcase.development_server import Preview

FEWEST: Final = 4
"""The fewest outputs that are made in a process of their own."""


@dataclass(frozen=True, slots=True)
class MadeOutput:
    """An output that was made: its files, and what was read for it."""

    files: list[WrittenFile]
    reads: tuple[Note, ...] | None

    def record(self, state: changes.BuildState, before: changes.Made | None) -> changes.Made:
        """Return what the state of a build keeps of it; `before` if it was kept as it was."""
        if self.reads is None and before:
            return before
        files = tuple((file.path, file.entry.sha256) for file in self.files)
        return changes.Made(files, state.numbers(self.reads or ()))


@dataclass
class Build:
    """A build on its way: what the last one left, what there is now, and what is made of it."""

    job: Job
    out: Path
    last: LastBuild
    state: changes.BuildState
    content: PublicContent
    outputs: list[Output]
    key: str
    stale: set[str]
    made: dict[str, MadeOutput] = field(default_factory=dict)
    in_tree: set[str] = field(default_factory=set)
    former: write.Manifest | None = None
    changes: write.Changes | None = None

    @property
    def files(self) -> list[WrittenFile]:
        """Return all files of the site that have been made or kept."""
        return [file for made in self.made.values() for file in made.files]

    @property
    def paths(self) -> list[str]:
        """Return the paths of all files of the site that have been made or kept."""
        return [file.path for file in self.files]

    def keep(self, next_site: write.NextSite) -> None:
        """Take over the files of every output that is not stale, or was made before."""
        names = {out.name for out in self.outputs} - self.stale - self.in_tree
        wanted = {
            name: paths for name in names if (paths := self._sound(name, next_site)) is not None
        }
        kept, spoilt = next_site.kept(path for paths in wanted.values() for path in paths)
        by_path = {file.path: file for file in kept}
        for name, paths in wanted.items():
            if not spoilt or by_path.keys() >= set(paths):
                reads = self.made[name].reads if name in self.made else None
                self.made[name] = MadeOutput([by_path[path] for path in paths], reads)
        self.stale |= names - self.made.keys()

    def _sound(self, name: str, next_site: write.NextSite) -> list[str] | None:
        """Return the paths of an output if the site has them as they were made."""
        if name in self.made:
            return [file.path for file in self.made[name].files]
        known = self.state.outputs.get(name)
        if known is None:
            return None
        for path, digest in known.files:
            on_site = next_site.former.get(path)
            if on_site is None or on_site.sha256 != digest:
                return None
        return [path for path, _ in known.files]

    def make(self, next_site: write.NextSite, *, search: bool) -> None:
        """Make what is stale, in all processes, and put it into the next site.

        Without `search` the site has none for now: what it would find is not as it says.
        """
        self.job.step("making")
        wanted = [out for out in self.outputs if out.name in self.stale - {SEARCH}]
        with ExitStack() as processes:
            if search and SEARCH in self.stale:
                found = processes.enter_context(
                    parallel.background(lambda: _made([self._search], next_site))
                )[0]
            self.made |= self._in_parallel(wanted, next_site)
            self.job.step("searching")
            if search and SEARCH in self.stale:
                self.made |= found()
        headers = showcase.render_headers(self.paths, responses_of(self.content.cluster))
        self.made["headers"] = MadeOutput(next_site.put([headers]), ())
        self.stale -= self.made.keys()

    def _in_parallel(
        self, wanted: Sequence[Output], next_site: write.NextSite
    ) -> dict[str, MadeOutput]:
        """Make outputs in all processes; what read most the last time is dealt out first."""
        known = self.state.outputs
        weights = {
            out.name: len(known[out.name].reads) if out.name in known else 1 for out in wanted
        }
        shares: list[list[Output]] = [[] for _ in range(parallel.cores())]
        loads = [0] * len(shares)
        for out in sorted(wanted, key=lambda out: -weights.get(out.name, 1)):
            lightest = loads.index(min(loads))
            shares[lightest].append(out)
            loads[lightest] += weights.get(out.name, 1)
        if len(wanted) < FEWEST:
            shares = [list(wanted)]
        results = parallel.parallel_map(lambda share: _made(share, next_site), shares, fewest=1)
        return {name: made for result in results for name, made in result.items()}

    def make_first(self, next_site: write.NextSite, paths: Iterable[str]) -> dict[str, bytes]:
        """Make those of these files that are stale, before all others; return them by path."""
        names = {path: name for name, made in self.state.outputs.items() for path, _ in made.files}
        first = {names[path] for path in paths if path in names} & self.stale
        made = _made([out for out in self.outputs if out.name in first], next_site)
        self.made |= made
        self.in_tree |= made.keys()
        self.stale -= made.keys()
        files = (file.path for each in made.values() for file in each.files)
        return {path: (next_site.tree / path).read_bytes() for path in files}

    @property
    def _search(self) -> Output:
        return next(out for out in self.outputs if out.name == SEARCH)

    def swap(self, next_site: write.NextSite) -> None:
        """Put the site in place in one exchange.

        Without its entry, nobody asks an index that does not say what the pages say; its other
        files wait where they are for the next one, which has most of them.
        """
        self.job.step("swapping")
        if self.former is None:
            self.former = next_site.former
        known = self.state.outputs.get(SEARCH) if SEARCH in self.stale else None
        waiting = (
            [path for path, _ in known.files if path != showcase.SEARCH_ENTRY] if known else []
        )
        files = [*self.files, *next_site.kept(waiting)[0]]
        self.changes = write.changes_between(self.former, next_site.swap(files))
        self.in_tree.clear()

    def remember(self) -> None:
        """Leave behind what the next build needs to know, on the disk and in memory."""
        state, cluster = self.state, self.content.cluster
        waiting = {name: state.outputs[name] for name in self.stale if name in state.outputs}
        state.outputs = waiting | {
            name: made.record(state, state.outputs.get(name)) for name, made in self.made.items()
        }
        changes.note_subjects(state, self.subjects)
        state.key, state.stamp = self.key, os.urandom(16).hex()
        if cluster.content:
            now = cluster.__dict__["now"]
            self.last.known = changes.KnownContent(cluster.content, now, state.stamp)
            light = self.last.known._replace(content=cluster.content.light())
            write.write_state(self.out, "content", light)
        write.write_state(self.out, "outputs", state)
        self.last.state = state

    @property
    def subjects(self) -> dict[str, Any]:
        """Return what indexes are made of."""
        return {"Cluster": self.content.cluster, "SiteContext": self.content.context}


def _made(wanted: Sequence[Output], next_site: write.NextSite) -> dict[str, MadeOutput]:
    """Make outputs one after the other, in this process."""
    same: dict[Note, Note] = {}  # so that a process tells each note once
    made = {}
    for out in wanted:
        with noting() as notes:
            files = next_site.put(out.make())
        made[out.name] = MadeOutput(files, tuple(same.setdefault(n, n) for n in notes))
    return made


@dataclass
class LastBuild:
    """What the last build left behind: what was read for its outputs, and its content."""

    state: changes.BuildState
    known: changes.KnownContent | None


def last_build(job: Job, out: Path) -> LastBuild:
    """Return what the last build of a site left behind; an empty state where it left nothing."""
    state = write.read_state(out, "outputs")
    state = state if isinstance(state, changes.BuildState) else changes.BuildState()
    return LastBuild(state, job.known_content(out))


def plan(
    job: Job, out: Path, last: LastBuild, content: PublicContent, engine: Engine,
    is_quiet: Callable[[], bool] = lambda: True,
) -> Build:  # fmt: skip
    """Return a build of everything that the site consists of, knowing what has to be made."""
    job.step("comparing")
    wanted, key = outputs(job, content, engine, is_quiet), _key_of(job, content, engine)
    names = {out.name for out in wanted}
    build = Build(job, out, last, last.state, content, wanted, key, names)
    state, known = last.state, last.known
    if known is None or (state.key, state.stamp) != (key, known.stamp):
        build.state = changes.BuildState()
    else:
        before = release.released(cluster_of(known.content, lambda _: known.now))
        changed = set(changes.changed_records(before, content.cluster))
        if _page_names(names) != _page_names(state.outputs):
            changed.add(("table", "specs"))
        outdated = changes.outdated(state, changed, build.subjects)
        build.stale = {name for name in names if name in outdated or name not in state.outputs}
    return build


def _page_names(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith("page ")}


def _key_of(job: Job, content: PublicContent, engine: Engine) -> str:
    """Return what tells builds apart as a whole: code, templates, words, settings, the day."""
    places = [DEFAULTS.parent, job.root / "theme", job.root / "newsletter/templates"]
    files = sorted(
        file
        for place in places
        for file in place.rglob("*")
        if file.suffix not in {".pyc", ".jinja"} and file.is_file()
    )
    digest = sha256()
    for file in (*files, job.build / "mkdocs.yml"):
        digest.update(f"{file}\n".encode() + file.read_bytes())
    folders = (Path(path) for path in sys.path if "site-packages" in path)
    packages = [sorted(place.name for place in folder.iterdir()) for folder in folders]
    rest = sys.version, packages, content.cluster.today, engine, sorted(content.context.lists)
    digest.update(repr(rest).encode())
    return digest.hexdigest()


def refuse_gone(build: Build) -> frozenset[str]:
    """Return the site's addresses; raise `ContentError` if one that was published is missing."""
    addresses = showcase.published(build.paths)
    if gone := tuple(showcase.check_ledger(build.content.cluster.source.ledger, addresses)):
        raise ContentError(gone)
    return addresses


def make_and_swap(build: Build, preview: Preview | None = None) -> frozenset[str]:
    """Make what is stale and swap the site in; returns its addresses.

    After an edit the site is there before its search, which takes longer: until then it has none.
    A `preview` shows the pages first that somebody looks at, and gets the search when it is quiet.
    """
    is_edit = len(build.stale) <= len(build.outputs) // 2
    cache = write.Cache(build.job.build / "cache")
    begun, shown = cache.moment(), False
    with write.next_site(build.out) as next_site:
        if preview and is_edit and (fresh := build.make_first(next_site, preview.viewed)):
            preview.show(fresh)
            shown = True
        build.keep(next_site)
        build.make(next_site, search=not is_edit or SEARCH not in build.stale)
        addresses = refuse_gone(build)
        build.swap(next_site)
        if preview and not shown:
            preview.renewed()
        if preview and not preview.quiet:
            preview.unfinished = bool(build.stale)
        else:
            _finish(build, next_site, preview)
    if not is_edit:
        cache.forget(begun)
    build.remember()
    return addresses


def finish(build: Build, preview: Preview) -> None:
    """Make what waited until nobody edits; it waits again if somebody does."""
    with write.next_site(build.out) as next_site:
        build.keep(next_site)
        _finish(build, next_site, preview)
    if not preview.unfinished:
        build.remember()


def _finish(build: Build, next_site: write.NextSite, preview: Preview | None) -> None:
    waits = False
    if build.stale:
        try:
            build.make(next_site, search=True)
            build.swap(next_site)
        except showcase.Abandoned:
            waits = True
    if preview:
        preview.unfinished = waits
