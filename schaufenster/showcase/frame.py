"""The frame around every page: the theme's templates in MkDocs' own environment and context.

`frame_pages` renders them in one pass. `run_mkdocs` is the reference: stock MkDocs makes the same
bytes of the staged tree, more slowly.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schaufenster.output import AnyFile, LazyFile, StoredFile
from schaufenster.showcase.front_matter import as_yaml


class FrameError(Exception):
    """The theme or MkDocs refused a page: a bug of ours, never of the content."""


FrontMatter = Mapping[str, Callable[[], dict[str, Any]]]
"""By each page's folder: what makes its values for the frame, with its body as finished HTML."""


def frame_pages(fronts: FrontMatter, settings: Path) -> list[AnyFile]:
    """Return every page in its frame, the page that was not found, and the theme's own files.

    `settings` is `build/mkdocs.yml`. A page is rendered when its bytes are asked for. Raises
    `FrameError` with MkDocs' messages.
    """
    from mkdocs.commands.build import get_context
    from mkdocs.config import load_config
    from mkdocs.structure.files import File, Files, set_exclusions
    from mkdocs.structure.nav import get_navigation
    from mkdocs.utils import is_error_template

    with _messages():
        config = load_config(str(settings), strict=True)
        environment = config.theme.get_env()
        files = Files([])
        for folder in sorted(fronts, key=lambda folder: folder.split("/")):  # as MkDocs walks
            files.append(File(f"{folder}index.md", None, config.site_dir, use_directory_urls=True))
        files.add_files_from_theme(environment, config)
        set_exclusions(files, config)
        navigation = get_navigation(files, config)
    documents = files.documentation_pages()

    def framed(file: File) -> bytes:
        page, front = file.page, fronts[file.src_uri.removesuffix("index.md")]()
        page.meta, page.markdown, page.content, page.active = front, "", "", True
        context = get_context(navigation, documents, config, page)
        text = environment.get_template(front["template"]).render(context)
        page.meta, page.active = {}, False  # all pages at once would need much memory
        return _utf8(text)

    def alone(name: str) -> bytes:
        root = urlsplit(config.site_url).path  # a server shows it at any depth
        context = get_context(navigation, documents, config, base_url=root)
        return _utf8(environment.get_template(name).render(context))

    static = (
        StoredFile(file.dest_uri, Path(file.abs_src_path))
        for file in files
        if not file.is_documentation_page() and file.inclusion.is_included()
    )
    errors = filter(is_error_template, config.theme.static_templates)
    made: tuple[AnyFile, ...] = (
        *(LazyFile(file.dest_uri, partial(framed, file)) for file in documents),
        *(LazyFile(name, partial(alone, name)) for name in sorted(errors)),
        *static,
    )
    return [file for file in made if not _is_unused(file.path)]


def stage(fronts: FrontMatter) -> Iterator[LazyFile]:
    """Yield each page as stock MkDocs reads it: `PATH/index.md` with all in its front matter.

    Its body stands there as HTML: passing it through Markdown takes three times as long.
    """

    def staged(front: Callable[[], dict[str, Any]]) -> bytes:
        return f"---\n{as_yaml(front())}---\n".encode()

    for folder, front in fronts.items():
        yield LazyFile(f"{folder}index.md", partial(staged, front))


def run_mkdocs(settings: Path) -> list[AnyFile]:
    """Return what stock MkDocs makes of the staged tree in its strict mode.

    Raises `FrameError` with MkDocs' messages.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    gc.enable()  # MkDocs leaves reference cycles behind, for each page
    with _messages():
        config = load_config(str(settings), strict=True)
        build(config)
    folder = Path(config.site_dir)
    made = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
    return [
        StoredFile(path, file)
        for path, file in sorted(made.items())
        if file.is_file() and not _is_unused(path)
    ]


@contextmanager
def _messages() -> Iterator[None]:
    """Raise `FrameError` with what MkDocs logs where it gives up, or only warns: it is strict."""
    from mkdocs.exceptions import Abort

    messages: list[str] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(listener)
    try:
        yield
    except Abort as error:
        raise FrameError("\n".join(messages) or str(error)) from error
    finally:
        logger.removeHandler(listener)
    if messages:
        raise FrameError("\n".join(messages))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", errors="xmlcharrefreplace")


def _is_unused(path: str) -> bool:
    """Return whether a file is one of Material's that no page loads, or made by us as well."""
    return (
        path.startswith(("assets/javascripts/", "assets/stylesheets/palette."))
        or path.endswith(".map")
        or path in {"sitemap.xml", "sitemap.xml.gz"}
    )
