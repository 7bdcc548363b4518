#!/usr/bin/env bash
# A numbered list that goes on after a paragraph begins anew in mammoth
#
# Tools: python-docx 1.2.0, mammoth 1.13.0 (PyPI)
# Expected: ISO/IEC 29500-1, 17.9: paragraphs of one numId are one list, numbered on whatever stands
#   between them. python-docx gives all paragraphs of the style "List Number" one numId.
# Seen: mammoth ends the list at the paragraph and begins a new `<ol>` without `start`: the third item
#   has number 1.
# What we do: press packs as Word files have bullets and no numbers.
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet python-docx==1.2.0 mammoth==1.13.0

venv/bin/python - <<'PY'
import docx, mammoth

document = docx.Document()
for text, style in (("one", "List Number"), ("two", "List Number"), ("Between", None), ("three", "List Number")):
    document.add_paragraph(text, style)
document.save("list.docx")
assert document.styles["List Number"].element.xpath("w:pPr/w:numPr/w:numId")
with open("list.docx", "rb") as file:
    found = mammoth.convert_to_html(file).value
print(found)
assert found == "<ol><li>one</li><li>two</li></ol><p>Between</p><ol><li>three</li></ol>"
PY
