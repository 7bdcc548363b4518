#!/usr/bin/env bash
# Babel groups Austrian numbers by a dot, CLDR by a blank
#
# Tools: babel 2.18.0, pyicu-wheels 2.15.2 (PyPI), Node.js 20
# Expected: CLDR, main/de_AT: the group separator of plain numbers is a no-break space, that of
#   amounts of money a dot; 12345.5 is "12 345,5" in Austria.
# Seen: Babel writes "12.345,5" as in Germany: of both separators of de_AT only currencyGroup has come
#   into its data, and the other one is Germany's. ICU 77 (PyICU) and Node.js 20 write the blank.
#   Money is right in all three.
# What we do: numbers are written by ICU.
#   tests/test_language.py::test_a_language_is_written_as_its_country_does
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet babel==2.18.0 pyicu-wheels==2.15.2

cat > write.py <<'PY'
import icu
from babel.numbers import format_currency, format_decimal

own = icu.NumberFormat.createInstance(icu.Locale("de_AT")).format(12345.5)
print("babel", ascii(format_decimal(12345.5, locale="de_AT")), "ICU", ascii(own))
print("babel, money", ascii(format_currency(12345.5, "EUR", locale="de_AT")))
assert format_decimal(12345.5, locale="de_AT") == "12.345,5"
assert own == "12\u00a0345,5"
assert format_currency(12345.5, "EUR", locale="de_AT") == "\u20ac\u00a012.345,50"
PY
venv/bin/python write.py

cat > write.mjs <<'JS'
const written = new Intl.NumberFormat("de-AT").format(12345.5);
console.log("Node.js", process.versions.node, "with CLDR", process.versions.cldr, JSON.stringify(written));
if (written !== "12\u00a0345,5") process.exit(1);
JS
node write.mjs
