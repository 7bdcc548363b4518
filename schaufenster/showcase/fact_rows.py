"""The facts of a record as rows of a name and values: for sheets of paper and for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schaufenster import language
from schaufenster.addresses import host
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import confirmed_on
from schaufenster.facts.events import registration_of, role_of, when_in_words
from schaufenster.facts.funding import funder_of
from schaufenster.facts.membership import memberships_of
from schaufenster.facts.parties import names_of, party_name
from schaufenster.facts.places import chamber_of, seat_in_words, where_in_words
from schaufenster.facts.press import until_in_words
from schaufenster.facts.validity import certificates_of
from schaufenster.problems import Language
from schaufenster.templates import Words

Said = str | dict[str, str]
"""Words in the page's language, or `text` with the `lang` that it is in."""
Row = tuple[str, list[Said]]
"""The name of a fact, and its values."""


def fact_rows(record: object, cluster: Cluster, say: Words) -> list[Row]:
    """Return the facts of a member, offer, event, news item or project that say anything."""
    match record:
        case model.Member():
            return told(_member(record, cluster, say))
        case model.Offer():
            return told(_offer(record, cluster, say))
        case model.Event():
            return told(_event(record, cluster, say))
        case model.Project():
            return told(_project(record, cluster, say))
        case model.NewsItem():
            return told(_news(record, cluster, say))
    return []


def told(facts: Iterable[tuple[str, Iterable[Said]]]) -> list[Row]:
    """Return the facts that say anything."""
    rows = ((name, [value for value in values if value]) for name, values in facts)
    return [(name, values) for name, values in rows if values]


def said(text: model.Text | str | None, lang: Language) -> Said:
    """Return a text in a language; one that falls back says which language it is in."""
    if isinstance(text, str):
        return text
    if not text:
        return ""
    spoken = text.language(lang)
    return text.text(lang) if spoken == lang else {"text": text.text(lang), "lang": spoken}


def amount(figure: model.Figure, say: Words) -> str:
    """Return a quoted figure with its unit, and that it is about so much."""
    about = say("about_figure") if figure.about else ""
    unit = figure.unit.text(say.lang) if figure.unit else ""
    number = "\N{NO-BREAK SPACE}".join(
        filter(None, (language.number(figure.value, say.locale), unit))
    )
    return " ".join(filter(None, (about, number)))


def date_of(figure: model.Figure, say: Words) -> str:
    """Return the date of a quoted figure, or that it has none."""
    return language.date(figure.date, say.locale) if figure.date else say("figure_undated")


# ── of each kind of record ───────────────────────────────────────────────────────────────────

Facts = Iterator[tuple[str, Iterable[Said]]]


def _member(member: model.Member, cluster: Cluster, say: Words) -> Facts:
    lang, home = say.lang, cluster.identity.country
    district = cluster.districts.get(member.seat.district or "")
    yield say("place"), [seat_in_words(member.seat, home, lang)]
    yield (
        say("sites", n=len(member.sites)),
        [
            ": ".join(
                filter(
                    None,
                    (site.name.text(lang) if site.name else "", seat_in_words(site, home, lang)),
                )
            )
            for site in member.sites
        ],
    )
    if district:
        yield say("city" if district.city else "district"), [said(district.name, lang)]
    if chamber := chamber_of(district, cluster):
        yield say("chamber"), [said(chamber.name, lang)]
    if member.size:
        dated = say("size_told", date=language.date(member.size.year, say.locale))
        yield say("size"), [say(f"size_{member.size.class_}"), dated]
    yield (
        say("industries", n=len(member.industries)),
        [said(cluster.industries[key].name, lang) for key in member.industries],
    )
    certified = certificates_of(member, cluster.today)
    yield (
        say("certificates", n=len(certified)),
        [said(cluster.certificates[entry.id].name, lang) for entry in certified],
    )
    if member.founded:
        yield say("founded"), [language.date(member.founded, say.locale)]
    for entry in memberships_of(member, cluster.today):
        yield say("membership"), [say(f"status_{entry.status}")]
    yield say("phone"), [member.phone or ""]
    yield say("sheet_mail"), [member.email or ""]
    yield say("website"), [host(member.website) if member.website else ""]
    day = confirmed_on(member)
    yield (
        say("as_of" if member.confirmed else "newest_source"),
        [language.date(day, say.locale) if day else ""],
    )


def _offer(offer: model.Offer, cluster: Cluster, say: Words) -> Facts:
    lang, member = say.lang, cluster.member(offer.member)
    yield say("by"), [said(member.full_name, lang)]
    yield say("place"), [seat_in_words(member.seat, cluster.identity.country, lang)]
    yield say("published"), [language.date(offer.published, say.locale)]
    if offer.valid and offer.valid.until:
        yield say("valid_until"), [language.date(offer.valid.until, say.locale)]
    yield say("cost"), [said(offer.cost, lang)]
    yield say("website"), [offer.website or ""]
    yield say("competences"), [said(cluster.competences[k].name, lang) for k in offer.competences]


def _event(event: model.Event, cluster: Cluster, say: Words) -> Facts:
    yield say("when"), [when_in_words(event, cluster, say)]
    yield say("where"), [where_in_words(event.place, cluster, say)]
    yield say("format"), [say(f"format_{event.format}")]
    if event.series:
        yield say("series"), [said(cluster.series[event.series].name, say.lang)]
    if role := role_of(event):
        yield say("cluster_role"), [say(role)]
    yield say("parties"), [said(name, say.lang) for name in names_of(event, cluster)]
    if event.participants is not None:
        yield say("participants"), [language.number(event.participants, say.locale)]
    yield from _topics(event, cluster, say)
    if registration := registration_of(event, cluster.today):
        until = (said(text, say.lang) for text in until_in_words(registration, say))
        yield say("registration"), [registration.url, *until]


def _project(project: model.Project, cluster: Cluster, say: Words) -> Facts:
    lang = say.lang
    yield say("sheet_name"), [said(project.name, lang)]
    yield say("sheet_state"), [say(f"project_{project.status}")]
    if project.period.from_:
        yield (
            say("period"),
            [language.dates(project.period.from_, project.period.until, say.locale)],
        )
    for key, figure in (("volume", project.volume), ("share", project.share)):
        if figure:
            values = [amount(figure, say), date_of(figure, say)]
            yield say(key, name=cluster.identity.short), values
    if funder := funder_of(project, cluster):
        yield say("funder"), [said(funder.name(cluster.today), lang)]
    if project.coordinator:
        yield say("coordinator"), [said(party_name(project.coordinator, cluster), lang)]
    yield say("website"), [host(project.website) if project.website else ""]
    yield from _topics(project, cluster, say)


def _news(news: model.NewsItem, cluster: Cluster, say: Words) -> Facts:
    yield say("story_published"), [language.date(news.published, say.locale)]
    yield say("parties"), [said(name, say.lang) for name in names_of(news, cluster)]
    yield from _topics(news, cluster, say)


def _topics(
    record: model.Event | model.Project | model.NewsItem, cluster: Cluster, say: Words
) -> Facts:
    yield say("topics"), [said(cluster.topics[key].name, say.lang) for key in record.topics]
