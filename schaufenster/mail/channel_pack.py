"""A story as one channel prints it: its words, its limits, its deadline, and everything to take.

Below `CHANNEL/LANG/packs/SLUG/`: text, Word file, pictures for print, one ZIP that fits into a mail
to the channel, and a page to copy from that needs no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from schaufenster import press
from schaufenster.content.load import Cluster
from schaufenster.mail import pack as files
from schaufenster.mail import template_values
from schaufenster.mail.archive import archive
from schaufenster.mail.pack_contents import contents_of
from schaufenster.mail.pictures import MailPhoto, photos
from schaufenster.output import OutputFile, output
from schaufenster.press import Wording
from schaufenster.problems import Language
from schaufenster.selection import SelectedStory, Variant
from schaufenster.templates import Templates

PAGE: Final = "pack.html.j2"
_TRANSFER: Final = 0.72
"""How much of a mail's size its attachments may have: base64 takes a third more, words the rest."""
_SMALLER: Final = (1.0, 0.75, 0.5)
"""Sizes at which a picture is tried before the ZIP goes without it."""
_LEAST_PX: Final = 1000


def render_channel_packs(
    chosen: Variant, lang: Language, cluster: Cluster, templates: Templates, spoken: Language
) -> Iterator[OutputFile]:
    """Yield the packs of every story of a press mail; `spoken` is the language of their pages."""
    if not chosen.channel.mail.packs:
        return
    for story in chosen.stories:
        yield from _pack(story, chosen, lang, cluster, templates, spoken)


def _pack(
    story: SelectedStory,
    chosen: Variant,
    lang: Language,
    cluster: Cluster,
    templates: Templates,
    spoken: Language,
) -> Iterator[OutputFile]:
    pack = press.pack(story.item, cluster, lang, wording(story, chosen))
    taken = files.named_photos(pack.slug, photos(story.item, "press", ""))
    closing = template_values.closing(chosen)
    contents = contents_of(pack, cluster, lang, templates)
    made = files.texts(contents, taken, cluster, templates, channel=chosen.channel, closing=closing)
    limit = chosen.channel.limits.picture_px
    most_px = limit.max if limit else files.PRINT_PX
    full = {
        name: files.print_photo(cluster.source.read_picture(photo.path), most_px)
        for name, photo in taken.items()
    }
    packed, smaller, left = fitted(full, taken, _room(chosen, made), most_px, cluster)
    zipped = archive({**made, **packed})
    page = templates.render(
        PAGE, spoken, pack=pack, spoken=lang, photos=taken, smaller=smaller, left=left,
        contact=chosen.channel.contact, name=chosen.channel.name(cluster.now.date()),
        kb=-(-len(zipped) // 1024), tokens=template_values.tokens(cluster), contents=contents,
        closing=closing, archive=f"{pack.slug}.zip", edition=chosen.edition, channel=chosen.channel,
    )  # fmt: skip
    everything = {**made, **full, f"{pack.slug}.zip": zipped, "index.html": page.encode()}
    for name, raw in everything.items():
        yield output(f"{lang}/packs/{pack.slug}/{name}", raw)


def wording(story: SelectedStory, chosen: Variant) -> Wording:
    """Return a story's words for a channel with the channel's limits, or ours where it has none."""
    limits, ours = chosen.channel.limits, press.NEUTRAL
    return Wording(
        headline=story.headline,
        lead=story.lead,
        bullets=story.points,
        most_headline=limits.headline.max if limits.headline else ours.most_headline,
        most_lead=limits.lead.max if limits.lead else ours.most_lead,
        most_body=limits.body.max if limits.body else ours.most_body,
    )


def _room(chosen: Variant, made: Mapping[str, bytes]) -> int:
    """Return how many bytes the pictures of a ZIP may have together; 0 is as many as there are."""
    limit = chosen.channel.limits.mail_kb
    if not limit:
        return 0
    return max(int(limit.max * 1024 * _TRANSFER) - len(archive(made)) - 2048, 1)


def fitted(
    full: Mapping[str, bytes], taken: Mapping[str, MailPhoto], room: int, px: int, cluster: Cluster
) -> tuple[dict[str, bytes], tuple[str, ...], tuple[str, ...]]:
    """Return the pictures as they fit into a ZIP, which became smaller, and which do not fit.

    Every picture gets the same share of `room` bytes; without a limit they go as they are.
    """
    share = room // max(len(full), 1)
    packed: dict[str, bytes] = {}
    smaller: list[str] = []
    for name, raw in full.items():
        if not room or len(raw) <= share:
            packed[name] = raw
        elif reduced := _reduced(cluster.source.read_picture(taken[name].path), px, share):
            packed[name] = reduced
            smaller.append(name)
    left = tuple(name for name in full if name not in packed)
    return packed, tuple(smaller), left


def _reduced(source: bytes, px: int, most: int) -> bytes | None:
    """Return the largest version of a picture that has at most so many bytes, if there is one."""
    sizes = [int(px * part) for part in _SMALLER if px * part >= _LEAST_PX or part == 1.0]
    tries = (files.print_photo(source, size, most) for size in sizes)
    return next((made for made in tries if len(made) <= most), None)
