"""An edition on one page, for the office: every variant side by side, with reasons and limits.

The page and all it shows lie below `build/newsletter/EDITION/` and need no network: copies of the
mails show pictures from the folder, and light or dark without asking the system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from lxml import etree

from schaufenster import addresses, mail_html, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.mail.approval import ApprovalState, approval_of
from schaufenster.mail.board import BoardRow, BoardState, board
from schaufenster.mail.channel_pack import render_channel_packs
from schaufenster.mail.deadlines import FILE, write_deadlines
from schaufenster.mail.edition import HTML_KB
from schaufenster.mail.pictures import render_pictures
from schaufenster.mail.sent import files_of
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import Decision, SelectedStory
from schaufenster.templates import Templates, Words

Look = Literal["light", "dark", "bare"]
LOOKS: Final[tuple[Look, ...]] = ("light", "dark", "bare")
"""How a mail is shown: light, dark, and without pictures."""
SUBJECT: Final = 60
"""How many characters of a subject most inboxes show."""
PREHEADER: Final = 110
"""How many characters of the preview line most inboxes show."""

_SCHEME: Final = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A variant in one language, ready to be looked at; sizes are in bytes."""

    lang: Language
    subject: str
    preheader: str
    html: str
    text: str
    size: int
    message: int
    state: BoardState
    kept: model.Kept | None
    packs: tuple[str, ...]

    @property
    def kb(self) -> int:
        """Return the size of the HTML in whole kilobytes, rounded up."""
        return -(-self.size // 1024)


@dataclass(frozen=True, slots=True)
class ChannelPanel:
    """A channel with its variants."""

    row: BoardRow
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """An edition as it stands: its files below `EDITION/`, and a panel for each channel."""

    edition: model.Edition
    approved: ApprovalState
    panels: tuple[ChannelPanel, ...]
    files: tuple[OutputFile, ...]


def open_office_page(
    edition: model.Edition, cluster: Cluster, templates: Templates, spoken: Language
) -> Preview:
    """Return an edition with all its files; `spoken` is the language of pages for the office.

    Raises `ContentError` for a mail that is too large.
    """
    approved = approval_of(edition, cluster, templates)
    made: list[OutputFile] = []
    panels: list[ChannelPanel] = []
    for row in board(edition, cluster):
        mails = list(_channel_files(row, cluster, templates, spoken))
        made += [replace(file, path=f"{row.channel.id}/{file.path}") for file in mails]
        found = {file.path: file.content for file in mails}
        sheets = (
            _sheet(row, lang, found, approved, Words(lang, templates.words))
            for lang in row.channel.languages
            if f"{lang}/mail.html" in found
        )
        panels.append(ChannelPanel(row, tuple(sheets)))
    return Preview(edition, approved, tuple(panels), tuple(made))


def _channel_files(
    row: BoardRow, cluster: Cluster, templates: Templates, spoken: Language
) -> Iterator[OutputFile]:
    """Yield a channel's mails and its press packs, below the channel's folder."""
    yield from files_of(row.chosen.edition, row.channel.id, cluster, templates)
    for lang in row.channel.languages:
        yield from render_channel_packs(row.chosen, lang, cluster, templates, spoken)


def _sheet(
    row: BoardRow, lang: Language, found: Mapping[str, bytes], approved: ApprovalState, say: Words
) -> Sheet:
    kept = next((each for each in row.kept if each.lang == lang), None)
    html = found[f"{lang}/mail.html"]
    packs = f"{lang}/packs/"
    return Sheet(
        lang=lang,
        subject=kept.subject if kept else template_values.subject(row.chosen, lang, say),
        preheader=kept.preheader if kept else template_values.preheader(row.chosen).text(lang),
        html=html.decode(),
        text=found[f"{lang}/mail.txt"].decode(),
        size=len(html),
        message=len(found.get(f"{lang}/mail.eml", b"")),
        state=_state(kept, approved),
        kept=kept,
        packs=tuple(p.split("/")[2] for p in found if p.startswith(packs) and p.endswith("html")),
    )


def _state(kept: model.Kept | None, approved: ApprovalState) -> BoardState:
    if kept:
        return "redacted" if kept.redacted else kept.way
    return {"none": "draft", "changed": "changed", "holds": "approved"}[approved]  # type: ignore[return-value]


# ── as a table ───────────────────────────────────────────────────────────────────────────────


def variants_table(preview: Preview, say: Words) -> tuple[tuple[str, ...], ...]:
    """Return every variant as a row of a table, the heads first."""
    heads = ("channel", "language", "items", "subject", "size", "state")
    rows = [tuple(say(f"table_{head}") for head in heads)]
    for panel in preview.panels:
        channel, stories = panel.row.channel.id, panel.row.chosen.stories
        if not panel.sheets:
            rows.append((channel, "–", "0", "–", "–", say("state_nothing")))
        for sheet in panel.sheets:
            count = len(sheet.kept.items) if sheet.kept else len(stories)
            rows.append(
                (
                    channel, sheet.lang, str(count), str(len(sheet.subject)), str(sheet.kb),
                    say(f"state_{sheet.state}"),
                )
            )  # fmt: skip
    return tuple(rows)


def board_table(rows: Iterable[BoardRow], say: Words) -> tuple[tuple[str, ...], ...]:
    """Return the deadline board as a table, the heads first."""
    heads = ("channel", "closing", "items", "handed_in", "printed", "missing")
    found = [tuple(say(f"table_{head}") for head in heads)]
    for row in rows:
        first, *others = [say(gap.key, **_short(gap.values)) for gap in row.gaps] or ["–"]
        found.append(
            (
                row.channel.id,
                row.closing.isoformat() if row.closing else "–",
                str(len(row.chosen.stories)),
                row.gone_out.isoformat() if row.gone_out else "–",
                ", ".join(clipping.medium for clipping in row.printed) or "–",
                first,
            )
        )
        found += [("", "", "", "", "", gap) for gap in others]
    return tuple(found)


def _short(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the values of a sentence with its title cut, so that a row stays on a screen."""
    title = str(values.get("title", ""))
    return {**values, "title": title if len(title) <= 40 else title[:39].rstrip() + "…"}


# ── as a page ────────────────────────────────────────────────────────────────────────────────


def render_office_page(
    preview: Preview, cluster: Cluster, templates: Templates, spoken: Language
) -> Iterator[OutputFile]:
    """Yield `index.html`, what it shows, and the calendar of deadlines."""
    edition, say = preview.edition, Words(spoken, templates.words)
    page = templates.render(
        "office_page.html.j2", spoken, preview=preview, edition=edition, cluster=cluster,
        tokens=template_values.tokens(cluster), identity=cluster.identity, looks=LOOKS,
        budget=HTML_KB, most_subject=SUBJECT, most_preheader=PREHEADER, calendar=FILE,
        host=addresses.host,
        measured=partial(_measured, cluster),
        reason=partial(_reason, cluster, spoken), own_words=_own_words,
         approval=cluster.approvals.get(edition.id),
    )  # fmt: skip
    yield output("index.html", page)
    rows = [panel.row for panel in preview.panels]
    yield output(FILE, write_deadlines(edition, rows, cluster, say))
    pictures = list(render_pictures(replace(cluster, editions={edition.id: edition})))
    own = f"newsletter/{edition.id}/"
    yield from (replace(file, path=file.path.removeprefix(own)) for file in pictures)
    home = addresses.site_of(cluster).url + own
    for panel in preview.panels:
        for sheet in panel.sheets:
            folder = f"../{panel.row.channel.id}/{sheet.lang}/"
            for look in LOOKS:
                name = f"preview/{panel.row.channel.id}.{sheet.lang}.{look}.html"
                yield output(name, local_copy(sheet.html, look, home, folder))


def local_copy(html: str, look: Look, home: str, folder: str) -> str:
    """Return a mail that loads nothing from the network and looks light, dark or bare.

    Pictures below `home` lie one folder up, others beside the mail in `folder`.
    """
    tree = mail_html.parse(html.encode())
    for image in tree.iter("img"):
        src = image.get("src", "")
        near = f"../{src.removeprefix(home)}" if src.startswith(home) else folder + src
        image.set("src", "" if look == "bare" else near)
    scheme = "dark" if look == "dark" else "light"
    for sheet in tree.iter("style"):
        css = _SCHEME.sub("@media all" if look == "dark" else "@media not all", sheet.text or "")
        sheet.text = css.replace("color-scheme: light dark", f"color-scheme: {scheme}")
    tree.find("head").insert(0, etree.Element("base", {"target": "_blank"}))
    return mail_html.text(tree)


def _reason(cluster: Cluster, spoken: Language, decision: Decision) -> str:
    """Return why an item is in or out, as a sentence."""
    why = decision.why(spoken, cluster)
    return f"{why[:1].upper()}{why[1:]}."


def _measured(
    cluster: Cluster, story: SelectedStory, channel: model.Channel
) -> list[tuple[str, int, int, str]]:
    """Return what is counted of a story: a name, how long it is, how long it may be, whose rule."""
    limits = channel.limits
    lengths = (
        ("headline", max(len(story.headline.text(lang)) for lang in channel.languages)),
        ("lead", max(len(story.lead.text(lang)) for lang in channel.languages)),
        ("body", _printed(story, channel, cluster) if channel.mail.prints_text else 0),
    )
    found: list[tuple[str, int, int, str]] = []
    for name, length in lengths:
        limit: model.Limit | None = getattr(limits, name)
        if limit and length:
            found.append((name, length, limit.max, limit.rule))
    return found


def _printed(story: SelectedStory, channel: model.Channel, cluster: Cluster) -> int:
    """Return how many characters of a story's text the mail prints, in its longest language."""
    body = template_values.body_of(story.item, channel, cluster)
    if body is None:
        return 0
    return max(len(sanitize.plain(body.text(lang), home="")) for lang in channel.languages)


def _own_words(
    story: SelectedStory, edition: model.Edition, channel: str
) -> list[tuple[str, model.Text, model.Text, str]]:
    """Return what differs from the item's own words: part, new words, old words, for whom."""
    choice = edition.items[story.place]
    found: list[tuple[str, model.Text, model.Text, str]] = []
    olds: tuple[tuple[str, model.Text], ...] = (
        ("headline", story.item.title),
        ("lead", story.item.summary),
    )
    for part, old in olds:
        given: Mapping[str, model.Text] = getattr(choice, part)
        whose = next((name for name in (channel, "all") if name in given), "")
        if whose:
            found.append((part, given[whose], old, whose))
    return found
