"""What the first search of a visitor weighs and takes, and how long Pagefind runs.

    python -m benchmarks.search [--members N] [--site FOLDER] [--write docs/performance.md]

Without `--site` a demo of N members is built first. Every query is asked by a new visitor, on the
page of results, and counted from opening the field to the last byte of the first results: the
bytes as a server with gzip sends them (Pagefind's own files are compressed already).
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click
from playwright.sync_api import Browser, sync_playwright

from benchmarks.measure import PROJECT, Bar, Spread, machine, put, run, spread, table, verdicts
from tests.browser import launched

DAY: Final = "2030-06-01"
QUERIES: Final = (
    "Sensoren Jena", "Messtechnik Ilmenau", "Prüfung Kunststoff", "Optik Fertigung",
    "Software Steuerung", "Institut Forschung", "Leiterplatten bestücken", "Gas messen",
    "Laser schweißen", "Workshop Kalibrierung", "Platz frei", "sensor testing",
)  # fmt: skip
"""Two words each, as a buyer types them; some meet, some never do."""
MOST: Final = 200_000
"""Bytes that the median first query may transfer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A first query: bytes, requests and seconds to its first results, and how many it found."""

    words: str
    sent: int
    requests: int
    seconds: float
    found: str


@click.command()
@click.option("--members", type=int, default=2500, show_default=True)
@click.option("--site", type=click.Path(path_type=Path, exists=True), help="a built site")
@click.option("--write", "out", type=click.Path(path_type=Path), help="the document to renew")
def main(members: int, site: Path | None, out: Path | None) -> None:
    """Measure the first queries of a site."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, took = (site, None) if site else _built(members, Path(scratch) / "demo")
        with _served(folder) as address, _chromium() as browser:
            asked = [_ask(browser, address, folder, words) for words in QUERIES]
        text = _told(asked, folder, took)
    click.echo(text)
    if out:
        put(out, "search", text)


def _built(members: int, root: Path) -> tuple[Path, Spread]:
    """Build a demo three times; return its site, and the seconds that Pagefind took."""
    command = [sys.executable, str(PROJECT / "build.py")]
    run([*command, "demo", "--members", str(members), "--out", str(root)], PROJECT)
    told, took = root / "timings.json", []
    for _ in range(3):
        made = ["--root", str(root), "site", "--today", DAY, "--timings", str(told)]
        run([*command, *made], PROJECT)
        took.append(json.loads(told.read_bytes())["searching"]["wall"])
    return root / "build" / "site", spread(took)


def _ask(browser: Browser, address: str, folder: Path, words: str) -> Asked:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}suche/")
    paths: list[str] = []
    page.on("request", lambda request: paths.append(urlsplit(request.url).path))
    start = time.perf_counter()
    page.locator("#search-q").fill(words)
    page.wait_for_selector(".sf-hit, [data-say=none]:not([hidden])")
    seconds = time.perf_counter() - start
    found = page.locator(".sf-search__count").inner_text()
    context.close()
    sent = sum(_weight(folder / path.lstrip("/")) for path in paths)
    return Asked(words, sent, len(paths), seconds, found)


def _weight(file: Path) -> int:
    raw = file.read_bytes()
    return len(gzip.compress(raw)) if file.suffix in {".js", ".json"} else len(raw)


def _told(asked: list[Asked], folder: Path, took: Spread | None) -> str:
    sent = spread(each.sent / 1000 for each in asked)
    index = [f for f in (folder / "pagefind").rglob("*") if f.is_file()]
    pages = sum(f.suffix == ".pf_fragment" for f in index)
    size = sum(f.stat().st_size for f in index) / 1_000_000
    rows = [
        (
            each.words,
            f"{each.sent / 1000:.0f} kB",
            str(each.requests),
            f"{each.seconds:.2f} s",
            each.found,
        )
        for each in asked
    ]
    lines = [
        machine("pagefind-bin", "playwright"),
        f"{pages} pages in two languages, {size:.1f} MB of index in {len(index)} files"
        + (f"; Pagefind runs {took:.1f} s." if took else "."),
        table(("first query", "transferred", "requests", "until results", "found"), rows),
        f"Median: {sent:.0f} kB.",
        verdicts([Bar("A first query of two words", sent.median, MOST / 1000, "kB")]),
    ]
    return "\n\n".join(lines) + "\n"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    files = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright.chromium)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
