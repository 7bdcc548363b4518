// Prints what ical.js reads of calendars, as JSON: a list of events for each file.
"use strict";
const fs = require("node:fs");
const ICAL = require("ical.js");

const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString().slice(0, 16) + "Z");

function events(raw) {
  const calendar = new ICAL.Component(ICAL.parse(raw));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid, title: event.summary, start: moment(event.startDate), end: moment(event.endDate),
      where: event.location || "", status: (component.getFirstPropertyValue("status") || "").toLowerCase(),
      sequence: event.sequence || 0, text: event.description || "",
    };
  });
}

console.log(JSON.stringify(process.argv.slice(2).map((file) => events(fs.readFileSync(file, "utf8")))));
