"""The frame around every page: the theme's templates in MkDocs' own environment and context.

`Frame` renders them in one pass. `run_mkdocs` is the reference: stock MkDocs makes the same
bytes of the staged tree, more slowly.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schaufenster.output import AnyFile, OutputFile, StoredFile
from schaufenster.reads import note
from schaufenster.showcase.front_matter import as_yaml


class FrameError(Exception):
    """The theme or MkDocs refused a page: a bug of ours, never of the content."""


Front = Mapping[str, Any]
"""What fills a page's frame, with its body as finished HTML."""


class Frame:
    """The theme with MkDocs' own environment and context: `settings` is `build/mkdocs.yml`.

    `folders` are those of all pages. Raises `FrameError` with MkDocs' messages.
    """

    def __init__(self, settings: Path, folders: Iterable[str]) -> None:
        from mkdocs.config import load_config
        from mkdocs.structure.files import Files
        from mkdocs.structure.nav import get_navigation

        with _messages():
            self._config = load_config(str(settings), strict=True)
            self._environment = self._config.theme.get_env()
            self._navigation = get_navigation(Files([self._file("")]), self._config)
        self._documents = _Documents(folders, self._page)

    def _file(self, folder: str) -> Any:
        from mkdocs.structure.files import File

        name = f"{folder}index.md"
        return File(name, None, self._config.site_dir, use_directory_urls=True)

    def _page(self, folder: str) -> Any:
        """Return a page as MkDocs knows it; its file is `page.file`."""
        from mkdocs.structure.pages import Page

        if not folder:
            return self._navigation.homepage
        return Page(None, self._file(folder), self._config)

    def page(self, folder: str, front: Front) -> OutputFile:
        """Return a page in its frame."""
        page = self._page(folder)
        page.meta, page.markdown, page.content, page.active = front, "", "", True
        text = self._rendered(front["template"], page=page)
        page.active = False
        return OutputFile(page.file.dest_uri, _utf8(text))

    def others(self) -> list[AnyFile]:
        """Return the pages for errors and the theme's own files."""
        from mkdocs.utils import is_error_template

        root = urlsplit(self._config.site_url).path  # a server shows these at any depth
        names = filter(is_error_template, self._config.theme.static_templates)
        made: tuple[AnyFile, ...] = (
            *(
                OutputFile(name, _utf8(self._rendered(name, base_url=root)))
                for name in sorted(names)
            ),
            *(
                StoredFile(file.dest_uri, Path(file.abs_src_path))
                for file in self._theme_files()
                if not file.is_documentation_page() and file.inclusion.is_included()
            ),
        )
        return [file for file in made if not _is_unused(file.path)]

    def _theme_files(self) -> Iterator[Any]:
        """Return the theme's files: MkDocs looks at all icons for them, which takes a while."""
        from mkdocs.structure.files import Files, set_exclusions

        files = Files([])
        with _messages():
            files.add_files_from_theme(self._environment, self._config)
            set_exclusions(files, self._config)
        yield from files

    def _rendered(self, template: str, **where: Any) -> str:
        from mkdocs.commands.build import get_context

        context = get_context(self._navigation, self._documents, self._config, **where)
        return str(self._environment.get_template(template).render(context))


class _Documents(Sequence[Any]):
    """The pages as a template lists them: made when one asks, for ours asks for none."""

    def __init__(self, folders: Iterable[str], make: Callable[[str], Any]) -> None:
        self._folders, self._make = folders, make

    @cached_property
    def _files(self) -> list[Any]:
        ordered = sorted(self._folders, key=lambda folder: folder.split("/"))  # as MkDocs walks
        return [self._make(folder).file for folder in ordered]

    def __getitem__(self, index: Any) -> Any:
        note("table", "pages")
        return self._files[index]

    def __len__(self) -> int:
        note("table", "pages")
        return len(self._files)


def stage(folder: str, front: Front) -> OutputFile:
    """Return a page as stock MkDocs reads it: `PATH/index.md` with all in its front matter.

    Its body stands there as HTML: passing it through Markdown takes three times as long.
    """
    return OutputFile(f"{folder}index.md", f"---\n{as_yaml(front)}---\n".encode())


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
