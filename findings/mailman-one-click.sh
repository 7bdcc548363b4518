#!/usr/bin/env bash
# Mailman takes away a mail's address to unsubscribe and leaves its promise that one click is enough
#
# Tools: mailman 3.3.10 (PyPI)
# Expected: RFC 8058, 3.1 and 4: List-Unsubscribe-Post stands beside a List-Unsubscribe with one HTTPS
#   address, to which a mailbox posts it. Whoever replaces the one has to replace the other.
# Seen: a mail that is posted with both goes out with List-Unsubscribe-Post and with Mailman's own
#   List-Unsubscribe, which has a mailto: address alone: there is nothing to post to. The defaults are
#   in use (`include_rfc2369_headers` is on); the two steps of its pipeline that write headers are run,
#   without a server.
# What we do: a draft has a List-Unsubscribe of its channel and never a List-Unsubscribe-Post; whoever
#   sends it to a list adds what that list can keep.
#   tests/test_mail.py::test_no_click_is_promised_that_cannot_say_who_leaves
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check mailman==3.3.10 sqlalchemy==2.0.58

mkdir data
cat > mailman.cfg <<CFG
[mailman]
layout: here
[paths.here]
var_dir: $work/data
[mta]
incoming: mailman.mta.null.NullMTA
CFG
cat > post.py <<'PY'
import email
from mailman.core.initialize import initialize

initialize("mailman.cfg")

from mailman.app.lifecycle import create_list
from mailman.config import config
from mailman.email.message import Message
from mailman.interfaces.domain import IDomainManager
from zope.component import getUtility

getUtility(IDomainManager).add("example.org")
members = create_list("readers@example.org", ["office@example.org"])
mail = email.message_from_string(
    "From: office@example.org\n"
    "To: readers@example.org\n"
    "Message-ID: <1@example.org>\n"
    "Subject: News\n"
    "List-Unsubscribe: <https://example.org/leave/123>\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
    "\n"
    "Text\n",
    Message,
)
for step in ("cook-headers", "rfc-2369"):
    config.handlers[step].process(members, mail, {})
found = {name: mail.get_all(name) for name in ("List-Unsubscribe", "List-Unsubscribe-Post")}
print(found)
assert found["List-Unsubscribe-Post"] == ["List-Unsubscribe=One-Click"]
assert found["List-Unsubscribe"] == ["<mailto:readers-leave@example.org>"]
PY
python/bin/python post.py
