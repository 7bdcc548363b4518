#!/usr/bin/env bash
# Python writes a long List-Unsubscribe so that no mailbox finds the address in it
#
# Tools: Python's `email` (seen in 3.11.7, 3.12.1 and 3.13.0); read with mailparser 3.14.2 (npm)
# Expected: RFC 2369, 2: the field holds addresses in angle brackets; RFC 2047, 5: an encoded word
#   stands for text, never inside such a structure.
# Seen: an address that does not fit into a line of 78 becomes `=?utf-8?q?=3Chttps=3A//…?=`. mailparser
#   finds a name and no address; the one click of RFC 8058 is lost.
# What we do: write the field's addresses as they are, one a line.
#   tests/test_mail.py::test_a_long_address_to_unsubscribe_stays_an_address
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund mailparser@3.14.2

python3 - <<'PY'
import pathlib, sys
from email.message import EmailMessage
from email.policy import SMTP

for name, length in (("short", 10), ("long", 60)):
    message = EmailMessage(policy=SMTP)
    message["List-Unsubscribe"] = f"<https://www.example.org/abmelden/{'a' * length}>"
    message.set_content("Text")
    pathlib.Path(f"{name}.eml").write_bytes(message.as_bytes())
print(sys.version.split()[0], message.as_bytes().split(b"\r\n")[0].decode())
PY
cat > read.mjs <<'JS'
import { simpleParser } from "mailparser";
import { readFileSync } from "node:fs";
const read = async (name) => (await simpleParser(readFileSync(name))).headers.get("list").unsubscribe;
const [short, long] = [await read("short.eml"), await read("long.eml")];
console.log("short:", short, "long:", long);
if (!short.url || long.url || !long.name.startsWith("=?utf-8?q?=3Chttps=3A//")) process.exit(1);
JS
node read.mjs
