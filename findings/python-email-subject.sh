#!/usr/bin/env bash
# Python folds a long subject so that its words stick together or stand two spaces apart
#
# Tools: Python's `email` (seen in 3.11.7, 3.12.1 and 3.13.0); read with postal-mime 4.0.0 and
#   mailparser 3.14.2 (npm)
# Expected: RFC 2047, 6.2: a reader drops the space between two encoded words, so a writer puts it
#   inside one of them; RFC 5322, 2.2.3: folding adds no space.
# Seen: of `policy.SMTP`'s lines one ends in a space before the fold ("wort  Prüfstände", two
#   spaces), and two encoded words have their space between them ("Prüfständefür"). Python's own
#   reader and both others agree on it.
# What we do: write a subject that is not ASCII as encoded words throughout.
#   tests/test_mail.py::test_a_subject_of_any_length_is_read_as_it_was_written
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund postal-mime@4.0.0 mailparser@3.14.2

python3 - <<'PY'
import email, email.policy, pathlib, sys
from email.message import EmailMessage

subject = "wort " * 13 + "Prüfstände für Sensoren und ihre Prüfung am Ende der Zeile"
message = EmailMessage(policy=email.policy.SMTP)
message["Subject"] = subject
message.set_content("Text")
raw = message.as_bytes()
pathlib.Path("mail.eml").write_bytes(raw)
pathlib.Path("subject.txt").write_text(subject)
found = email.message_from_bytes(raw, policy=email.policy.default)["Subject"]
print(sys.version.split()[0], repr(found))
assert "wort  Prüfständefür Sensoren" in found
PY
cat > read.mjs <<'JS'
import PostalMime from "postal-mime";
import { simpleParser } from "mailparser";
import { readFileSync } from "node:fs";
const raw = readFileSync("mail.eml");
for (const mail of [await PostalMime.parse(raw), await simpleParser(raw)]) {
  console.log(JSON.stringify(mail.subject));
  if (!mail.subject.includes("wort  Prüfständefür Sensoren")) process.exit(1);
}
JS
node read.mjs
