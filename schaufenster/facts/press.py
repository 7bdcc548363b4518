"""What an editor looks for first: the rows of facts of a press pack's page, text, file and mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schaufenster import language
from schaufenster.addresses import host
from schaufenster.content import model
from schaufenster.content.fields import Moment
from schaufenster.content.load import Cluster
from schaufenster.facts.events import registration_of, role_of, when_in_words
from schaufenster.facts.funding import deadline_in_words, funder_of, state_of
from schaufenster.facts.items import Item
from schaufenster.facts.parties import names_of
from schaufenster.facts.places import address_of, where_in_words
from schaufenster.problems import Language
from schaufenster.templates import Words


@dataclass(frozen=True, slots=True)
class PressFact:
    """A row: the key of its name in `words/…/site.po`, names or words, and an address.

    `label` is what a link to the address says.
    """

    name: str
    values: tuple[model.Text | str, ...]
    link: str = ""
    label: str = ""

    def text(self, lang: Language) -> str:
        """Return the values on one line, in a language."""
        return ", ".join(v if isinstance(v, str) else v.text(lang) for v in self.values)

    def language(self, lang: Language) -> Language:
        """Return the language of the values: another one only if all of them are in that."""
        spoken = {lang if isinstance(v, str) else v.language(lang) for v in self.values}
        return spoken.pop() if len(spoken) == 1 else lang


def press_facts(item: Item, cluster: Cluster, say: Words) -> tuple[PressFact, ...]:
    """Return when, where, which regions and fields, who takes part, until when, and the embargo."""
    return tuple(fact for fact in _facts(item, cluster, say) if fact.values or fact.link)


def _facts(item: Item, cluster: Cluster, say: Words) -> Iterator[PressFact]:
    event = event_of(item, cluster)
    if event:
        yield PressFact("when", (when_in_words(event, cluster, say),))
        where = where_in_words(event.place, cluster, say)
        if address_of(event.place, cluster, say.lang):
            yield PressFact("where", _named(cluster.identity, where))
        else:
            yield PressFact("where", tuple(filter(None, (where,))))
        if role := role_of(event):
            yield PressFact("cluster_role", (say(role),))
    yield PressFact(district_word(item.at, cluster), _terms(item.at, cluster.districts))
    yield PressFact("mail_guests_from", _terms(item.districts - item.at, cluster.districts))
    yield PressFact("chamber", _terms(item.chambers, cluster.chambers))
    yield PressFact("mail_field", _terms(item.ris, cluster.ris))
    yield PressFact("topics", _terms(item.topics, cluster.topics))
    yield PressFact("parties", names_of(event or item.record, cluster))
    yield from _funder_facts(item.record, cluster)
    match item.record:
        case model.Event() as record if registration := registration_of(record, cluster.today):
            yield PressFact(
                "registration", until_in_words(registration, say), registration.url, say("register")
            )
        case model.Offer() as offer:
            if item.expires:
                yield PressFact("valid_until", (language.date(item.expires, say.locale),))
            yield PressFact("cost", (offer.cost,) if offer.cost else ())
            if offer.website:
                yield PressFact("website", (), offer.website, host(offer.website))
        case model.FundingCall() as call:
            yield from funding_facts(call, cluster, say)
        case model.Project() as project:
            yield PressFact("also_known", _named(cluster.identity, *project.aliases))
    yield PressFact("embargo", (embargo_in_words(item.embargo, say),))


def _funder_facts(record: object, cluster: Cluster) -> Iterator[PressFact]:
    """Yield who pays for a project, with the sentence and the rule for the logo."""
    if funder := funder_of(record, cluster):
        yield PressFact("funder", (funder.name(cluster.today),))
        yield PressFact("funding_sentence", (funder.sentence,) if funder.sentence else ())
        yield PressFact("logo_rule", _named(cluster.identity, funder.logo_rule or ""))


def funding_facts(call: model.FundingCall, cluster: Cluster, say: Words) -> Iterator[PressFact]:
    """Yield who pays, until when one may apply, who may, how much, and what the office does."""
    opens = call.valid and call.valid.from_
    yield PressFact("funding_by", (cluster.funders[call.funder].name(cluster.today),))
    if call.programme:
        yield PressFact("funding_programme", (call.programme,))
    if opens and state_of(call, cluster.today) == "announced":
        yield PressFact("funding_opens", (language.date(opens, say.locale),))
    yield PressFact("funding_deadline", (deadline_in_words(call, say),))
    if call.types or call.sizes:
        audience = (*(f"type_{kind}" for kind in call.types), *(f"size_{c}" for c in call.sizes))
        yield PressFact("funding_for", tuple(map(say, audience)))
    if call.quota:
        yield PressFact("funding_quota", (call.quota,))
    if call.help:
        yield PressFact("funding_help", (call.help,))
    if call.website:
        yield PressFact("website", (), call.website, host(call.website))


def event_of(item: Item, cluster: Cluster) -> model.Event | None:
    """Return the event that an item announces or reports; None where it does neither."""
    match item.record:
        case model.Event() as event:
            return event
        case model.Report() as report:
            return cluster.event(report.event)
    return None


def until_in_words(registration: model.Registration, say: Words) -> tuple[str, ...]:
    """Return the last day to register as a sentence; nothing where there is none."""
    until = registration.until
    return (say("registration_until", date=language.date(until, say.locale)),) if until else ()


def embargo_in_words(embargo: Moment | None, say: Words) -> str:
    """Return that there is no embargo, or when it ended: one that holds never gets here."""
    if embargo is None:
        return say("embargo_none")
    return say("embargo_over", date=language.date(embargo.at.date(), say.locale))


def district_word(keys: Iterable[str], cluster: Cluster) -> str:
    """Return the key of the word for some districts: a city of its own is no rural district."""
    cities = {cluster.districts[key].city for key in keys}
    return "districts_and_cities" if len(cities) > 1 else "city" if True in cities else "district"


def _named(identity: model.Identity, *names: str) -> tuple[model.Text, ...]:
    """Return names and addresses as texts: the content has no translation."""
    return tuple(identity.untranslated(name) for name in names if name)


def _terms(keys: Iterable[str], table: Mapping[str, model.Tag]) -> tuple[model.Text, ...]:
    return tuple(table[key].name for key in sorted(keys))
