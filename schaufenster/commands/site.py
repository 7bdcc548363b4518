"""The steps of `site`, which `program` calls in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal

from schaufenster import feeds, mail, problems, selection, showcase, write
from schaufenster.commands.job import Job
from schaufenster.content.load import Cluster
from schaufenster.content.read import LEDGER, REVISIONS
from schaufenster.content.revisions import revisions_text
from schaufenster.editing.form import pages, program
from schaufenster.facts import release
from schaufenster.facts.events import revisions_of
from schaufenster.forges import form_access
from schaufenster.output import AnyFile, Output, StoredFile
from schaufenster.reads import Replayed
from schaufenster.selection.issues import Key, Rendered
from schaufenster.showcase.page import PageSpec
from schaufenster.templates import Templates

THEME: Final = ("css", "overrides")
"""The parts of `theme/` that are laid over each other; templates are looked up one by one."""
Engine = Literal["schaufenster", "mkdocs"]
"""What puts pages into their frame."""
MOST_FOLDERS: Final = 5
"""As many folders are named whose photographs are not shown."""
SEARCH: Final = "search"
"""The name of the search index: it takes longer than all that an edit changes."""


@dataclass(frozen=True)
class PublicContent:
    """What may be published: the released cluster, and what pages and mails are made from."""

    cluster: Cluster
    mails: Templates
    ready: Replayed[Key, Rendered]
    context: showcase.SiteContext
    frame: showcase.Frame


def public_content(job: Job, cluster: Cluster) -> PublicContent:
    """Return what of a cluster may be published now; put the theme and its settings together."""
    public = release.released(cluster)
    note_pictures(job, public)
    mails, pages = job.templates("newsletter/templates"), job.templates("theme/pages")
    ready = Replayed(lambda: mail.ready(public, mails))
    context = showcase.site_context(public, pages, ready)
    write_theme(job)
    frame = showcase.Frame(write_settings(job, context), context.paths)
    return PublicContent(public, mails, ready, context, frame)


def lacks_form(job: Job, cluster: Cluster) -> bool:
    """Return whether the cluster has a web form whose program has not been fetched."""
    return bool(form_access(cluster.identity)) and not program.installed(_program(job))


def _program(job: Job) -> Path:
    return job.build / "editor" / "program"


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
    """Lay the cluster's own style sheets and frame over the package's, file by file."""
    own = [
        StoredFile(f"{part}/{path}", file)
        for part in THEME
        for path, file in job.overlay(f"theme/{part}").items()
    ]
    write.write_changed(job.build / "theme", own)


def own_theme(job: Job) -> list[str]:
    """Return the files of the theme that the cluster has of its own."""
    files = (file for part in THEME for file in job.overlay(f"theme/{part}").values())
    own = (file for file in files if file.is_relative_to(job.root / "theme"))
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


def outputs(
    job: Job, content: PublicContent, engine: Engine, is_quiet: Callable[[], bool]
) -> list[Output]:
    """Return everything that the site consists of; nothing is made yet.

    The search is `showcase.Abandoned` once it is not quiet any more.
    """
    cluster, context, mails = content.cluster, content.context, content.mails
    cache = write.Cache(job.build / "cache")
    sheets = sorted((job.build / "theme/css").glob("*.css"))
    picture_of = partial(showcase.feed_picture, cluster=cluster, cached=cache.file)
    return [
        *showcase.picture_outputs(cluster, cache.file),
        *mail.pack_outputs(cluster, mails, cache.file),
        *_pages(job, content, cache, engine),
        *showcase.vcard_outputs(cluster),
        *showcase.sheet_outputs(context, sheet_print(job), cache.file),
        *mail.picture_outputs(cluster),
        *feeds.feed_outputs(cluster, context.templates, picture_of),
        *pages.form_outputs(cluster, program.installed(_program(job))),
        Output("mails", lambda: showcase.render_web_copies(cluster, content.ready)),
        Output("redirects", lambda: showcase.render_redirects(context)),
        Output("sitemap", lambda: [showcase.render_sitemap(context)]),
        Output("llms.txt", lambda: showcase.render_llms(context)),
        Output(SEARCH, lambda: showcase.run_pagefind(showcase.render_documents(context), is_quiet)),
        Output("robots", lambda: [showcase.render_robots(cluster)]),
        *(
            []
            if "assets/icon.svg" in job.overlay("theme/overrides")
            else [Output("icon", lambda: [showcase.render_icon(cluster)])]
        ),
        Output("style", lambda: [showcase.render_style_sheet(cluster, sheets)]),
    ]


def sheet_print(job: Job, paper: showcase.Paper = "a4", *, marks: bool = False) -> showcase.Print:
    """Return how sheets are printed, with the template of the theme."""
    return showcase.Print(job.file(showcase.SHEET_TEMPLATE).read_bytes(), paper, marks)


def _pages(
    job: Job, content: PublicContent, cache: write.Cache, engine: Engine
) -> Iterator[Output]:
    """Yield every page in its frame with its card, and the theme's own files.

    `mkdocs` is the reference: it frames a staged tree by itself and has to make the same bytes.
    """
    site = content.context.site
    for spec in content.context.specs:
        make = partial(_page, spec, content, cache, engine)
        path = site.path(spec.what, site.first_language, **spec.names)
        yield Output(f"page {path}", make)
    framed = partial(framed_by_mkdocs, job, content)
    yield Output("theme", framed if engine == "mkdocs" else content.frame.others)


def _page(
    spec: PageSpec, content: PublicContent, cache: write.Cache, engine: Engine
) -> Iterator[AnyFile]:
    context = content.context
    pages = list(context.render(spec))
    if engine != "mkdocs":
        for page in pages:
            yield content.frame.page(page.path, showcase.front_matter(page, context))
    yield from showcase.twins(pages, context)
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


# ── what is refused and noted ────────────────────────────────────────────────────────────────


def note_published(job: Job, content: PublicContent, addresses: frozenset[str]) -> None:
    """Note addresses and revisions of events; an edition that is not listed may still change."""
    cluster, pages = content.cluster, content.context.pages()
    waiting = (page for page in pages if page.what == "edition" and not page.listed)
    unlisted = showcase.published(f"{page.path}index.html" for page in waiting)
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
