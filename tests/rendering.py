"""What a build makes of a cluster, part by part, for tests that look at one part alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from schaufenster import feeds, mail, showcase
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.output import AnyFile, Output, OutputFile, Rendition
from schaufenster.selection.issues import NOTHING, Key, Rendered
from schaufenster.showcase.page import RenderedPage
from schaufenster.templates import Templates
from schaufenster.themes import Theme, root_of

Ready = Mapping[Key, Rendered]
THEMES: dict[Theme, tuple[Path, ...]] = {
    theme: (root_of(theme), DEFAULTS) for theme in get_args(Theme)
}
"""Where the files of each theme lie. The sample has `instrument`, a demo `neutral`."""


def in_theme(cluster: Cluster, theme: Theme) -> Cluster:
    """Return a cluster that names another theme."""
    return replace(cluster, identity=cluster.identity.model_copy(update={"theme": theme}))


def frame_of(roots: tuple[Path, ...], folder: Path) -> Path:
    """Lay the frames of a theme over each other in a folder, the first on top; return it."""
    for root in reversed(roots):
        if (root / "theme/overrides").is_dir():
            shutil.copytree(root / "theme/overrides", folder, dirs_exist_ok=True)
    return folder


def sheets_of(roots: tuple[Path, ...]) -> list[Path]:
    """Return the style sheets of a theme, each of the folder that comes first."""
    found = {file.name: file for r in reversed(roots) for file in (r / "theme/css").glob("*.css")}
    return [found[name] for name in sorted(found)]


def made(rendition: Rendition) -> AnyFile:
    """Make a rendition, without a cache."""
    return OutputFile(rendition.path, rendition.make())


def files_of(outputs: Iterable[Output]) -> Iterator[OutputFile]:
    """Yield the files of all outputs."""
    for out in outputs:
        for file in out.make():
            yield OutputFile(file.path, file.content)


def all_pages(cluster: Cluster, words: Templates, ready: Ready = NOTHING) -> list[RenderedPage]:
    """Return every page of a released cluster."""
    return showcase.render_pages(showcase.site_context(cluster, words, ready))


def fronts_of(
    cluster: Cluster, words: Templates, ready: Ready = NOTHING
) -> dict[str, dict[str, Any]]:
    """Return what the frame of each page is filled with, by its folder."""
    context = showcase.site_context(cluster, words, ready)
    return {
        page.path: showcase.front_matter(page, context) for page in showcase.render_pages(context)
    }


def staged_of(cluster: Cluster, words: Templates, ready: Ready = NOTHING) -> Iterator[OutputFile]:
    """Yield every page as stock MkDocs reads it."""
    for folder, front in fronts_of(cluster, words, ready).items():
        yield showcase.stage(folder, front)


def all_documents(cluster: Cluster, words: Templates, ready: Ready = NOTHING) -> list[OutputFile]:
    """Return what the search is filled from."""
    return list(showcase.render_documents(showcase.site_context(cluster, words, ready)))


def cards_of(cluster: Cluster, words: Templates) -> list[Rendition]:
    """Return the share cards of all pages."""
    context = showcase.site_context(cluster, words)
    return list(showcase.render_cards(context.pages(), context))


def photos_of(cluster: Cluster) -> list[Rendition]:
    """Return every size of every photograph and every logo, before it is made."""
    found: list[Rendition] = []

    def noted(rendition: Rendition) -> AnyFile:
        found.append(rendition)
        return OutputFile(rendition.path, b"")

    for out in showcase.picture_outputs(cluster, noted):
        list(out.make())
    return found


def feeds_of(
    cluster: Cluster,
    words: Templates,
    picture_of: Callable[[str], AnyFile | None] | None = None,
) -> Iterator[OutputFile]:
    """Yield every feed, calendar and file of open data; their pictures are made where needed."""
    published = partial(showcase.feed_picture, cluster=cluster, cached=made)
    return files_of(feeds.feed_outputs(cluster, words, picture_of or published))


def packs_of(cluster: Cluster, letters: Templates) -> Iterator[OutputFile]:
    """Yield the files of every press pack."""
    return files_of(mail.pack_outputs(cluster, letters, made))


def mail_pictures_of(cluster: Cluster) -> Iterator[OutputFile]:
    """Yield the pictures of all mails."""
    return files_of(mail.picture_outputs(cluster))


def redirects_of(cluster: Cluster, words: Templates) -> Iterator[OutputFile]:
    """Yield every redirect."""
    return showcase.render_redirects(showcase.site_context(cluster, words))


def paths_of(cluster: Cluster, words: Templates) -> frozenset[str]:
    """Return the paths of all pages."""
    return showcase.site_context(cluster, words).paths


def site_files_of(
    cluster: Cluster, words: Templates, ready: Ready = NOTHING
) -> Iterator[OutputFile]:
    """Yield style sheet, sitemap, contacts, sheets for print and robots.txt."""
    context = showcase.site_context(cluster, words, ready)
    sheet = DEFAULTS / showcase.SHEET_TEMPLATE
    yield showcase.render_style_sheet(cluster, sheets_of(THEMES[cluster.identity.theme]))
    yield showcase.render_sitemap(context)
    yield from (
        s.made() for s in showcase.render_sheets(context, showcase.Print(sheet.read_bytes()))
    )
    yield from files_of(showcase.vcard_outputs(cluster))
    yield showcase.render_robots(cluster)
