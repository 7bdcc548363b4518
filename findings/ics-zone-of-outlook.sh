#!/usr/bin/env bash
# ics takes a time of Outlook's zones for UTC
#
# Tools: ics 0.7.3 (PyPI)
# Expected: RFC 5545, 3.2.19: the TZID names the VTIMEZONE in the same file, and that one counts.
#   Outlook and Exchange name theirs "W. Europe Standard Time" or "Customized Time Zone 1".
# Seen: ics looks for the name in the tz database only. What it does not know there is UTC, without a
#   word: 9:00 in Berlin becomes 9:00 UTC. A digit in the name counts as an offset: "Customized Time
#   Zone 1" is 9:00 at -01:00.
# What we do: our calendars name the IANA zone, which ics reads rightly; partners' calendars are not
#   read by it.
#   tests/test_calendar.py::test_times_are_wall_times_of_the_clusters_zone
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet ics==0.7.3 arrow==1.4.0 tzdata==2026.6

venv/bin/python - <<'PY'
import warnings
warnings.simplefilter("ignore")
import ics

TEMPLATE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//
BEGIN:VTIMEZONE
TZID:{0}
BEGIN:DAYLIGHT
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
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;TZID={0}:20260701T090000
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
expected = {
    "Europe/Berlin": "2026-07-01T09:00:00+02:00",
    "W. Europe Standard Time": "2026-07-01T09:00:00+00:00",
    "Customized Time Zone 1": "2026-07-01T09:00:00-01:00",
}
for name, start in expected.items():
    found = next(iter(ics.Calendar(TEMPLATE.format(name)).events)).begin.isoformat()
    print(name, "is read as", found)
    assert found == start, start
PY
