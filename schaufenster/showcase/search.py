"""The search index: a small document for each page, and the Pagefind run that reads them.

Pagefind reads documents of our own instead of the framed pages. They are made from the records, as
the pages are: what a page says, each part a paragraph, and the words that lead to it (synonyms, the
other language, parts of compounds), so that no page has to carry words that nobody sees. What has
no page has no document.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import escape

from schaufenster import addresses, language, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import days_in_words
from schaufenster.facts.pages import pages_of_records
from schaufenster.facts.parties import members_in, names_of
from schaufenster.facts.release import is_expired
from schaufenster.facts.rights import photographs, pictures_of
from schaufenster.facts.validity import certificates_of, labels_of
from schaufenster.output import AnyFile, OutputFile, output
from schaufenster.problems import LANGUAGES, Language
from schaufenster.showcase import listing, stems
from schaufenster.showcase.page import Page
from schaufenster.templates import Templates, Words

KINDS: Final = {
    "profile": "profiles",
    "competence": "competences",
    "offer": "offers",
    "request": "requests",
    "event": "events",
    "news": "news",
    "project": "projects",
    "page": "pages",
}
"""What can be found, and the key of its plural in `theme/strings.yml`."""
NOT_FOUND: Final = frozenset({"search", "members_list", "year", "edition", "press_pack"})
"""Pages that only show what other pages say."""
SMALL_PRINT: Final = frozenset({"imprint", "privacy", "accessibility"})
INPUTS: Final = frozenset({"content/", "members/", "events/", "theme/"})
"""What documents are made from: any text may explain a compound in another one."""
FOLDER: Final = "pagefind/"
NEEDED: Final = re.compile(
    r"pagefind/(pagefind\.js|pagefind-entry\.json|pagefind\.(de|en)_\w+\.pf_meta"
    r"|wasm\.(de|en)\.pagefind|(fragment|index)/.+)"
)
"""What of Pagefind's output the site loads; the rest are interfaces that it does not use."""


class SearchError(Exception):
    """Pagefind refused the documents: a bug of ours, never of the content."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the index holds of a page besides its title and description.

    `text` are the paragraphs that excerpts are cut from; a page that only lists others has none.
    `competences`, `place` and `when` are shown with a result and found by; `names` and `words` are
    only found by, the names before all else.
    """

    kind: str
    text: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    place: str = ""
    when: str = ""
    district: str = ""
    competences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


# ── documents ────────────────────────────────────────────────────────────────────────────────


def render_documents(
    pages: Iterable[Page], cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield the document of every page that can be found: `PATH/index.html`, for Pagefind alone."""
    readers = {lang: _Reader(cluster, lang, Words(lang, templates.words)) for lang in LANGUAGES}
    records = _records(cluster)
    today = cluster.now.date()
    over = {("offer", o.member, o.slug) for o in cluster.offers if is_expired(o, today)}
    entries = [
        (page, readers[page.lang].document(page.what, records.get(key)))
        for page in pages
        if not page.bare
        and page.what not in NOT_FOUND
        and (key := (page.what, *page.names.values())) not in over
    ]
    names = (" ".join((c.name.de, *c.synonyms.de)) for c in cluster.competences.values())
    texts = ["\n".join((page.title, page.description, *entry.text)) for page, entry in entries]
    german = (text for (page, _), text in zip(entries, texts, strict=True) if page.lang == "de")
    nouns = stems.Nouns([*names, *german])
    for (page, entry), text in zip(entries, texts, strict=True):
        hidden = " ".join(stems.hidden_words(page.lang, entry.words, text, nouns))
        yield output(f"{page.path}index.html", _document(page, entry, hidden))


def _document(page: Page, entry: SearchDocument, hidden: str) -> str:
    said = {
        "title": page.title,
        "names": ", ".join(entry.names),
        "competences": ", ".join(entry.competences),
        "words": hidden,
        "place": entry.place,
        "when": entry.when,
        "tags": " ".join(_tags(page, entry)),
    }
    head = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">\n'
        for name, value in said.items()
        if value
    )
    weight = ' data-pagefind-weight="0.1"' if page.what in SMALL_PRINT else ""
    body = "".join(f"<p>{escape(part)}</p>\n" for part in (page.description, *entry.text))
    return (
        f'<!DOCTYPE html>\n<html lang="{page.lang}">\n<head>\n<meta charset="utf-8">\n'
        f"{head}</head>\n<body data-pagefind-body{weight}>\n{body}</body>\n</html>\n"
    )


def _tags(page: Page, entry: SearchDocument) -> Iterator[str]:
    """Yield a page's kind, district and foreign language as words that nobody types.

    Pagefind has filters for this, but writes their values in another order each time. A tag ends
    as it starts, because Pagefind finds by beginnings and Weimar is no Weimarer Land.
    """
    yield f"qqkind{entry.kind}qq"
    if entry.district:
        yield f"qqdistrict{entry.district.replace('-', '')}qq"
    if page.lang == "en" and not page.translated:
        yield "qqlangdeqq"


# ── what a page is about ─────────────────────────────────────────────────────────────────────


def _records(cluster: Cluster) -> dict[tuple[str, ...], Any]:
    """Return the record of each page that has one, by the page's kind and names."""
    return {
        **{page.key: page.record for page in pages_of_records(cluster)},
        **{("competence", key): c for key, c in cluster.competences.items()},
    }


class _Reader:
    """Reads out in one language what the pages of a cluster say."""

    def __init__(self, cluster: Cluster, lang: Language, say: Words) -> None:
        self.cluster, self.lang, self.say = cluster, lang, say
        self.offers = listing.offers_by_member(cluster)
        self.stories = listing.stories_by_member(cluster)

    def document(self, what: str, record: Any) -> SearchDocument:
        """Return what is to be found of a page: its kind, and its record if it has one."""
        match record:
            case model.Member():
                return self._profile(record)
            case model.Offer():
                return self._offer(record)
            case model.Event():
                return self._event(record)
            case model.NewsItem() | model.Project():
                return self._story(record)
            case model.Competence():
                return SearchDocument("competence", words=_synonyms([record]))
        return SearchDocument("page", tuple(self._page(what)))

    def _profile(self, member: model.Member) -> SearchDocument:
        skills = [self.cluster.competences[skill.id] for skill in member.competences]
        names = tuple(skill.name.text(self.lang) for skill in skills)
        noted = zip(names, (skill.note for skill in member.competences), strict=True)
        district = self.cluster.districts.get(member.seat.district or "")
        facts = (
            district.name if district else None,
            self.cluster.chambers[district.chamber].name if district else None,
            language.date(member.founded, self.lang) if member.founded else None,
            addresses.host(member.website) if member.website else None,
            *(self.cluster.industries[key].name for key in member.industries),
            *(
                self.cluster.certificates[each.id].name
                for each in certificates_of(member, self.cluster.now.date())
            ),
        )
        return SearchDocument(
            "profile",
            (
                *(self._joined(": ", name, note) for name, note in noted),
                *self._prose(member.about),
                *(self._joined(". ", o.title, o.summary) for o in self.offers[member.slug]),
                *(item.title.text(self.lang) for item in self.stories[member.slug]),
                self._joined(", ", *facts),
            ),
            names=(member.short, *member.aliases),
            place=member.seat.place or "",
            district=member.seat.district or "",
            competences=names,
            words=_synonyms(skills),
        )

    def _offer(self, offer: model.Offer) -> SearchDocument:
        member = self.cluster.member(offer.member)
        skills = [self.cluster.competences[key] for key in offer.competences]
        until = offer.valid and offer.valid.until
        dates = (language.date(day, self.lang) for day in (offer.published, until) if day)
        return SearchDocument(
            offer.kind,
            (
                *self._prose(offer.text),
                *self._captions(offer),
                *(self._joined(": ", skill.name, skill.explanation) for skill in skills),
                self._joined(", ", member.name, *dates),
            ),
            place=member.seat.place or "",
            district=member.seat.district or "",
            competences=tuple(skill.name.text(self.lang) for skill in skills),
            words=(*_both(offer.title), member.short, *member.aliases, *_synonyms(skills)),
        )

    def _event(self, event: model.Event) -> SearchDocument:
        report = self.cluster.reports.get(event.slug)
        series = self.cluster.series.get(event.series or "")
        skills = [self.cluster.competences[key] for key in event.competences]
        facts = (
            language.clock(event.time, event.end_time, self.lang) if event.time else None,
            event.place.name,
            self.say(f"format_{event.format}"),
            series.name if series else None,
            self.say("edition_number", number=event.edition) if event.edition else None,
            *self._topics(event),
            *names_of(event, self.cluster),
        )
        return SearchDocument(
            "event",
            (
                *self._prose(report.body if report else None),
                *self._captions(event),
                self._joined(", ", *facts),
            ),
            place=event.place.town or "",
            when=days_in_words(event, self.lang, self.say),
            district=event.place.district or "",
            words=(
                *_both(event.title),
                *(_both(report.title) if report else ()),
                *(_both(series.name) if series else ()),
                *self._shorts(event),
                *_synonyms(skills),
            ),
        )

    def _story(self, record: model.NewsItem | model.Project) -> SearchDocument:
        kind, room = (
            ("news", "news") if isinstance(record, model.NewsItem) else ("project", "projects")
        )
        text = self.cluster.texts[f"{room}/{record.slug}"]
        skills = [self.cluster.competences[key] for key in record.competences]
        about = self._told(record) if isinstance(record, model.NewsItem) else self._run(record)
        return SearchDocument(
            kind,
            (
                *self._prose(text.body),
                *self._captions(record),
                self._joined(", ", *about, *names_of(record, self.cluster), *self._topics(record)),
            ),
            when=language.date(record.published, self.lang),
            words=(*_both(text.title), *self._shorts(record), *_synonyms(skills)),
        )

    def _told(self, news: model.NewsItem) -> Iterator[model.Text]:
        """Yield the project and the event that a news item belongs to."""
        yield from (p.name for p in self.cluster.projects if p.slug == news.project)
        yield from (e.title for e in self.cluster.events if e.slug == news.event)

    def _run(self, project: model.Project) -> Iterator[model.Text | str]:
        """Yield a project's name, state, years, address, and who pays for it."""
        yield project.name
        yield self.say(f"project_{project.status}")
        if project.period.from_:
            yield language.dates(project.period.from_, project.period.until, self.lang)
        if funder := self.cluster.funders.get(project.funder or ""):
            yield funder.name(self.cluster.now.date())
        if project.website:
            yield addresses.host(project.website)

    def _page(self, what: str) -> Iterator[str]:
        """Yield what the office has written for a page; one that only lists others has nothing."""
        if written := self.cluster.texts.get(f"pages/{what}"):
            yield from self._prose(written.body)
        if written and what == "about":
            yield from (label.name.text(self.lang) for label in labels_of(self.cluster))
            for entry in self.cluster.milestones:
                date = language.date(entry.date, self.lang)
                yield self._joined(": ", date, self._joined(". ", entry.title, entry.text))

    # ── parts ────────────────────────────────────────────────────────────────────────────────

    def _joined(self, mark: str, *parts: model.Text | str | None) -> str:
        """Return texts in the page's language with a mark between them, without missing ones."""
        texts = (p.text(self.lang) if isinstance(p, model.Text) else p for p in parts if p)
        return mark.join(texts)

    def _prose(self, text: model.Text | None) -> list[str]:
        """Return the paragraphs of Markdown without markup and without the addresses of links."""
        return sanitize.plain(text.text(self.lang), targets=False).split("\n\n") if text else []

    def _captions(self, record: Any) -> Iterator[str]:
        for _, picture in photographs(pictures_of(record), "web"):
            if picture.caption:
                yield picture.caption.text(self.lang)

    def _topics(self, record: Any) -> Iterator[model.Text]:
        return (self.cluster.topics[key].name for key in record.topics)

    def _shorts(self, record: Any) -> list[str]:
        """Return the short names of the members that take part, as pages say them."""
        found = map(self.cluster.find_member, sorted(members_in(record)))
        return [member.short for member in found if member]


def _both(text: model.Text) -> tuple[str, ...]:
    return (text.de, text.en) if text.en else (text.de,)


def _synonyms(skills: Iterable[model.Competence]) -> tuple[str, ...]:
    """Return all names of competences, in both languages: who types either finds both."""
    return tuple(
        word
        for skill in skills
        for word in (*_both(skill.name), *skill.synonyms.de, *skill.synonyms.en)
    )


# ── Pagefind ─────────────────────────────────────────────────────────────────────────────────


def run_pagefind(documents: Iterable[AnyFile]) -> list[OutputFile]:
    """Return the index of documents as the site loads it, below `pagefind/`.

    They are handed over one by one, as Pagefind's own libraries do it: from a folder it takes them
    in the order of the file system, and so makes other bytes on another machine. Raises
    `SearchError` with Pagefind's words.
    """
    import pagefind_bin

    command = [str(pagefind_bin.get_executable()), "--service"]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(  # noqa: S603 - a program that we name, without a shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env={}
        ) as pagefind,
        ThreadPoolExecutor(1) as writer,
    ):
        asked = writer.submit(_ask, pagefind.stdin, documents)
        for answer in _answers(pagefind.stdout):
            if answer["type"] == "Error":
                raise SearchError(answer["message"])
            if answer["type"] == "GetFiles":
                return sorted(_needed(answer["files"]), key=lambda file: file.path)
        asked.result()  # no last answer: either what made the documents failed, or Pagefind did
        said.seek(0)
        raise SearchError(said.read() or f"Pagefind ended with {pagefind.wait()}")


def _ask(stream: Any, documents: Iterable[AnyFile]) -> None:
    """Write requests as Pagefind's service reads them: JSON in Base64, with a comma behind it.

    It ends with its input, finished or not, so that is closed only where something goes wrong.
    """
    with suppress(BrokenPipeError), ExitStack() as failed:
        failed.callback(stream.close)
        for request in _requests(documents):
            message = json.dumps({"message_id": 0, "payload": request}, ensure_ascii=False)
            stream.write(base64.b64encode(message.encode()) + b",")
        stream.flush()
        failed.pop_all()


def _requests(documents: Iterable[AnyFile]) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {}}
    for each in documents:
        content = each.content.decode()
        yield {"type": "AddFile", "index_id": 0, "file_path": each.path, "file_contents": content}
    yield {"type": "GetFiles", "index_id": 0}


def _answers(stream: Any) -> Iterator[dict[str, Any]]:
    """Yield what Pagefind answers, in the same form as the requests."""
    parts: list[bytes] = []
    while chunk := stream.read1(1 << 20):
        *ends, rest = chunk.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join([*parts, end])))["payload"]
            parts = []
        parts.append(rest)


def _needed(files: Iterable[Mapping[str, str]]) -> Iterator[OutputFile]:
    """Yield what the site loads. The languages in the entry come in any order; they get one."""
    for file in files:
        path, content = f"{FOLDER}{file['path']}", base64.b64decode(file["content"])
        if path == f"{FOLDER}pagefind-entry.json":
            content = json.dumps(json.loads(content), sort_keys=True).encode()
        if NEEDED.fullmatch(path):
            yield output(path, content)


def field(site: addresses.Site, lang: Language, say: Words) -> dict[str, Any]:
    """Return what the frame needs for the field in the header."""
    return {
        "href": site.link("search", lang),
        "label": say("search"),
        "ask": say("search_ask"),
        "go": say("search_go"),
        "close": say("search_close"),
        "all": say("search_all"),
        "none": say("search_none"),
        "broken": say("search_broken"),
        "count": say("search_count", n="{n}"),
        "count_one": say("search_count", n=1),
        "kinds": {kind: say(f"kind_{kind}") for kind in KINDS},
    }
