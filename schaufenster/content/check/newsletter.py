"""Rules about channels, approvals and what was sent.

What is too long for a channel depends on its selection: `selection.check_editions` finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schaufenster.content import model
from schaufenster.content.check.walk import Found, Walk
from schaufenster.content.read import Source
from schaufenster.content.records import Records
from schaufenster.problems import Fault, Loc, Problem


def channels_can_be_reached(records: Records, walked: Walk) -> Found:
    """A channel's contact is known; readers can unsubscribe."""
    for table, key, loc, part in walked.of(model.ContactPath, model.Unsubscribe):
        unsubscribing = isinstance(part, model.Unsubscribe)
        wrong = records.wrong_fields.get((table, key), ())
        if "email" in part.open_fields and (*loc, "email") not in wrong:
            rule = "unsubscribe-open" if unsubscribing else "contact-open"
            yield table, key, Fault(rule, (*loc, "email"))
        elif unsubscribing and not (part.url.startswith("https://") if part.url else part.email):
            yield table, key, Fault("unsubscribe-https", loc)
        if unsubscribing and part.one_click and not part.one_click.startswith("https://"):
            yield table, key, Fault("unsubscribe-https", (*loc, "one_click"))


def deadlines_say_when(_records: Records, walked: Walk) -> Found:
    """A deadline is a day that a month can have, or so many days before an event."""
    for table, key, loc, part in walked.of(model.Deadline):
        if not (1 <= part.day <= 31 if part.day is not None else part.days_before_event):
            yield table, key, Fault("deadline-empty", loc)


def only_readers_are_public(records: Records, _walked: Walk) -> Found:
    """A channel for editors is not public."""
    for key, channel in records.tables["channels"].items():
        if channel.kind == "press" and channel.visibility == "public":
            yield "channels", key, Fault("channel-public", ("visibility",))


def approvals_have_their_edition(records: Records, _walked: Walk) -> Found:
    """An approval stands beside the edition that was approved."""
    for key in records.tables["approvals"]:
        if key not in records.keys["editions"]:
            values = {"expected": f"newsletter/editions/{key}.yml"}
            yield "approvals", key, Fault("pair-missing", (), values)


def sent_has_its_edition(records: Records, _walked: Walk) -> Found:
    """What was sent belongs to an edition; each channel got it once in a language."""
    for key, sent in records.tables["sent"].items():
        if key not in records.keys["editions"]:
            values = {"expected": f"newsletter/editions/{key}.yml"}
            yield "sent", key, Fault("pair-missing", (), values)
        first: dict[tuple[str, str], int] = {}
        for index, variant in enumerate(sent.variants):
            if first.setdefault((variant.channel, variant.lang), index) != index:
                values = {"channel": variant.channel, "lang": variant.lang}
                yield "sent", key, Fault("sent-twice", ("variants", index, "channel"), values)


def check_sent(records: Records, source: Source) -> Iterator[Problem]:
    """The files that were sent are as their manifest says: none changed, missing or added."""
    named: set[str] = set()
    for key, sent in records.tables["sent"].items():
        folder = sent.path.rpartition("/")[0]
        for loc, name, sha256 in _sent_files(sent):
            path = f"{folder}/{name}"
            named.add(path)
            if source.sent.get(path) != sha256:
                rule = "sent-changed" if path in source.sent else "sent-missing"
                document = records.documents[records.origin["sent", key][0]]
                yield document.locate(Fault(rule, loc, {"file": path}))
    unread = {path.rpartition("/")[0] for path in source.unread}
    unread |= {f"newsletter/sent/{key}" for key in records.partial["sent"]}
    for path in source.sent:
        if path not in named and "/".join(path.split("/")[:3]) not in unread:
            yield Problem(path, 0, 0, "", "sent-stray")


def _sent_files(sent: model.Sent) -> Iterator[tuple[Loc, str, str]]:
    """Yield the files a manifest names: location in it, name below its folder, hash."""
    for index, variant in enumerate(sent.variants):
        for (name, sha256), part in zip(variant.files.items(), ("html", "text"), strict=True):
            yield ("variants", index, part), name, sha256
    for index, picture in enumerate(sent.images):
        yield ("images", index, "sha256"), f"pictures/{picture.file}", picture.sha256


NEWSLETTER: Final = (
    channels_can_be_reached,
    deadlines_say_when,
    only_readers_are_public,
    approvals_have_their_edition,
    sent_has_its_edition,
)
