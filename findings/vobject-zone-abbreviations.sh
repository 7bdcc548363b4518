#!/usr/bin/env bash
# vobject names a zone after its abbreviation, and the abbreviation means other zones too
#
# Tools: vobject 0.9.9, icalendar 7.3.2 (PyPI), node-ical 0.26.1 (npm)
# Expected: RFC 5545, 3.8.3.1: a TZID is unique within the file, and the VTIMEZONE beside it says what
#   it means.
# Seen: America/New_York is written as TZID:EST, with both its rules; icalendar and node-ical take
#   the tz database's EST instead, which has no summer: 9:00 in July becomes 10:00. And two zones of
#   one abbreviation in one process share the first's definition: after a calendar of Shanghai, one
#   of Chicago is written with CST at +08:00.
# What we do: vobject only reads, in our tests; our calendars name the IANA zone.
#   tests/test_calendar.py::test_times_are_wall_times_of_the_clusters_zone
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet vobject==0.9.9 icalendar==7.3.2 tzdata==2026.6
echo '{}' > package.json
npm install --silent --no-audit --no-fund node-ical@0.26.1

venv/bin/python - <<'PY'
import datetime as dt, pathlib, re, zoneinfo
import icalendar, vobject

def written(name: str) -> str:
    calendar = vobject.iCalendar()
    event = calendar.add("vevent")
    event.add("uid").value = "1"
    event.add("dtstart").value = dt.datetime(2026, 7, 1, 9, tzinfo=zoneinfo.ZoneInfo(name))
    raw = calendar.serialize()
    print(name, *re.findall(r"TZID:\w+|TZOFFSETTO:\S+", raw))
    return raw

york, shanghai, chicago = map(written, ("America/New_York", "Asia/Shanghai", "America/Chicago"))
assert "TZID:EST" in york and "TZOFFSETTO:-0400" in york
assert shanghai.count("TZOFFSETTO:+0800") == chicago.count("TZOFFSETTO:+0800") == 1
start = icalendar.Calendar.from_ical(york).walk("VEVENT")[0].start
print("icalendar reads New York's 9:00, which is 13:00 UTC, as", start.astimezone(dt.UTC))
assert start.astimezone(dt.UTC).hour == 14
pathlib.Path("york.ics").write_text(york, newline="")
PY
cat > read.mjs <<'JS'
import ical from "node-ical";
const start = ical.sync.parseFile("york.ics")["1"].start.toISOString();
console.log("node-ical reads it as", start);
if (start !== "2026-07-01T14:00:00.000Z") process.exit(1);
JS
node read.mjs
