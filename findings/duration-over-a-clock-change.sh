#!/usr/bin/env bash
# A DURATION over a clock change: four readers, none tells a day from 24 hours
#
# Tools: icalendar 7.3.2, ics 0.7.3 (PyPI), ical.js 2.2.1, node-ical 0.26.1 (npm)
# Expected: RFC 5545, 3.3.6: a duration of days is nominal, one of hours exact. From 24 October 2026,
#   12:00 in Berlin, P1D ends at 12:00 (11:00 UTC) and PT24H at 11:00 (10:00 UTC).
# Seen: icalendar, ics and ical.js end at 11:00 UTC, node-ical at 10:00 UTC, whichever is written.
# What we do: write DTEND, never DURATION.
#   tests/test_calendar.py::test_every_event_has_an_end_no_duration_and_one_day_to_begin
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 ics==0.7.3 tzdata==2026.6
echo '{}' > package.json
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1

venv/bin/python - <<'PY'
import datetime as dt, pathlib, warnings
warnings.simplefilter("ignore")
import icalendar, ics

lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//", "BEGIN:VTIMEZONE",
    "TZID:Europe/Berlin", "BEGIN:DAYLIGHT", "DTSTART:19810329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "END:DAYLIGHT", "BEGIN:STANDARD", "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
    "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z",
    "DTSTART;TZID=Europe/Berlin:20261024T120000", "DURATION:{}", "SUMMARY:Messtag", "END:VEVENT",
    "END:VCALENDAR", ""]
for duration in ("P1D", "PT24H"):
    raw = "\r\n".join(lines).format(duration)
    pathlib.Path(f"{duration}.ics").write_text(raw, newline="")
    ends = {
        "icalendar": icalendar.Calendar.from_ical(raw).walk("VEVENT")[0].end,
        "ics": next(iter(ics.Calendar(raw).events)).end.datetime,
    }
    for name, end in ends.items():
        print(duration, name, utc := end.astimezone(dt.UTC).strftime("%dT%H:%M"))
        assert utc == "25T11:00"
PY
cat > read.mjs <<'JS'
import ICAL from "ical.js";
import ical from "node-ical";
import { readFileSync } from "node:fs";
for (const duration of ["P1D", "PT24H"]) {
  const raw = readFileSync(`${duration}.ics`, "utf8");
  const event = new ICAL.Component(ICAL.parse(raw)).getFirstSubcomponent("vevent");
  const ends = [new ICAL.Event(event).endDate.toJSDate(), ical.sync.parseICS(raw)["1"].end];
  const found = ends.map((end) => end.toISOString().slice(8, 16)).join();
  console.log(duration, "ical.js,node-ical", found);
  if (found !== "25T11:00,25T10:00") process.exit(1);
}
JS
node read.mjs
