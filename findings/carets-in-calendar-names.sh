#!/usr/bin/env bash
# icalendar writes quotation marks of a name as carets, and three readers show the carets
#
# Tools: icalendar 7.3.2, vobject 0.9.9, ics 0.7.3 (PyPI); node-ical 0.26.1, ical.js 2.2.1 (npm)
# Expected: RFC 6868: in a parameter `^'` is a quotation mark, `^n` a line break, `^^` a caret.
# Seen: icalendar writes the name Netz "Messen" as `CN="Netz ^'Messen^'"` without being asked. Only
#   icalendar itself and ical.js read it back; node-ical, vobject and ics say: Netz ^'Messen^'.
# What we do: quotation marks in an organiser's name become apostrophes, which all of them show.
#   tests/test_calendar.py::test_names_have_no_sign_at_which_a_reader_cuts_or_stumbles
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund node-ical@0.26.1 ical.js@2.2.1
python3 -m venv venv
venv/bin/pip install --quiet icalendar==7.3.2 vobject==0.9.9 ics==0.7.3

venv/bin/python - <<'PY'
import datetime as dt
import json
import pathlib
import icalendar
import ics
import vobject

calendar, event = icalendar.Calendar(), icalendar.Event()
for name, value in (("version", "2.0"), ("prodid", "-//example//")):
    calendar.add(name, value)
for name, value in (("uid", "1"), ("summary", "Messtag")):
    event.add(name, value)
for name in ("dtstamp", "dtstart"):
    event.add(name, dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC))
event["organizer"] = icalendar.vCalAddress("mailto:office@example.org")
event["organizer"].params["CN"] = 'Netz "Messen"'
calendar.add_component(event)
raw = calendar.to_ical().decode()
pathlib.Path("one.ics").write_bytes(raw.encode())
[again] = icalendar.Calendar.from_ical(raw).walk("VEVENT")
[other] = ics.Calendar(raw).events
pathlib.Path("python.json").write_text(json.dumps({
    "icalendar": again["organizer"].params["CN"],
    "vobject": vobject.readOne(raw).vevent.organizer.params["CN"][0],
    "ics": other.organizer.common_name,
}))
PY
cat > read.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";
const raw = readFileSync("one.ics", "utf8");
const event = new ICAL.Component(ICAL.parse(raw)).getFirstSubcomponent("vevent");
const found = {
  ...JSON.parse(readFileSync("python.json", "utf8")),
  "ical.js": event.getFirstProperty("organizer").getParameter("cn"),
  "node-ical": ical.sync.parseICS(raw)["1"].organizer.params.CN,
};
console.log(raw.match(/^ORGANIZER.*$/m)[0], found);
const [right, carets] = ['Netz "Messen"', "Netz ^'Messen^'"];
const expected = { icalendar: right, vobject: carets, ics: carets, "ical.js": right, "node-ical": carets };
if (Object.keys(expected).some((name) => found[name] !== expected[name])) process.exit(1);
JS
node read.mjs
