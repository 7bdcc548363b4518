"""Pictures in mails: what the theme draws, and photographs with their rights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, find_item
from schaufenster.facts.rights import Use, photographs
from schaufenster.look import colour
from schaufenster.output import Output, OutputFile, output
from schaufenster.themes import pictures_of

WIDTH: Final = 560
"""The width of a mail's text and of its widest pictures, in CSS pixels."""
COVER: Final = (WIDTH, 180)
_LONG_SIDE: Final = 2 * WIDTH


@dataclass(frozen=True, slots=True)
class MailPhoto:
    """A released photograph: its file, its rights, and the `src` a mail names it by."""

    path: str
    src: str
    picture: model.Picture


def photos(item: Item, use: Use, src: str) -> tuple[MailPhoto, ...]:
    """Return the photographs of an item that a mail may use; `src` is their folder."""
    return tuple(
        MailPhoto(path, f"{src}{path.rpartition('.')[0].replace('/', '-')}.jpg", picture)
        for path, picture in photographs(item.pictures, use)
    )


def read_photo(photo: MailPhoto, cluster: Cluster, limit: model.Limit | None = None) -> bytes:
    """Return a photograph as JPEG for a mail, within a limit in pixels, without metadata."""
    raw = cluster.source.read_bytes(photo.path)
    long_side = min(limit.max, _LONG_SIDE) if limit else _LONG_SIDE
    return sanitize.reencode(raw, long_side=long_side, format="jpeg")


def cover_path(edition: model.Edition, item: Item) -> str:
    """Return the path of an item's drawn picture on the site."""
    return f"{picture_folder(edition.id)}{'/'.join((item.kind, *item.names.values()))}.png"


def ruler_path(edition: model.Edition) -> str:
    """Return the path of the ruler on the site."""
    return f"{picture_folder(edition.id)}ruler.png"


def photo_folder(edition: model.Edition) -> str:
    """Return the path of an edition's photographs on the site, with a slash at its end."""
    return f"{picture_folder(edition.id)}photos/"


def picture_folder(edition: str) -> str:
    """Return the path of an edition's pictures on the site, with a slash at its end."""
    return f"newsletter/{edition}/pictures/"


def picture_outputs(cluster: Cluster) -> Iterator[Output]:
    """Yield the pictures of each edition's mails, for the site.

    Pictures of sent mails come as they were kept, without those of redacted mails.
    """
    for edition in cluster.editions.values():
        yield Output(f"pictures {edition.id}", partial(edition_pictures, edition, cluster))


def edition_pictures(edition: model.Edition, cluster: Cluster) -> Iterator[OutputFile]:
    """Yield the pictures of an edition's mails, at their paths on the site."""
    identity = cluster.identity
    tones = colour.mail_tones(colour.derive(identity.colours.primary, identity.colours.accent))
    sent_pictures = tuple(_sent_pictures(edition, cluster))
    yield from sent_pictures
    done = {file.path for file in sent_pictures} | _removed(edition, cluster)
    drawn = pictures_of(identity.theme).MAIL
    if drawn and ruler_path(edition) not in done:
        yield output(ruler_path(edition), drawn.mail_rule(tones, width=COVER[0]))
    for choice in edition.items:
        if not choice.omit and (item := find_item(cluster, choice.ref)):
            yield from _pictures_of(item, edition, tones, done, cluster)


def _pictures_of(
    item: Item, edition: model.Edition, tones: colour.MailTones, done: set[str], cluster: Cluster
) -> Iterator[OutputFile]:
    """Yield an item's cover and its first photograph, unless they are among the `done` paths."""
    width, height = COVER
    drawn = pictures_of(cluster.identity.theme).MAIL
    if drawn and cover_path(edition, item) not in done:
        raw = drawn.mail_cover(item.subject, tones, width=width, height=height)
        yield output(cover_path(edition, item), raw)
    for photo in photos(item, "newsletter", photo_folder(edition))[:1]:
        if photo.src not in done:
            yield output(photo.src, read_photo(photo, cluster))


def _sent_pictures(edition: model.Edition, cluster: Cluster) -> Iterator[OutputFile]:
    """Yield the pictures of mails that were sent, at the addresses in the mails."""
    sent = cluster.sent.get(edition.id)
    for image in sent.images if sent else ():
        path = f"newsletter/sent/{edition.id}/pictures/{image.file}"
        yield output(picture_folder(edition.id) + image.file, cluster.source.read_bytes(path))


def _removed(edition: model.Edition, cluster: Cluster) -> set[str]:
    """Return the paths of pictures that were removed with redacted mails."""
    sent = cluster.sent.get(edition.id)
    notes = [kept.redacted for kept in sent.variants if kept.redacted] if sent else []
    return {picture_folder(edition.id) + name for note in notes for name in note.images}
