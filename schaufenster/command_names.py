"""What the commands of `build.py` are called: to click, and in messages that tell to call one."""

from __future__ import annotations

from typing import Final

CHECK: Final = "check"
DEMO: Final = "demo"
SCHEMA: Final = "schema"
SERVE: Final = "serve"
SITE: Final = "site"
TRANSLATED: Final = "translated"

NEWSLETTER: Final = "newsletter"
"""The group of those that follow."""
APPROVE: Final = "approve"
BUILD: Final = "build"
HANDED_IN: Final = "handed-in"
NEW: Final = "new"
REDACT: Final = "redact"
STATUS: Final = "status"
