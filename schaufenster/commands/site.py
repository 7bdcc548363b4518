"""The steps of `site`, which `build.py` calls in turn."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from schaufenster import changes, feeds, mail, parallel, problems, selection, showcase, write
from schaufenster.addresses import site_of
from schaufenster.commands.job import PROJECT, Job
from schaufenster.content.load import Cluster, cluster_of
from schaufenster.content.read import LEDGER, REVISIONS
from schaufenster.content.revisions import revisions_text
from schaufenster.facts import release
from schaufenster.facts.events import revisions_of
from schaufenster.output import AnyFile, Output, StoredFile
from schaufenster.problems import ContentError
from schaufenster.reads import Note, Replayed, noting
from schaufenster.selection.issues import Key, Rendered
from schaufenster.showcase.development_server import Preview
from schaufenster.showcase.page import PageSpec
from schaufenster.templates import Templates
from schaufenster.write import WrittenFile

THEME: Final = ("css", "overrides")
"""The parts of `theme/` that are laid over each other; templates are looked up one by one."""
Engine = Literal["schaufenster", "mkdocs"]
"""What puts pages into their frame."""
MOST_FOLDERS: Final = 5
"""As many folders are named whose photographs are not shown."""
SEARCH: Final = "search"
"""The name of the search index: it takes longer than all that an edit changes."""
FEWEST: Final = 30
"""The fewest outputs that are made in a process of their own."""


@dataclass(frozen=True)
class PublicContent:
    """What may be published: the released cluster, the templates of pages and mails, ready mails,
    and the pages with what all of them are made from.
    """

    cluster: Cluster
    mails: Templates
    ready: Replayed[Key, Rendered]
    context: showcase.SiteContext
    frame: showcase.Frame


def public_content(job: Job, cluster: Cluster) -> PublicContent:
    """Return what of a cluster may be published now; put the theme and its settings together."""
    job.step("pages")
    public = release.released(cluster)
    note_pictures(job, public)
    mails, pages = job.templates("newsletter/templates"), job.templates("theme/pages")
    ready = Replayed(lambda: mail.ready(public, mails))
    context = showcase.site_context(public, pages, ready)
    write_theme(job)
    frame = showcase.Frame(write_settings(job, context), context.paths)
    return PublicContent(public, mails, ready, context, frame)


def note_pictures(job: Job, public: Cluster) -> None:
    """Note the photographs that rights keep out of pages and press packs, by their folders."""
    for use in ("web", "press"):
        found = selection.withheld_from(use, public)
        listed = [f"{folder} ({', '.join(names)})" for folder, names in found.items()]
        pictures = "; ".join(listed[:MOST_FOLDERS])
        if more := len(listed[MOST_FOLDERS:]):
            pictures = job.words("withheld-more", pictures=pictures, count=more)
        if listed:
            job.lose(f"withheld-{use}", pictures=pictures)


def write_theme(job: Job) -> None:
    """Lay the cluster's own style sheets and frame over the project's, file by file."""
    own = [
        StoredFile(f"{part}/{path}", file)
        for part in THEME
        for path, file in job.overlay(f"theme/{part}").items()
    ]
    write.write_changed(job.build / "theme", own)


def own_theme(job: Job) -> list[str]:
    """Return the files of the theme that the cluster has of its own."""
    files = (file for part in THEME for file in job.overlay(f"theme/{part}").values())
    own = (file for file in files if file.is_relative_to(job.root) and job.root != PROJECT)
    return sorted(file.relative_to(job.root).as_posix() for file in own)


def write_settings(job: Job, context: showcase.SiteContext) -> Path:
    """Write MkDocs' settings: the base settings and what this cluster decides; return the file."""
    settings, overrides = job.build / "mkdocs.yml", job.build / "theme" / "overrides"

    def find(name: str) -> Path:
        return overrides if name == "theme/overrides" else job.file(name)

    text = showcase.mkdocs_settings(context.cluster, context.templates, find, job.build)
    write.write_file(settings, text)
    write.write_changed(job.build / "stage", ())  # MkDocs wants its folder, pages or not
    return settings


# ── what the site consists of ────────────────────────────────────────────────────────────────


def outputs(job: Job, content: PublicContent, engine: Engine) -> list[Output]:
    """Return everything that the site consists of; nothing is made yet."""
    cluster, context, mails = content.cluster, content.context, content.mails
    cache = write.Cache(job.build / "cache")
    picture_of = partial(showcase.feed_picture, cluster=cluster, cached=cache.file)
    return [
        *showcase.picture_outputs(cluster, cache.file),
        *mail.pack_outputs(cluster, mails, cache.file),
        *_pages(content, cache, engine),
        *showcase.vcard_outputs(cluster),
        *mail.picture_outputs(cluster),
        *feeds.feed_outputs(cluster, context.templates, picture_of),
        Output("mails", lambda: showcase.render_web_copies(cluster, content.ready)),
        Output("redirects", lambda: showcase.render_redirects(context)),
        Output("sitemap", lambda: [showcase.render_sitemap(context)]),
        Output(SEARCH, lambda: showcase.run_pagefind(showcase.render_documents(context))),
        Output("robots", lambda: [showcase.render_robots(cluster)]),
        Output("style", lambda: [showcase.render_style_sheet(cluster, job.build / "theme/css")]),
    ]


def _pages(content: PublicContent, cache: write.Cache, engine: Engine) -> Iterator[Output]:
    """Yield every page in its frame with its card, and the theme's own files.

    `mkdocs` is the reference: it frames a staged tree by itself and has to make the same bytes.
    """
    for spec in content.context.specs:
        make = partial(_page, spec, content, cache, engine)
        yield Output(f"page {spec.path('de')}", make)
    if engine != "mkdocs":
        yield Output("theme", content.frame.others)


def _page(
    spec: PageSpec, content: PublicContent, cache: write.Cache, engine: Engine
) -> Iterator[AnyFile]:
    context = content.context
    pages = list(context.render(spec))
    if engine != "mkdocs":
        for page in pages:
            yield content.frame.page(page.path, showcase.front_matter(page, context))
    for rendition in showcase.render_cards(pages, context):
        yield cache.file(rendition)


def framed_by_mkdocs(job: Job, content: PublicContent) -> list[AnyFile]:
    """Return the pages as stock MkDocs frames them, with the theme's own files."""
    context = content.context
    staged = (
        showcase.stage(page.path, showcase.front_matter(page, context))
        for spec in context.specs
        for page in context.render(spec)
    )
    write.write_changed(job.build / "stage", staged)
    return showcase.run_mkdocs(job.build / "mkdocs.yml")


# ── what is made ─────────────────────────────────────────────────────────────────────────────


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
        wanted = [out for out in self.outputs if out.name in self.stale - {SEARCH}]
        next_site.open()
        with ExitStack() as processes:
            if search and SEARCH in self.stale:
                found = processes.enter_context(
                    parallel.background(lambda: _made([self._search], next_site))
                )[0]
            self.made |= _in_parallel(wanted, next_site)
            self.job.step("searching")
            if search and SEARCH in self.stale:
                self.made |= found()
        headers = showcase.render_headers(self.paths, site_of(self.content.cluster))
        self.made["headers"] = MadeOutput(next_site.put([headers]), ())
        self.stale -= self.made.keys()

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
        """Put the site in place in one exchange."""
        self.job.step("swapping")
        if self.former is None:
            self.former = next_site.former
        manifest = next_site.swap(self.files)
        self.in_tree.clear()
        changes = write.changes_between(self.former, manifest)
        self.changes = replace(changes, others=manifest.others)

    def remember(self) -> None:
        """Leave behind what the next build needs to know, on the disk and in memory."""
        state, cluster = self.state, self.content.cluster
        state.outputs = {
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


def _in_parallel(wanted: Sequence[Output], next_site: write.NextSite) -> dict[str, MadeOutput]:
    count = parallel.cores()
    shares = [wanted[turn::count] for turn in range(count)] if len(wanted) > FEWEST else [wanted]
    results = parallel.parallel_map(lambda share: _made(share, next_site), shares, fewest=1)
    return {name: made for result in results for name, made in result.items()}


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


def plan(job: Job, out: Path, last: LastBuild, content: PublicContent, engine: Engine) -> Build:
    """Return a build of everything that the site consists of, knowing what has to be made."""
    job.step("comparing")
    wanted, key = outputs(job, content, engine), _key(job, content, engine)
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


def _key(job: Job, content: PublicContent, engine: Engine) -> str:
    """Return what tells builds apart as a whole: code, templates, words, settings, the day."""
    places = [PROJECT / "schaufenster", *(root / "theme" for root in job.roots)]
    places += [root / "newsletter/templates" for root in job.roots]
    files = sorted(
        file
        for place in places
        for file in place.rglob("*")
        if file.suffix not in {".pyc", ".jinja"} and file.is_file()
    )
    digest = sha256()
    for file in (*files, job.build / "mkdocs.yml"):
        digest.update(f"{file}\n".encode() + file.read_bytes())
    packages = [sorted(os.listdir(path)) for path in sys.path if "site-packages" in path]
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
    A `preview` shows the pages first that somebody looks at.
    """
    is_edit = len(build.stale) <= len(build.outputs) // 2
    with write.next_site(build.out) as next_site:
        if preview and is_edit and (fresh := build.make_first(next_site, preview.viewed)):
            preview.show(fresh)
        build.keep(next_site)
        build.make(next_site, search=not is_edit or SEARCH not in build.stale)
        addresses = refuse_gone(build)
        build.swap(next_site)
    if preview and not is_edit:
        preview.renewed()
    if build.stale:
        with write.next_site(build.out) as next_site:
            build.keep(next_site)
            build.make(next_site, search=True)
            build.swap(next_site)
    build.remember()
    return addresses


def note_published(build: Build, addresses: frozenset[str]) -> None:
    """Note addresses and revisions of events; what is not listed yet may still change."""
    job, cluster = build.job, build.content.cluster
    pages = build.content.context.pages()
    unlisted = showcase.published(f"{page.path}index.html" for page in pages if not page.listed)
    before = cluster.source.ledger
    text = showcase.ledger_text(before, addresses - unlisted)
    _note(job, LEDGER, text, before)
    before = cluster.source.revisions
    _note(job, REVISIONS, revisions_text(before, revisions_of(cluster)), before)


def _note(job: Job, path: str, text: str, before: Sequence[str]) -> None:
    write.write_file(job.root / path, text.encode())
    if count := len(set(text.splitlines()) - set(before)):
        job.say("noted", count=count, path=path)


def refuse_unapproved(job: Job, content: PublicContent) -> None:
    """End with 1 if one of the editions that the site shows is not approved as it is."""
    cluster = content.cluster
    issues = selection.issues(cluster, content.ready)
    editions = {issue.edition for issue in issues if issue.state == "changed"}
    names = [
        name
        for name in sorted(editions)
        if mail.approval_of(cluster.editions[name], cluster, content.mails) != "holds"
    ]
    if names:
        job.fail("unapproved", editions=", ".join(names))


def refuse_open(job: Job, cluster: Cluster) -> None:
    """End with 1 if a fact is still open without which nothing may be published."""
    still_open = [p for p in cluster.warnings if p.rule in problems.OPEN_PLACEHOLDERS]
    if still_open:
        job.tell(problems.as_text(still_open, job.lang))
        job.fail("publish")
