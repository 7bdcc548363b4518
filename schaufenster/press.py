"""A story as an editor prints it: headline, lead, the text in three lengths, bullets, facts.

What the author wrote for the press stands as written (`press:` in the front matter). What is
missing is cut from the text as editors cut: whole paragraphs from the end, and only where not even
the first one fits, at the end of a sentence. Nothing is ever rephrased.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import STORY_KINDS, Item
from schaufenster.facts.rights import photographs
from schaufenster.problems import Language

LENGTHS: Final[Mapping[str, int]] = {"short": 500, "medium": 900, "long": 1800}
"""The most characters of each length, spaces included: our own defaults, no editor's rule."""

HEADLINE: Final = 80
LEAD: Final = 320


@dataclass(frozen=True, slots=True)
class Passage:
    """A plain text to copy, paragraphs parted by a blank line; `limit` in characters.

    `whole`: nothing was cut.
    """

    name: str
    text: str
    limit: int
    whole: bool = True

    @property
    def count(self) -> int:
        """Return the number of characters, spaces included."""
        return len(self.text)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the text's paragraphs."""
        return tuple(self.text.split("\n\n"))


@dataclass(frozen=True, slots=True)
class PressPack:
    """A story for the press in one language: `lang` is the one its texts are really in."""

    item: Item
    lang: Language
    passages: tuple[Passage, ...]
    bullets: tuple[str, ...]
    pictures: tuple[model.Picture, ...]

    @property
    def slug(self) -> str:
        """Return the name of the pack's address, `/presse/SLUG/`."""
        return self.item.names["slug"]

    def file(self, end: str) -> str:
        """Return the name of a file of the pack, without its language: `docx`, `txt` or `zip`."""
        return f"{self.slug}.{end}"

    @property
    def texts(self) -> tuple[Passage, ...]:
        """Return the whole text in its lengths, the shortest first."""
        return tuple(p for p in self.passages if p.name in LENGTHS)

    def passage(self, name: str) -> Passage:
        """Return `headline`, `lead`, or one of the texts: `short`, `medium`, `long`."""
        return next(p for p in self.passages if p.name == name)


def releases(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items that become packs, in the order given."""
    return (item for item in items if item.kind in STORY_KINDS)


@dataclass(frozen=True, slots=True)
class Wording:
    """Texts that replace a story's own in a pack, and the limits of each, in characters."""

    headline: model.Text | None = None
    lead: model.Text | None = None
    bullets: model.Points | None = None
    most_headline: int = HEADLINE
    most_lead: int = LEAD
    most_body: int = LENGTHS["long"]


NEUTRAL: Final = Wording()
"""The story's own words, within our own limits: a pack for every editor."""


def pack(item: Item, cluster: Cluster, lang: Language, wording: Wording = NEUTRAL) -> PressPack:
    """Return a story as a pack in a language, in the first one where it is not translated."""
    written = _written(item, cluster)
    text_lang = (written.body or written.title).language(lang)
    for_press = written.press_in(text_lang)
    headline = (wording.headline or written.title).text(text_lang)
    lead = (wording.lead or written.lead).text(text_lang)
    paragraphs = _paragraphs(written.body.text(text_lang), cluster)
    texts = (
        Passage(name, text, limit)
        if len(text := _plain(getattr(for_press, name, None), cluster)) in range(1, limit + 1)
        else _cut(name, tuple(text.split("\n\n")) if text else (lead, *paragraphs), limit)
        for name, limit in _lengths(wording, announced=not paragraphs)
    )
    bullets = wording.bullets.get(text_lang, ()) if wording.bullets else ()
    return PressPack(
        item,
        text_lang,
        (
            Passage("headline", headline, wording.most_headline),
            Passage("lead", lead, wording.most_lead),
            *texts,
        ),
        bullets or (for_press.bullets if for_press else ()),
        tuple(picture for _, picture in photographs(item.pictures, "press")),
    )


def _written(item: Item, cluster: Cluster) -> model.Written:
    """Return the text of a story; what is only announced has none beyond its summary."""
    if item.kind == "report":
        return cluster.reports[item.names["slug"]]
    if item.ref in cluster.texts:
        return cluster.texts[item.ref]
    return model.Written(paths=(), title=item.title, lead=item.summary, body=model.Article())


def _lengths(wording: Wording, *, announced: bool) -> Iterator[tuple[str, int]]:
    """Yield the lengths that a wording allows: shorter ones are ours, the longest is its limit.

    What is only announced has one.
    """
    *shorter, longest = LENGTHS
    if announced:
        yield shorter[0], min(LENGTHS[shorter[0]], wording.most_body)
        return
    yield from ((name, LENGTHS[name]) for name in shorter if LENGTHS[name] < wording.most_body)
    yield longest, wording.most_body


def fitting(item: Item, cluster: Cluster, most: int) -> model.Text | None:
    """Return a story's text as Markdown of at most `most` characters when it is read as plain text.

    What is too long is the author's own text for the press, or whole paragraphs from the start.
    """
    if item.body is None:
        return None
    written = _written(item, cluster)
    return model.Text(
        {
            lang: _fitting(markdown, written.press_in(lang), cluster, most)
            for lang, markdown in item.body.items()
        }
    )


def _fitting(markdown: str, press: model.PressText | None, cluster: Cluster, most: int) -> str:
    shorter = (press.long, press.medium, press.short) if press else ()
    texts: tuple[str | None, ...] = (markdown, *shorter)
    for text in texts:
        if text and len(_plain(text, cluster)) <= most:
            return text
    blocks = markdown.split("\n\n")
    while len(blocks) > 1 and (
        len(_plain("\n\n".join(blocks), cluster)) > most or blocks[-1].startswith("#")
    ):
        blocks.pop()
    return "\n\n".join(blocks)


def _plain(markdown: str | None, cluster: Cluster) -> str:
    return sanitize.plain(markdown, home=cluster.identity.site_url.rstrip("/")) if markdown else ""


def _paragraphs(markdown: str, cluster: Cluster) -> tuple[str, ...]:
    """Return a text's paragraphs, plain; without subheadings, as editors write their own."""
    without = re.sub(r"^#{1,6} .*$", "", markdown, flags=re.MULTILINE)
    return tuple(p for p in _plain(without, cluster).split("\n\n") if p.strip())


def beginning(markdown: str, cluster: Cluster, most: int) -> tuple[str, ...]:
    """Return the beginning of a text in Markdown: plain paragraphs, together at most `most`."""
    cut = _cut("", _paragraphs(markdown, cluster), most)
    return cut.paragraphs if cut.text else ()


def _cut(name: str, paragraphs: tuple[str, ...], most: int) -> Passage:
    """Return as many whole paragraphs as fit, from the start; then whole sentences."""
    beginning: list[str] = []
    for paragraph in paragraphs:
        if len("\n\n".join([*beginning, paragraph])) > most:
            break
        beginning.append(paragraph)
    if len(beginning) <= 1 < len(paragraphs):  # a lead alone says little: add sentences
        characters = most - len("\n\n".join([*beginning, ""]))
        if sentences := _sentences(paragraphs[len(beginning)], characters):
            beginning.append(sentences)
    return Passage(name, "\n\n".join(beginning), most, whole=beginning == list(paragraphs))


_END: Final = re.compile(r"(?<=[a-zäöüß)“»”’]{2}[.!?])[“»”]?\s+(?=[„«»“\"A-ZÄÖÜ])")
_SHORT: Final = re.compile(
    r"\b(bzw|ca|etwa|evtl|ggf|inkl|max|min|Mio|Mrd|Nr|rd|sog|St|Str|usw|vgl|approx|No|vs)\.$"
)
"""Abbreviations after which no sentence ends."""


def _sentences(paragraph: str, most: int) -> str:
    """Return the whole sentences at a paragraph's start that fit into `most` characters."""
    best = ""
    for end in [*(m.end() for m in _END.finditer(paragraph)), len(paragraph)]:
        part = paragraph[:end].rstrip()
        if len(part) > most:
            break
        if not _SHORT.search(part):
            best = part
    return best
