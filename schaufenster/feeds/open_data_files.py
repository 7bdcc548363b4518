"""Open data: the public facts of members, offers and events as JSON and CSV, with their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import hub
from schaufenster.content.json_schema import schema_of
from schaufenster.content.load import Cluster
from schaufenster.content.model import mark_of
from schaufenster.facts.open_data import (
    ADDED,
    Dataset,
    JsonObject,
    datasets_of,
    meaning,
    open_records,
    vocabularies,
)
from schaufenster.feeds.data_table import Names, columns, table
from schaufenster.output import Output, OutputFile, output
from schaufenster.problems import Language
from schaufenster.tables import DELIMITER, LINE_END, write_csv, write_workbook
from schaufenster.templates import Words
from schaufenster.words import ENGLISH, WordTable


def data_outputs(cluster: Cluster, words: WordTable) -> Iterator[Output]:
    """Yield `data/NAME.json`, `.csv`, `.xlsx`, `data/schema/NAME.json`, and the data package."""
    for data in datasets_of(cluster):
        yield Output(f"data {data.id}", partial(_files, data, cluster, words))
        yield Output(f"data {data.id} schema", partial(_schema, data, cluster, words))
    yield Output(addresses.DATA_PACKAGE, partial(_package, cluster, words))


def _files(data: Dataset, cluster: Cluster, words: WordTable) -> Iterator[OutputFile]:
    """Yield a dataset in every form: its records are read once."""
    records = list(open_records(data, cluster))
    rows = list(table(data, records, _names(data, cluster)))
    yield output(addresses.data_path(data.id, "json"), write_json(data, records, cluster, words))
    yield output(addresses.data_path(data.id, "csv"), write_csv(rows))
    yield output(addresses.data_path(data.id, "xlsx"), write_workbook({data.id: rows}))


def _schema(data: Dataset, cluster: Cluster, words: WordTable) -> Iterator[OutputFile]:
    schema = write_schema(data, cluster, words)
    yield output(addresses.data_path(data.id, "schema"), schema)


def _package(cluster: Cluster, words: WordTable) -> Iterator[OutputFile]:
    yield output(addresses.DATA_PACKAGE, write_package(cluster, words))


def _names(data: Dataset, cluster: Cluster) -> Names:
    return Names(vocabularies(data, cluster), cluster.identity.languages)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────


def write_json(
    data: Dataset, records: Iterable[JsonObject], cluster: Cluster, words: WordTable
) -> str:
    """Return a dataset as JSON: what it is, what its ids mean, and a record on each line."""
    site = addresses.site_of(cluster)
    head: JsonObject = {
        "$schema": site.url + addresses.data_path(data.id, "schema"),
        "version": hub.VERSION,
        "title": _in_words(words, f"data_{data.id}", site),
        "publisher": cluster.identity.name,
        "country": cluster.identity.country,
        "about": {lang: site.absolute("data", lang) for lang in site.languages},
        "terms": _in_words(words, "data_terms", site),
        "vocabularies": vocabularies(data, cluster),
    }
    lines = ",\n".join(f"{json.dumps(key)}: {_line(value)}" for key, value in head.items())
    rows = ",\n".join(map(_line, records))
    return f'{{\n{lines},\n"{data.id}": [\n{rows}\n]\n}}\n'


def write_package(cluster: Cluster, words: WordTable) -> str:
    """Return the description of all tables: https://specs.frictionlessdata.io/data-package/.

    Without it programs guess: 07743 becomes a number, 2025-09 a month, and `;` has to be told.
    """
    site = addresses.site_of(cluster)
    say = Words(_described_in(site), words)
    package = {
        "profile": "tabular-data-package",
        "name": cluster.identity.tag,
        "version": hub.VERSION,
        "title": cluster.identity.name,
        "description": say("data_terms"),
        "homepage": site.absolute("data", say.lang),
        "licenses": [{"path": site.absolute("data", say.lang), "title": say("data_terms_title")}],
        "contributors": [{"title": cluster.identity.name, "role": "publisher"}],
        "resources": [_resource(data, cluster, say) for data in datasets_of(cluster)],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(data: Dataset, cluster: Cluster, say: Words) -> JsonObject:
    """Return the description of a table with its columns."""
    fields = [
        {
            "name": column.name,
            "type": column.type,
            **({"format": "%H:%M"} if column.type == "time" else {}),
            "description": say(meaning(data, column.field, say.table)),
        }
        for column in columns(data, _names(data, cluster))
    ]
    return {
        "profile": "tabular-data-resource",
        "name": data.id,
        "title": say(f"data_{data.id}"),
        "path": addresses.data_path(data.id, "csv").removeprefix("data/"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": DELIMITER, "lineTerminator": LINE_END},
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_words(words: WordTable, key: str, site: addresses.Site) -> JsonObject:
    return {lang: Words(lang, words)(key) for lang in site.languages}


def _described_in(site: addresses.Site) -> Language:
    """Return the language of descriptions for programmers: English where the site has it."""
    return ENGLISH if ENGLISH in site.languages else site.first_language


# ── schema ───────────────────────────────────────────────────────────────────────────────────


def _object(properties: JsonObject, required: list[str] | None = None) -> JsonObject:
    """Return the schema of an object; all its properties are required if not told otherwise."""
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties] if required is None else required,
        "additionalProperties": False,
    }


_ADDED: Final[dict[str, JsonObject]] = {
    "id": {"type": "string", "pattern": "^tag:"},
    "slug": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    "status": {"enum": ["member", "partner", "project-partner", ""]},
    "report": {"type": "boolean"},
    "state": {"enum": ["open", "announced"]},
}


def write_schema(data: Dataset, cluster: Cluster, words: WordTable) -> str:
    """Return the JSON Schema (draft 2020-12) of a dataset, its records as the model has them."""
    site = addresses.site_of(cluster)
    say, first = Words(_described_in(site), words), site.first_language
    text = _object({lang: {"type": "string"} for lang in site.languages}, [first])
    pages = _object({lang: {"type": "string", "format": "uri"} for lang in site.languages})
    model_schema = schema_of(data.record, site.languages)
    fields = {name: model_schema["properties"][name] for name in data.fields}
    record = {name: {"page": pages, **_ADDED}[name] for name in ADDED[data.id]} | _without_ours(
        fields, site
    )
    for name in record:
        record[name] = {**record[name], "description": say(meaning(data, name, words))}
    required = [name for name in data.fields if name in model_schema["required"]]
    names = {"type": "object", "additionalProperties": {"type": "object", "required": [first]}}
    properties = {
        "version": {"const": hub.VERSION},
        "title": text,
        "publisher": {"type": "string"},
        "country": {"type": "string"},
        "about": pages,
        "terms": text,
        "vocabularies": _object(dict.fromkeys(data.vocabularies, names)),
        data.id: {"type": "array", "items": {"$ref": "#/$defs/Record"}},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": site.url + addresses.data_path(data.id, "schema"),
        "title": say(f"data_{data.id}"),
        **_object({"$schema": {"type": "string", "format": "uri"}, **properties}, [*properties]),
        "$defs": {
            "Record": _object(record, [*ADDED[data.id], *required]),
            **_used(_without_ours(model_schema.get("$defs", {}), site), fields),
        },
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _without_ours(part: Any, site: addresses.Site) -> Any:
    """Return a part of the model's schema without what concerns only this program."""
    if isinstance(part, list):
        return [_without_ours(inner, site) for inner in part]
    if not isinstance(part, dict):
        return part
    hidden = {*map(mark_of, site.languages)}
    hidden |= {"title", "description", "default"} if "type" in part else set()
    return {key: _without_ours(inner, site) for key, inner in part.items() if key not in hidden}


def _used(definitions: JsonObject, fields: JsonObject) -> JsonObject:
    """Return the definitions that the fields refer to, and those that these refer to."""
    names: set[str] = set()
    todo = [json.dumps(fields)]
    while todo:
        text = todo.pop()
        for name in definitions:
            if f'"#/$defs/{name}"' in text and name not in names:
                names.add(name)
                todo.append(json.dumps(definitions[name]))
    return {name: definitions[name] for name in sorted(names)}
