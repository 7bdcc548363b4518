#!/usr/bin/env bash
# Papa Parse does not find the semicolon in a short table of two columns
#
# Tools: papaparse 5.7.1 (npm)
# Expected: its documentation says that the delimiter is detected from a list that has the semicolon in
#   it; RFC 4180, 2, lets the last line end with a line break.
# Seen: the empty field after the last line break counts as a row of one column, so the average falls
#   below two and the comma is taken. With three columns, or without the last line break, it is right.
# What we do: our tables have many columns.
#   tests/test_open_data.py::test_an_empty_dataset_is_a_table_with_its_columns
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund papaparse@5.7.1

cat > read.mjs <<'JS'
import Papa from "papaparse";
const tables = {
  "two columns": "name;town\nMuster;Jena\n",
  "without the last line break": "name;town\nMuster;Jena",
  "three columns": "name;town;since\nMuster;Jena;2012\n",
};
const found = Object.entries(tables).map(([name, table]) => {
  const { delimiter } = Papa.parse(table, { header: true }).meta;
  console.log(name, JSON.stringify(delimiter));
  return delimiter;
});
if (found.join(" ") !== ", ; ;") process.exit(1);
JS
node read.mjs
