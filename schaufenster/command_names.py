"""The names of the commands of the program, for click and for messages that name one."""

from __future__ import annotations

from typing import Final

PROGRAM = "build.py"
"""What the program is called: `build.py` in a folder of its sources, else `schaufenster`."""

CARE: Final = "care"
CHECK: Final = "check"
DEMO: Final = "demo"
EDITOR: Final = "editor"
EVIDENCE: Final = "evidence"
IMPORT: Final = "import"
INTAKE: Final = "intake"
OWNERS: Final = "owners"
PREVIEW: Final = "preview"
NIGHTLY: Final = "nightly"
OFFBOARD: Final = "offboard"
PUBLISH: Final = "publish"
SCHEMA: Final = "schema"
SERVE: Final = "serve"
SERVER: Final = "server"
SHEETS: Final = "sheets"
SITE: Final = "site"
SUGGEST: Final = "suggest"
TIDY: Final = "tidy"
TRANSLATED: Final = "translated"
VERIFY: Final = "verify"

NEWSLETTER: Final = "newsletter"
"""The group of the names below."""
APPROVE: Final = "approve"
BOUNCES: Final = "bounces"
BUILD: Final = "build"
DELIVERIES: Final = "deliveries"
DOCTOR: Final = "doctor"
FORGET: Final = "forget"
HANDED_IN: Final = "handed-in"
NEW: Final = "new"
"""Of an edition in the group above; by itself a group of all else that is written anew."""
LEAVING: Final = "leaving"
REDACT: Final = "redact"
SEND: Final = "send"
STATUS: Final = "status"

CLUSTER: Final = "cluster"
"""With the names below: what the group `NEW` writes."""
EDITION: Final = "edition"
EVENT: Final = "event"
MEMBER: Final = "member"
NEWS: Final = "news"
OFFER: Final = "offer"
REQUEST: Final = "request"

FORMER: Final[dict[str, str]] = {}
"""Former name → today's. A renamed command goes on under its former name and says so: the forges'
files, hooks and clusters' copies of both name commands too."""
