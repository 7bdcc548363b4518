#!/usr/bin/env bash
# ical.js takes a time before the first onset of its zone for UTC
#
# Tools: ical.js 2.2.1 (npm); beside it icalendar 7.3.2, vobject 0.9.9 (PyPI)
# Expected: RFC 5545, 3.6.5 and 3.8.3.3: TZOFFSETFROM is the offset in use before an onset. Of a zone whose
#   rules begin in March it says that January has +01:00.
# Seen: writers that begin a zone's rules with the year of the first event do what the standard asks. An
#   event in January of that year, at 9:00 in Berlin, is at 9:00 UTC for ical.js, an hour late; with rules
#   that begin a year sooner it is right. icalendar and vobject read both well.
# What we do: rules begin in the year before the first event.
#   tests/test_programs_calendars.py::test_every_event_of_a_calendar_is_read_as_it_is
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund ical.js@2.2.1
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 vobject==0.9.9

cat > read.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
const events = (name) => new ICAL.Component(ICAL.parse(readFileSync(name, "utf8"))).getAllSubcomponents("vevent");
const hour = (name) => new ICAL.Event(events(name)[0]).startDate.toJSDate().getUTCHours();
console.log(JSON.stringify([hour("2025.ics"), hour("2026.ics")]));
JS
cat > write.py <<'PY'
import pathlib

def rule(kind: str, onset: str, month: int, before: str, after: str) -> str:
    return (f"BEGIN:{kind}\nDTSTART:{onset}\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH={month}\n"
            f"TZOFFSETFROM:{before}\nTZOFFSETTO:{after}\nEND:{kind}\n")

for first, march, october in (("2025", "0330", "1026"), ("2026", "0329", "1025")):
    zone = (rule("DAYLIGHT", f"{first}{march}T020000", 3, "+0100", "+0200")
            + rule("STANDARD", f"{first}{october}T030000", 10, "+0200", "+0100"))
    text = ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//\nBEGIN:VTIMEZONE\nTZID:Own\n" + zone
            + "END:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\n"
            + "DTSTART;TZID=Own:20260115T090000\nSUMMARY:Messtag\nEND:VEVENT\nEND:VCALENDAR\n")
    pathlib.Path(f"{first}.ics").write_bytes(text.replace("\n", "\r\n").encode())
PY
cat > read.py <<'PY'
import datetime as dt, json, pathlib, sys
import icalendar, vobject

raw = pathlib.Path(sys.argv[1]).read_text()
[event] = icalendar.Calendar.from_ical(raw).walk("VEVENT")
starts = (event.start, vobject.readOne(raw).vevent.dtstart.value)
print(json.dumps([start.astimezone(dt.UTC).hour for start in starts]))
PY
python3 write.py
by_ical_js=$(TZ=UTC node read.mjs)
others="$(venv/bin/python read.py 2025.ics) $(venv/bin/python read.py 2026.ics)"
echo "9:00 in January, rules from 2025 and from 2026: ical.js $by_ical_js, icalendar and vobject $others"
[ "$by_ical_js" = "[8,9]" ]
[ "$others" = "[8, 8] [8, 8]" ]
