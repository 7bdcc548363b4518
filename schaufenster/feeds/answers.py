"""What fits a request as entries of its feed: who answers this, and why."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator

from schaufenster.content import model
from schaufenster.facts import matching
from schaufenster.facts.identifiers import entry_id, offer_key
from schaufenster.facts.release import is_expired
from schaufenster.feeds.entries import Entry, FeedContext, line


def answer_entries(request: str, context: FeedContext) -> list[Entry]:
    """Return the offers and profiles that fit a request, by its file, the newest first.

    An offer answers from the day on which both were there, a profile from that of the request.
    """
    asked = context.cluster.offer(request)
    if is_expired(asked, context.cluster.today):
        return []
    found = [*_offers(asked, context), *_members(asked, context)]
    return sorted(found, key=lambda entry: entry.published, reverse=True)


def _offers(asked: model.Offer, context: FeedContext) -> Iterator[Entry]:
    cluster = context.cluster
    for match in matching.offers_for(asked, cluster):
        offer: model.Offer = match.record
        member = cluster.member(offer.member)
        names = {"member": offer.member, "slug": offer.slug}
        yield _entry(
            asked, match, context, what="offer", names=names, key=offer_key(offer, cluster),
            title=offer.title, summary=offer.summary, member=member,
            day=matching.since(asked, offer),
        )  # fmt: skip


def _members(asked: model.Offer, context: FeedContext) -> Iterator[Entry]:
    for match in matching.members_for(asked, context.cluster):
        member: model.Member = match.record
        yield _entry(
            asked, match, context, what="member", names={"slug": member.slug},
            key=f"members/{member.first_slug}", title=member.full_name, summary=member.summary,
            member=member, day=matching.since(asked),
        )  # fmt: skip


def _entry(
    asked: model.Offer, match: matching.Match, context: FeedContext, *, what: str,
    names: dict[str, str], key: str, title: model.Text, summary: model.Text | None,
    member: model.Member, day: dt.date,
) -> Entry:  # fmt: skip
    cluster, lang = context.cluster, context.lang
    reason = line(matching.why_in_words(match, cluster, context.say))
    parts = [f"<p>{html.escape(reason)}</p>"]
    if summary:
        text, spoken = html.escape(line(summary.text(lang))), summary.language(lang)
        parts.append(f"<p>{text}</p>" if spoken == lang else f'<p lang="{spoken}">{text}</p>')
    id_ = f"{offer_key(asked, cluster)}/answers/{key}"
    moment = context.moment(day, id_)
    return Entry(
        id=entry_id(cluster.identity, id_, lang),
        url=context.site.absolute(what, lang, **names),
        title=line(title.text(lang)),
        title_lang=title.language(lang),
        summary=reason,
        summary_lang=lang,
        html="\n".join(parts),
        published=moment,
        updated=moment,
        author=line(member.full_name.text(lang)),
        author_url=context.site.absolute("member", lang, slug=member.slug),
        categories=(),
        pictures=(),
    )
