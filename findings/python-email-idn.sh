#!/usr/bin/env bash
# Python writes a domain with an umlaut as an encoded word inside the address
#
# Tools: Python's `email` (seen in 3.11.7); read with postal-mime 4.0.0 (npm)
# Expected: RFC 5891 and RFC 5890, 2.3.2.1: outside of SMTPUTF8 a domain stands as A-label
#   (`xn--mller-kva.example`); RFC 2047, 5: an encoded word must not stand in an address.
# Seen: `Address(addr_spec="a@müller.example")` under the policy SMTP becomes
#   `a@=?utf-8?q?m=C3=BCller?=.example`. postal-mime gives that as the address, to which nobody can
#   answer; it reads the A-label right.
# What we do: write domains by IDNA 2008 before Python sees them.
#   tests/test_send_command.py::test_a_name_that_looks_like_a_header_stays_a_name
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund postal-mime@4.0.0

python3 - <<'PY'
import pathlib, sys
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

for name, domain in (("ascii", "xn--mller-kva.example"), ("umlaut", "müller.example")):
    message = EmailMessage(policy=SMTP)
    message["To"] = Address("Erika", addr_spec=f"a@{domain}")
    message.set_content("Text")
    pathlib.Path(f"{name}.eml").write_bytes(message.as_bytes())
header = message.as_bytes().split(b"\r\n")[0].decode()
print(sys.version.split()[0], header)
sys.exit("a@=?utf-8?q?" not in header)
PY
cat > read.mjs <<'JS'
import PostalMime from "postal-mime";
import { readFileSync } from "node:fs";
const read = async (name) => (await PostalMime.parse(readFileSync(name))).to[0].address;
const [ascii, umlaut] = [await read("ascii.eml"), await read("umlaut.eml")];
console.log("ascii:", ascii, "umlaut:", umlaut);
if (ascii !== "a@xn--mller-kva.example" || !umlaut.startsWith("a@=?utf-8?q?")) process.exit(1);
JS
node read.mjs
