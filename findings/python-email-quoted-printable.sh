#!/usr/bin/env bash
# Python writes lines of quoted-printable two characters longer than allowed
#
# Tools: Python's `email` (seen in 3.8.18, 3.11.7 and 3.13.0); beside it nodemailer 10.6.1 (npm)
# Expected: RFC 2045, 6.7: encoded lines have at most 76 characters.
# Seen: EmailMessage.set_content takes the length of a header's lines (78, RFC 5322) for the body as
#   well: whoever writes German text as quoted-printable gets lines of 78. The older MIMEText keeps to
#   76, and so does base64, because 78 does not divide by four. SpamAssassin has a rule for longer lines
#   (MIME_QP_LONG_LINE), which forgives just these two characters for the sake of others.
# What we do: a policy with max_line_length=76.
#   tests/test_smtp.py::test_every_draft_arrives_byte_for_byte
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund nodemailer@10.6.1

cat > write.cjs <<'JS'
const MailComposer = require("nodemailer/lib/mail-composer");
const mail = new MailComposer({ text: "Größe ".repeat(40), textEncoding: "quoted-printable" });
mail.compile().build((_, raw) => console.log(Math.max(...raw.toString().split("\r\n").map((line) => line.length))));
JS
python3 - "$(node write.cjs)" <<'PY'
import sys
from email import policy
from email.charset import QP, Charset
from email.message import EmailMessage
from email.mime.text import MIMEText

def longest(raw: bytes) -> int:
    return max(map(len, raw.splitlines()))

def written(**changes: object) -> int:
    message = EmailMessage(policy=policy.SMTP.clone(**changes))
    message.set_content("Größe " * 40, cte="quoted-printable")
    return longest(message.as_bytes())

charset = Charset("utf-8")
charset.body_encoding = QP
older = longest(MIMEText("Größe " * 40, _charset=charset).as_bytes())
found = {"EmailMessage": written(), "asked for 76": written(max_line_length=76), "MIMEText": older,
         "nodemailer": int(sys.argv[1])}
print(sys.version.split()[0], found)
assert list(found.values())[:3] == [78, 76, 76] and found["nodemailer"] <= 76
PY
