"""The newsletter: how to get it, and every edition of a public channel that has left the house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Final, Literal

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.problems import Language
from schaufenster.selection import Issue, Rendered, issues, public_channels
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase.page import PageSpec, Spoken
from schaufenster.templates import WIDTH, Words

_RULE: Final = re.compile("={3,}|-{3,}")

BlockKind = Literal["heading", "rule", "paragraph"]

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
                "blocks_of": blocks,
            },
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


def blocks(raw: bytes) -> Iterator[tuple[BlockKind, list[str]]]:
    """Yield the parts of a mail's text with their lines, for the page to draw.

    It is plain text that was sent, and nothing else is kept of a mail but its HTML. Lines that were
    only broken because its columns were full are one line again.
    """
    for block in re.split(r"\n{2,}", raw.decode().strip("\n")):
        lines: list[str] = []
        full = 0
        for line in block.split("\n"):
            if _RULE.fullmatch(line):
                heading = lines[-1:] if line[0] == "=" else []
                yield "paragraph", lines[: len(lines) - len(heading)]
                yield "heading" if heading else "rule", heading
                lines = []
            elif lines and full + len(line.split(" ")[0]) >= WIDTH:
                lines[-1] += f" {line}"
            else:
                lines.append(line)
            full = len(line)
        yield "paragraph", lines
