"""The newsletter: how to get it, and every edition that was sent to a public channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, Final, Literal

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.items import find_item
from schaufenster.problems import Language
from schaufenster.reads import memory_of
from schaufenster.selection import Issue, Rendered, issues, public_channels
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase import ordering
from schaufenster.showcase.page import Localised, PageHead, PageSpec
from schaufenster.showcase.pages.joining import joining
from schaufenster.templates import WIDTH

_RULE: Final = re.compile("={3,}|-{3,}")

BlockKind = Literal["heading", "rule", "paragraph"]

Translations = Mapping[str, Issue]
"""An edition of a channel by language, in the order of the cluster's languages."""


def archive(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The newsletter's own page: how to subscribe, and the list of editions."""
    if public_channels(cluster):
        yield PageSpec(
            "newsletter", "", lambda: PageHead("newsletter_title", "newsletter_lead"),
            partial(_archive, cluster, site),
        )  # fmt: skip


def _archive(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    today = cluster.today
    sent = ordering.grouped(
        (first.channel.id, translations)
        for translations in _editions(issues(cluster))
        if (first := next(iter(translations.values()))).is_out
    )
    return {
        "channels": [
            {
                "name": channel.name(today),
                "id": channel.id,
                "mail": joining(channel, cluster),
                "issues": sent[channel.id],
            }
            for channel in public_channels(cluster)
        ],
        "pick": Localised(lambda lang, _: partial(_pick, lang)),
        "feed_of": Localised(
            lambda lang, _: (
                lambda channel, form: (
                    site.base + addresses.feed_path(f"channel-{channel}", lang, form)
                )
            )
        ),
    }


def editions(
    cluster: Cluster, site: addresses.Site, ready: Mapping[Key, Rendered] = NOTHING
) -> Iterator[PageSpec]:
    """A page for each edition of each public channel: its items, its text, the mail itself.

    An approved edition has its page before it is sent, because the mail links to it; no list has it
    yet. A spec has no page.
    """
    for translations in _editions(issues(cluster, ready)):
        first = next(iter(translations.values()))
        key = first.edition, first.channel.id
        yield PageSpec(
            "edition", "", partial(_head, key, cluster, ready),
            partial(_values, key, cluster, site, ready),
            {"edition": first.edition, "channel": first.channel.id},
        )  # fmt: skip


def _translations(
    key: tuple[str, str], cluster: Cluster, ready: Mapping[Key, Rendered]
) -> Translations:
    """Return an edition of a channel in its languages."""
    all_issues = memory_of(cluster).get(("issues", *ready), lambda: issues(cluster, ready))
    return {i.lang: i for i in all_issues if (i.edition, i.channel.id) == key}


def _head(key: tuple[str, str], cluster: Cluster, ready: Mapping[Key, Rendered]) -> PageHead:
    translations = _translations(key, cluster, ready)
    first = next(iter(translations.values()))
    return PageHead(
        Localised(lambda lang, _: _pick(lang, translations).title.text(lang)),
        Localised(lambda lang, say: _pick(lang, translations).preheader or say("issue_changed")),
        spoken=tuple(lang for lang in translations if lang in first.title),
        listed=first.is_out,
        dates=dates_of(first.day, first.updated),
    )


def _values(
    key: tuple[str, str], cluster: Cluster, site: addresses.Site, ready: Mapping[Key, Rendered]
) -> dict[str, Any]:
    translations = _translations(key, cluster, ready)
    first = next(iter(translations.values()))
    return {
        "translations": translations,
        "pick": Localised(lambda lang, _: partial(_pick, lang)),
        "channel_name": first.channel.name(first.day or cluster.today),
        "item_of": partial(find_item, cluster),
        "mail_at": lambda issue: site.base + site.web_copy_path(
            issue.edition, issue.channel.id, issue.lang
        ),
        "blocks_of": blocks,
    }  # fmt: skip


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
