"""What of the records is open data: which fields, in which form, and which words explain them.

The files below `/data/` and the page "Daten" are made from it. A field has the name it has in the
model, which says of each class what is open (`open_data`): contacts, long texts, pictures and the
names of channels are not.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.funding import state_of
from schaufenster.facts.identifiers import offer_key, tag_uri
from schaufenster.facts.membership import present
from schaufenster.facts.release import is_expired
from schaufenster.facts.validity import certificates_of

JsonObject = dict[str, Any]
"""A record as JSON has it: dates as text, texts by language."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A file of open data: its class in the model, which names its open fields.

    `vocabularies` are the tables whose ids the records use; they stand in the file as well.
    """

    id: str
    record: type[model.Opened]
    vocabularies: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the open fields."""
        return self.record.open_data


ADDED: Final[dict[str, tuple[str, ...]]] = {
    "members": ("id", "slug", "page", "status"),
    "offers": ("id", "slug", "page"),
    "events": ("id", "slug", "page", "report"),
    "funding": ("id", "slug", "page", "state"),
}
"""What a record has besides the fields of the model."""

BESIDES: Final[dict[str, tuple[str, ...]]] = {
    "groups": ("station",),
    "competences": ("group",),
    "districts": ("key", "chamber", "city"),
    "ris": ("number",),
    "series": ("summary",),
}
"""What a term has besides its name: a hub makes its vocabularies of them."""

DATASETS: Final = {
    data.id: data
    for data in (
        Dataset(
            "members", model.Member,
            ("groups", "competences", "industries", "certificates", "districts", "chambers"),
        ),
        Dataset("offers", model.Offer, ("groups", "competences")),
        Dataset(
            "events", model.Event,
            ("topics", "ris", "groups", "competences", "series", "districts", "chambers"),
        ),
        Dataset(
            "funding", model.FundingCall,
            ("funders", "topics", "groups", "competences", "districts", "chambers"),
        ),
    )
}  # fmt: skip


def datasets_of(cluster: Cluster) -> tuple[Dataset, ...]:
    """Return the datasets of a cluster: calls for funding only where there ever was one."""
    return tuple(d for d in DATASETS.values() if d.id != "funding" or cluster.funding)


def subjects_of(data: Dataset, cluster: Cluster) -> Iterator[Any]:
    """Yield what a dataset has a record of, in the order of slugs.

    Offers and calls that have passed their last day are left out, and profiles that have left.
    """
    if data.id == "members":
        yield from present(cluster)
    elif data.id in {"offers", "funding"}:
        records = getattr(cluster, data.id)
        yield from (record for record in records if not is_expired(record, cluster.today))
    else:
        yield from cluster.events


def open_records(data: Dataset, cluster: Cluster) -> Iterator[JsonObject]:
    """Yield the records of a released cluster in the order of their slugs."""
    for subject in subjects_of(data, cluster):
        yield open_record(data, subject, cluster)


def open_record(data: Dataset, subject: Any, cluster: Cluster) -> JsonObject:
    """Return the record of a member, an offer, an event or a call for funding."""
    if data.id == "members":
        more = {"status": subject.status_on(cluster.today)}
        held = certificates_of(subject, cluster.today)
        subject = subject.model_copy(update={"certificates": held})
        return _opened(data, subject, cluster, {"slug": subject.slug}, more)
    if data.id == "offers":
        names = {"member": subject.member, "slug": subject.slug}
        return _opened(data, subject, cluster, names, {}, offer_key(subject, cluster))
    if data.id == "funding":
        state = {"state": state_of(subject, cluster.today)}
        return _opened(data, subject, cluster, {"slug": subject.slug}, state)
    report: JsonObject = {"report": subject.slug in cluster.reports}
    return _opened(data, subject, cluster, {"slug": subject.slug}, report)


def names_of(data: Dataset) -> tuple[str, ...]:
    """Return the names of all fields of a dataset's records, in their order."""
    return ADDED[data.id] + data.fields


def meaning(data: Dataset, name: str, known: Container[str]) -> str:
    """Return the key in `words/…/site.po` of what a field means; `known` are its keys."""
    special = f"field_{data.id}_{name}"
    return special if special in known else f"field_{name}"


def vocabularies(data: Dataset, cluster: Cluster) -> dict[str, dict[str, JsonObject]]:
    """Return the names behind the ids of a dataset, and what a hub needs besides."""
    tables: dict[str, dict[str, JsonObject]] = {}
    for name in data.vocabularies:
        terms: Mapping[str, model.Tag | model.Funder] = getattr(cluster, name)
        besides = BESIDES.get(name, ())
        tables[name] = {key: _term(term, besides, cluster) for key, term in terms.items()}
    return tables


def _term(term: model.Tag | model.Funder, besides: tuple[str, ...], cluster: Cluster) -> JsonObject:
    called = term.name(cluster.today) if isinstance(term, model.Funder) else term.name
    values = ((name, getattr(term, name)) for name in besides)
    plain = {name: dict(v) if isinstance(v, model.Text) else v for name, v in values if v}
    return {**called, **plain}


def _opened(
    data: Dataset,
    record: Any,
    cluster: Cluster,
    names: Mapping[str, str],
    more: JsonObject,
    key: str = "",
) -> JsonObject:
    """Return a record as JSON; `names` are those of its page, `key` ends its id."""
    site, page = addresses.site_of(cluster), data.id.removesuffix("s")
    for name in data.fields:
        getattr(record, name)  # `model_dump` reads without a note
    values = record.model_dump(
        mode="json", by_alias=True, include=set(data.fields), exclude_none=True
    )
    for name in ("time", "end_time"):
        if name in values:
            values[name] = f"{getattr(record, name):%H:%M}"
    return {
        "id": tag_uri(cluster.identity, key or f"{data.id}/{record.first_slug}"),
        "slug": record.slug,
        "page": {lang: site.absolute(page, lang, **names) for lang in site.languages},
        **more,
        **{name: values[name] for name in data.fields if name in values},
    }
