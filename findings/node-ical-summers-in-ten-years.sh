#!/usr/bin/env bash
# node-ical reads summer times an hour late from the tenth year after this one
#
# Tools: node-ical 0.26.1 with temporal-polyfill 0.3.2 (npm), ical.js 2.2.1 (npm)
# Expected: a time with TZID=Europe/Berlin is one of that zone in every year: the rules of the file
#   (RFC 5545, 3.6.5) and of Node's own Intl have no end.
# Seen: from the tenth year after this one, node-ical takes 9:00 in July for 9:00 of winter time, in
#   every zone that has a summer time, whether or not the file brings a VTIMEZONE. Its temporal-polyfill
#   looks for changes of the clock only so far, counted from the day it runs: next year the same file
#   is read otherwise. temporal-polyfill 1.0.8 is right; node-ical asks for ^0.3.2.
# What we do: nothing, for no event of ours is so far away; who tests with far years should know.
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund node-ical@0.26.1 temporal-polyfill@0.3.2 ical.js@2.2.1

cat > read.mjs <<'JS'
import ICAL from "ical.js";
import ical from "node-ical";

const ZONE = `BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE`;

function hours(year, month) {
  const raw = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//
${ZONE}
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:${year}${month}15T090000
SUMMARY:Messtag
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");
  const calendar = new ICAL.Component(ICAL.parse(raw));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const byIcalJs = event.startDate.toJSDate().getUTCHours();
  return `${byIcalJs} ${ical.sync.parseICS(raw)["1"].start.getUTCHours()}`;
}

const today = new Date().getUTCFullYear();
const found = [2, 9, 10, 30].map((ahead) => [hours(today + ahead, "07"), hours(today + ahead, "01")].join(", "));
console.log(`hours in UTC of 9:00 in Berlin, by ical.js and node-ical, in July and in January:\n${found.join("\n")}`);
if (found.join("; ") !== "7 7, 8 8; 7 7, 8 8; 7 8, 8 8; 7 8, 8 8") process.exit(1);
JS
TZ=UTC node read.mjs
