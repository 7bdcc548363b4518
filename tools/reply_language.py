"""Prints the language that a pull request's description asks to be answered in, else de."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # an isolated Python has neither
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from forge_api import event, reply_language

from schaufenster.words import languages

USUAL = "de"


def main() -> int:
    """Print the language; return 0."""
    pull = event().get("pull_request") or {}
    print(reply_language(pull.get("body"), languages(), USUAL))
    return 0


if __name__ == "__main__":
    sys.exit(main())
