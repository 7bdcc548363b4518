"""The facts audit: no figure and no organisation on a page without a source."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import HANGS, PROJECT, SAMPLE


def audit(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "tools/audit.py"), str(root)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, encoding="utf-8", timeout=HANGS
    )


def test_a_fact_without_a_source_is_found(tmp_path: Path) -> None:
    """A control: a profile that says a year and names no source."""
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "members/quellwerk/member.yml"
    text = re.sub(r"^sources:\n(?:  .*\n?)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r"    source: .*\n    date: .*\n", "    confirmed: 2026-11-01\n", text)
    file.write_text(text.rstrip() + "\nfounded: 1847\n", "utf-8")
    answer = audit(tmp_path)
    assert answer.returncode == 1
    assert "profile/quellwerk/\t1847\t\n" in answer.stdout
