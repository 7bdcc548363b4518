"""Pages that `serve` shows at once: as they are with an edited text, before all else is done.

Nothing is checked or written for them; what compares all records (titles that are the same, which
offers fit a request) is that of the build before. The build that follows has the last word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from schaufenster import showcase
from schaufenster.changes import KnownContent
from schaufenster.commands.site import PublicContent
from schaufenster.content.languages import IDENTITY
from schaufenster.content.load import cluster_of, unchecked
from schaufenster.facts import release
from schaufenster.output import OutputFile
from schaufenster.reads import INDEXES, SlowIndex


def early_pages(
    known: KnownContent, before: PublicContent, edited: Collection[Path], wanted: Collection[str]
) -> dict[str, bytes]:
    """Return those of the `wanted` pages, by the paths of their files, that edited texts change.

    `known` and `before` are content and public content of the last build. None where something else
    was edited (a template, a picture, the cluster's own file), or a text that has a fault.
    """
    source, texts = known.content.source, {}
    for file in edited:
        path = file.relative_to(source.root).as_posix() if file.is_relative_to(source.root) else ""
        if path in source.documents and path != IDENTITY and file.is_file():
            texts[path] = file.read_bytes()
        elif not path or path in source.documents or file.is_file():
            return {}
    content = unchecked(known.content, texts) if texts else None
    if content is None:
        return {}
    public = release.released(cluster_of(content, lambda _: known.now))
    context = showcase.site_context(public, before.context.templates, before.ready)
    for new, old in ((public, before.cluster), (context, before.context)):
        for index in INDEXES.values():
            if isinstance(index, SlowIndex):
                index.share(new, old)
    return {file.path: file.content for file in _pages(context, before.frame, wanted)}


def _pages(
    context: showcase.SiteContext, frame: showcase.Frame, wanted: Collection[str]
) -> Iterator[OutputFile]:
    """Yield the wanted pages that there are, in their frame."""
    site = context.site
    for spec in context.specs:
        folders = {site.path(spec.what, lang, **spec.names) for lang in site.languages}
        if any(f"{folder}index.html" in wanted for folder in folders):
            for page in context.render(spec):
                yield frame.page(page.path, showcase.front_matter(page, context))
