"""What names an organisation or a person in texts and in addresses, and how it is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from schaufenster.content import model
from schaufenster.content.load import Cluster

_SPACES: Final = r"[\s\u00a0\u202f]+"
_CASE: Final = r"(?:['’]?s)?"
"""The ending that a name has in the genitive, in German and in English."""
_TITLES: Final = r"(?:Herrn?|Frau|Mrs?\.?|Ms\.?|Mme|M\.|Dr\.|Prof\.)"
_SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e"})
_SHORTEST: Final = 3
"""A name of fewer letters is part of too many words."""


@dataclass(frozen=True)
class Named:
    """What names somebody: `names` in texts, `hosts` in links and mails, `slugs` in addresses.

    `forms` are patterns of further forms of a name. `member` is the folder of the organisation that
    leaves as a whole; None for a person.
    """

    title: str
    names: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    member: str | None = None
    surname: str = ""

    @cached_property
    def in_texts(self) -> re.Pattern[str]:
        """Return the pattern of a name in a text; the longest name comes first."""
        return re.compile("|".join((*self.forms, *_names(self.names))) or "(?!)")

    @cached_property
    def in_links(self) -> re.Pattern[str]:
        """Return the pattern of an address of theirs: a page, a mail, a page of this site."""
        hosts = "|".join(re.escape(host) for host in self.hosts) or "(?!)"
        slugs = "|".join(re.escape(slug) for slug in self.slugs) or "(?!)"
        return re.compile(
            rf"(?:https?://)?(?:[\w.+-]+@)?(?<![\w-])(?:[\w-]+\.)*(?:{hosts})(?![\w-]|\.\w)"
            rf"[^\s)\]>\"',]*|(?:https?://[\w.:-]+)?/(?:[\w-]+/)*(?:{slugs})(?![\w-])[^\s)\]>\"',]*"
        )

    @cached_property
    def in_slugs(self) -> re.Pattern[str]:
        """Return the pattern of a slug of theirs as a whole part of another one."""
        slugs = sorted(self.slugs, key=len, reverse=True)
        return re.compile(
            rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, slugs)) or '(?!)'})(?![a-z0-9])"
        )

    @cached_property
    def alone(self) -> re.Pattern[str]:
        """Return the pattern of a surname alone, which may be somebody else's."""
        return re.compile(rf"(?<!\w){re.escape(self.surname)}(?!\w)" if self.surname else "(?!)")

    def names_in(self, text: str) -> bool:
        """Return whether a text names them, as a name or by an address of theirs."""
        return bool(self.in_texts.search(text) or self.in_links.search(text))

    def is_in_address(self, path: str) -> bool:
        """Return whether the path of a file or page names them."""
        return bool(self.in_slugs.search(path))

    def redacted(self, text: str, mark: str) -> str:
        """Return a text with every name replaced by a mark; links to them become their words."""
        links = re.compile(rf"\[([^\]]*)\]\(\s*<?(?:mailto:)?(?:{self.in_links.pattern})>?\s*\)")
        text = self.in_links.sub(mark, links.sub(r"\1", text))
        text = self.in_texts.sub(mark, text)
        return re.sub(rf"{re.escape(mark)}(?:\s+{re.escape(mark)})+", mark, text)


def organisation(member: model.Member, cluster: Cluster) -> Named:
    """Return what names a member: not what the cluster or another member is called as well."""
    others = {name for other in cluster.members if other is not member for name in _called(other)}
    others |= {cluster.identity.name, cluster.identity.short, cluster.identity.legal_name}
    names = [name for name in _called(member) if name not in others]
    hosts = [host for host in _hosts(member) if host not in _other_hosts(member, cluster)]
    taken = {slug for other in cluster.members if other is not member for slug in _slugs(other)}
    slugs = {*_slugs(member), *(_slug(name) for name in names)} - taken - {""}
    return Named(
        member.short,
        tuple(dict.fromkeys(names)),
        tuple(hosts),
        tuple(sorted(slugs)),
        member=member.slug,
    )


def person(name: str) -> Named:
    """Return what names a person: first and last name, also shortened or turned round."""
    *first, last = name.split()
    given = first[0]
    between = rf"{_SPACES}(?:[A-ZÀ-Ý][\w-]*\.?{_SPACES}){{0,2}}?"
    forms = (
        rf"(?:{_TITLES}{_SPACES})*{re.escape(given)}{between}{re.escape(last)}",
        rf"{re.escape(last)},{_SPACES}{re.escape(given)}",
        rf"(?:{_TITLES}{_SPACES})+(?:{re.escape(given[0])}\.{_SPACES})?{re.escape(last)}",
        rf"{re.escape(given[0])}\.{_SPACES}{re.escape(last)}",
    )
    local = _slug(last).replace("-", "[._-]?")
    start = _slug(given)
    mail = rf"(?i:(?<!\w)(?:{start}|{start[0]})?[._-]?{local}@[\w.-]+\w)"
    slugs = (f"{_slug(given)}-{_slug(last)}",)
    whole = (mail, *map(_whole, forms))
    return Named(name, (), slugs=slugs, forms=whole, surname=last)


def _names(names: Iterable[str]) -> Iterator[str]:
    """Yield the pattern of each name, the longest first."""
    for name in sorted(names, key=len, reverse=True):
        yield _whole(_SPACES.join(re.escape(word) for word in name.split()))


def _whole(pattern: str) -> str:
    """Return the pattern of whole words, also in the genitive."""
    return rf"(?<!\w){pattern}{_CASE}(?!\w)"


def _called(member: model.Member) -> Iterator[str]:
    """Yield what a member is called: names of today and of former times."""
    former = (entry.name for entry in member.former_names)
    for name in (
        member.name, *member.names.values(), member.short, *member.aliases, *former,
    ):  # fmt: skip
        if len(name) >= _SHORTEST:
            yield name


def _slugs(member: model.Member) -> Iterator[str]:
    yield from (member.slug, *member.formerly)


def _hosts(member: model.Member) -> tuple[str, ...]:
    """Return the hosts of a member's site and mail."""
    mail = (member.email or "").rpartition("@")[2]
    web = urlsplit(member.website or "").netloc.removeprefix("www.")
    return tuple(dict.fromkeys(filter(None, (web, mail))))


def _other_hosts(member: model.Member, cluster: Cluster) -> set[str]:
    """Return the hosts of others: a university's is shared by its institutes."""
    site = urlsplit(cluster.identity.site_url).netloc.removeprefix("www.")
    return {site, *(h for other in cluster.members if other is not member for h in _hosts(other))}


def _slug(name: str) -> str:
    """Return a name as it stands in addresses."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_SPELT)).strip("-")
