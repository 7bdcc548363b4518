"""An edition on one page, for the office: one channel at a time, with reasons and limits.

The page and its files lie below `build/newsletter/EDITION/` and need no network: copies of the
mails load pictures from the folder and are light or dark, whatever the system's setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from lxml import etree

from schaufenster import addresses, mail_html
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.mail.approval import ApprovalState, approval_of
from schaufenster.mail.board import BoardRow, BoardState, board, body_length, text_length
from schaufenster.mail.channel_pack import render_channel_packs
from schaufenster.mail.deadlines import FILE, write_deadlines
from schaufenster.mail.edition import HTML_KB
from schaufenster.mail.pictures import edition_pictures
from schaufenster.mail.sent import files_of
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import Decision, SelectedStory
from schaufenster.templates import Templates, Words

Look = Literal["light", "dark", "bare", "own"]
LOOKS: Final[tuple[Look, ...]] = ("light", "dark", "bare")
"""The copies of a mail: light, dark, and without pictures."""
SUBJECT: Final = 60
"""The characters of a subject that most inboxes show."""
PREHEADER: Final = 110
"""The characters of the preview line that most inboxes show."""

_SCHEME: Final = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A variant in one language: the HTML in whole kilobytes, the `message` in bytes."""

    lang: Language
    subject: str
    preheader: str
    html: str
    text: str
    kb: int
    message: int
    state: BoardState
    kept: model.Kept | None
    packs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelPanel:
    """A channel with its variants."""

    row: BoardRow
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """An edition with its files below `EDITION/` and a panel for each channel."""

    edition: model.Edition
    approved: ApprovalState
    panels: tuple[ChannelPanel, ...]
    files: tuple[OutputFile, ...]


def open_office_page(
    edition: model.Edition, cluster: Cluster, templates: Templates, page_lang: Language
) -> Preview:
    """Return an edition with all its files; `page_lang` is the language of the office's pages.

    Raises `ContentError` for a mail that is too large.
    """
    approved = approval_of(edition, cluster, templates)
    files: list[OutputFile] = []
    panels: list[ChannelPanel] = []
    for row in board(edition, cluster):
        contents = {f.path: f.content for f in _channel_files(row, cluster, templates, page_lang)}
        files += [output(f"{row.channel.id}/{path}", raw) for path, raw in contents.items()]
        sheets = (
            _sheet(row, lang, contents, approved, Words(lang, templates.words))
            for lang in row.channel.languages
            if f"{lang}/mail.html" in contents
        )
        panels.append(ChannelPanel(row, tuple(sheets)))
    return Preview(edition, approved, tuple(panels), tuple(files))


def _channel_files(
    row: BoardRow, cluster: Cluster, templates: Templates, page_lang: Language
) -> Iterator[OutputFile]:
    """Yield a channel's mails and its press packs, below the channel's folder."""
    yield from files_of(row.variant.edition, row.channel.id, cluster, templates)
    for lang in row.variant.languages:
        yield from render_channel_packs(row.variant, lang, cluster, templates, page_lang)


def _sheet(
    row: BoardRow, lang: Language, files: Mapping[str, bytes], approved: ApprovalState, say: Words
) -> Sheet:
    kept = next((variant for variant in row.kept if variant.lang == lang), None)
    html = files[f"{lang}/mail.html"]
    packs = f"{lang}/packs/"
    return Sheet(
        lang=lang,
        subject=kept.subject if kept else template_values.subject(row.variant, lang, say),
        preheader=kept.preheader
        if kept
        else template_values.preheader(row.variant, lang).text(lang),
        html=html.decode(),
        text=files[f"{lang}/mail.txt"].decode(),
        kb=-(-len(html) // 1024),
        message=len(files.get(f"{lang}/mail.eml", b"")),
        state=_state(kept, approved),
        kept=kept,
        packs=tuple(p.split("/")[2] for p in files if p.startswith(packs) and p.endswith("html")),
    )


def _state(kept: model.Kept | None, approved: ApprovalState) -> BoardState:
    if kept:
        return "redacted" if kept.redacted else kept.way
    return {"none": "draft", "changed": "changed", "holds": "approved"}[approved]  # type: ignore[return-value]


# ── as a table ───────────────────────────────────────────────────────────────────────────────


def variants_table(preview: Preview, say: Words) -> tuple[tuple[str, ...], ...]:
    """Return a table with a row for each variant, the heads first."""
    heads = ("channel", "language", "items", "subject", "size", "state")
    rows = [tuple(say(f"table_{head}") for head in heads)]
    for panel in preview.panels:
        channel, stories = panel.row.channel.id, panel.row.variant.stories
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
    table = [tuple(say(f"table_{head}") for head in heads)]
    for row in rows:
        first, *others = [gap.sentence(say, 40) for gap in row.gaps] or ["–"]
        table.append(
            (
                row.channel.id,
                _closing(row, say),
                str(len(row.variant.stories)),
                _gone_out(row, say),
                ", ".join(clipping.medium for clipping in row.printed) or "–",
                first,
            )
        )
        table += [("", "", "", "", "", gap) for gap in others]
    return tuple(table)


def _closing(row: BoardRow, say: Words) -> str:
    if row.closing is None:
        return "–"
    return f"{row.closing}, {say('board_missed')}" if row.missed else str(row.closing)


def _gone_out(row: BoardRow, say: Words) -> str:
    """Return the day on which a channel got its mails, and that of taking them back."""
    day = row.gone_out.isoformat() if row.gone_out else "–"
    back = row.taken_back
    return f"{day}, {say('state_redacted')} {back.isoformat()}" if back else day


# ── as a page ────────────────────────────────────────────────────────────────────────────────


def render_office_page(
    preview: Preview, cluster: Cluster, templates: Templates, page_lang: Language
) -> Iterator[OutputFile]:
    """Yield `index.html`, the pictures and copies of mails it loads, and the calendar."""
    edition, say = preview.edition, Words(page_lang, templates.words)
    page = templates.render(
        "office_page.html.j2", page_lang, preview=preview, edition=edition, cluster=cluster,
        tokens=template_values.tokens(cluster), identity=cluster.identity, looks=LOOKS,
        languages=cluster.identity.languages,
        budget=HTML_KB, most_subject=SUBJECT, most_preheader=PREHEADER, calendar=FILE,
        host=addresses.host, measured=partial(_measured, cluster),
        reason=partial(_reason, cluster, page_lang), own_words=_own_words,
        approval=cluster.approvals.get(edition.id),
    )  # fmt: skip
    yield output("index.html", page)
    rows = [panel.row for panel in preview.panels]
    yield output(FILE, write_deadlines(edition, rows, cluster, say))
    on_site = f"newsletter/{edition.id}/"
    for file in edition_pictures(edition, cluster):
        yield replace(file, path=file.path.removeprefix(on_site))
    home = addresses.site_of(cluster).url + on_site
    for panel in preview.panels:
        for sheet in panel.sheets:
            folder = f"../{panel.row.channel.id}/{sheet.lang}/"
            for look in LOOKS:
                name = f"preview/{panel.row.channel.id}.{sheet.lang}.{look}.html"
                yield output(name, local_copy(sheet.html, look, home, folder))


def local_copy(html: str, look: Look, home: str, folder: str) -> str:
    """Return a copy of a mail that loads nothing from the network, light, dark or bare.

    Pictures below `home` are loaded from one folder up, others from `folder`. With the look `own`
    it follows the reader's scheme, and all pictures are loaded from `folder`.
    """
    tree = mail_html.parse(html.encode())
    for image in tree.iter("img"):
        src = image.get("src", "")
        up = folder if look == "own" else "../"
        local = f"{up}{src.removeprefix(home)}" if src.startswith(home) else folder + src
        image.set("src", "" if look == "bare" else local)
    scheme = "dark" if look == "dark" else "light"
    for sheet in tree.iter("style") if look != "own" else ():
        css = _SCHEME.sub("@media all" if look == "dark" else "@media not all", sheet.text or "")
        sheet.text = css.replace("color-scheme: light dark", f"color-scheme: {scheme}")
    tree.find("head").insert(0, etree.Element("base", {"target": "_blank"}))
    return mail_html.text(tree)


def _reason(cluster: Cluster, lang: Language, decision: Decision) -> str:
    """Return why an item is in or out, as a sentence."""
    why = decision.why(lang, cluster)
    return f"{why[:1].upper()}{why[1:]}."


def _measured(
    cluster: Cluster, story: SelectedStory, channel: model.Channel
) -> list[tuple[str, int, int, str]]:
    """Return the limited parts of a story: name, length, limit, whose rule."""
    limits = channel.limits
    prints_text = channel.mail.prints_text
    body = template_values.body_of(story.item, channel, cluster) if prints_text else None
    parts = (
        ("headline", text_length(story.headline, channel), limits.headline),
        ("lead", text_length(story.lead, channel), limits.lead),
        ("body", body_length(body, channel), limits.body),
    )
    return [
        (name, length, limit.max, limit.rule) for name, length, limit in parts if limit and length
    ]


def _own_words(
    story: SelectedStory, edition: model.Edition, channel: str
) -> list[tuple[str, model.Text, model.Text, str]]:
    """Return the changes to the item's own words: part, new words, old words, for whom."""
    choice, item = edition.items[story.index], story.item
    parts: tuple[tuple[str, Mapping[str, model.Text], model.Text], ...] = (
        ("headline", choice.headline, item.title),
        ("lead", choice.lead, item.summary),
    )
    changes = []
    for part, words, old in parts:
        whose = next((name for name in (channel, "all") if name in words), "")
        if whose:
            changes.append((part, words[whose], old, whose))
    return changes
