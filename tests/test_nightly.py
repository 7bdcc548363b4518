"""Every night: built, checked, transferred and looked at; a failure leaves the old site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster.commands import program

from . import test_publishing
from .conftest import TODAY, change, digests, publishable_sample
from .test_publishing import serving

MEMBER = "members/quellwerk/member.yml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small cluster that may be published."""
    return publishable_sample(tmp_path_factory.mktemp("nightly") / "root")


def nightly(root: Path, *words: str) -> tuple[int, str]:
    typed = ["--root", str(root), names.NIGHTLY, "--to", str(root.parent / "live"), *words]
    result = CliRunner().invoke(program.main, [*typed, "--today", TODAY])
    return result.exit_code, result.output


@contextmanager
def live(root: Path, **faults: object) -> Iterator[str]:
    """Serve what was published, as a good server does but for some faults."""
    folder = root.parent / "live"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        page = (
            (root / "build/site/404.html").read_bytes() if (root / "build/site").exists() else b""
        )
        patch.setitem(test_publishing.FILES, "404.html", page)
        with serving(folder, framed=("einbetten/", "en/embed/"), **faults) as address:
            yield address


def test_a_night(root: Path) -> None:
    code, told = nightly(root)
    assert code == 0, told
    assert "1. Bauen" in told
    assert not (root.parent / "live").exists()  # dry

    with live(root) as address:
        code, told = nightly(root, "--really", "--at", address)
    assert (code, "Alles in Ordnung" in told) == (0, True), told
    published = digests(root.parent / "live")

    before = (root / MEMBER).read_text("utf-8")
    change(root, MEMBER, "type: company", "type: firma")
    with live(root) as address:
        code, told = nightly(root, "--really", "--at", address)
    assert code == 1
    assert "Die veröffentlichte Website bleibt, wie sie ist" in told
    assert "type" in told
    assert digests(root.parent / "live") == published

    (root / MEMBER).write_text(before.replace("Quell & Werk fasst", "Quell & Werk schleift"))
    with live(root, status=200) as address:
        code, told = nightly(root, "--really", "--at", address)
    assert code == 1
    assert "Übertragen, aber die Website antwortet nicht so" in told

    with live(root) as address:
        code, told = nightly(root, "--really", "--at", address)
    assert code == 0, told
    assert digests(root.parent / "live") != published


def test_where_nobody_takes_the_site_it_is_said(root: Path, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("", "utf-8")
    typed = ["--root", str(root), names.NIGHTLY, "--to", str(taken), "--really", "--today", TODAY]
    result = CliRunner().invoke(program.main, typed)
    assert result.exit_code == 1
    assert "Nicht oder nur zum Teil übertragen" in result.output
    assert "Traceback" not in result.output
