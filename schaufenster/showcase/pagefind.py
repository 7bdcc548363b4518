"""Runs Pagefind, which makes the search index of a site."""

from __future__ import annotations

import base64
import json
import select
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any, Final

import pagefind_bin

from schaufenster.output import AnyFile, OutputFile, output

FOLDER: Final = "pagefind/"
SEARCH_ENTRY: Final = f"{FOLDER}pagefind.js"
"""What a page loads first when somebody searches: without it there is no search."""
_ENTRY: Final = "pagefind-entry.json"
_LOOK: Final = 0.1
"""Seconds after which it is asked whether an index is still wanted."""


class Abandoned(Exception):  # noqa: N818 - nothing went wrong
    """An index is not wanted any more."""


class SearchError(Exception):
    """Pagefind failed: a bug of ours, never of the content."""


def run_pagefind(
    documents: Iterable[AnyFile], is_wanted: Callable[[], bool] = lambda: True
) -> list[OutputFile]:
    """Return the index of documents as the site loads it, below `pagefind/`.

    They are sent one by one, as Pagefind's own libraries do it: it would read a folder in the order
    of the file system, which gives other bytes on another machine. Raises `SearchError` with
    Pagefind's message, `Abandoned` once the index is not wanted any more.
    """
    command = [str(pagefind_bin.get_executable()), "--service"]
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(  # noqa: S603 - a fixed program, without a shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env={}
        ) as pagefind,
        ThreadPoolExecutor(1) as writer,
        ExitStack() as abandoned,
    ):
        abandoned.callback(pagefind.kill)
        sending = writer.submit(_send, pagefind.stdin, _while(is_wanted, documents))
        for answer in _answers(pagefind.stdout, is_wanted):
            if answer["type"] == "Error":
                raise SearchError(answer["message"])
            if answer["type"] == "GetFiles":
                return sorted(_needed(answer["files"]), key=lambda file: file.path)
        sending.result()  # raises the error of `documents`, if that is why there is no last answer
        errors.seek(0)
        raise SearchError(errors.read() or f"Pagefind ended with {pagefind.wait()}")


def _send(stream: Any, documents: Iterable[AnyFile]) -> None:
    """Write requests as Pagefind's service reads them: JSON in Base64, followed by a comma.

    Pagefind stops when its input is closed, finished or not, so only an error closes it here.
    """
    with suppress(BrokenPipeError), ExitStack() as failed:
        failed.callback(stream.close)
        for request in _requests(documents):
            message = json.dumps({"message_id": 0, "payload": request}, ensure_ascii=False)
            stream.write(base64.b64encode(message.encode()) + b",")
        stream.flush()
        failed.pop_all()


def _requests(documents: Iterable[AnyFile]) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {}}
    for file in documents:
        content = file.content.decode()
        yield {"type": "AddFile", "index_id": 0, "file_path": file.path, "file_contents": content}
    yield {"type": "GetFiles", "index_id": 0}


def _while(is_wanted: Callable[[], bool], documents: Iterable[AnyFile]) -> Iterator[AnyFile]:
    """Yield documents as long as they are wanted."""
    for document in documents:
        if not is_wanted():
            raise Abandoned
        yield document


def _answers(stream: Any, is_wanted: Callable[[], bool]) -> Iterator[dict[str, Any]]:
    """Yield Pagefind's answers, which have the same form as the requests."""
    parts: list[bytes] = []
    while chunk := _chunk(stream, is_wanted):
        *ends, start = chunk.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join([*parts, end])))["payload"]
            parts = []
        parts.append(start)


def _chunk(stream: Any, is_wanted: Callable[[], bool]) -> bytes:
    """Return what comes next, nothing at the end; raise `Abandoned` if nobody wants it any more."""
    while not select.select([stream], [], [], _LOOK)[0]:
        if not is_wanted():
            raise Abandoned
    return bytes(stream.read1(1 << 20))


def _needed(files: Iterable[Mapping[str, str]]) -> Iterator[OutputFile]:
    """Yield the files that the site loads, with the languages of the entry in a fixed order."""
    contents = {file["path"]: base64.b64decode(file["content"]) for file in files}
    entry = json.loads(contents[_ENTRY])
    contents[_ENTRY] = json.dumps(entry, sort_keys=True).encode()
    names = {SEARCH_ENTRY.removeprefix(FOLDER), _ENTRY}
    for of_language in entry["languages"].values():
        names.add(f"pagefind.{of_language['hash']}.pf_meta")
        names.add(f"wasm.{of_language['wasm'] or 'unknown'}.pagefind")
    for path, content in contents.items():
        if path in names or path.startswith(("fragment/", "index/")):
            yield output(FOLDER + path, content)
