"""What a change shows: for each record that it touches, everything made of it, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from schaufenster import editing, mail, showcase, write
from schaufenster.commands.versions import Outputs, Version
from schaufenster.content.load import Cluster
from schaufenster.content.model import Member, Offer
from schaufenster.editing import ChangedPage, ChangedRecord, Pair, PairKind, Side, State
from schaufenster.facts.completeness import completeness_of
from schaufenster.facts.items import Item, calendar_items, items
from schaufenster.facts.pages import RecordPage, pages_of_records
from schaufenster.feeds.calendar import shown_event
from schaufenster.feeds.entries import FeedContext
from schaufenster.output import AnyFile, OutputFile, StoredFile, output
from schaufenster.problems import Language
from schaufenster.showcase import page_copies
from schaufenster.templates import Words

BEFORE, AFTER, SITE = "before", "after", "site"
"""The folders of the copies: of what was, of what is now, and the whole site."""
LISTS: Final = ("members", "market", "events", "news_list", "projects", "funding_list", "start")
"""The lists in which entries are looked for, in this order."""
MOST_ENTRIES: Final = 2
_PAGE: Final = "index.html"
_STORY: Final = "press_pack"
Key = tuple[str, ...]


@dataclass
class Sight:
    """What can be seen of a version apart from its pages: kept, because its files go.

    By record: entries of feeds and calendars by language, mails by channel and language. `titles`
    are those of all pages by their key, `pages` language and title by path.
    """

    version: Version
    records: Mapping[Key, RecordPage]
    titles: Mapping[tuple[Key, Language], str]
    pages: Mapping[str, tuple[Language, str]]
    entries: dict[tuple[Key, Language, str], Any] = field(default_factory=dict)
    mails: dict[Key, list[mail.StoryMail]] = field(default_factory=dict)


def look_at(version: Version, paths: Iterable[str], lang: Language, cache: write.Cache) -> Sight:
    """Return what a version shows of the records that these files belong to."""
    content, changed = version.content, frozenset(paths)
    cluster, context = content.cluster, content.context
    records = {p.key: p for p in pages_of_records(cluster) if changed & files_of(p.record, changed)}
    titles, pages = {}, {}
    for page in (page for page in context.pages() if not page.bare):
        titles[(page.what, *page.names.values()), page.lang] = page.title
        pages[page.path] = page.lang, page.title
    sight = Sight(version, records, titles, pages)
    picture_of = partial(showcase.feed_picture, cluster=cluster, cached=cache.file)
    for spoken in context.site.languages:
        say = Words(spoken, context.templates.words)
        _note_entries(sight, FeedContext(cluster, say, picture_of, context.site))
    for item in _items_of(records, cluster):
        key = (item.page, *item.names.values())
        sight.mails.setdefault(key, []).extend(mail.story_mails(item, cluster, content.mails, lang))
    return sight


def files_of(record: Any, paths: Iterable[str]) -> frozenset[str]:
    """Return those of some files that belong to a record: its own, its texts, its pictures."""
    folder, _, name = record.path.rpartition("/")
    if isinstance(record, Offer):
        own = {record.path, *(f"{folder}/{picture.file}" for picture in record.pictures)}
        return frozenset(own.intersection(paths))
    below = (p for p in paths if p.startswith(f"{folder}/"))
    if isinstance(record, Member):
        below = (p for p in below if p.rpartition("/")[0] == folder)
    return frozenset(below) | ({record.path} if name and record.path in paths else set())


def _items_of(records: Mapping[Key, RecordPage], cluster: Cluster) -> Iterator[Item]:
    return (item for item in items(cluster) if (item.page, *item.names.values()) in records)


def _note_entries(sight: Sight, context: FeedContext) -> None:
    """Note what feeds and calendars of a language show of the records."""
    cluster = context.cluster
    for item in _items_of(sight.records, cluster):
        key = (item.page, *item.names.values())
        sight.entries[key, context.lang, f"feed {item.kind}"] = context.entry(item)
    for item in calendar_items(cluster):
        key = (item.page, *item.names.values())
        if key in sight.records:
            sight.entries[key, context.lang, "calendar"] = shown_event(item.ref, context)


@dataclass
class Copies:
    """The files of both sites that differ, and the copies that are made of them.

    `shown` are the pages that have a copy on each side, by their folders.
    """

    base: str
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    shown: frozenset[str]
    files: list[OutputFile] = field(default_factory=list)
    made: dict[str, tuple[Side | None, Side | None]] = field(default_factory=dict)

    @property
    def pages(self) -> list[str]:
        """Return the folders of the pages that differ and are shown."""
        paths = sorted(p for p in {*self.before, *self.after} if p.endswith(_PAGE))
        return [p for path in paths if (p := path.removesuffix(_PAGE)) in self.shown]

    def place(self, side: str, target: str) -> str:
        """Return where a file lies that a page of one side leads to."""
        if target == page_copies.SHEET:
            return target
        own = self.before if side == BEFORE else self.after
        is_page = target.endswith(".html")
        is_copied = target in own and (not is_page or target.removesuffix(_PAGE) in self.shown)
        return f"{side}/{target}" if is_copied else f"{SITE}/{target}"

    def put(self, side: str, path: str, text: str) -> str:
        """Add the copy of a page of one side; return where it lies."""
        copy = f"{side}/{path}"
        page = page_copies.portable(text, copy, self.base, partial(self.place, side))
        self.files.append(output(copy, page))
        return copy

    def pair(self, path: str, *, marked: bool = True) -> tuple[Side | None, Side | None]:
        """Return both versions of a page, what differs marked."""
        if path not in self.made:
            before, after = self._texts(path)
            if before and after and marked:
                before, after = page_copies.marked(before, after, self.base)
            anchor = f"#{page_copies.ANCHOR}" if before and after and marked else ""
            self.made[path] = self._sides(before, after, f"{path}{_PAGE}", anchor)
        return self.made[path]

    def _texts(self, path: str) -> tuple[str, str]:
        """Return both versions of a page; empty where it is not there."""
        before, after = (side.get(path + _PAGE, b"").decode() for side in (self.before, self.after))
        return before, after

    def _sides(
        self, before: str, after: str, path: str, anchor: str = ""
    ) -> tuple[Side | None, Side | None]:
        first = Side(frame=self.put(BEFORE, path, before) + anchor) if before else None
        return first, Side(frame=self.put(AFTER, path, after) + anchor) if after else None

    def entry(self, path: str, link: str, name: str) -> tuple[Side | None, Side | None] | None:
        """Return both versions of a list's entry for a page; None if they are the same."""
        before, after = (
            (text and page_copies.entry_in(text, link, self.base)) or ""
            for text in self._texts(path)
        )
        return None if before == after else self._sides(before, after, f"entries/{name}.html")

    def rest(self) -> Iterator[OutputFile]:
        """Yield the other files that differ, for the pages of their side."""
        for side, files in ((BEFORE, self.before), (AFTER, self.after)):
            known = {file.path for file in self.files}
            for path, raw in files.items():
                if f"{side}/{path}" not in known and not path.endswith(_PAGE):
                    yield output(f"{side}/{path}", raw)

    def site(self, folder: Path, outputs: Outputs) -> Iterator[AnyFile]:
        """Yield the whole site after the change, so that it opens from a folder."""
        for path in (path for made in outputs.values() for path, _ in made.files):
            copy = f"{SITE}/{path}"
            if path.endswith(".html"):
                text = (folder / path).read_text("utf-8")
                page = page_copies.portable(text, copy, self.base, lambda to: f"{SITE}/{to}")
                yield output(copy, page)
            else:
                yield StoredFile(copy, folder / path)


@dataclass
class Comparison:
    """Both versions of everything that a change touches."""

    before: Sight | None
    after: Sight
    copies: Copies
    lang: Language

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages of the cluster, the contributor's first."""
        spoken = self.after.version.content.context.site.languages
        return tuple(sorted(spoken, key=lambda lang: lang != self.lang))

    def records(self, paths: frozenset[str]) -> Iterator[ChangedRecord]:
        """Yield every record that these files belong to."""
        sights = [self.before, self.after]
        keys = dict.fromkeys(key for sight in sights if sight for key in sight.records)
        for number, key in enumerate(keys):
            pages = [sight.records.get(key) if sight else None for sight in sights]
            there = [page for page in pages if page]
            own = frozenset().union(*(files_of(page.record, paths) for page in there))
            yield ChangedRecord(
                key[0], self._title(key), self._state(*pages), tuple(sorted(own)),
                tuple(self._pairs(key, there[-1], number)),
                self._completeness(*pages) if key[0] == "member" else None,
                self._left_out(key),
            )  # fmt: skip

    def _state(self, before: RecordPage | None, after: RecordPage | None) -> State:
        if after is None:
            return "gone"
        return "changed" if before or not self.before else "new"

    def others(self, most: int) -> Iterator[ChangedPage]:
        """Yield the pages that differ and belong to no record that was shown.

        What differs is marked in the first `most` of them.
        """
        titles = {**(self.before.pages if self.before else {}), **self.after.pages}
        others = [path for path in self.copies.pages if path not in self.copies.made]
        others.sort(key=lambda path: self.languages.index(titles[path][0]))
        for number, path in enumerate(others):
            before, after = self.copies.pair(path, marked=number < most)
            frames = (side.frame if side else "" for side in (before, after))
            yield ChangedPage(*titles[path], path, *frames)

    def _title(self, key: Key) -> str:
        """Return the title of a record's page, as it is now if it still is."""
        known = (s.titles.get((key, self.languages[0])) for s in (self.after, self.before) if s)
        return next(filter(None, known), "/".join(key[1:]))

    def _completeness(self, *pages: RecordPage | None) -> editing.Completeness:
        """Return how complete a profile is before and after, and what it lacks now."""
        spoken = self.after.version.content.context.site.languages
        before, after = (completeness_of(p.record, spoken) if p else None for p in pages)
        say = Words(self.lang, self.after.version.content.mails.words)
        lacking = tuple(say(f"complete_{part}") for part in after.lacking) if after else ()
        return editing.Completeness(before and before.percent, after and after.percent, lacking)

    def _pairs(self, key: Key, page: RecordPage, number: int) -> Iterator[Pair]:
        site = self.after.version.content.context.site
        for lang in self.languages:
            path = site.path(page.what, lang, **page.names)
            yield from self._page("page", lang, path)
            yield from self._entries(lang, site.base + path, number)
            yield from self._shown(key, lang)
            if "slug" in page.names:
                pack = site.path(_STORY, lang, slug=page.names["slug"])
                yield from self._page("press", lang, pack)
            yield from self._card(lang, f"page {path}")
        yield from self._mails(key, number)

    def _page(self, kind: PairKind, lang: Language, path: str) -> Iterator[Pair]:
        if path in self.copies.pages:
            yield Pair(kind, lang, *self.copies.pair(path))

    def _entries(self, lang: Language, link: str, number: int) -> Iterator[Pair]:
        """Yield the entry of a record in the lists that show it otherwise."""
        site, found = self.after.version.content.context.site, 0
        for what in LISTS:
            path = site.path(what, lang)
            name = f"{number}-{what}-{lang}"
            if found < MOST_ENTRIES and (sides := self.copies.entry(path, link, name)):
                found += 1
                yield Pair("entry", lang, *sides, self.after.titles[(what,), lang])

    def _shown(self, key: Key, lang: Language) -> Iterator[Pair]:
        sights = [sight.entries if sight else {} for sight in (self.before, self.after)]
        names = dict.fromkeys(n for s in sights for k, spoken, n in s if (k, spoken) == (key, lang))
        for name in names:
            before, after = (sight.get((key, lang, name)) for sight in sights)
            if before != after:
                kind: PairKind = "calendar" if name == "calendar" else "feed"
                sides = [Side(shown=entry) if entry else None for entry in (before, after)]
                yield Pair(kind, lang, sides[0], sides[1])

    def _card(self, lang: Language, name: str) -> Iterator[Pair]:
        """Yield the share card of a page where it is another: its address holds what it shows."""
        cards = [_cards(files) for files in (self.copies.before, self.copies.after)]
        stem = name.removeprefix("page ").strip("/")
        before, after = (found.get(stem) for found in cards)
        if before != after:
            first = Side(picture=f"{BEFORE}/{before}") if before else None
            yield Pair("card", lang, first, Side(picture=f"{AFTER}/{after}") if after else None)

    def _mails(self, key: Key, number: int) -> Iterator[Pair]:
        """Yield a story in the mail of each channel and language in which it is another."""
        sights = [
            {(m.channel, m.lang): m for m in sight.mails.get(key, ())} if sight else {}
            for sight in (self.before, self.after)
        ]
        for place in dict.fromkeys(place for sight in sights for place in sight):
            mails = [sight.get(place) for sight in sights]
            if mails[0] != mails[1] and any(m and m.files for m in mails):
                name = next(m.name for m in mails if m)
                sides = [
                    self._mail(m, f"{side}/mails/{number}-{'-'.join(place)}") if m else None
                    for side, m in zip((BEFORE, AFTER), mails, strict=True)
                ]
                yield Pair("mail", place[1], sides[0], sides[1], name)

    def _left_out(self, key: Key) -> tuple[tuple[str, str], ...]:
        """Return the channels that do not take a story, each with its reason."""
        rows = ((m.name, m.reason) for m in self.after.mails.get(key, ()) if not m.files)
        return tuple(dict(rows).items())

    def _mail(self, story: mail.StoryMail, folder: str) -> Side:
        if not story.files:
            return Side(reason=story.reason)
        self.copies.files += [output(f"{folder}/{f.path}", f.content) for f in story.files]
        return Side(frame=f"{folder}/{story.files[0].path}")


def _cards(files: Iterable[str]) -> Mapping[str, str]:
    """Return the share cards among files by the path of their page."""
    cards = (PurePosixPath(path) for path in files if path.startswith("cards/"))
    return {
        card.relative_to("cards").with_name(card.stem.rpartition("-")[0]).as_posix(): str(card)
        for card in cards
    }
