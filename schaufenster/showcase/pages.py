"""Every page of the site, in both languages: which there are, what each shows, what it is made of.

`render_pages` is the list of page kinds. Each kind yields `Draft`s, which know no language; one
loop renders every draft in German and English. MkDocs comes later and only frames the result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.look import drawing
from schaufenster.problems import LANGUAGES, Language
from schaufenster.selection import Item, items, select
from schaufenster.showcase import structured
from schaufenster.templates import Templates, Words

EVERYTHING: Final = frozenset({"content/", "members/", "events/"})
IMPRINT: Final = (
    "represented_by", "email", "phone", "register_court", "register_number", "vat_id",
    "audit_association", "responsible",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before its language: its address, template, values and the files it is made from.

    `title` and `description` are a text or the key of one in `theme/strings.yml`. `translated`
    says whether an English version exists that deserves the name (for hreflang).
    """

    what: str
    section: str
    title: model.Text | str
    description: model.Text | str
    values: Mapping[str, Any]
    inputs: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    translated: bool = True
    about: Callable[[Language], Mapping[str, Any]] | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language, ready to be framed."""

    what: str
    names: Mapping[str, str]
    lang: Language
    section: str
    title: str
    description: str
    body: str
    translated: bool
    jsonld: Mapping[str, Any] | None
    inputs: frozenset[str]

    @property
    def path(self) -> str:
        """Return the page's path below the site's root."""
        return addresses.path_of(self.what, self.lang, **self.names)


def render_pages(cluster: Cluster, templates: Templates) -> Iterator[Page]:
    """Yield every page of a released cluster, in every language."""
    site = addresses.site_at(cluster.identity.site_url)
    for kind in KINDS:
        for draft in kind(cluster, site):
            for lang in LANGUAGES:
                yield _render(draft, lang, cluster, site, templates)


def _render(
    draft: Draft, lang: Language, cluster: Cluster, site: addresses.Site, templates: Templates
) -> Page:
    say = Words(lang, templates.words)

    def link(what: str, **names: str) -> str:
        return site.link(what, lang, **names)

    def localised(text: model.Text | str) -> str:
        return say(text) if isinstance(text, str) else text.text(lang)

    name = f"{draft.template or draft.what}.html.j2"
    body = templates.render(
        name, lang, link=link, host=_host, identity=cluster.identity,
        competences=cluster.competences, monogram=_monogram,
        feed=site.base + addresses.feed_path("all", lang, "rss"),
        when_of=lambda item: _when(item, lang, say),
        cover_of=_cover_of, offer_cover=_offer_cover, event_cover=_event_cover,
        topics=cluster.topics,
        series=cluster.series,
        profiles={m.slug: m for m in cluster.members},
        event_when=lambda event: _event_when(event, lang, say),
        prose_home=site.base.rstrip("/"),
        **{k: v(lang, say) if isinstance(v, Spoken) else v for k, v in draft.values.items()},
    )  # fmt: skip
    return Page(
        draft.what, draft.names, lang, draft.section, localised(draft.title),
        localised(draft.description), body, draft.translated,
        draft.about(lang) if draft.about else None,
        draft.inputs | templates.inputs(name) | {"content/cluster.yml"},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """A value that depends on the page's language."""

    make: Callable[[Language, Words], Any]

    def __call__(self, lang: Language, say: Words) -> Any:
        """Return the value in a language."""
        return self.make(lang, say)


# ── the kinds of pages ───────────────────────────────────────────────────────────────────────


def start(cluster: Cluster, site: addresses.Site) -> Iterator[Draft]:
    """The front page: promise, everybody as a trace, figures, news."""
    identity = cluster.identity
    name = model.Text(de=identity.name)
    shown = cluster.members
    found = items(cluster)
    yield Draft(
        "start", "", identity.headline or name, identity.promise,
        {
            "headline": identity.headline or name,
            "members": shown,
            "hero": _hero(shown, cluster.now.date()),
            "channels": [m for m in shown if status_of(m, cluster.now.date()) == "member"],
            "most_labels": drawing.MOST_LABELS,
            "figures": identity.figures[:4],
            "stories": _newest(found, cluster, "report", "event", "news", "project"),
            "offered": _newest(found, cluster, "offer", "request"),
        },
        EVERYTHING,
        translated=identity.promise.en is not None,
        about=partial(structured.organisation_of_cluster, cluster, site),
    )  # fmt: skip


def members(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """All profiles in a list."""
    yield Draft(
        "members", "members", "members_title", "members_lead",
        {
            "members": cluster.members,
            "status_of": lambda member: status_of(member, cluster.now.date()),
        },
        frozenset({"members/", "content/vocabularies/"}),
    )  # fmt: skip


def profiles(cluster: Cluster, site: addresses.Site) -> Iterator[Draft]:
    """A page for each organisation."""
    told = items(cluster)
    offered: dict[str, list[model.Offer]] = {}
    for offer in cluster.offers:
        if not _expired(offer, cluster.now.date()):
            offered.setdefault(offer.member, []).append(offer)
    for member in cluster.members:
        own = offered.get(member.slug, [])
        mentioned = [
            i for i in told if i.kind not in {"offer", "request"} and member.slug in i.members
        ]
        district = cluster.districts.get(member.seat.district or "")
        yield Draft(
            "member", "members", model.Text(de=member.name), member.summary,
            {
                "member": member,
                "status": status_of(member, cluster.now.date()),
                "cover": _svg(drawing.cover("member", member.slug, wide=True)),
                "offers": [o for o in own if o.kind == "offer"],
                "requests": [o for o in own if o.kind == "request"],
                "stories": mentioned,
                "district": district,
                "chamber": cluster.chambers[district.chamber] if district else None,
                "evidence": Spoken(partial(_evidence, member)),
                "contact": member.email,
            },
            frozenset({f"members/{member.slug}/", "content/vocabularies/"})
            | {path for item in mentioned for path in item.paths}
            | {"events/", "content/news/", "content/projects/"},
            {"slug": member.slug},
            translated=member.summary.en is not None,
            about=partial(structured.organisation, member, cluster, site),
        )  # fmt: skip


def market(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """All valid offers and requests."""
    valid = [o for o in cluster.offers if not _expired(o, cluster.now.date())]
    newest = sorted(valid, key=lambda o: (-o.published.first().toordinal(), o.path))
    yield Draft(
        "market", "market", "market_title", "market_lead",
        {
            "offers": [o for o in newest if o.kind == "offer"],
            "requests": [o for o in newest if o.kind == "request"],
        },
        frozenset({"members/"}),
    )  # fmt: skip


def offers(cluster: Cluster, site: addresses.Site) -> Iterator[Draft]:
    """A page for each offer and request, expired ones too."""
    for offer in cluster.offers:
        member = cluster.member(offer.member)
        yield Draft(
            "offer", "market", offer.title, offer.summary,
            {
                "offer": offer,
                "member": member,
                "cover": _svg(drawing.cover(offer.kind, f"{offer.member}/{offer.slug}", wide=True)),
                "expired": _expired(offer, cluster.now.date()),
                "contact": offer.contact or member.email,
            },
            frozenset({offer.path, member.path, "content/vocabularies/"}),
            {"member": offer.member, "slug": offer.slug},
            translated=offer.title.en is not None,
            about=partial(structured.offer, offer, cluster, site),
        )  # fmt: skip


def events(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """What is coming and what has been."""
    today = cluster.now.date()
    ordered = sorted(cluster.events, key=lambda e: (e.start.first(), e.slug))
    coming = [e for e in ordered if (e.end or e.start).last() >= today and e.status != "held"]
    yield Draft(
        "events", "events", "events", "events_lead",
        {"upcoming": coming, "past": [e for e in reversed(ordered) if e not in coming]},
        frozenset({"events/"}),
    )  # fmt: skip


def event_pages(cluster: Cluster, site: addresses.Site) -> Iterator[Draft]:
    """A page for each event, with its report if there is one."""
    for event in cluster.events:
        report = cluster.reports.get(event.slug)
        main = report.title if report else event.title
        yield Draft(
            "event", "events", main, report.lead if report else event.summary,
            {
                "event": event,
                "report": report,
                "registration": _open_registration(event, cluster.now.date()),
                "cover": _svg(drawing.cover("event", event.slug, wide=True, form=event.format)),
            },
            frozenset({f"events/{event.slug}/", "content/vocabularies/", "content/series.yml"})
            | {f"members/{p.member}/" for p in (*event.organisers, *event.parties) if p.member},
            {"slug": event.slug},
            translated=main.en is not None,
            about=partial(structured.event, event, cluster, site),
        )  # fmt: skip


def news_list(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """Everything that was reported, newest first."""
    told = [i for i in items(cluster) if i.kind in {"report", "news", "project"}]
    yield Draft(
        "news_list", "news_list", "news", "news_lead",
        {"stories": told},
        frozenset({"events/", "content/news/", "content/projects/"}),
    )  # fmt: skip


def stories(cluster: Cluster, site: addresses.Site) -> Iterator[Draft]:
    """A page for each news item and each project."""
    projects = {p.slug: p for p in cluster.projects}
    events = {e.slug: e for e in cluster.events}
    for item in items(cluster):
        if item.kind not in {"news", "project"}:
            continue
        record, text = item.record, cluster.texts[item.ref]
        named = [*record.parties, *([c] if (c := getattr(record, "coordinator", None)) else [])]
        yield Draft(
            item.kind, "news_list", text.title, text.lead,
            {
                "story": record,
                "text": text,
                "cover": _svg(drawing.cover(item.curve[0], item.curve[1], wide=True)),
                "project": projects.get(getattr(record, "project", None) or ""),
                "event": events.get(getattr(record, "event", None) or ""),
                "funder": cluster.funders.get(getattr(record, "funder", None) or ""),
            },
            frozenset({*item.paths, "content/vocabularies/", "events/", "content/projects/"})
            | {f"members/{party.member}/" for party in named if party.member},
            item.names,
            translated=text.title.en is not None,
            about=partial(structured.story, item, cluster, site),
        )  # fmt: skip


def texts(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """The pages that the office writes; the first of them ends with the history."""
    for ref, text in cluster.texts.items():
        room, name = ref.split("/", 1)
        if room == "pages":
            yield Draft(
                name, "about" if name in {"about", "strategy"} else "", text.title, text.lead,
                {"text": text, "milestones": cluster.milestones if name == "about" else ()},
                frozenset({*text.paths, "content/milestones.yml"}),
                translated=text.title.en is not None,
                template="text",
            )  # fmt: skip


def imprint(cluster: Cluster, _site: addresses.Site) -> Iterator[Draft]:
    """Who answers for the site."""
    facts = cluster.identity.imprint
    yield Draft(
        "imprint", "", "imprint", "imprint",
        {"rows": [(name, getattr(facts, name)) for name in IMPRINT]},
        frozenset({"content/cluster.yml"}),
    )  # fmt: skip


KINDS: Final = (
    start, members, profiles, market, offers, events, event_pages, news_list, stories, texts,
    imprint,
)  # fmt: skip


# ── what pages show of a record ──────────────────────────────────────────────────────────────


def _newest(found: Iterable[Item], cluster: Cluster, *kinds: model.ItemKind) -> list[Item]:
    decisions = select(found, model.Select(kinds=kinds, most=3), cluster.now)
    return [decision.item for decision in decisions if decision.taken]


def status_of(member: model.Member, today: dt.date) -> str:
    """Return the closest status that holds on a day; empty if none is shown to hold."""
    holding = [
        entry.status
        for entry in member.membership
        if (entry.from_ is None or entry.from_.first() <= today)
        and (entry.to is None or entry.to.last() >= today)
    ]
    order = ("member", "partner", "project-partner")
    return next((status for status in order if status in holding), "")


def _evidence(member: model.Member, lang: Language, say: Words) -> dict[str, str]:
    if member.confirmed:
        return {
            "when": language.date(member.confirmed.on, lang),
            "note": say(f"evidence_{member.confirmed.by}"),
        }
    known = [e.date for e in member.sources if e.date] + [
        m.date for m in member.membership if m.date
    ]
    newest = max(known, key=lambda date: date.last(), default=None)
    if newest is None:
        return {"when": "–", "note": say("evidence_none")}
    return {"when": language.date(newest, lang), "note": say("evidence_source")}


def _expired(offer: model.Offer, today: dt.date) -> bool:
    return bool(offer.valid and offer.valid.until and offer.valid.until.last() < today)


def _open_registration(event: model.Event, today: dt.date) -> model.Registration | None:
    """Return where to register, as long as that is possible."""
    entry = event.registration
    over = event.status in {"held", "cancelled"} or (event.end or event.start).last() < today
    if entry is None or over or (entry.until and entry.until.last() < today):
        return None
    return entry


def _when(item: Item, lang: Language, say: Words) -> str:
    """Return kind and date: an event's own days, of all else the day it was published."""
    if item.kind == "event":
        return f"{say('kind_event')}, {_event_when(item.record, lang, say)}"
    return f"{say(f'kind_{item.kind}')}, {language.date(item.published, lang)}"


def _event_when(event: model.Event, lang: Language, say: Words) -> str:
    shown = language.dates(event.start, event.end, lang)
    called_off = event.status in {"cancelled", "moved"}
    return f"{shown}, {say(f'event_{event.status}')}" if called_off else shown


def _hero(shown: Iterable[model.Member], today: dt.date) -> Markup:
    channels = [(m.slug, status_of(m, today) == "member") for m in shown]
    return _svg(drawing.hero(channels))


def _monogram(member: model.Member) -> Markup:
    return _svg(drawing.monogram(member.slug, member.monogram or drawing.letters(member.short)))


def _cover_of(item: Item) -> Markup:
    kind, slug, form = item.curve
    return _svg(drawing.cover(kind, slug, form=form))


def _offer_cover(offer: model.Offer) -> Markup:
    return _svg(drawing.cover(offer.kind, f"{offer.member}/{offer.slug}"))


def _event_cover(event: model.Event) -> Markup:
    return _svg(drawing.cover("event", event.slug, form=event.format))


def _svg(drawing: str) -> Markup:
    """Mark a drawing of ours as markup: it holds nothing that anybody typed but escaped names."""
    return Markup(drawing)  # noqa: S704


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")
