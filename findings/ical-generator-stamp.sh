#!/usr/bin/env bash
# ical-generator writes DTSTAMP in local time as soon as a calendar has a zone
#
# Tools: ical-generator 10.2.0 (npm)
# Expected: RFC 5545, 3.8.7.2: DTSTAMP must be in UTC, with a Z.
# Seen: with `timezone` on the calendar, DTSTAMP and DTSTART lose their Z and follow the zone of the
#   process: one program writes 07:00 on a server in UTC and 09:00 in Berlin. Without it both are UTC.
# What we do: write DTSTAMP in UTC, and never from a clock.
#   tests/test_calendar.py::test_the_same_content_gives_the_same_bytes_on_another_day
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund ical-generator@10.2.0

cat > write.mjs <<'JS'
import ical from "ical-generator";
const moment = new Date("2026-07-01T07:00:00Z");
const calendar = ical(process.argv[2] ? { timezone: process.argv[2] } : {});
calendar.createEvent({ id: "1", start: moment, stamp: moment, summary: "Messtag" });
console.log(calendar.toString().match(/DT(?:STAMP|START):\S+/g).join(" "));
JS
in_utc=$(TZ=UTC node write.mjs Europe/Berlin)
in_berlin=$(TZ=Europe/Berlin node write.mjs Europe/Berlin)
without=$(TZ=Europe/Berlin node write.mjs)
printf '%s\n' "$in_utc" "$in_berlin" "$without"
[ "$in_utc" = "DTSTAMP:20260701T070000 DTSTART:20260701T070000" ]
[ "$in_berlin" = "DTSTAMP:20260701T090000 DTSTART:20260701T090000" ]
[ "$without" = "DTSTAMP:20260701T070000Z DTSTART:20260701T070000Z" ]
