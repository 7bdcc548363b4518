#!/usr/bin/env bash
# frictionless takes a decimal comma for a place on the globe
#
# Tools: frictionless 5.21.0 (PyPI)
# Expected: a column of "1,5" and "2,5" is text, or a number with a decimal comma.
# Seen: `describe` infers geopoint, and reading gives 1 degree of longitude and 5 of latitude. "2025-09"
#   becomes a yearmonth and the postcode "07743" the integer 7743.
# What we do: publish no decimal commas in tables.
#   tests/test_open_data.py::test_a_table_says_what_the_json_says
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet frictionless==5.21.0

venv/bin/python - <<'PY'
import pathlib
from frictionless import Resource, describe

pathlib.Path("table.csv").write_text("range;since;postcode\n1,5;2025-09;07743\n2,5;2025-10;10115\n")
types = {field.name: field.type for field in describe("table.csv").schema.fields}
with Resource("table.csv") as table:
    row = next(iter(table.row_stream)).to_dict()
print(types, row)
assert types == {"range": "geopoint", "since": "yearmonth", "postcode": "integer"}
assert [float(part) for part in row["range"]] == [1.0, 5.0] and row["postcode"] == 7743
PY
