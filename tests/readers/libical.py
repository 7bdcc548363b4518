"""Prints what libical reads of calendars, as JSON: a list of events for each file.

Run by the system's own Python, which has the bindings.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

try:
    import gi

    gi.require_version("ICalGLib", "3.0")
    from gi.repository import ICalGLib
except (ImportError, ValueError):
    sys.exit("libical is not installed: python tools/programs.py")


def moment(time: Any) -> str:
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    seconds = time.as_timet_with_zone(time.get_timezone())
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")


def events(raw: str) -> Any:
    calendar = ICalGLib.Component.new_from_string(raw)
    assert calendar.is_valid()
    assert calendar.count_errors() == 0
    kind = ICalGLib.ComponentKind.VEVENT_COMPONENT
    event = calendar.get_first_component(kind)
    while event:
        status = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
        yield {
            "uid": event.get_uid(),
            "title": event.get_summary(),
            "start": moment(event.get_dtstart()),
            "end": moment(event.get_dtend()),
            "where": event.get_location() or "",
            "status": status.get_value_as_string().lower() if status else "",
            "sequence": event.get_sequence(),
            "text": event.get_description() or "",
        }
        event = calendar.get_next_component(kind)


found = [list(events(Path(file).read_text("utf-8"))) for file in sys.argv[1:]]
sys.stdout.write(json.dumps(found))
