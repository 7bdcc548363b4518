"""Editions that may be seen: what was sent, as bytes, and what is approved and about to be sent.

Only public channels have issues. What was sent is never rendered again; an approved edition has its
page before the mail goes out, so that the link in the mail never leads nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.problems import Language
from schaufenster.selection.editions import variant

IssueState = Literal["sent", "redacted", "approved", "changed"]
"""`changed`: approved once and edited since; nothing is shown until it is approved again."""

Key = tuple[str, str, str]
"""Edition, channel and language."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as it would be sent now."""

    subject: str
    preheader: str
    items: tuple[model.Carried, ...]
    html: bytes
    text: bytes


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition as the readers of a public channel see it in one language.

    `day` is the day it was sent, None if it was not; `html` and `text` are empty where there is
    nothing to show.
    """

    edition: str
    channel: model.Channel
    lang: Language
    state: IssueState
    title: model.Title
    subject: str
    preheader: str
    items: tuple[model.Carried, ...]
    day: dt.date | None
    redacted: model.Redaction | None
    corrections: tuple[model.Correction, ...]
    html: bytes
    text: bytes

    @property
    def is_out(self) -> bool:
        """Return whether it has been sent, even if it was taken back later."""
        return self.day is not None

    @property
    def updated(self) -> dt.date | None:
        """Return the day of the last correction or redaction, else the day it was sent."""
        days = [c.date.first() for c in self.corrections]
        days += [self.redacted.date.first()] if self.redacted else []
        return max([*days, self.day]) if self.day else None


NOTHING: Final[Mapping[Key, Rendered]] = MappingProxyType({})


def public_channels(cluster: Cluster) -> tuple[model.Channel, ...]:
    """Return the channels whose editions everybody may see."""
    return tuple(c for c in cluster.channels.values() if c.visibility == "public")


def issues(cluster: Cluster, ready: Mapping[Key, Rendered] = NOTHING) -> tuple[Issue, ...]:
    """Return the issues of all public channels, the newest edition first, its languages in order.

    `ready` are the mails of approved editions that have not changed since.
    """
    return tuple(
        issue
        for edition in sorted(cluster.editions.values(), key=lambda e: e.id, reverse=True)
        for channel in public_channels(cluster)
        for issue in _issues(edition, channel, cluster, ready)
    )


def _issues(
    edition: model.Edition, channel: model.Channel, cluster: Cluster, ready: Mapping[Key, Rendered]
) -> Iterator[Issue]:
    sent = cluster.sent.get(edition.id)
    mails = {
        lang: sent.find(channel.id, lang) if sent else None for lang in cluster.identity.languages
    }
    is_approved = edition.id in cluster.approvals
    languages = variant(edition, channel, cluster).languages if is_approved else ()
    waits = not all(mails[lang] for lang in languages)
    for lang, mail in mails.items():
        if sent and mail:
            yield _sent(sent, mail, edition, channel, cluster)
        elif waits and lang in languages:
            yield _waiting(edition, channel, lang, ready.get((edition.id, channel.id, lang)))


def _sent(
    sent: model.Sent,
    mail: model.Kept,
    edition: model.Edition,
    channel: model.Channel,
    cluster: Cluster,
) -> Issue:
    folder = sent.path.rpartition("/")[0]
    html, text = (cluster.source.read_bytes(f"{folder}/{name}") for name in mail.files)
    return Issue(
        edition=edition.id, channel=channel, lang=mail.lang,
        state="redacted" if mail.redacted else "sent", title=sent.title, subject=mail.subject,
        preheader=mail.preheader, items=mail.items, day=mail.date.first(), redacted=mail.redacted,
        corrections=corrections_of(edition, channel.id), html=html, text=text,
    )  # fmt: skip


def _waiting(
    edition: model.Edition, channel: model.Channel, lang: Language, ready: Rendered | None
) -> Issue:
    mail = ready or Rendered(subject="", preheader="", items=(), html=b"", text=b"")
    return Issue(
        edition=edition.id, channel=channel, lang=lang, state="approved" if ready else "changed",
        title=edition.title, subject=mail.subject, preheader=mail.preheader, items=mail.items,
        day=None, redacted=None, corrections=(), html=mail.html, text=mail.text,
    )  # fmt: skip


def corrections_of(edition: model.Edition, channel: str) -> tuple[model.Correction, ...]:
    """Return an edition's corrections that concern a channel, the oldest first."""
    corrections = (c for c in edition.corrections if c.channel in (None, channel))
    return tuple(sorted(corrections, key=lambda c: c.date))
