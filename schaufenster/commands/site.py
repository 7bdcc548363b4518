"""The steps of `site`: what goes in stands in the arguments, what comes out is returned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from schaufenster import mail, parallel, selection, showcase, write
from schaufenster.addresses import site_of
from schaufenster.commands.job import Job
from schaufenster.content.load import Cluster
from schaufenster.content.read import LEDGER
from schaufenster.facts import release
from schaufenster.output import AnyFile, OutputFile, StoredFile
from schaufenster.problems import ContentError
from schaufenster.write import WrittenFile

Pages = list[Any]
FEWEST: Final = 200
"""As many pages are worth a process that stages them."""


@dataclass(frozen=True, slots=True)
class PublicContent:
    """What readers may see: the cluster without what is held back, its words, its mails."""

    cluster: Cluster
    words: Any
    letters: Any
    ready: Any


def public_content(job: Job, cluster: Cluster) -> PublicContent:
    """Return what of a cluster may be seen now."""
    job.step("pages")
    shown = release.released(cluster)
    letters = job.templates("newsletter/templates")
    return PublicContent(shown, job.templates("theme/pages"), letters, mail.ready(shown, letters))


def render_pages(job: Job, seen: PublicContent, *, publish: bool) -> Pages:
    """Return every page; write each as MkDocs reads it.

    To `publish`, every edition that was approved and waits must be as it was approved.
    """
    pages = showcase.render_pages(seen.cluster, seen.words, seen.ready)
    if publish:
        issues = selection.issues(seen.cluster, seen.ready)
        refuse_unapproved(job, seen, {i.edition for i in issues if i.state == "changed"})
    staged = showcase.stage(pages, seen.cluster, seen.words)
    write.write_changed(job.build / "stage", staged, fewest=FEWEST)
    settings = showcase.mkdocs_settings(seen.cluster, seen.words, job.file, job.build)
    write.write_file(job.build / "mkdocs.yml", settings)
    return pages


@contextmanager
def framing(job: Job) -> Iterator[Callable[[], Path]]:
    """Let MkDocs frame the pages; what is given waits for it and returns the folder of the result.

    It works in a process of its own: what memory it takes is free again for Pagefind.
    """
    job.step("framing")
    with ExitStack() as process:
        (framed,) = process.enter_context(
            parallel.background(lambda: showcase.run_mkdocs(job.build))
        )

        def html() -> Path:
            folder: Path = framed()
            process.close()
            return folder

        yield html


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
    job: Job, pages: Pages, seen: PublicContent, next_site: write.NextSite
) -> Iterator[OtherFiles]:
    """Put everything but the pages into the next site, from another process, while MkDocs works.

    Share cards come last; whoever has nothing else to do draws them. Pictures of an earlier build
    are not made again.
    """
    cache = job.build / "cache"
    renditions = showcase.render_cards(pages, seen.cluster, seen.words)
    with (
        write.picture_cache(cache / "cards", renditions) as cards,
        parallel.background(
            lambda: _documents(job, pages, seen),
            lambda: next_site.put(_other_files(job, pages, seen)),
        ) as (documents, put),
        parallel.background(cards.make, nice=19) as (drawn,),
    ):

        def index() -> list[OutputFile]:
            job.step("searching")
            return showcase.run_pagefind(documents())

        def files() -> list[AnyFile | WrittenFile]:
            job.step("other-files")
            copies = showcase.render_web_copies(seen.cluster, seen.ready)
            found: list[AnyFile | WrittenFile] = [*cards.files, *put(), *copies]
            paths = [*(f"{page.path}index.html" for page in pages), *(file.path for file in found)]
            site = site_of(seen.cluster)
            return [*found, showcase.render_headers(paths, site)]

        def draw() -> None:
            job.step("pictures")
            cards.make()
            drawn()

        yield OtherFiles(index, files, draw)


def _documents(job: Job, pages: Pages, seen: PublicContent) -> list[StoredFile]:
    """Return what the search is filled from."""
    documents = showcase.render_documents(pages, seen.cluster, seen.words)
    return write.spool(job.build / "cache" / "search.bin", documents)


def _other_files(job: Job, pages: Pages, seen: PublicContent) -> Iterator[AnyFile]:
    """Return everything public that MkDocs has no part in."""
    from schaufenster import feeds  # here, in the process that needs its libraries

    cluster, words, cache = seen.cluster, seen.words, job.build / "cache"
    moves = showcase.moves(cluster, {page.path for page in pages})
    photos = write.cached(cache / "photos", showcase.render_photos(cluster))
    printed = write.cached(cache / "print", mail.print_renditions(cluster))
    return chain(
        photos,
        showcase.render_site_files(pages, cluster, job.file("theme/css")),
        showcase.render_redirects(moves, cluster, words),
        feeds.render_feeds(cluster, words, showcase.of_sources(photos, cluster)),
        mail.render_pictures(cluster),
        mail.render_packs(cluster, seen.letters, {file.path: file.content for file in printed}),
    )


def refuse_gone(
    pages: Pages, files: Iterable[AnyFile | WrittenFile], seen: PublicContent
) -> frozenset[str]:
    """Return the site's addresses; raise `ContentError` if one that was published is missing."""
    paths = [*(f"{page.path}index.html" for page in pages), *(file.path for file in files)]
    addresses = showcase.published(paths)
    if gone := tuple(showcase.check_ledger(seen.cluster.source.ledger, addresses)):
        raise ContentError(gone)
    return addresses


def swap(
    job: Job, next_site: write.NextSite, html: Path, files: Iterable[AnyFile | WrittenFile]
) -> write.Changes:
    """Put the site in place in one exchange: readers see the old one or the new one."""
    job.step("swapping")
    return next_site.swap(rendered=html, files=files, drop=showcase.is_unused)


def note_addresses(job: Job, pages: Pages, addresses: frozenset[str], seen: PublicContent) -> None:
    """Write published addresses into the ledger; what is not listed yet may still change."""
    unlisted = showcase.published(f"{page.path}index.html" for page in pages if not page.listed)
    before = seen.cluster.source.ledger
    text = showcase.ledger_text(before, addresses - unlisted)
    write.write_file(job.root / LEDGER, text.encode())
    if count := len(set(text.splitlines()) - set(before)):
        job.say("ledger", count=count, path=LEDGER)


def refuse_unapproved(job: Job, seen: PublicContent, linked: set[str]) -> None:
    """End with 1 if one of the editions that the site shows is not approved as it is."""
    open_ones = [
        name
        for name in sorted(linked)
        if mail.approval_of(seen.cluster.editions[name], seen.cluster, seen.letters) != "holds"
    ]
    if open_ones:
        job.fail("unapproved", editions=", ".join(open_ones))
