"""The newsletter: how to get it, and every edition that was sent to a public channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Final, Literal

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.items import Item, items
from schaufenster.problems import Language
from schaufenster.selection import Issue, Rendered, issues, public_channels
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase import ordering
from schaufenster.showcase.page import Localised, PageSpec
from schaufenster.templates import WIDTH

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
    sent = ordering.grouped(
        (first.channel.id, translations)
        for translations in _editions(issues(cluster))
        if (first := next(iter(translations.values()))).is_out
    )
    yield PageSpec(
        "newsletter", "", "newsletter_title", "newsletter_lead",
        {
            "channels": [
                {
                    "name": channel.name(today),
                    "id": channel.id,
                    "subscribe": channel.subscribe,
                    "issues": sent[channel.id],
                }
                for channel in channels
            ],
            "pick": Localised(lambda lang, _: partial(_pick, lang)),
            "feed_of": Localised(
                lambda lang, _: lambda channel, form: (
                    site.base + addresses.feed_path(f"channel-{channel}", lang, form)
                )
            ),
        },
    )  # fmt: skip


def editions(
    cluster: Cluster, site: addresses.Site, ready: Mapping[Key, Rendered] = NOTHING
) -> Iterator[PageSpec]:
    """A page for each edition of each public channel: its items, its text, the mail itself.

    An approved edition has its page before it is sent, because the mail links to it; no list has it
    yet. A spec has no page.
    """
    by_ref = {item.ref: item for item in items(cluster)}
    for translations in _editions(issues(cluster, ready)):
        yield _edition(translations, by_ref, cluster, site)


def _edition(
    translations: Translations, by_ref: Mapping[str, Item], cluster: Cluster, site: addresses.Site
) -> PageSpec:
    first = next(iter(translations.values()))
    return PageSpec(
        "edition", "",
        Localised(lambda lang, _: _pick(lang, translations).title.text(lang)),
        Localised(
            lambda lang, say: _pick(lang, translations).preheader or say("issue_changed")
        ),
        {
            "translations": translations,
            "pick": Localised(lambda lang, _: partial(_pick, lang)),
            "channel_name": first.channel.name(first.day or cluster.now.date()),
            "by_ref": by_ref,
            "mail_at": lambda issue: site.base + addresses.web_copy_path(
                issue.edition, issue.channel.id, issue.lang
            ),
            "blocks_of": blocks,
        },
        {"edition": first.edition, "channel": first.channel.id},
        translated=len(translations) > 1 and first.title.en is not None,
        listed=first.is_out,
        dates=dates_of(first.day, first.updated),
    )  # fmt: skip


def _editions(variants: Iterable[Issue]) -> Iterator[Translations]:
    """Yield the languages of each edition of a channel, the newest edition first."""
    for _, group in groupby(variants, lambda issue: (issue.edition, issue.channel.id)):
        yield {issue.lang: issue for issue in group}


def _pick(lang: Language, translations: Translations) -> Issue:
    """Return an edition in a language, or in the one there is."""
    return translations.get(lang) or next(iter(translations.values()))


def blocks(raw: bytes) -> Iterator[tuple[BlockKind, list[str]]]:
    """Yield the parts of a mail's plain text with their lines.

    Lines that were broken only because they reached the mail's width are joined again.
    """
    for block in re.split(r"\n{2,}", raw.decode().strip("\n")):
        lines: list[str] = []
        width = 0
        for line in block.split("\n"):
            if _RULE.fullmatch(line):
                heading = lines[-1:] if line[0] == "=" else []
                yield "paragraph", lines[: len(lines) - len(heading)]
                yield "heading" if heading else "rule", heading
                lines = []
            elif lines and width + len(line.split(" ")[0]) >= WIDTH:
                lines[-1] += f" {line}"
            else:
                lines.append(line)
            width = len(line)
        yield "paragraph", lines
