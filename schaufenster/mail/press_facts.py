"""A press pack with what an editor needs beside its texts: facts, who we are, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from schaufenster import addresses, language, sanitize
from schaufenster.content.fields import OPEN
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.press import PressPack
from schaufenster.problems import Language
from schaufenster.templates import Templates, Words


@dataclass(frozen=True, slots=True)
class PressFacts:
    """A pack with what an editor needs beside its texts, in the pages' language `lang`.

    `facts` are rows of a name and words, `about` says who we are, `contact` whom to ask.
    """

    pack: PressPack
    lang: Language
    facts: tuple[tuple[str, str], ...]
    about: str
    contact: tuple[str, ...]


def press_facts(
    pack: PressPack, cluster: Cluster, lang: Language, templates: Templates
) -> PressFacts:
    """Return a pack with its facts, the house and its address."""
    say, identity = Words(lang, templates.words), cluster.identity
    site = addresses.site_at(identity.site_url)
    embargo = pack.item.embargo
    over = embargo and say("mail_embargo_over", date=language.date(embargo.at.date(), lang))
    rows = [
        (say(fact.name), ", ".join(v if isinstance(v, str) else v.text(lang) for v in fact.values))
        for fact in template_values.facts(pack.item, cluster, lang)
        if fact.values
    ]
    rows.append((say("embargo"), over or say("embargo_none")))
    rows.append((say("on_the_site"), site.absolute(pack.item.page, lang, **pack.item.names)))
    imprint = identity.imprint
    ways = [way for way in (imprint.email, imprint.phone) if way != OPEN]
    street = f"{imprint.street}, {imprint.postcode} {imprint.town}"
    about = sanitize.plain(identity.boilerplate.medium.text(lang), home=site.url.rstrip("/"))
    contact = (say("mail_office", name=identity.name), street, *ways)
    return PressFacts(pack, lang, tuple(rows), about, contact)
