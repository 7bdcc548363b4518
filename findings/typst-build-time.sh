#!/usr/bin/env bash
# typst's Python package writes the time of the build into a PDF in spite of SOURCE_DATE_EPOCH
#
# Tools: typst 0.15.2 (PyPI)
# Expected: the specification of SOURCE_DATE_EPOCH: if it is set, it is used
#   instead of the clock. Typst's own command line does so.
# Seen: `typst.compile` writes the clock into CreationDate, so two builds differ.
#   A date that is set in the document is kept.
# What we do: sheets for print say `date: none`; their page on the web says how things stand.
#   tests/test_sheets.py::test_nothing_is_dated
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet typst==0.15.2

printf 'Text\n' > clock.typ
printf '#set document(date: datetime(year: 2020, month: 1, day: 1))\nText\n' > stated.typ
SOURCE_DATE_EPOCH=1000000000 venv/bin/python - <<'PY'
import re
import typst

dates = {
    name: re.search(rb"/CreationDate\s?\(D:(\d{4})", typst.compile(f"{name}.typ"))[1].decode()
    for name in ("clock", "stated")
}
print("year written, by the clock and as stated:", dates, "- SOURCE_DATE_EPOCH says 2001")
assert dates["stated"] == "2020" and int(dates["clock"]) >= 2026
PY
