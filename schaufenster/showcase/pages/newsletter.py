"""The newsletter: how to get it, and every edition of a public channel that has left the house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Final

from markupsafe import Markup

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.problems import Language
from schaufenster.selection import Issue, Rendered, issues, public_channels
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.templates import Words

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_RULE: Final = re.compile("={3,}|-{3,}")
WIDTH: Final = 72
"""How many columns a line of a mail's text has."""
_INPUTS: Final = frozenset({"newsletter/", "content/", "members/", "events/"})

Translations = Mapping[str, Issue]
"""An edition of a channel by language, in the order of `LANGUAGES`."""


def archive(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The newsletter's own page: how to subscribe, and the list of editions."""
    channels = public_channels(cluster)
    if not channels:
        return
    today = cluster.now.date()
    out = [(each.channel, tr) for each, tr in _issued(issues(cluster)) if each.is_out]
    yield PageSpec(
        "newsletter", "", "newsletter_title", "newsletter_lead",
        {
            "channels": [
                {
                    "name": channel.name(today),
                    "id": channel.id,
                    "subscribe": channel.subscribe,
                    "issues": [tr for one, tr in out if one.id == channel.id],
                }
                for channel in channels
            ],
            "pick": Spoken(lambda lang, _: partial(_pick, lang)),
            "feed_of": Spoken(lambda lang, _: partial(_feed, site, lang)),
        },
        _INPUTS,
    )  # fmt: skip


def editions(
    cluster: Cluster, site: addresses.Site, ready: Mapping[Key, Rendered] = NOTHING
) -> Iterator[PageSpec]:
    """A page for each edition of each public channel: what it carried, its text, the mail itself.

    An approved edition has its page before it is sent, so that the link in the mail leads there; it
    is listed nowhere yet. A spec has none.
    """
    known = {item.ref: item for item in items(cluster)}
    for first, translations in _issued(issues(cluster, ready)):
        yield PageSpec(
            "edition", "", _said(translations, "title"), _said(translations, "preheader"),
            {
                "translations": translations,
                "pick": Spoken(lambda lang, _: partial(_pick, lang)),
                "channel_name": first.channel.name(first.day or cluster.now.date()),
                "known": known,
                "mail_at": partial(_mail_at, site),
                "as_markup": as_markup,
            },
            first.inputs | _INPUTS,
            {"edition": first.edition, "channel": first.channel.id},
            translated=len(translations) > 1 and first.title.en is not None,
            listed=first.is_out,
        )  # fmt: skip


def _issued(found: tuple[Issue, ...]) -> Iterator[tuple[Issue, Translations]]:
    """Yield each edition of a channel once, with its languages; the newest edition first."""
    for _, some in groupby(found, lambda issue: (issue.edition, issue.channel.id)):
        translations: dict[str, Issue] = {issue.lang: issue for issue in some}
        yield next(iter(translations.values())), translations


def _pick(lang: Language, translations: Translations) -> Issue:
    """Return an edition in a language, or in the one there is."""
    return translations.get(lang) or next(iter(translations.values()))


def _said(translations: Translations, part: str) -> Spoken:
    """Return a page's title or description: the edition's, in the language that there is."""

    def make(lang: Language, say: Words) -> str:
        issue = _pick(lang, translations)
        if part == "title":
            return issue.title.text(lang)
        return issue.preheader or say("issue_changed")

    return Spoken(make)


def _feed(site: addresses.Site, lang: Language, channel: str, form: str) -> str:
    return site.base + addresses.feed_path(f"channel-{channel}", lang, form)


def _mail_at(site: addresses.Site, issue: Issue) -> str:
    return site.base + addresses.web_copy_path(issue.edition, issue.channel.id, issue.lang)


def as_markup(raw: bytes) -> Markup:
    """Return the text part of a mail as markup: paragraphs, headings, addresses as links.

    Lines that were only broken because 72 columns were full are one line again.
    """
    blocks = re.split(r"\n{2,}", raw.decode().strip("\n"))
    return Markup("\n").join(part for block in blocks for part in _parts(block.split("\n")))


def _parts(lines: list[str]) -> Iterator[Markup]:
    """Yield a block of lines as markup: a rule, a heading above its underline, a paragraph."""
    held: list[str] = []
    for line in lines:
        if _RULE.fullmatch(line) and line[0] == "=" and held:
            title = held.pop()
            yield from _paragraph(held)
            held = []
            yield Markup("<h3>{}</h3>").format(title)
        elif _RULE.fullmatch(line):
            yield from _paragraph(held)
            held = []
            yield Markup("<hr>")
        elif held and len(held[-1].rpartition("\n")[2]) + len(line.split(" ")[0]) >= WIDTH:
            held[-1] = f"{held[-1]}\n{line}"
        else:
            held.append(line)
    yield from _paragraph(held)


def _paragraph(lines: list[str]) -> Iterator[Markup]:
    if lines:
        joined = (_linked(line.replace("\n", " ")) for line in lines)
        yield Markup("<p>{}</p>").format(Markup("<br>").join(joined))


def _linked(text: str) -> Markup:
    """Return a text, escaped, with its addresses as links."""
    parts: list[Markup] = []
    last = 0
    for found in _ADDRESS.finditer(text):
        parts += [
            Markup.escape(text[last : found.start()]),
            Markup('<a href="{0}" rel="noopener">{0}</a>').format(found[0]),
        ]
        last = found.end()
    return Markup("").join([*parts, Markup.escape(text[last:])])
