"""The evidence for a label as a page, a workbook, a table and JSON, from the same rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from schaufenster import language, tables, words
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.indicators.counting import EACH, Counted, counted
from schaufenster.indicators.labels import LABELS, AskedLabel
from schaufenster.look import colour
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.templates import Templates

ROOM: Final = "indicators"
FORMAT: Final = 1
"""The version of the JSON: another one where a reader of the old would misread it."""
_SHARED_FILES: Final[Mapping[type[model.Record], str]] = {
    model.Clipping: "content/clippings.yml",
    model.Series: "content/vocabularies/series.yml",
}


@dataclass(frozen=True, slots=True)
class CountedRecord:
    """A record that was counted: its id, its file, and the sources that the file names."""

    id: str
    file: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: the indicator, what it found, the least asked for, its records with their sources.

    `before` is what it found a year before, where that is asked for.
    """

    group: str
    indicator: str
    found: Counted
    least: int | None
    records: tuple[CountedRecord, ...]
    before: Counted | None = None

    @property
    def value(self) -> str:
        """Return the value as it is written in tables and JSON."""
        return str(self.found.value)

    @property
    def of(self) -> int | None:
        """Return what the value is a part of."""
        return self.found.of

    @property
    def is_enough(self) -> bool:
        """Return whether there is as much as is asked for."""
        return self.least is None or Decimal(self.value) >= self.least


@dataclass(frozen=True, slots=True)
class Report:
    """The evidence for a label at a cut-off date: figures, and questions by their group."""

    label: str
    on: dt.date
    figures: tuple[Figure, ...]
    questions: tuple[tuple[str, str], ...]

    @property
    def by_group(self) -> list[tuple[str, list[Figure]]]:
        """Return the figures of each group that has some, in the label's order."""
        return [(key, list(rows)) for key, rows in groupby(self.figures, lambda f: f.group)]


def report_of(label: str, cluster: Cluster, day: dt.date) -> Report:
    """Return the evidence that a released cluster has for a label of `LABELS` at a day."""
    asked = LABELS[label]
    questions = [(group.id, question) for group in asked.groups for question in group.asks]
    return Report(label, day, tuple(figures_of(asked, cluster, day)), tuple(questions))


def figures_of(asked: AskedLabel, cluster: Cluster, day: dt.date) -> Iterator[Figure]:
    """Yield what a label asks for, counted at a day."""
    for group in asked.groups:
        for name in group.counts:
            each = EACH.get(name)
            for found in each(cluster, day) if each else (counted(name, cluster, day),):
                told = tuple(map(_told, found.records))
                yield Figure(group.id, name, found, asked.least.get(name), told)


def id_of(record: Any) -> str:
    """Return what names a record among those of its kind."""
    match record:
        case model.Clipping():
            return f"{record.date} {record.medium}"
        case model.Report():
            return f"{record.event}/report"
        case model.Offer():
            return f"{record.member}/{record.slug}"
    return str(getattr(record, "slug", None) or record.id)


def _told(record: Any) -> CountedRecord:
    if isinstance(record, model.Report):
        file = record.paths[0]
    else:
        file = _SHARED_FILES.get(type(record)) or record.path
    evidence = [*getattr(record, "sources", ()), *getattr(record, "membership", ())]
    urls = [getattr(e, "url", None) or getattr(e, "source", None) for e in evidence]
    if isinstance(record, model.Clipping):
        urls.append(record.url)
    return CountedRecord(id_of(record), file, tuple(dict.fromkeys(filter(None, urls))))


# ── its forms ────────────────────────────────────────────────────────────────────────────────


def render_report(
    report: Report, cluster: Cluster, templates: Templates, lang: Language
) -> Iterator[OutputFile]:
    """Yield `index.html`, `evidence.xlsx`, `.csv` and `.json`; `templates` are those of mails."""
    page = templates.render(
        "evidence.html.j2", lang, report=report, **page_values(report, cluster, lang)
    )
    yield output("index.html", page)
    yield from render_tables(report, cluster, lang, "evidence")


def page_values(report: Report, cluster: Cluster, lang: Language) -> dict[str, Any]:
    """Return what the templates of all reports share."""
    identity = cluster.identity
    palette = colour.derive(identity.colours.primary, identity.colours.accent)
    return {
        "identity": identity,
        "tokens": colour.as_css(palette),
        "text": lambda key, **values: text_of(key, lang, **values),
        "number": lambda value: language.number(value, lang),
        "day": language.date(report.on, lang),
        "digest": digest_of(report, cluster),
    }


def render_tables(
    report: Report, cluster: Cluster, lang: Language, stem: str
) -> Iterator[OutputFile]:
    """Yield a report as `STEM.xlsx`, `.csv` and `.json`.

    The JSON ends with its own SHA-256 (`digest`, over all else as canonical JSON), so that who
    receives it sees whether somebody changed a figure.
    """
    figures = list(_rows(report, lang))
    sheets = {
        text_of("sheet.figures", lang): figures,
        text_of("sheet.records", lang): _record_rows(report, lang),
    }
    yield output(f"{stem}.xlsx", tables.write_workbook(sheets))
    yield output(f"{stem}.csv", tables.write_csv(figures))
    values = _values(report, cluster)
    signed = {**values, "digest": _digest(values)}
    yield output(f"{stem}.json", json.dumps(signed, ensure_ascii=False, indent=2) + "\n")


def digest_of(report: Report, cluster: Cluster) -> str:
    """Return what the JSON of a report ends with."""
    return _digest(_values(report, cluster))


def _values(report: Report, cluster: Cluster) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "label": report.label,
        "cluster": cluster.identity.name,
        "site": cluster.identity.site_url,
        "on": report.on.isoformat(),
        "figures": [_as_json(figure, cluster) for figure in report.figures],
        "questions": [{"group": group, "question": name} for group, name in report.questions],
    }


def _as_json(figure: Figure, cluster: Cluster) -> dict[str, Any]:
    about = figure.found.about
    return {
        "group": figure.group,
        "indicator": figure.indicator,
        **({"about": about.text(cluster.identity.first_language)} if about else {}),
        "value": figure.value,
        "of": figure.of,
        "least": figure.least,
        **({} if figure.before is None else {"before": str(figure.before.value)}),
        "records": [asdict(record) for record in figure.records],
    }


def _digest(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(figure: Figure, lang: Language) -> str:
    """Return what a figure is called, and for what it was counted."""
    name, about = text_of(f"name.{figure.indicator}", lang), figure.found.about
    return f"{name}: {about.text(lang)}" if about else name


def text_of(key: str, lang: Language, **values: object) -> str:
    """Return a text of this room, with its values."""
    return words.text(ROOM, key, lang, values.get("n")).format(**values)


def _rows(report: Report, lang: Language) -> Iterator[list[str]]:
    """Yield a row for each figure and each question, the names of the columns first."""
    yield [text_of(f"column.{name}", lang) for name in COLUMNS]
    for figure in report.figures:
        yield [
            text_of(f"group.{figure.group}", lang),
            name_of(figure, lang),
            figure.value,
            "" if figure.of is None else str(figure.of),
            "" if figure.least is None else str(figure.least),
            text_of(f"how.{figure.indicator}", lang),
            " | ".join(record.id for record in figure.records),
        ]
    for group, question in report.questions:
        yield [
            text_of(f"group.{group}", lang), text_of(f"ask.{question}", lang),
            "", "", "", text_of("asked", lang), "",
        ]  # fmt: skip


COLUMNS: Final = ("group", "name", "value", "of", "least", "how", "records")


def _record_rows(report: Report, lang: Language) -> Iterator[list[str]]:
    """Yield a row for each record behind each figure."""
    yield [text_of(f"column.{name}", lang) for name in ("name", "record", "file", "source")]
    for figure in report.figures:
        for record in figure.records:
            name = name_of(figure, lang)
            yield [name, record.id, record.file, " | ".join(record.sources)]
