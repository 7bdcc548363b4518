#!/usr/bin/env bash
# icalendar's time zones and ical.js: an hour late all summer
#
# Tools: icalendar 7.3.2 (PyPI), ical.js 2.2.1 (npm)
# Expected: RFC 5545, 3.6.5: an observance may list its onsets in RDATE, and RDATE may hold many
#   values; a reader follows them all. Spring's onset is told in the time before it, 02:00 for Berlin.
# Seen: `add_missing_timezones()` lists every onset from 1970 on as values of one RDATE, spring's at
#   03:00, an hour late. Of such a list ical.js follows a part only: 1 July 2026, 9:00 in Berlin is
#   read as 8:00 UTC instead of 7:00. With the usual RRULE it is right.
# What we do: write the zone as rules.
#   tests/test_calendar.py::test_where_changes_follow_a_rule_it_is_a_rule
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 tzdata==2026.6
echo '{}' > package.json
npm install --silent --no-audit --no-fund ical.js@2.2.1

venv/bin/python - <<'PY'
import datetime as dt, pathlib, re, zoneinfo
import icalendar

event = icalendar.Event()
event.add("uid", "1")
event.add("dtstamp", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
event.add("dtstart", dt.datetime(2026, 7, 1, 9, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")))
calendar = icalendar.Calendar()
calendar.add("version", "2.0")
calendar.add("prodid", "-//example//")
calendar.add_component(event)
calendar.add_missing_timezones()
raw = calendar.to_ical().decode()
pathlib.Path("listed.ics").write_text(raw, newline="")
listed = raw.replace("\r\n ", "")
spring = re.search(r"BEGIN:DAYLIGHT.*?END:DAYLIGHT", listed, re.S)[0]
print("spring 2026 begins at", onset := re.search(r"20260329T(\d{6})", spring)[1])
assert onset == "030000" and "RRULE" not in listed and spring.count("RDATE:") == 1
rules = """BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
""".replace("\n", "\r\n")
start, end = listed.index("BEGIN:STANDARD"), listed.index("END:VTIMEZONE")
pathlib.Path("rules.ics").write_text(listed[:start] + rules + listed[end:], newline="")
PY
cat > read.mjs <<'JS'
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const read = (name) => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(name, "utf8")));
  return new ICAL.Event(calendar.getFirstSubcomponent("vevent")).startDate.toJSDate().toISOString();
};
const found = [read("listed.ics"), read("rules.ics")];
console.log("ical.js reads 9:00 in Berlin as", ...found);
if (found.join() !== "2026-07-01T08:00:00.000Z,2026-07-01T07:00:00.000Z") process.exit(1);
JS
node read.mjs
