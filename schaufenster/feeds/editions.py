"""Editions as entries: what a public channel sent, with what it carried and what was corrected."""

from __future__ import annotations

import html
from collections.abc import Iterator

from schaufenster import language
from schaufenster.facts.identifiers import entry_id
from schaufenster.facts.items import find_item
from schaufenster.feeds.entries import Entry, FeedContext, line
from schaufenster.problems import Language
from schaufenster.selection import Issue


def edition_entries(
    channel: str, issues: tuple[Issue, ...], context: FeedContext
) -> Iterator[Entry]:
    """Yield what a channel sent, the newest first, in the context's language where there is one.

    `issues` are those of all channels.
    """
    sent = [issue for issue in issues if issue.channel.id == channel and issue.is_out]
    for edition in dict.fromkeys(issue.edition for issue in sent):
        by_language = {issue.lang: issue for issue in sent if issue.edition == edition}
        issue = by_language.get(context.lang) or next(iter(by_language.values()))
        yield _entry(issue, context)


def _entry(issue: Issue, context: FeedContext) -> Entry:
    identity = context.cluster.identity
    key = f"newsletter/{issue.edition}/{issue.channel.id}"
    names = {"edition": issue.edition, "channel": issue.channel.id}
    return Entry(
        id=entry_id(identity, key, context.lang),
        url=context.site.absolute("edition", context.lang, **names),
        title=line(issue.title.text(context.lang)),
        title_lang=issue.title.language(context.lang),
        summary=line(_summary(issue, context)),
        summary_lang=context.lang if issue.redacted else issue.lang,
        html="\n".join(_blocks(issue, context)),
        published=context.moment(issue.day or identity.founded.first(), key),
        updated=context.moment(issue.updated or identity.founded.first(), key),
        author=identity.name,
        author_url=context.site.absolute("start", context.lang),
        categories=(),
        pictures=(),
    )


def _summary(issue: Issue, context: FeedContext) -> str:
    if issue.redacted:
        return context.say(
            "redacted_on", date=language.date(issue.redacted.date, context.say.locale)
        )
    return issue.preheader


def _blocks(issue: Issue, context: FeedContext) -> Iterator[str]:
    """Yield an edition as markup: its preview line, corrections, its stories as links."""
    yield _marked("p", html.escape(line(_summary(issue, context))), issue, context)
    if issue.redacted:
        yield f"<p>{html.escape(context.say('redacted_why', reason=issue.redacted.reason))}</p>"
    for correction in issue.corrections:
        mark = _lang_attribute(correction.text.language(context.lang), context)
        day = language.date(correction.date, context.say.locale)
        text = html.escape(line(correction.text.text(context.lang)))
        yield f"<p>{html.escape(context.say('corrections'))}, {day}: <span{mark}>{text}</span></p>"
    rows = "".join(f"<li>{_carried(i.ref, i.headline, context)}</li>" for i in issue.items)
    if rows:
        yield _marked("ul", rows, issue, context)


def _marked(tag_name: str, inner: str, issue: Issue, context: FeedContext) -> str:
    mark = "" if issue.redacted else _lang_attribute(issue.lang, context)
    return f"<{tag_name}{mark}>{inner}</{tag_name}>"


def _lang_attribute(lang: Language, context: FeedContext) -> str:
    return "" if lang == context.lang else f' lang="{lang}"'


def _carried(ref: str, headline: str, context: FeedContext) -> str:
    text, item = html.escape(line(headline)), find_item(context.cluster, ref)
    if item is None:
        return text
    url = context.site.absolute(item.page, context.lang, **item.names)
    return f'<a href="{html.escape(url)}">{text}</a>'
