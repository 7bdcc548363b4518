"""The annual report: what a cluster did in a year, as a page, a PDF and tables.

It is counted as evidence for labels is, on the last day of the year, and names what it counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any, Final

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.clippings import ref_of
from schaufenster.facts.contact import office_of
from schaufenster.facts.events import days_in_words
from schaufenster.facts.funding import funder_of
from schaufenster.facts.items import find_item
from schaufenster.indicators.counting import Counted
from schaufenster.indicators.labels import ANNUAL, REPORT
from schaufenster.indicators.report import (
    Figure,
    Report,
    figures_of,
    name_of,
    page_values,
    render_tables,
    text_of,
)
from schaufenster.look import colour, typesetting
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.templates import Templates, Words

TEMPLATE: Final = "theme/sheets/report.typ"
NAMELESS: Final = frozenset({"committed", "partners", "companies", "sme", "events_shared",
                             "member_stories", "project_members", "participants"})  # fmt: skip
"""Indicators whose records other rows or the site name already: the report counts them only."""


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure in words: what it is a part of, how much it was before, how it counts, its records.

    A record is its name and a note; `of` and `before` are empty where there is nothing to say.
    """

    name: str
    value: str
    of: str
    before: str
    how: str
    records: tuple[tuple[str, str], ...]


Shown = list[tuple[str, list[ShownFigure]]]
"""The figures of a report, below their headings."""


def annual_report(cluster: Cluster, year: int) -> Report:
    """Return what a released cluster did in a year, beside what it did in the one before."""
    day, before = dt.date(year, 12, 31), dt.date(year - 1, 12, 31)
    earlier = {_key(figure): figure.found for figure in figures_of(REPORT, cluster, before)}
    figures = figures_of(REPORT, cluster, day)
    compared = (replace(figure, before=earlier.get(_key(figure))) for figure in figures)
    return Report(ANNUAL, day, tuple(compared), ())


def _key(figure: Figure) -> tuple[str, str]:
    about = figure.found.about
    return figure.indicator, about.first if about else ""


def render_annual(
    report: Report, cluster: Cluster, templates: Templates, lang: Language, template: bytes
) -> Iterator[OutputFile]:
    """Yield `index.html`, `report.pdf`, `.xlsx`, `.csv` and `.json`.

    `templates` are those of mails, `template` is a Typst document. Raises `TypesettingError` where
    it cannot be set.
    """
    say = Words(lang, templates.words)
    shown = _shown(report, cluster, say)
    values = page_values(report, cluster, lang)
    year = str(report.on.year)
    page = templates.render("report.html.j2", lang, shown=shown, year=year, **values)
    yield output("index.html", page)
    site, identity = addresses.site_of(cluster), cluster.identity
    url = site.absolute("start", lang)
    sheet = {
        "lang": lang,
        "title": text_of("annual_title", lang, year=year),
        "brand": identity.name,
        "lead": text_of("annual_lead", lang),
        "groups": [
            {"heading": heading, "figures": [asdict(figure) for figure in figures]}
            for heading, figures in shown
        ],
        "labels": {key: text_of(f"annual_{key}", lang) for key in ("how", "before")},
        "accent": typesetting.inks(
            colour.derive(identity.colours.primary, identity.colours.accent).light["primary"]
        ),
        "foot": [identity.legal_name, *office_of(identity, lang).lines],
        "digest": f"{text_of('digest', lang)}: {values['digest']}",
    }
    yield output("report.pdf", typesetting.typeset(template, typesetting.as_json(sheet), url))
    yield from render_tables(report, cluster, lang, "report")


# ── in words ─────────────────────────────────────────────────────────────────────────────────


def _shown(report: Report, cluster: Cluster, say: Words) -> Shown:
    return [
        (text_of(f"group.{group}", say.lang), [_figure(figure, cluster, say) for figure in figures])
        for group, figures in groupby(report.figures, lambda figure: figure.group)
    ]


def _figure(figure: Figure, cluster: Cluster, say: Words) -> ShownFigure:
    lang = say.lang
    rows = () if figure.indicator in NAMELESS else figure.found.records
    return ShownFigure(
        name_of(figure, lang),
        _number(figure.found, figure.indicator, say),
        "" if figure.of is None else f"{text_of('column.of', lang)} {figure.of}",
        "" if figure.before is None else _number(figure.before, figure.indicator, say),
        text_of(f"how.{figure.indicator}", lang),
        tuple((_name(record, cluster, lang), _note(record, cluster, say)) for record in rows),
    )


def _number(found: Counted, indicator: str, say: Words) -> str:
    """Return a value with the unit of what was summed.

    A sum of nothing, of different units and a part of nothing are not known, rather than zero.
    """
    is_empty_sum = found.other is not None and found.of is None
    if found.of == 0 or (is_empty_sum and not found.records):
        return "–"
    number = language.number(str(found.value), say.locale)
    figures = [record.volume for record in found.records] if indicator == "volume" else []
    units = {figure.unit.text(say.lang) for figure in figures if figure.unit}
    if len(units) > 1:
        return "–"
    return f"{number}\N{NO-BREAK SPACE}{units.pop()}" if units else number


def _name(record: Any, cluster: Cluster, lang: Language) -> str:
    match record:
        case model.Member():
            name: model.Text = record.full_name
        case model.NewsItem():
            name = cluster.texts[f"news/{record.slug}"].title
        case model.Project() | model.Series():
            name = record.name
        case model.Clipping():
            return record.medium
        case _:
            name = record.title
    return name.text(lang)


def _note(record: Any, cluster: Cluster, say: Words) -> str:
    return ", ".join(filter(None, _notes(record, cluster, say)))


def _notes(record: Any, cluster: Cluster, say: Words) -> Iterator[str]:
    lang = say.lang
    match record:
        case model.Member():
            yield record.seat.place or ""
        case model.Event():
            yield days_in_words(record, say)
            if record.participants is not None:
                yield text_of("annual_people", lang, n=record.participants)
        case model.Offer():
            yield cluster.member(record.member).full_name.text(lang)
        case model.Project():
            if record.volume:
                unit = record.volume.unit.text(lang) if record.volume.unit else ""
                number = language.number(record.volume.value, say.locale)
                yield f"{number}\N{NO-BREAK SPACE}{unit}".strip()
            if funder := funder_of(record, cluster):
                yield funder.name(cluster.today).text(lang)
        case model.NewsItem() | model.Report():
            yield language.date(record.published, say.locale)
        case model.Clipping():
            yield language.date(record.date, say.locale)
            item = find_item(cluster, ref_of(record.item, cluster)) if record.item else None
            yield item.title.text(lang) if item else ""
