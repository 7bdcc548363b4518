#!/usr/bin/env bash
# node-ical turns a summary that says its language into an object
#
# Tools: node-ical 0.26.1 (npm)
# Expected: RFC 5545, 3.8.1.12: SUMMARY may have a LANGUAGE; its value is a text all the same.
# Seen: `event.summary` is `{params, val}` instead of a string, so that a page or a message made of
#   it shows "[object Object]". The same holds for DESCRIPTION and LOCATION.
# What we do: write no LANGUAGE in calendars; each calendar is of one language, and a German title
#   in an English one is shown as it stands.
#   tests/test_calendar.py::test_texts_have_no_parameters
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund node-ical@0.26.1

cat > read.mjs <<'JS'
import ical from "node-ical";
const raw = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:20260701T090000Z
SUMMARY;LANGUAGE=de:Messtag
LOCATION:Jena
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");
const { summary, location } = ical.sync.parseICS(raw)["1"];
console.log(`with LANGUAGE: ${summary}, without: ${location}`);
if (`${summary}` !== "[object Object]" || summary.val !== "Messtag" || location !== "Jena") process.exit(1);
JS
node read.mjs
