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
from schaufenster.indicators.counting import counted
from schaufenster.indicators.labels import LABELS
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
    """A figure: the indicator, its value, what it is part of, the least asked for, its records."""

    group: str
    indicator: str
    value: str
    of: int | None
    least: int | None
    records: tuple[CountedRecord, ...]

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
    figures, questions = [], []
    for group in asked.groups:
        for name in group.counts:
            found = counted(name, cluster, day)
            figures.append(
                Figure(
                    group.id,
                    name,
                    str(found.value),
                    found.of,
                    asked.least.get(name),
                    tuple(map(_told, found.records)),
                )
            )
        questions += [(group.id, question) for question in group.asks]
    return Report(label, day, tuple(figures), tuple(questions))


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
    """Yield `index.html`, `evidence.xlsx`, `.csv` and `.json`; `templates` are those of mails.

    The JSON ends with its own SHA-256 (`digest`, over all else as canonical JSON), so that who
    receives it sees whether somebody changed a figure.
    """
    figures, values = list(_rows(report, lang)), _values(report, cluster)
    identity = cluster.identity
    palette = colour.derive(identity.colours.primary, identity.colours.accent)
    page = templates.render(
        "evidence.html.j2",
        lang,
        report=report,
        identity=identity,
        tokens=colour.as_css(palette),
        text=lambda key, **values: _text(key, lang, **values),
        number=lambda value: language.number(value, lang),
        day=language.date(report.on, lang),
        digest=_digest(values),
    )
    yield output("index.html", page)
    sheets = {
        _text("sheet.figures", lang): figures,
        _text("sheet.records", lang): _record_rows(report, lang),
    }
    yield output("evidence.xlsx", tables.write_workbook(sheets))
    yield output("evidence.csv", tables.write_csv(figures))
    signed = {**values, "digest": _digest(values)}
    yield output("evidence.json", json.dumps(signed, ensure_ascii=False, indent=2) + "\n")


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
        "figures": [asdict(figure) for figure in report.figures],
        "questions": [{"group": group, "question": name} for group, name in report.questions],
    }


def _digest(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(key: str, lang: Language, **values: object) -> str:
    return words.text(ROOM, key, lang, values.get("n")).format(**values)


def _rows(report: Report, lang: Language) -> Iterator[list[str]]:
    """Yield a row for each figure and each question, the names of the columns first."""
    yield [_text(f"column.{name}", lang) for name in COLUMNS]
    for figure in report.figures:
        yield [
            _text(f"group.{figure.group}", lang),
            _text(f"name.{figure.indicator}", lang),
            figure.value,
            "" if figure.of is None else str(figure.of),
            "" if figure.least is None else str(figure.least),
            _text(f"how.{figure.indicator}", lang),
            " | ".join(record.id for record in figure.records),
        ]
    for group, question in report.questions:
        yield [
            _text(f"group.{group}", lang), _text(f"ask.{question}", lang),
            "", "", "", _text("asked", lang), "",
        ]  # fmt: skip


COLUMNS: Final = ("group", "name", "value", "of", "least", "how", "records")


def _record_rows(report: Report, lang: Language) -> Iterator[list[str]]:
    """Yield a row for each record behind each figure."""
    yield [_text(f"column.{name}", lang) for name in ("name", "record", "file", "source")]
    for figure in report.figures:
        for record in figure.records:
            name = _text(f"name.{figure.indicator}", lang)
            yield [name, record.id, record.file, " | ".join(record.sources)]
