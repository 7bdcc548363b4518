"""A story's press pack in a channel's words and limits.

Below `CHANNEL/LANG/packs/SLUG/`: text, Word file, pictures for print, one ZIP small enough for a
mail to the channel, and a page to copy from that needs no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from schaufenster import press, selection
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.mail.pack import PRINT_PX, document_files, named_photos, print_photo
from schaufenster.mail.pack_facts import facts_of
from schaufenster.mail.pictures import MailPhoto, photos
from schaufenster.output import OutputFile, output
from schaufenster.press import Wording
from schaufenster.problems import Language
from schaufenster.selection import SelectedStory, Variant
from schaufenster.templates import Templates
from schaufenster.zip_archive import archive

PAGE: Final = "pack.html.j2"
_ATTACHED: Final = 0.72
"""The share of a mail's size for attachments: base64 adds a third, the text takes the rest."""
_SCALES: Final = (1.0, 0.75, 0.5)
"""The scales at which a picture is tried before the ZIP omits it."""
_LEAST_PX: Final = 1000


def render_channel_packs(
    variant: Variant, lang: Language, cluster: Cluster, templates: Templates, page_lang: Language
) -> Iterator[OutputFile]:
    """Yield the packs of all stories of a press mail; `page_lang` is the language of the pages."""
    for story in variant.stories if variant.channel.mail.packs else ():
        yield from _pack(story, variant, lang, cluster, templates, page_lang)


def _pack(
    story: SelectedStory,
    variant: Variant,
    lang: Language,
    cluster: Cluster,
    templates: Templates,
    page_lang: Language,
) -> Iterator[OutputFile]:
    pack = press.pack(story.item, cluster, lang, _wording(story, variant))
    pictures = named_photos(pack.slug, photos(story.item, "press", ""))
    closing = selection.closing(variant)
    facts = facts_of(pack, cluster, lang, templates)
    documents = document_files(
        facts, pictures, cluster, templates, channel=variant.channel, closing=closing
    )
    limit = variant.channel.limits.picture_px
    most_px = limit.max if limit else PRINT_PX
    full = {
        name: print_photo(cluster.source.read_bytes(photo.path), most_px)
        for name, photo in pictures.items()
    }
    packed, smaller, omitted = _fitted(
        full, pictures, _most_bytes(variant, documents), most_px, cluster
    )
    zipped = archive({**documents, **packed}, day=story.item.updated)
    page = templates.render(
        PAGE, page_lang, pack=pack, photos=pictures, smaller=smaller, omitted=omitted,
        contact=variant.channel.contact, name=variant.channel.name(cluster.today),
        kb=-(-len(zipped) // 1024), tokens=template_values.tokens(cluster), pack_facts=facts,
        closing=closing, archive=pack.file("zip"), edition=variant.edition,
        channel=variant.channel,
    )  # fmt: skip
    files = {**documents, **full, pack.file("zip"): zipped, "index.html": page.encode()}
    for name, raw in files.items():
        yield output(f"{lang}/packs/{pack.slug}/{name}", raw)


def _wording(story: SelectedStory, variant: Variant) -> Wording:
    """Return a story's words for a channel with the channel's limits, or the default ones."""
    limits, default = variant.channel.limits, press.NEUTRAL
    return Wording(
        headline=story.headline,
        lead=story.lead,
        bullets=story.points,
        most_headline=limits.headline.max if limits.headline else default.most_headline,
        most_lead=limits.lead.max if limits.lead else default.most_lead,
        most_body=limits.body.max if limits.body else default.most_body,
    )


def _most_bytes(variant: Variant, documents: Mapping[str, bytes]) -> int:
    """Return how many bytes the pictures of a ZIP may have together; 0 is without a limit."""
    limit = variant.channel.limits.mail_kb
    if not limit:
        return 0
    return max(int(limit.max * 1024 * _ATTACHED) - len(archive(documents)) - 2048, 1)


def _fitted(
    full: Mapping[str, bytes],
    pictures: Mapping[str, MailPhoto],
    most: int,
    px: int,
    cluster: Cluster,
) -> tuple[dict[str, bytes], tuple[str, ...], tuple[str, ...]]:
    """Return the pictures that fit into a ZIP, the names of reduced ones, and of omitted ones.

    Every picture gets the same share of `most` bytes; with 0 they stay as they are.
    """
    share = most // max(len(full), 1)
    packed: dict[str, bytes] = {}
    smaller: list[str] = []
    for name, raw in full.items():
        if not most or len(raw) <= share:
            packed[name] = raw
        elif reduced := _reduced(cluster.source.read_bytes(pictures[name].path), px, share):
            packed[name] = reduced
            smaller.append(name)
    return packed, tuple(smaller), tuple(name for name in full if name not in packed)


def _reduced(source: bytes, px: int, most: int) -> bytes | None:
    """Return the largest version of a picture that has at most so many bytes, if there is one."""
    sizes = [int(px * scale) for scale in _SCALES if px * scale >= _LEAST_PX or scale == 1.0]
    versions = (print_photo(source, size, most) for size in sizes)
    return next((version for version in versions if len(version) <= most), None)
