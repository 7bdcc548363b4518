"""What all tests share: the project's folder and golden files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
