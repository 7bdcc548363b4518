"""Holds a published site against what was built: files, types, headers, 404, redirects.

What is wrong is told once for each kind, with the first example, because one wrong setting of a
server shows in every file.
"""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from schaufenster.responses import TYPES, UNSERVED, Responses
from schaufenster.write import sha256

_WORKERS: Final = 8
_SECONDS: Final = 30
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "js": ("application/javascript",),
    "xml": ("application/xml",),
}
"""Other names for a type that mean the same."""
_REDIRECTS: Final = (301, 302, 307, 308)
_MISSING: Final = "no-such-page"
"""An address that no site has."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: status, headers by their names in lower case, content."""

    status: int
    headers: Mapping[str, str]
    content: bytes


Fetch = Callable[[str], Fetched]
"""Returns what is at a path below the site's root. Raises `OSError` where nothing answers."""


@dataclass
class Verdict:
    """What is wrong, by kind: how often, and the first example."""

    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Return whether anything is wrong that the host can be blamed for."""
        return bool(self.counts.keys() - {"no-header"})  # some hosts let nobody set headers

    def note(self, kind: str, example: str) -> None:
        """Note a fault."""
        self.counts[kind] += 1
        self.examples.setdefault(kind, example)


def verify(
    files: Mapping[str, str], responses: Responses | None, get: Fetch, told: Callable[[], None]
) -> Verdict:
    """Return what of a published site is not as it was built.

    `files` are the hashes (SHA-256) by path. `responses` is None for a folder, which answers
    nothing. `told` is called after each file.
    """
    verdict = Verdict(len(files))
    wanted = sorted(path for path in files if not responses or path not in UNSERVED)
    with ThreadPoolExecutor(_WORKERS) as workers:
        for path, fetched in zip(
            wanted, workers.map(lambda path: get(_address(path, responses)), wanted), strict=True
        ):
            told()
            for kind, example in _faults(path, files[path], fetched, responses):
                verdict.note(kind, example)
    if responses:
        for kind, example in _behaviour(files, get):
            verdict.note(kind, example)
    return verdict


def _address(path: str, responses: Responses | None) -> str:
    """Return where a file is asked for: a page at its folder."""
    return path.removesuffix("index.html") if responses else path


def _faults(
    path: str, digest: str, fetched: Fetched, responses: Responses | None
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one answer, with an example."""
    if fetched.status != http.client.OK:
        yield ("missing" if fetched.status == http.client.NOT_FOUND else "status",
               f"{path} ({fetched.status})")  # fmt: skip
        return
    if sha256(fetched.content) != digest:
        yield "differs", path
    if not responses:
        return
    ending = path.rpartition(".")[2]
    got = fetched.headers.get("content-type", "").partition(";")[0].strip()
    if ending in TYPES and got not in {TYPES[ending], *_ALIASES.get(ending, ())}:
        yield "type", f"{path} ({got or '–'}, {TYPES[ending]})"
    for name, value in responses.headers(path):
        answer = fetched.headers.get(name.lower())
        if answer is None:
            yield "no-header", f"{path} ({name})"
        elif value not in answer:
            yield "header", f"{path} ({name}: {answer})"


def _behaviour(files: Mapping[str, str], get: Fetch) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with answers that belong to no file."""
    gone = get(f"{_MISSING}/")
    if gone.status != http.client.NOT_FOUND:
        yield "no-404", str(gone.status)
    elif sha256(gone.content) != files.get("404.html"):
        yield "plain-404", _MISSING
    page = next(
        (path for path in files if path.count("/") == 1 and path.endswith("/index.html")), None
    )
    if page:
        folder = page.removesuffix("/index.html")
        answer = get(folder)
        if answer.status not in {301, 302, 307, 308} or not answer.headers.get(
            "location", ""
        ).endswith(f"{folder}/"):
            yield "no-slash", folder


def folder_of(place: Path) -> Fetch:
    """Return a function that reads a folder as a server would be asked."""

    def get(path: str) -> Fetched:
        try:
            return Fetched(200, {}, (place / path).read_bytes())
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return Fetched(404, {}, b"")

    return get


def fetch(url: str) -> Fetch:
    """Return a function that asks a server, without following where it leads."""
    parts = urlsplit(url)

    def connected() -> http.client.HTTPConnection:
        if parts.scheme == "https":
            return http.client.HTTPSConnection(parts.netloc, timeout=_SECONDS)
        return http.client.HTTPConnection(parts.netloc, timeout=_SECONDS)

    def get(path: str) -> Fetched:
        connection = connected()
        try:
            connection.request("GET", parts.path.rstrip("/") + "/" + quote(path))
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Fetched(response.status, headers, response.read())
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    return get
