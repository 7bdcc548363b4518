"""What all tests share: the project's folder, golden files and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = PROJECT / "tests" / "golden"


@pytest.fixture
def golden() -> Callable[[str, str | bytes], None]:
    """Compare a text or bytes with `tests/golden/NAME`; `SF_GOLDEN=write` renews the file."""

    def compare(name: str, actual: str | bytes) -> None:
        file = GOLDEN / name
        raw = actual.encode() if isinstance(actual, str) else actual
        if os.environ.get("SF_GOLDEN") == "write":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        expected = file.read_bytes()
        if isinstance(actual, str):
            assert actual == expected.decode(), f"{file} differs; renew with SF_GOLDEN=write"
        assert raw == expected, f"{file} differs; renew with SF_GOLDEN=write"

    return compare


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one `SF_CHROMIUM` names, else the system's, else playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("SF_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root Chromium has no sandbox
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=arguments)
        yield chromium
        chromium.close()
