"""The steps of `site`, which `build.py` calls in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final, Literal

from schaufenster import mail, parallel, selection, showcase, write
from schaufenster.addresses import site_of
from schaufenster.commands.job import PROJECT, Job
from schaufenster.content.load import Cluster
from schaufenster.content.read import LEDGER, REVISIONS
from schaufenster.content.revisions import revisions_text
from schaufenster.facts import release
from schaufenster.facts.events import revisions_of
from schaufenster.output import AnyFile, OutputFile, StoredFile
from schaufenster.problems import ContentError
from schaufenster.write import WrittenFile

Pages = list[Any]
THEME: Final = ("css", "overrides")
"""The parts of `theme/` that are laid over each other; templates are looked up one by one."""
Engine = Literal["schaufenster", "mkdocs"]
"""What puts pages into their frame."""
MOST_FOLDERS: Final = 5
"""As many folders are named whose photographs are not shown."""
FEWEST: Final = 200
"""As many pages are worth a process that stages them."""


@dataclass(frozen=True, slots=True)
class PublicContent:
    """What may be published: the released cluster, templates of pages and mails, ready mails."""

    cluster: Cluster
    pages: Any
    mails: Any
    ready: Any


def public_content(job: Job, cluster: Cluster) -> PublicContent:
    """Return what of a cluster may be published now."""
    job.step("pages")
    public = release.released(cluster)
    note_pictures(job, public)
    mails = job.templates("newsletter/templates")
    return PublicContent(public, job.templates("theme/pages"), mails, mail.ready(public, mails))


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


def render_pages(job: Job, content: PublicContent, *, publish: bool) -> Pages:
    """Return every page; put the theme together that they are framed with.

    To `publish`, every edition that was approved and waits must be as it was approved.
    """
    pages = showcase.render_pages(content.cluster, content.pages, content.ready)
    if publish:
        issues = selection.issues(content.cluster, content.ready)
        refuse_unapproved(job, content, {i.edition for i in issues if i.state == "changed"})
    write_theme(job)
    return pages


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


def frame_pages(job: Job, pages: Pages, content: PublicContent, engine: Engine) -> list[AnyFile]:
    """Return the pages in their frame, with the files of the theme.

    `mkdocs` is the reference: it frames a staged tree by itself and has to make the same bytes.
    """
    job.step("framing")
    fronts = showcase.front_matter(pages, content.cluster, content.pages)
    staged = showcase.stage(fronts) if engine == "mkdocs" else ()
    write.write_changed(job.build / "stage", staged, fewest=FEWEST)
    settings, overrides = job.build / "mkdocs.yml", job.build / "theme" / "overrides"

    def find(name: str) -> Path:
        return overrides if name == "theme/overrides" else job.file(name)

    text = showcase.mkdocs_settings(content.cluster, content.pages, find, job.build)
    write.write_file(settings, text)
    if engine == "mkdocs":
        return showcase.run_mkdocs(settings)
    return showcase.frame_pages(fronts, settings)


@dataclass(frozen=True, slots=True)
class OtherFiles:
    """Everything but the pages, made in the background.

    `index` fills the search and returns it, `files` waits for all else; share cards are there after
    `draw`.
    """

    index: Callable[[], list[OutputFile]]
    files: Callable[[], list[AnyFile | WrittenFile]]
    draw: Callable[[], None]


@contextmanager
def other_files(
    job: Job, pages: Pages, content: PublicContent, next_site: write.NextSite
) -> Iterator[OtherFiles]:
    """Put everything but the pages into the next site, from another process.

    Share cards come last; both processes draw them. Pictures of an earlier build are not made
    again.
    """
    cache = job.build / "cache"
    renditions = showcase.render_cards(pages, content.cluster, content.pages)
    with (
        write.picture_cache(cache / "cards", renditions) as cards,
        parallel.background(
            lambda: _documents(job, pages, content),
            lambda: next_site.put(_other_files(job, pages, content)),
        ) as (documents, put),
        parallel.background(cards.make, nice=19) as (drawn,),
    ):

        def index() -> list[OutputFile]:
            job.step("searching")
            return showcase.run_pagefind(documents())

        def files() -> list[AnyFile | WrittenFile]:
            job.step("other-files")
            copies = showcase.render_web_copies(content.cluster, content.ready)
            others: list[AnyFile | WrittenFile] = [*cards.files, *put(), *copies]
            headers = showcase.render_headers(_paths(pages, others), site_of(content.cluster))
            return [*others, headers]

        def draw() -> None:
            job.step("pictures")
            cards.make()
            drawn()

        yield OtherFiles(index, files, draw)


def _documents(job: Job, pages: Pages, content: PublicContent) -> list[StoredFile]:
    """Return what the search is filled from."""
    documents = showcase.render_documents(pages, content.cluster, content.pages)
    return write.spool(job.build / "cache" / "search.bin", documents)


def _other_files(job: Job, pages: Pages, content: PublicContent) -> Iterator[AnyFile]:
    """Return all public files that are neither pages nor share cards."""
    from schaufenster import feeds  # here, in the process that needs its libraries

    cluster, templates, cache = content.cluster, content.pages, job.build / "cache"
    moves = showcase.moves(cluster, {page.path for page in pages})
    photos = write.cached(cache / "photos", showcase.render_photos(cluster))
    printed = write.cached(cache / "print", mail.print_renditions(cluster))
    return chain(
        photos,
        showcase.render_site_files(pages, cluster, job.build / "theme/css"),
        showcase.render_redirects(moves, cluster, templates),
        feeds.render_feeds(cluster, templates, showcase.of_sources(photos, cluster)),
        mail.render_pictures(cluster),
        mail.render_packs(cluster, content.mails, {file.path: file.content for file in printed}),
    )


def _paths(pages: Pages, files: Iterable[AnyFile | WrittenFile]) -> list[str]:
    return [*(f"{page.path}index.html" for page in pages), *(file.path for file in files)]


def refuse_gone(
    pages: Pages, files: Iterable[AnyFile | WrittenFile], cluster: Cluster
) -> frozenset[str]:
    """Return the site's addresses; raise `ContentError` if one that was published is missing."""
    addresses = showcase.published(_paths(pages, files))
    if gone := tuple(showcase.check_ledger(cluster.source.ledger, addresses)):
        raise ContentError(gone)
    return addresses


def swap(
    job: Job, next_site: write.NextSite, files: Iterable[AnyFile | WrittenFile]
) -> write.Changes:
    """Put the site in place in one exchange; returns what changed."""
    job.step("swapping")
    return next_site.swap(files)


def note_published(job: Job, pages: Pages, addresses: frozenset[str], cluster: Cluster) -> None:
    """Note addresses and revisions of events; what is not listed yet may still change."""
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


def refuse_unapproved(job: Job, content: PublicContent, editions: set[str]) -> None:
    """End with 1 if one of the editions that the site shows is not approved as it is."""
    cluster = content.cluster
    names = [
        name
        for name in sorted(editions)
        if mail.approval_of(cluster.editions[name], cluster, content.mails) != "holds"
    ]
    if names:
        job.fail("unapproved", editions=", ".join(names))
