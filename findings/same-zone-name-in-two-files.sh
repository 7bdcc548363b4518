#!/usr/bin/env bash
# Two calendars that define one zone name differently, read in one process
#
# Tools: icalendar 7.3.2, vobject 0.9.9 (PyPI)
# Expected: RFC 5545, 3.8.3.1: a TZID not beginning with "/" is the file's own; what another file
#   calls by the same name does not matter.
# Seen: both keep the first definition for the whole process. A second file's "Werkszeit" of +05:00
#   is read as +01:00. A run that reads many partners' calendars depends on their order.
# What we do: read no foreign calendar in a build yet; whoever adds it takes a process per calendar.
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 vobject==0.9.9

cat > read.py <<'PY'
import sys
import icalendar, vobject

TEMPLATE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//
BEGIN:VTIMEZONE
TZID:Werkszeit
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:{0}
TZOFFSETTO:{0}
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;TZID=Werkszeit:20260701T090000
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
READERS = {
    "icalendar": lambda raw: icalendar.Calendar.from_ical(raw).walk("VEVENT")[0].start,
    "vobject": lambda raw: vobject.readOne(raw).vevent.dtstart.value,
}
offsets, expected = sys.argv[1].split(","), sys.argv[2].split(",")
for name, read in READERS.items():
    found = [f"{read(TEMPLATE.format(offset)):%z}" for offset in offsets]
    print(name, "files say", *offsets, "- read", *found)
    assert found == expected, expected
PY
venv/bin/python read.py +0100,+0500 +0100,+0100
venv/bin/python read.py +0500 +0500
