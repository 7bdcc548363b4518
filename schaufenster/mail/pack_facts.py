"""A press pack with its facts, a text about the cluster, and the office's address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from schaufenster import addresses, language, sanitize
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of
from schaufenster.facts.press import press_facts
from schaufenster.facts.validity import label_in_words, labels_of
from schaufenster.press import PressPack
from schaufenster.problems import Language
from schaufenster.templates import Templates, Words


class FactRow(NamedTuple):
    """A row of facts: its name, words and an address; `lang` is the language of the words."""

    name: str
    words: str
    link: str
    lang: Language


@dataclass(frozen=True, slots=True)
class PackFacts:
    """A pack with the facts for an editor, in the pages' language `lang`.

    `about` is a text about the cluster, in the language `about_lang`; `contact` are the office and
    the lines of its address.
    """

    pack: PressPack
    lang: Language
    facts: tuple[FactRow, ...]
    about: str
    about_lang: Language
    contact: tuple[str, ...]


def _labels(cluster: Cluster, say: Words) -> Iterator[str]:
    """Yield a sentence with the cluster's labels and their last days, if it has any."""
    labels = [label_in_words(label, say) for label in labels_of(cluster)]
    if labels:
        yield say("labels_held", names=language.listed(labels, say.locale), n=len(labels))


def facts_of(pack: PressPack, cluster: Cluster, lang: Language, templates: Templates) -> PackFacts:
    """Return a pack with its facts, the text about the cluster, and the office's address."""
    say, identity = Words(lang, templates.words), cluster.identity
    site, item = addresses.site_of(cluster), pack.item
    facts = press_facts(item, cluster, say)
    rows = [FactRow(say(f.name), f.text(lang), f.link, f.language(lang)) for f in facts]
    page = site.absolute(item.page, lang, **item.names)
    rows.append(FactRow(say("on_the_site"), "", page, lang))
    house = identity.boilerplate.medium
    about = sanitize.plain(house.text(lang), home=site.url.rstrip("/"))
    about += "".join(f"\n\n{sentence}" for sentence in _labels(cluster, say))
    contact = (say("mail_office", name=identity.name), *office_of(identity, lang).lines)
    return PackFacts(pack, lang, tuple(rows), about, house.language(lang), contact)
