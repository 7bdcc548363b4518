#!/usr/bin/env bash
# Three days as DTSTART and RDATE: one reader loses the first, the other all but the first
#
# Tools: ical.js 2.2.1, node-ical 0.26.1 (npm)
# Expected: RFC 5545, 3.8.5.2: DTSTART is the first instance, RDATE adds to it; RRULE is not needed.
# Seen: ical.js's iterator gives the two RDATEs without the DTSTART; node-ical's
#   `expandRecurringEvent` gives the DTSTART alone.
# What we do: write one VEVENT for each event and no recurrence.
#   tests/test_calendar.py::test_every_event_has_an_end_no_duration_and_one_day_to_begin
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1

cat > read.mjs <<'JS'
import ICAL from "ical.js";
import ical from "node-ical";
const raw = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:20260901T090000Z
DTEND:20260901T100000Z
RDATE:20260903T090000Z,20260905T090000Z
SUMMARY:Messtag
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");
const event = new ICAL.Event(new ICAL.Component(ICAL.parse(raw)).getFirstSubcomponent("vevent"));
const first = [];
for (let days = event.iterator(), day; (day = days.next()); ) first.push(day.day);
const range = { from: new Date("2026-08-01"), to: new Date("2026-10-01") };
const second = ical.expandRecurringEvent(ical.sync.parseICS(raw)["1"], range);
const found = [first, second.map((instance) => instance.start.getUTCDate())];
console.log("written 1, 3, 5; ical.js reads", found[0], "node-ical", found[1]);
if (JSON.stringify(found) !== "[[3,5],[1]]") process.exit(1);
JS
node read.mjs
