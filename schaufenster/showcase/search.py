"""The search index: a small document for each page, and the Pagefind run that reads them.

Pagefind reads documents of our own instead of the framed pages. They are made from the records, as
the pages are: the page's text, a paragraph for each part, and more words to find it by (synonyms,
the other language, parts of compounds) that the page itself does not show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from markupsafe import escape

from schaufenster import addresses, language, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import days_in_words, when_in_words
from schaufenster.facts.funding import deadline_in_words
from schaufenster.facts.parties import members_in, names_of, other_names, party_name
from schaufenster.facts.places import chamber_of, town_in_words, where_in_words
from schaufenster.facts.press import funding_facts
from schaufenster.facts.rights import photographs, pictures_of
from schaufenster.facts.validity import certificates_of, labels_of
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.showcase import hidden_words, listing
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.page import Page
from schaufenster.templates import Words

KINDS: Final = {
    "profile": "profiles",
    "competence": "competences",
    "offer": "offers",
    "request": "requests",
    "event": "events",
    "news": "news",
    "project": "projects",
    "funding": "funding",
    "page": "pages",
}
"""The kinds of results, and the keys of their plurals in `words/…/site.po`."""
NOT_FOUND: Final = frozenset({"search", "members_list", "year", "edition", "press_pack"})
"""Pages that only repeat the text of others: they have no document."""
SMALL_PRINT: Final = frozenset({"imprint", "privacy", "accessibility"})


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A page in the index, besides its title and description.

    `text` are the paragraphs for excerpts; a page that only lists others has none. Results show
    `competences`, `place` and `when`; `names` and `words` are only searched, names with the highest
    weight.
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


def render_documents(context: SiteContext) -> Iterator[OutputFile]:
    """Yield the document of every page that the search finds: `PATH/index.html`."""
    cluster = context.cluster
    readers = {lang: _Reader(cluster, lang, context.say(lang)) for lang in context.site.languages}
    records: dict[tuple[str, ...], Any] = {
        **context.records,
        **{("competence", key): term for key, term in cluster.competences.items()},
        **{("page", ref.removeprefix("pages/")): text for ref, text in cluster.texts.items()},
    }
    entries = [
        (
            page,
            readers[page.lang].document(page.what, records.get((page.what, *page.names.values()))),
        )
        for page in context.pages()
        if page.indexed and page.what not in NOT_FOUND
    ]
    texts = ["\n".join((p.title, p.description, *e.names, *e.text)) for p, e in entries]
    spoken = ((page.lang, text) for (page, _), text in zip(entries, texts, strict=True))
    nouns = hidden_words.nouns_of(cluster.competences.values(), spoken)
    for (page, entry), text in zip(entries, texts, strict=True):
        hidden = " ".join(hidden_words.hidden_words(page.lang, entry.words, text, nouns))
        fallback = "" if page.is_spoken else context.site.first_language
        yield output(f"{page.path}index.html", _document(page, entry, hidden, fallback))


def _document(page: Page, entry: SearchDocument, hidden: str, fallback: str) -> str:
    values = {
        "title": page.title,
        "names": ", ".join(entry.names),
        "competences": ", ".join(entry.competences),
        "words": hidden,
        "place": entry.place,
        "when": entry.when,
        "tags": " ".join(_tags(entry, fallback)),
    }
    head = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">\n'
        for name, value in values.items()
        if value
    )
    weight = ' data-pagefind-weight="0.1"' if page.what in SMALL_PRINT else ""
    body = "".join(f"<p>{escape(part)}</p>\n" for part in (page.description, *entry.text))
    return (
        f'<!DOCTYPE html>\n<html lang="{page.lang}">\n<head>\n<meta charset="utf-8">\n'
        f"{head}</head>\n<body data-pagefind-body{weight}>\n{body}</body>\n</html>\n"
    )


def _tags(entry: SearchDocument, fallback: str) -> Iterator[str]:
    """Yield a page's kind, district and foreign language as words that nobody types.

    Pagefind's filters are not reproducible: it writes their values in another order each time.
    Pagefind matches prefixes, so that a tag ends as it starts: Weimar is not Weimarer Land.
    """
    yield f"qqkind{entry.kind}qq"
    if entry.district:
        yield f"qqdistrict{entry.district.replace('-', '')}qq"
    if fallback:
        yield f"qqlang{fallback}qq"


# ── what a page is about ─────────────────────────────────────────────────────────────────────


class _Reader:
    """Makes the search documents of a cluster's pages in one language."""

    def __init__(self, cluster: Cluster, lang: Language, say: Words) -> None:
        self.cluster, self.lang, self.say = cluster, lang, say
        self._readers: Mapping[type, Callable[[Any], SearchDocument]] = {
            model.Member: self._profile,
            model.Offer: self._offer,
            model.FundingCall: self._call,
            model.Event: self._event,
            model.NewsItem: self._story,
            model.Project: self._story,
            model.Competence: self._competence,
        }

    def document(self, what: str, record: Any) -> SearchDocument:
        """Return the document of a kind of page, and of its record if it has one."""
        read = self._readers.get(type(record))
        return read(record) if read else SearchDocument("page", tuple(self._page(what, record)))

    def _competence(self, term: model.Competence) -> SearchDocument:
        return SearchDocument("competence", words=_synonyms([term]))

    def _profile(self, member: model.Member) -> SearchDocument:
        skills = self._skills(skill.id for skill in member.competences)
        notes = (skill.note for skill in member.competences)
        return SearchDocument(
            "profile",
            (
                *(self._joined(": ", s.name, n) for s, n in zip(skills, notes, strict=True)),
                *self._prose(member.about),
                *(
                    self._joined(". ", o.title, o.summary)
                    for o in listing.offers_of(self.cluster, member.slug)
                ),
                *(i.title.text(self.lang) for i in listing.stories_of(self.cluster, member.slug)),
                self._joined(", ", *self._member_facts(member)),
            ),
            names=self._called(member),
            place=member.seat.place or "",
            district=member.seat.district or "",
            competences=self._names(skills),
            words=_synonyms(skills),
        )

    def _member_facts(self, member: model.Member) -> Iterator[model.Text | str]:
        """Yield district, chamber, sites, year, website, relations, industries and certificates."""
        if district := self.cluster.districts.get(member.seat.district or ""):
            yield district.name
            if chamber := chamber_of(district, self.cluster):
                yield chamber.name
        yield from (part.place for part in member.sites if part.place)
        if member.founded:
            yield language.date(member.founded, self.say.locale)
        if member.website:
            yield addresses.host(member.website)
        for party in (member.parent, *member.subsidiaries, *member.affiliations):
            if party:
                yield party_name(party, self.cluster)
        yield from (self.cluster.industries[key].name for key in member.industries)
        for certificate in certificates_of(member, self.cluster.today):
            yield self.cluster.certificates[certificate.id].name

    def _offer(self, offer: model.Offer) -> SearchDocument:
        member = self.cluster.member(offer.member)
        skills = self._skills(offer.competences)
        until = offer.valid and offer.valid.until
        dates = (language.date(day, self.say.locale) for day in (offer.published, until) if day)
        website = addresses.host(offer.website or "")
        return SearchDocument(
            offer.kind,
            (
                *self._prose(offer.text),
                *self._captions(offer),
                *(self._joined(": ", skill.name, skill.explanation) for skill in skills),
                self._joined(", ", member.full_name, *dates, offer.cost, website),
            ),
            place=member.seat.place or "",
            district=member.seat.district or "",
            competences=self._names(skills),
            words=(*offer.title.values(), *self._called(member), *_synonyms(skills)),
        )

    def _call(self, call: model.FundingCall) -> SearchDocument:
        facts = funding_facts(call, self.cluster, self.say)
        skills = self._skills(call.competences)
        regions = (self.cluster.districts[key].name for key in call.districts)
        said = (fact.text(self.lang) or fact.label for fact in facts)
        return SearchDocument(
            "funding",
            (*self._prose(call.text), self._joined(", ", *said, *regions, *self._topics(call))),
            when=deadline_in_words(call, self.say),
            competences=self._names(skills),
            words=(*call.title.values(), *_synonyms(skills)),
        )

    def _event(self, event: model.Event) -> SearchDocument:
        report = self.cluster.reports.get(event.slug)
        series = self.cluster.series.get(event.series or "")
        facts = (
            when_in_words(event, self.cluster, self.say),
            where_in_words(event.place, self.cluster, self.say),
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
            place=town_in_words(event.place, self.say),
            when=days_in_words(event, self.say),
            district=event.place.district or "",
            words=(
                *event.title.values(),
                *(report.title.values() if report else ()),
                *(series.name.values() if series else ()),
                *self._shorts(event),
                *_synonyms(self._skills(event.competences)),
            ),
        )

    def _story(self, record: model.NewsItem | model.Project) -> SearchDocument:
        if isinstance(record, model.NewsItem):
            kind, text = "news", self.cluster.texts[f"news/{record.slug}"]
            facts: Iterator[model.Text | str] = self._news_facts(record)
        else:
            kind, text = "project", self.cluster.texts[f"projects/{record.slug}"]
            facts = self._project_facts(record)
        return SearchDocument(
            kind,
            (
                *self._prose(text.body),
                *self._captions(record),
                self._joined(", ", *facts, *names_of(record, self.cluster), *self._topics(record)),
            ),
            when=language.date(record.published, self.say.locale),
            words=(
                *text.title.values(),
                *self._shorts(record),
                *_synonyms(self._skills(record.competences)),
            ),
        )

    def _news_facts(self, news: model.NewsItem) -> Iterator[model.Text | str]:
        """Yield the project and the event that a news item belongs to."""
        yield from (p.name for p in self.cluster.projects if p.slug == news.project)
        yield from (e.title for e in self.cluster.events if e.slug == news.event)

    def _project_facts(self, project: model.Project) -> Iterator[model.Text | str]:
        """Yield a project's name, state, years, funder and website."""
        yield project.name
        yield from project.aliases
        yield self.say(f"project_{project.status}")
        if project.period.from_:
            yield language.dates(project.period.from_, project.period.until, self.say.locale)
        if funder := self.cluster.funders.get(project.funder or ""):
            yield funder.name(self.cluster.today)
        if project.website:
            yield addresses.host(project.website)

    def _page(self, what: str, free: model.Written | None) -> Iterator[str]:
        """Yield the paragraphs that the office has written for a page, if any."""
        text = free or self.cluster.texts.get(f"pages/{what}")
        if not text:
            return
        yield from self._prose(text.body)
        if what == "about":
            yield from (label.name.text(self.lang) for label in labels_of(self.cluster))
            for entry in self.cluster.milestones:
                date = language.date(entry.date, self.say.locale)
                yield self._joined(": ", date, self._joined(". ", entry.title, entry.text))

    # ── parts ────────────────────────────────────────────────────────────────────────────────

    def _joined(self, separator: str, *parts: model.Text | str | None) -> str:
        """Return texts in the page's language with a separator, without missing ones."""
        texts = (p.text(self.lang) if isinstance(p, model.Text) else p for p in parts if p)
        return separator.join(texts)

    def _prose(self, text: model.Text | None) -> list[str]:
        """Return the paragraphs of Markdown without markup and without the addresses of links."""
        return sanitize.plain(text.text(self.lang), targets=False).split("\n\n") if text else []

    def _captions(self, record: Any) -> Iterator[str]:
        for _, picture in photographs(pictures_of(record), "web"):
            if picture.caption:
                yield picture.caption.text(self.lang)

    def _topics(self, record: Any) -> Iterator[model.Text]:
        return (self.cluster.topics[key].name for key in record.topics)

    def _skills(self, ids: Iterable[str]) -> list[model.Competence]:
        return [self.cluster.competences[key] for key in ids]

    def _names(self, skills: Iterable[model.Competence]) -> tuple[str, ...]:
        return tuple(skill.name.text(self.lang) for skill in skills)

    def _called(self, member: model.Member) -> tuple[str, ...]:
        """Return all names of a member that are not its name in the page's language."""
        others = (member.name, *other_names(member))
        shown = member.full_name.text(self.lang)
        return (member.short, *(name for name in others if name != shown))

    def _shorts(self, record: Any) -> list[str]:
        """Return the short names of the members that take part."""
        members = map(self.cluster.find_member, sorted(members_in(record)))
        return [member.short for member in members if member]


def _synonyms(skills: Iterable[model.Competence]) -> tuple[str, ...]:
    """Return all names of competences in every language."""
    return tuple(
        word
        for skill in skills
        for word in (*skill.name.values(), *chain.from_iterable(skill.synonyms.values()))
    )


_SAID: Final = ("ask", "go", "close", "all", "none", "broken", "missing", "quoted")


def field(site: addresses.Site, lang: Language, say: Words) -> dict[str, Any]:
    """Return the texts of the search field in the header."""
    return {
        "href": site.link("search", lang),
        "label": say("search"),
        **{name: say(f"search_{name}") for name in _SAID},
        "count": say("search_count", n="{n}"),
        "count_one": say("search_count", n=1),
        "kinds": json.dumps({kind: say(f"kind_{kind}") for kind in KINDS}, ensure_ascii=False),
    }
