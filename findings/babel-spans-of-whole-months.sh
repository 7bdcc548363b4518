#!/usr/bin/env bash
# Babel gives a span of days short months when whole ones are asked for
#
# Tools: babel 2.18.0 (PyPI), Node.js 20 with its ICU
# Expected: UTS 35, part 4, "Matching Skeletons": where a locale has no pattern for exactly the
#   skeleton asked for, the nearest is taken and its fields are widened to what was asked:
#   yMMMMd in German is "21.–22. Oktober 2025", as ICU writes it.
# Seen: format_interval(…, "yMMMMd") takes the pattern of yMMMd as it is: "21.–22. Okt. 2025" in
#   German, "21–22 oct. 2025" in French, without a word, and format_skeleton does the same for one day.
#   format_date(…, "long") has the whole month, so that a page says "21. Oktober 2025" beside
#   "21.–22. Okt. 2025".
# What we do: spans are put together from CLDR's pattern with whole months in it.
#   tests/test_language.py::test_a_span_of_days_says_no_word_twice
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check babel==2.18.0
cat > babel_span.py <<'PY'
import datetime as dt
from babel.dates import format_date, format_interval, format_skeleton

first, last = dt.date(2025, 10, 21), dt.date(2025, 10, 22)
for locale in ("de", "fr"):
    print(locale, format_interval(first, last, "yMMMMd", locale=locale), "|",
          format_skeleton("yMMMMd", first, locale=locale), "|",
          format_date(first, "long", locale=locale))
PY
python/bin/python babel_span.py | tee seen
node -e '
for (const locale of ["de", "fr"]) {
  const long = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  console.log("ICU", locale, long.formatRange(new Date(2025, 9, 21), new Date(2025, 9, 22)));
}' | tee icu
grep -q "22\. Okt\. 2025 | 21\. Okt\. 2025 | 21\. Oktober 2025" seen
grep -q "22 oct\. 2025 | 21 oct\. 2025 | 21 octobre 2025" seen
grep -q "Oktober 2025" icu
grep -q "octobre 2025" icu
