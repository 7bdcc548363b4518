"""Channels and editions: `newsletter/`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schaufenster.content.fields import (
    ChamberId,
    ChannelId,
    ChannelOrAll,
    CompetenceId,
    Day,
    DistrictId,
    Flag,
    Headline,
    Line,
    Mail,
    MemberId,
    Name,
    Number,
    OrOpen,
    PartialDate,
    Remark,
    RisId,
    Slug,
    TopicId,
    Url,
)
from schaufenster.content.model.by_language import ByLanguage, ClusterLanguage, LanguageCode, Record
from schaufenster.content.model.mail_kinds import MAIL_KINDS, MailKind, MailKindId
from schaufenster.content.model.parts import Evidence
from schaufenster.content.model.texts import Prose, Sentence, Title, Word
from schaufenster.content.model.vocabularies import DatedName, name_on

ItemKind = Literal["event", "report", "offer", "request", "news", "project", "funding"]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
SUBJECT = 320
"""The most characters of a subject: a headline and what the mail is."""


class Select(Record):
    """The items of a channel: AND across fields, OR within one; an empty field selects all."""

    kinds: tuple[ItemKind, ...] = ()
    districts: tuple[DistrictId, ...] = ()
    chambers: tuple[ChamberId, ...] = ()
    competences: tuple[CompetenceId, ...] = ()
    ris: tuple[RisId, ...] = ()
    topics: tuple[TopicId, ...] = ()
    members: tuple[MemberId, ...] = ()
    max_age_days: Number | None = None
    most: Number | None = None


class Limit(Record):
    """A limit in characters, pixels or kilobytes; `stated` by the channel or `ours`."""

    max: Number
    rule: Literal["stated", "ours"]


class Limits(Record):
    """The limits of a channel; what is left out has none."""

    headline: Limit | None = None
    lead: Limit | None = None
    body: Limit | None = None
    picture_px: Limit | None = None
    mail_kb: Limit | None = None


class Deadline(Record):
    """When copy is due: by a day of a month, or so many days before an event.

    `day` is the day of the month; `months_before: 1` means the month before that of the issue.
    """

    day: Number | None = None
    months_before: Number = 0
    days_before_event: Number | None = None
    rule: Literal["stated", "ours"]

    def next_date(self, after: dt.date) -> dt.date | None:
        """Return the first closing date from a day on; None where only an event sets it."""
        if self.day is None:
            return None
        year, month = after.year, after.month
        while True:
            last = PartialDate(year, month).last()
            closing = last + dt.timedelta(days=min(self.day - last.day, 0))
            if closing >= after:
                return closing
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


class ContactPath(Record):
    """Where copy is sent: a functional address or a form; `offen` while it is not known."""

    email: Annotated[Mail | None, OrOpen()] = None
    url: Url | None = None


class Unsubscribe(Record):
    """How to unsubscribe: a page (https) or a functional address.

    `one_click` is the address of an endpoint that takes POST for one person (RFC 8058).
    """

    url: Url | None = None
    email: Annotated[Mail | None, OrOpen()] = None
    one_click: Url | None = None


class Subscribe(Record):
    """How to subscribe: a page (https) or a functional address."""

    url: Url | None = None
    email: Mail | None = None


class Channel(Record):
    """An entry of `newsletter/channels.yml`: a receiving newsletter, an editor or our readers.

    `mailing_list` is the address to which one posts to a list of Mailman 3.
    """

    id: Slug
    kind: Literal["press", "readers"]
    visibility: Literal["public", "internal"] = "internal"
    names: tuple[DatedName, ...]
    languages: tuple[ClusterLanguage, ...]
    select: Select = Select()
    limits: Limits = Limits()
    template: MailKindId
    recipients: Slug | None = None
    salutation: Sentence | None = None
    why: Sentence | None = None
    deadline: Deadline | None = None
    contact: ContactPath | None = None
    about: Sentence | None = None
    frequency: Word | None = None
    mailing_list: Mail | None = None
    subscribe: Subscribe | None = None
    unsubscribe: Unsubscribe | None = None
    note: Remark | None = None
    sources: tuple[Evidence, ...] = ()

    @property
    def mail(self) -> MailKind:
        """Return its kind of mail."""
        return MAIL_KINDS[self.template]

    def name(self, day: dt.date) -> Word:
        """Return the name that held on a day, else the last one."""
        return name_on(self.names, day)


class Points(ByLanguage[tuple[str, ...]]):
    """A few short points, as some editors print them below the headline."""

    __slots__ = ()

    each = tuple[Remark, ...]


class Choice(Record):
    """An item of an edition. A channel's wording beats the edition's (`all`), that the item's.

    With `channels` it is for these alone, as far as their rules take it.
    """

    ref: Name
    pin: Flag = False
    omit: Flag = False
    channels: tuple[ChannelId, ...] = ()
    why: Remark | None = None
    headline: dict[ChannelOrAll, Title] = Field(default_factory=dict)
    lead: dict[ChannelOrAll, Sentence] = Field(default_factory=dict)
    points: dict[ChannelOrAll, Points] = Field(default_factory=dict)


class Correction(Record):
    """A correction of an edition that was sent; without `channel` it is about all of them.

    What was sent is never changed.
    """

    date: Day
    channel: ChannelId | None = None
    text: Sentence


class Edition(Record):
    """`newsletter/editions/ID.yml`: an edition, of which each channel gets its variant."""

    from_path: ClassVar[tuple[str, ...]] = ("path", "id")

    path: str
    id: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}(-[a-z0-9]+)*$")]
    since: Day | None = None
    until: Day
    title: Title
    subject: Title
    preheader: Sentence
    greeting: Prose | None = None
    items: tuple[Choice, ...]
    corrections: tuple[Correction, ...] = ()


class Approval(Record):
    """`newsletter/editions/ID.approval.yml`: the office has approved every mail of an edition.

    `hash` is that of all mails as they were rendered then.
    """

    from_path: ClassVar[tuple[str, ...]] = ("path", "id")

    path: str
    id: str
    hash: Sha256
    by: Literal["office"]
    on: Day


class Carried(Record):
    """An item of a sent mail: its folder and headline at that time."""

    ref: Name
    headline: Headline


class Redaction(Record):
    """A mail that was taken back: day and reason. `images` are the files removed with it."""

    date: Day
    reason: Remark
    images: tuple[Name, ...] = ()


class KeptPicture(Record):
    """A picture in sent mails: its path below the folder, its hash."""

    file: Name
    sha256: Sha256


class Kept(Record):
    """A variant that was sent; `html` and `text` are the hashes of its two files."""

    channel: ChannelId
    lang: LanguageCode
    date: Day
    way: Literal["handed-in", "sent"]
    subject: Annotated[str, Line(SUBJECT)]
    preheader: Remark
    items: tuple[Carried, ...] = ()
    html: Sha256
    text: Sha256
    redacted: Redaction | None = None

    @property
    def files(self) -> Mapping[str, str]:
        """Return the hashes of the variant's files by their names: `CHANNEL.LANG.html`, `.txt`."""
        stem = f"{self.channel}.{self.lang}"
        return {f"{stem}.html": self.html, f"{stem}.txt": self.text}


class Sent(Record):
    """`newsletter/sent/ID/manifest.json`: the mails of an edition that were sent; never made again.

    Written by the commands that record, send and take back mails, never by hand.
    """

    from_path: ClassVar[tuple[str, ...]] = ("path", "id")

    path: str
    id: str
    title: Title
    variants: tuple[Kept, ...]
    images: tuple[KeptPicture, ...] = ()

    def find(self, channel: str, lang: str) -> Kept | None:
        """Return the variant a channel got in a language, or None."""
        return next((v for v in self.variants if (v.channel, v.lang) == (channel, lang)), None)
