#!/usr/bin/env bash
# DuckDB makes 7743 of the postcode 07743 if it stands far down in the table
#
# Tools: duckdb 2.0.1 (PyPI)
# Expected: DuckDB's documentation says that types come from a sample of 20,480 rows, and that a value
#   that does not fit its column is an error.
# Seen: with a leading zero in the sample the column is text. Below it the zero is no error, for 07743
#   fits a BIGINT: the postcode is 7743.
# What we do: a data package beside the tables says that postcodes are text.
#   tests/test_programs_data.py::test_a_postcode_far_down_keeps_its_zero_if_duckdb_is_told
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet duckdb==2.0.1

venv/bin/python - <<'PY'
import pathlib
import duckdb

def read(rows_before: int) -> object:
    rows = [f"house {number};{10115 + number}" for number in range(rows_before)]
    pathlib.Path("houses.csv").write_text("\n".join(["name;postcode", *rows, "jena;07743", ""]))
    table = duckdb.sql("select postcode from 'houses.csv' where name = 'jena'")
    [[found]] = table.fetchall()
    print(f"after {rows_before} rows: {found!r}")
    return found

assert read(20_000) == "07743"
assert read(30_000) == 7743
PY
