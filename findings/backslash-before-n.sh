#!/usr/bin/env bash
# A backslash before an n is lost in a calendar, when written and when read
#
# Tools: icalendar 7.3.2, ics 0.7.3 (PyPI), node-ical 0.26.1 (npm)
# Expected: RFC 5545, 3.3.11: a backslash is written as `\\`, a line break as `\n` or `\N`; a reader
#   takes the pairs from left to right, so `\\n` is a backslash and an n.
# Seen: icalendar writes the text `D:\Neu` as `D:\neu`, which is a line break. ics and node-ical
#   read the right `D:\\neu` as a backslash and a line break. node-ical also splits CATEGORIES at an
#   escaped comma and keeps the backslash.
# What we do: write a slash for a backslash in every text of a calendar.
#   tests/test_calendar.py::test_any_text_is_folded_escaped_and_read_back
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 ics==0.7.3
echo '{}' > package.json
npm install --silent --no-audit --no-fund node-ical@0.26.1

venv/bin/python - <<'PY'
import pathlib, warnings
warnings.simplefilter("ignore")
import icalendar, ics

event = icalendar.Event()
event.add("summary", r"D:\Neu")
written = event.to_ical().split(b"\r\n")[1]
print("icalendar writes", written)
assert written == rb"SUMMARY:D:\neu"
raw = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//", "BEGIN:VEVENT", "UID:1",
    "DTSTAMP:20260101T000000Z", "DTSTART:20260701T090000Z", r"SUMMARY:D:\\neu",
    r"CATEGORIES:Mess-\, Regeltechnik,Optik", "END:VEVENT", "END:VCALENDAR", ""])
pathlib.Path("right.ics").write_text(raw, newline="")
right = icalendar.Calendar.from_ical(raw).walk("VEVENT")[0]
assert str(right["summary"]) == r"D:\neu"
read = next(iter(ics.Calendar(raw).events)).name
print("ics reads", repr(read))
assert read == "D:\\\neu"
PY
cat > read.mjs <<'JS'
import ical from "node-ical";
const { summary, categories } = ical.sync.parseFile("right.ics")["1"];
const found = JSON.stringify([summary, ...categories]);
console.log("node-ical reads", found);
if (found !== String.raw`["D:\\\neu","Mess-\\","Regeltechnik","Optik"]`) process.exit(1);
JS
node read.mjs
