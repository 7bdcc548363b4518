"""A Markdown twin of each page, and `llms.txt`, which leads programs to them.

A twin is made of the values that the page's template gets, never of its HTML: what the page is
about, the facts of its record, the text as its author typed it, and the records that it lists.
https://llmstxt.org/ names both forms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.facts.events import days_in_words
from schaufenster.facts.items import Item
from schaufenster.output import OutputFile, output
from schaufenster.press import PressPack
from schaufenster.selection import Issue
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.drawings import when
from schaufenster.showcase.fact_rows import Said, amount, date_of, fact_rows
from schaufenster.showcase.matrix import GroupRows
from schaufenster.showcase.page import Page, RenderedPage
from schaufenster.showcase.pages.regions import counts_in_words
from schaufenster.showcase.tilemap import Region
from schaufenster.templates import Words

NAME: Final = "index.md"
TOOLS: Final = frozenset({"search", "compare", "editor", "members_list"})
"""Pages that are tools, or list the same records once more: they have no twin."""
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "start": ("stories", "offered"),
    "members": ("members",),
    "member": ("offers", "requests", "stories"),
    "competences": ("families",),
    "regions": ("chambers", "homeless"),
    "market": ("offers",),
    "events": ("upcoming", "recent"),
    "year": ("events",),
    "series": ("upcoming", "rows"),
    "event": ("siblings",),
    "news_list": ("stories",),
    "projects": ("rows",),
    "press": ("releases",),
}
"""The values of a page's template that list records."""
_OF_TERMS: Final = (
    "listed_profiles", "listed_offers", "listed_requests", "listed_events", "listed_stories",
)  # fmt: skip
_MARKS: Final = str.maketrans({"<": "&lt;", **{mark: f"\\{mark}" for mark in "\\`*_[]"}})
_SPACE: Final = re.compile(r"\s+")


def path_of(page: Page) -> str:
    """Return the path of a page's twin; empty where it has none."""
    has_none = not page.indexed or page.what in TOOLS
    return "" if has_none else f"{page.path}{NAME}"


def twins(pages: Iterable[RenderedPage], context: SiteContext) -> Iterator[OutputFile]:
    """Yield the twins of those pages that have one."""
    for page in pages:
        if path := path_of(page):
            yield output(path, _Writer(page, context).text())


class _Writer:
    """Writes the twin of one page."""

    def __init__(self, page: RenderedPage, context: SiteContext) -> None:
        self.page, self.values, self.context = page, page.values, context
        self.cluster, self.site = context.cluster, context.site
        self.say, self.lang = context.say(page.lang), page.lang

    def text(self) -> str:
        """Return the twin: what the page is about, its facts, its text, its lists."""
        page = self.page
        head = {"title": page.title, "url": self.site.url + page.path, "language": page.lang}
        if changed := page.dates.updated:
            head["date"] = str(changed)
        front = "".join(f"{key}: {_json(value)}\n" for key, value in head.items())
        lead = f"> {plain(page.description)}\n" if page.description else ""
        parts = [lead, *self._facts(), *self._texts(), *self._lists()]
        blocks = "\n".join(part for part in parts if part)
        return f"---\n{front}---\n\n# {plain(page.title)}\n\n{blocks}"

    # ── facts ────────────────────────────────────────────────────────────────────────────────

    def _facts(self) -> Iterator[str]:
        record = self.context.records.get((self.page.what, *self.page.names.values()))
        rows = [*fact_rows(record, self.cluster, self.say), *self._other_facts()]
        yield "".join(
            f"- **{plain(name)}:** {', '.join(plain(_words(v)) for v in values)}\n"
            for name, values in rows
        )

    def _other_facts(self) -> Iterator[tuple[str, list[Said]]]:
        match self.page.what:
            case "imprint":
                office = self.values["office"]
                yield self.say("contact"), [self.cluster.identity.legal_name, *office.address]
                for name, value in self.values["rows"]:
                    yield self.say(f"imprint_{name}"), [str(value)]
                for row in self.values["own_rows"]:
                    yield row.name.text(self.lang), [row.value.text(self.lang)]
            case "competence":
                yield self.say("group"), [self.values["group"].name.text(self.lang)]
                if words := self.values["synonyms"]["words"]:
                    yield self.say("also_searched"), [*words]
            case "press_pack" | "funding":
                for fact in self.values["facts"]:
                    yield self.say(fact.name), [fact.text(self.lang) or fact.link]

    # ── texts ────────────────────────────────────────────────────────────────────────────────

    def _texts(self) -> Iterator[str]:
        """Yield what people wrote; Markdown stays as typed, with full addresses."""
        values = self.values
        for written in (values.get("text"), values.get("report")):
            if isinstance(written, model.Written):
                yield self._typed(written.body)
        match self.page.what:
            case "member":
                member: model.Member = values["member"]
                yield self._typed(member.about)
                yield from self._skills(member)
            case "offer" | "funding":
                yield self._typed((values.get("offer") or values["call"]).text)
            case "press" | "start":
                for name in ("short", "long") if self.page.what == "press" else ("medium",):
                    yield self._typed(getattr(self.cluster.identity.boilerplate, name))
            case "press_pack":
                pack: PressPack = values["pack"]
                for passage in pack.passages:
                    heading = self.say(f"length_{passage.name}")
                    yield f"## {heading}\n\n{_escaped(passage.text)}\n"
            case "edition":
                issue: Issue = values["pick"](values["translations"])
                yield f"```\n{issue.text.decode().replace('```', '')}\n```\n" if issue.text else ""

    def _typed(self, text: model.Text | None) -> str:
        if not text or not text.text(self.lang):
            return ""
        return _escaped(text.text(self.lang)).replace("](/", f"]({self.site.url}") + "\n"

    def _skills(self, member: model.Member) -> Iterator[str]:
        rows = (
            (self._link(self.cluster.competences[s.id]), s.note.text(self.lang) if s.note else "")
            for s in member.competences
        )
        yield _section(self.say("competences"), rows)

    # ── lists ────────────────────────────────────────────────────────────────────────────────

    def _lists(self) -> Iterator[str]:
        names = LISTS.get(self.page.what, _OF_TERMS)
        listed = [entry for name in names for entry in self._listed(self.values.get(name) or ())]
        headings: dict[str, list[tuple[str, str]]] = {}
        for heading, record in listed:
            headings.setdefault(heading, []).append((self._link(record), self._note(record)))
        for heading, rows in headings.items():
            yield _section(heading, dict.fromkeys(rows))
        for found in self.values.get("fitting") or ():
            rows = [(self._link(row["record"]), plain(row["by"])) for row in found["rows"]]
            yield _section(self.say(found["heading"]), rows)
        able = [(self._link(match.record), "") for match, _ in self.values.get("able") or ()]
        yield _section(self.say("fits_call_members"), able)
        yield from self._quoted()
        yield from self._files()

    def _quoted(self) -> Iterator[str]:
        """Yield what has a date and no page: figures, the history, what others printed."""
        say = self.say
        figures = (
            (plain(amount(f, say)), f"{plain(f.what.text(self.lang))} ({plain(date_of(f, say))})")
            for f in self.values.get("figures") or ()
        )
        yield _section(say("figures"), figures)
        dated = (
            (plain(language.date(m.date, say.locale)), plain(m.title.text(self.lang)))
            for m in self.values.get("milestones") or ()
        )
        yield _section(say("history"), dated)
        clippings = (
            (
                self._to(c.medium, c.url) if c.url else plain(c.medium),
                plain(language.date(c.date, say.locale)),
            )
            for c, _ in self.values.get("clippings") or ()
        )
        yield _section(say("printed"), clippings)

    def _listed(self, values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
        """Yield each record that a value lists, below its heading."""
        for value in values:
            match value:
                case GroupRows():
                    heading = value.group.name.text(self.lang)
                    yield from ((heading, each) for each in value.competences)
                case (model.Chamber() | None as chamber, list() as regions):
                    heading = chamber.name.text(self.lang) if chamber else self.say("regions")
                    yield from ((heading, each) for each in regions)
                case (first, *_):
                    yield from self._listed((first,))
                case Item() if value.kind in {"offer", "request"}:
                    yield self.say(f"{value.kind}s"), value
                case Item():
                    yield self.say("news"), value
                case model.Member():
                    yield self.say("profiles"), value
                case model.Event():
                    yield self.say("events"), value
                case model.Offer():
                    yield self.say(f"{value.kind}s"), value

    def _files(self) -> Iterator[str]:
        """Yield what pages for subscribers list: feeds, tables, editions."""
        match self.page.what:
            case "subscribe":
                name_of = self.values["name_of"]
                rows = (
                    (self._to(name_of(s).text(self.lang), self.values["full_of"](s, "atom")), "")
                    for s in self.values["streams"].values()
                )
                yield _section(self.say("feeds"), rows)
            case "data":
                yield _section(
                    self.say("data_title"),
                    (
                        (self._to(self.say(f"data_{table.id}"), self._table(table.id)), "")
                        for table in self.values["datasets"]
                    ),
                )
            case "newsletter":
                for channel in self.values["channels"]:
                    picked = map(self.values["pick"], channel["issues"])
                    rows = ((self._issue(each), plain(each.preheader)) for each in picked)
                    yield _section(channel["name"].text(self.lang), rows)

    def _table(self, name: str) -> str:
        return self.site.url + addresses.data_path(name, "json")

    def _issue(self, issue: Issue) -> str:
        names = {"edition": issue.edition, "channel": issue.channel.id}
        return self._to(issue.title.text(self.lang), self._twin("edition", **names))

    # ── a record in a list ───────────────────────────────────────────────────────────────────

    def _link(self, record: Any) -> str:
        lang = self.lang
        match record:
            case model.Member():
                return self._to(record.full_name.text(lang), self._twin("member", slug=record.slug))
            case model.Offer():
                names = {"member": record.member, "slug": record.slug}
                return self._to(record.title.text(lang), self._twin("offer", **names))
            case model.Event():
                return self._to(record.title.text(lang), self._twin("event", slug=record.slug))
            case model.Competence():
                return self._to(record.name.text(lang), self._twin("competence", id=record.id))
            case Region():
                district = record.district
                return self._to(district.name.text(lang), self._twin("district", id=district.id))
        return self._to(record.title.text(lang), self._twin(record.page, **record.names))

    def _note(self, record: Any) -> str:
        match record:
            case model.Member():
                return plain(record.seat.place or "")
            case model.Offer():
                return plain(self.cluster.member(record.member).short)
            case model.Event():
                return plain(days_in_words(record, self.say))
            case Item():
                return plain(when(record, self.say))
            case Region():
                return plain(counts_in_words([record], self.lang, self.say))
        return ""

    def _twin(self, what: str, **names: str) -> str:
        return self.site.absolute(what, self.lang, **names) + NAME

    def _to(self, words: str, address: str) -> str:
        return f"[{plain(words)}]({address})"


def render_llms(context: SiteContext) -> Iterator[OutputFile]:
    """Yield `llms.txt` in every language: who the cluster is, its lists, its data and feeds."""
    identity, site = context.cluster.identity, context.site
    for lang in site.languages:
        say = context.say(lang)
        pages = [context.page(spec, lang) for spec in context.lists.values()]
        rows = [
            (f"[{plain(page.title)}]({site.url}{path})", plain(page.description))
            for page in pages
            if (path := path_of(page))
        ]
        parts = [
            f"# {plain(identity.name)}\n",
            f"> {plain(identity.promise.text(lang))}\n",
            _escaped(identity.boilerplate.short.text(lang)) + "\n",
            _section(say("pages"), rows),
            _section(say("data_title"), _machine_files(site, lang, say)),
            _section("Optional", _other_languages(context, lang)),  # the format's own word
        ]
        yield output(llms_path(site, lang), "\n".join(part for part in parts if part))


def llms_path(site: addresses.Site, lang: str) -> str:
    """Return the path of a language's `llms.txt`: at the root for the first one."""
    return "llms.txt" if lang == site.first_language else f"{lang}/llms.txt"


def _machine_files(site: addresses.Site, lang: str, say: Words) -> Iterator[tuple[str, str]]:
    for name, path in (
        (say("data_title"), addresses.DATA_PACKAGE),
        (say("stream_all"), addresses.feed_path("all", lang, "atom")),
        (say("calendar"), addresses.feed_path("events", lang, "ics")),
        (say("feeds"), addresses.FEED_LIST),
    ):
        yield f"[{plain(name)}]({site.url}{path})", path.rpartition(".")[2].upper()


def _other_languages(context: SiteContext, lang: str) -> Iterator[tuple[str, str]]:
    for other in context.site.languages:
        if other != lang:
            name = context.say(other)("this_version")
            yield f"[{plain(name)}]({context.site.url}{llms_path(context.site, other)})", ""


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────


def plain(text: str) -> str:
    """Return words on one line of Markdown, without meaning as markup."""
    return _SPACE.sub(" ", text).strip().translate(_MARKS)


def _escaped(markdown: str) -> str:
    """Return Markdown in which nothing is a tag, as on pages."""
    return markdown.replace("<", "&lt;").strip()


def _section(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return a list of links with notes under a heading; empty where there are none."""
    lines = "".join(f"- {link}: {note}\n" if note else f"- {link}\n" for link, note in rows)
    return f"## {plain(heading)}\n\n{lines}" if lines else ""


def _words(value: Said) -> str:
    return value if isinstance(value, str) else value["text"]


def _json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
