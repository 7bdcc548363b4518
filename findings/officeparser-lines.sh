#!/usr/bin/env bash
# officeparser and mammoth's raw text join the lines of a Word paragraph without a space
#
# Tools: officeparser 7.8.0, mammoth 1.13.0 (npm), python-docx 1.2.0 (PyPI)
# Expected: ISO/IEC 29500-1, 17.3.3.1: `w:br` starts a new line.
# Seen: an address in one paragraph is "Markt 107743 Jenainfo@example.org" for both: the postcode sticks to
#   the number of the house, the mail address to the town. python-docx gives the lines, and so does
#   mammoth where it makes HTML.
# What we do: nothing, for lines of one address belong to one paragraph; who feeds press packs to
#   such a reader should know.
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund officeparser@7.8.0 mammoth@1.13.0
python3 -m venv venv
venv/bin/pip install --quiet python-docx==1.2.0

venv/bin/python - <<'PY'
import docx

document = docx.Document()
document.add_paragraph("Markt 1\n07743 Jena\ninfo@example.org")
document.save("address.docx")
[again] = docx.Document("address.docx").paragraphs
assert again.text.split("\n") == ["Markt 1", "07743 Jena", "info@example.org"]
PY
cat > read.mjs <<'JS'
import mammoth from "mammoth";
import * as office from "officeparser";
const { value } = await mammoth.extractRawText({ path: "address.docx" });
const html = (await mammoth.convertToHtml({ path: "address.docx" })).value;
const parsed = await office.parseOffice("address.docx");
const text = typeof parsed === "string" ? parsed : parsed.toText();
console.log({ officeparser: text, "mammoth, raw": value, "mammoth, HTML": html });
if (html !== "<p>Markt 1<br />07743 Jena<br />info@example.org</p>") process.exit(1);
const joined = "Markt 107743 Jenainfo@example.org";
if (!text.includes(joined) || !value.includes(joined)) process.exit(1);
JS
node read.mjs
