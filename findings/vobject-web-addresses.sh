#!/usr/bin/env bash
# vobject cuts a contact's web address at its comma, and puts a backslash before its semicolon
#
# Tools: vobject 0.9.9 (PyPI), ical.js 2.2.1 (npm)
# Expected: RFC 2426, 3.6.8 and 4: URL is one URI; its commas and semicolons part nothing and are not
#   escaped (RFC 3986, 2.2 has them among the signs of a path and a query).
# Seen: of https://example.org/de,12,34.html vobject reads https://example.org/de, without a fault;
#   https://example.org/a;b=1 it reads whole and writes as https://example.org/a\;b=1, which another
#   reader shows with the backslash. ical.js reads both as they are. Who keeps contacts with vobject
#   stores what was cut.
# What we do: a contact's web address has %2C and %3B in their place.
#   tests/test_vcard.py::test_a_web_address_keeps_its_commas_and_semicolons
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check vobject==0.9.9
echo '{}' > package.json
npm install --silent --no-audit --no-fund ical.js@2.2.1

python/bin/python - <<'PY'
from pathlib import Path
import vobject

for name, address in {"comma": "https://example.org/de,12,34.html",
                      "semicolon": "https://example.org/a;b=1"}.items():
    lines = ("BEGIN:VCARD", "VERSION:3.0", "FN:A", "N:A;;;;", f"URL:{address}", "END:VCARD", "")
    Path(f"{name}.vcf").write_text("\r\n".join(lines), newline="")
    card = vobject.readOne("\r\n".join(lines))
    Path(f"{name}-again.vcf").write_text(card.serialize(), newline="")
    print("vobject:", card.url.value)
    assert card.url.value == {"comma": "https://example.org/de"}.get(name, address)
PY
cat > read.mjs <<'JS'
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const expected = {
  "comma": "https://example.org/de,12,34.html",
  "comma-again": "https://example.org/de",
  "semicolon": "https://example.org/a;b=1",
  "semicolon-again": "https://example.org/a\\;b=1",
};
for (const [name, address] of Object.entries(expected)) {
  const card = new ICAL.Component(ICAL.parse(readFileSync(`${name}.vcf`, "utf8")));
  const found = card.getFirstPropertyValue("url");
  console.log(`ical.js, ${name}:`, found);
  if (found !== address) process.exit(1);
}
JS
node read.mjs
