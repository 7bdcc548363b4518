#!/usr/bin/env bash
# node-ical cuts a category at its escaped comma, and a quoted parameter at its semicolon
#
# Tools: node-ical 0.26.1, ical.js 2.2.1 (npm)
# Expected: RFC 5545, 3.3.11: a comma behind a backslash is part of the text, also in a list of texts such
#   as CATEGORIES. 3.2: a parameter in quotation marks may hold colons, semicolons and commas.
# Seen: `CATEGORIES:Messen\, Prüfen,Optik` are three categories for node-ical, the first with a backslash
#   at its end; in SUMMARY and LOCATION it reads the same comma well. `CN="Netz; Messen"` ends at the
#   semicolon, with the first quotation mark left in the name.
# What we do: in calendars a topic's name has a stroke for its comma, an organiser's name a comma for its
#   semicolon.
#   tests/test_calendar.py::test_names_have_no_sign_at_which_a_reader_cuts_or_stumbles
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund node-ical@0.26.1 ical.js@2.2.1

cat > read.mjs <<'JS'
import ICAL from "ical.js";
import ical from "node-ical";
const raw = String.raw`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:20260701T090000Z
SUMMARY:Messen\, Prüfen
CATEGORIES:Messen\, Prüfen,Optik
ORGANIZER;CN="Netz; Messen":mailto:office@example.org
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");
const event = new ICAL.Component(ICAL.parse(raw)).getFirstSubcomponent("vevent");
const byIcalJs = [event.getFirstProperty("categories").getValues(), event.getFirstProperty("organizer").getParameter("cn")];
const { summary, categories, organizer } = ical.sync.parseICS(raw)["1"];
console.log("ical.js:", byIcalJs, "node-ical:", [categories, organizer.params.CN]);
if (JSON.stringify(byIcalJs) !== '[["Messen, Prüfen","Optik"],"Netz; Messen"]') process.exit(1);
if (summary !== "Messen, Prüfen") process.exit(1);
if (JSON.stringify(categories) !== '["Messen\\\\","Prüfen","Optik"]' || organizer.params.CN !== '"Netz') process.exit(1);
JS
node read.mjs
