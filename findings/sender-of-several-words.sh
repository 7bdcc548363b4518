#!/usr/bin/env bash
# Python puts spaces into a sender's name that nodemailer wrote in several encoded words
#
# Tools: nodemailer 10.6.1, postal-mime 4.0.0 (npm); Python's `email` (seen in 3.11.7)
# Expected: RFC 2047, 6.2: white space between adjacent encoded words is no part of what is shown.
# Seen: nodemailer cuts a long name inside its words, which is allowed; postal-mime reads it as it
#   was, Python's `addresses[0].display_name` as "Pr üfstände". Subjects are joined rightly.
# What we do: nothing to write differently: Python cuts long names itself. Names read from mails must
#   be taken from `email.header.decode_header`, which joins them.
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund nodemailer@10.6.1 postal-mime@4.0.0

cat > write.mjs <<'JS'
import nodemailer from "nodemailer";
import PostalMime from "postal-mime";
import { writeFileSync } from "node:fs";
const name = "Cluster für Prüfstände und Messtechnik in Thüringen, Geschäftsstelle";
const writer = nodemailer.createTransport({ streamTransport: true, buffer: true });
const { message } = await writer.sendMail({ from: { name, address: "a@example.org" }, text: "Text" });
writeFileSync("mail.eml", message);
const read = (await PostalMime.parse(message)).from.name;
console.log("postal-mime:", read);
if (read !== name) process.exit(1);
JS
node write.mjs
python3 - <<'PY'
import email, email.policy, pathlib, sys
from email.header import decode_header, make_header

raw = pathlib.Path("mail.eml").read_bytes()
found = email.message_from_bytes(raw, policy=email.policy.default)["From"].addresses[0].display_name
joined = str(make_header(decode_header(email.message_from_bytes(raw)["From"])))
print(sys.version.split()[0], repr(found), repr(joined))
assert found != "Cluster für Prüfstände und Messtechnik in Thüringen, Geschäftsstelle"
assert found.replace(" ", "") == "ClusterfürPrüfständeundMesstechnikinThüringen,Geschäftsstelle"
assert joined.startswith("Cluster für Prüfstände und Messtechnik in Thüringen, Geschäftsstelle")
PY
