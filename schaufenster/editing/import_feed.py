"""A news feed as news items, once: what it has carried is known by its guid and never doubled."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import feedparser

from schaufenster.addresses import host
from schaufenster.content import model
from schaufenster.content.load import Clock, Content
from schaufenster.editing import new_record, proposals
from schaufenster.editing.office_lists import TableError
from schaufenster.editing.record_text import record_text
from schaufenster.editing.taken import Refusal, Taken, checked
from schaufenster.problems import Language, Problem, rule_text
from schaufenster.sanitize import markdown_of, text_of
from schaufenster.yaml_edits import Shape, new_text

MOST_ENTRIES: Final = 1_000
_TITLE, _LEAD = 110, 320
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s")


def take_feed(raw: bytes, name: str, content: Content, clock: Clock, lang: Language) -> list[Taken]:
    """Return what becomes of each entry of a feed (RSS, Atom) from a file of that name.

    Raises `TableError` for what is no feed, and for one in another language than texts begin with.
    """
    if b"<!ENTITY" in raw:
        raise TableError("import-broken")
    feed: Any = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=True)
    if not feed.entries:
        raise TableError("import-empty" if feed.version else "import-broken")
    if len(feed.entries) > MOST_ENTRIES:
        raise TableError("import-entries", most=MOST_ENTRIES)
    first = content.records.languages[0]
    spoken = str(feed.feed.get("language", "")).lower()[:2]
    if spoken and spoken != first:
        raise TableError("import-language", spoken=spoken, first=first)
    taking = _Taking(name, content, clock, lang, str(feed.feed.get("title", "")))
    return checked(map(taking.entry, range(1, len(feed.entries) + 1), feed.entries),
                   content, clock, taking.refusals)  # fmt: skip


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters: whole sentences, else whole words."""
    if len(text) <= most:
        return text
    sentences = _SENTENCE.split(text)
    whole = sentences.pop(0)
    while sentences and len(whole) + 1 + len(sentences[0]) <= most:
        whole += f" {sentences.pop(0)}"
    if len(whole) <= most:
        return whole
    return f"{text[: most - 1].rpartition(' ')[0] or text[: most - 1]}…"


def known_uids(content: Content, table: str) -> dict[str, str]:
    """Return the path of each record of a table by what its sources call it."""
    return {
        source.uid: content.records.origin[table, key][0]
        for key, record in content.records.tables[table].items()
        for source in record.sources
        if source.uid
    }


class _Taking:
    """What is needed for every entry: what is there, and what earlier entries have taken."""

    def __init__(
        self, name: str, content: Content, clock: Clock, lang: Language, title: str
    ) -> None:
        self.name, self.content, self.lang, self.title = name, content, lang, text_of(title)
        self.records, self.languages = content.records, content.records.languages
        identity = self.records.tables["identity"]["identity"]
        self.zone, self.home = new_record.zone_of(identity), host(identity.site_url)
        self.today = clock(self.zone).date()
        self.uids = known_uids(content, "news")
        self.topics = proposals.names_of(self.records, "topics")
        self.slugs = {*self.records.keys["news"], *self.records.keys["projects"],
                      *self.records.keys["reports_texts"]}  # fmt: skip

    def entry(self, number: int, entry: Any) -> Taken:
        """Return what becomes of an entry, before the check has seen it."""
        title = text_of(str(entry.get("title", "")))
        uid = str(entry.get("id") or entry.get("link") or "")[:320]
        if uid and uid in self.uids:
            return Taken(number, title, self.uids[uid], "same")
        at = entry.get("published_parsed") or entry.get("updated_parsed")
        raw = entry.content[0].value if entry.get("content") else str(entry.get("summary", ""))
        lead = text_of(str(entry.get("summary", "") or raw))
        wrong = "title" if not title else "date" if not at else "text" if not lead else ""
        if wrong:
            message = rule_text(f"import-without-{wrong}", self.lang)
            return Taken(number, title, refusals=(Refusal("", message),))
        day = dt.datetime.fromtimestamp(calendar.timegm(at), self.zone).date()
        path = f"content/news/{self._slug(title, day)}/news.yml"
        self.uids[uid or title] = path
        files = dict(self._files(path, entry, title, lead, markdown_of(raw) or lead, day, uid))
        return Taken(number, title, path, "new", files)

    def _slug(self, title: str, day: dt.date) -> str:
        slug = proposals.slug_of(title) or f"news-{day}"
        if slug in self.slugs:
            slug = f"{slug[:48].strip('-')}-{day}"
        self.slugs.add(slug)
        return slug

    def _files(
        self, path: str, entry: Any, title: str, lead: str, body: str, day: dt.date, uid: str
    ) -> Iterator[tuple[str, bytes]]:
        link = str(entry.get("link", ""))
        source = {"url": link} if link else {"title": self.title or self.name}
        source |= {"date": str(day), "read": str(self.today), "uid": uid}
        values: dict[str, Any] = {"published": str(day)}
        words = [str(tag.get("term", "")) for tag in entry.get("tags", ())]
        near = [each for word in words if word for each in proposals.alike(word, self.topics)[:1]]
        if topics := dict.fromkeys(each.id for each in near if each.certain):
            values["topics"] = [*topics]
        if link and host(link) == self.home:
            values["was_at"] = [link]
        values["sources"] = [{key: value for key, value in source.items() if value}]
        kind = new_record.kind_named("news")
        yield path, record_text(kind, values, self.languages).encode()
        head = {"title": shortened(title, _TITLE), "lead": shortened(lead, _LEAD)}
        front = new_text(head, Shape(model.StoryText, self.languages))
        text = f"---\n{front}---\n\n{body}\n"
        yield f"{path.rpartition('/')[0]}/text.{self.languages[0]}.md", text.encode()

    def refusals(self, problems: Iterable[Problem]) -> Iterator[Refusal]:
        """Yield why the check refuses an item."""
        yield from (Refusal(p.field, p.message(self.lang)) for p in problems)
