"""The files of a press pack: plain text, a Word file, pictures for print, all of it in one ZIP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from typing import Final

from schaufenster import addresses, press, sanitize
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import item_of, items
from schaufenster.mail.pack_facts import PackFacts, facts_of
from schaufenster.mail.pictures import MailPhoto, photos
from schaufenster.mail.word import write_word
from schaufenster.output import AnyFile, Output, OutputFile, Rendition, output
from schaufenster.templates import Templates, Words
from schaufenster.zip_archive import archive

TEMPLATE: Final = "pack.txt.j2"
PRINT_PX: Final = 2126
"""The longer side of a picture for print: 18 cm at 300 dots an inch."""


# ── the packs on the site ────────────────────────────────────────────────────────────────────


def pack_outputs(
    cluster: Cluster, templates: Templates, cached: Callable[[Rendition], AnyFile]
) -> Iterator[Output]:
    """Yield every released story's pack, in each language, for the site.

    `templates` are those of `newsletter/templates`; `cached` returns the file of a rendition, made
    now only if no earlier build made it.
    """
    for item in press.releases(items(cluster)):
        yield Output(f"pack {item.ref}", partial(_files, item.ref, cluster, templates, cached))


def _files(
    ref: str, cluster: Cluster, templates: Templates, cached: Callable[[Rendition], AnyFile]
) -> Iterator[OutputFile]:
    item = item_of(cluster, ref)
    printed = {
        photo.path: cached(_printed(photo.path, cluster)).content
        for photo in photos(item, "press", "")
    }
    site = addresses.site_of(cluster)
    for lang in site.languages:
        pack = press.pack(item, cluster, lang)
        pictures = named_photos(pack.slug, photos(item, "press", ""))
        facts = facts_of(pack, cluster, lang, templates)
        documents = document_files(facts, pictures, cluster, templates)
        raw = {name: printed[photo.path] for name, photo in pictures.items()}
        for end in ("txt", "docx"):
            path = site.pack_path(pack.slug, lang, end)
            yield output(path, documents[pack.file(end)])
        zipped = archive({**documents, **raw}, day=item.updated)
        yield output(site.pack_path(pack.slug, lang, "zip"), zipped)


def _printed(path: str, cluster: Cluster) -> Rendition:
    """Return a picture for print as a rendition, by the path of its source."""
    raw = cluster.source.read_bytes(path)
    key = f"print {PRINT_PX} {sanitize.ENCODER} {sha256(raw).hexdigest()}"
    return Rendition(path, key, partial(print_photo, raw))


def print_photo(raw: bytes, long_side: int = PRINT_PX, most: int = 0) -> bytes:
    """Return a picture as JPEG for print, of at most `most` bytes if possible."""
    return sanitize.reencode(raw, long_side=long_side, format="jpeg", most=most)


# ── the files of a pack ──────────────────────────────────────────────────────────────────────


def named_photos(slug: str, pictures: Iterable[MailPhoto]) -> Mapping[str, MailPhoto]:
    """Return photographs by their names in a pack: `SLUG-1.jpg`."""
    return {f"{slug}-{number}.jpg": photo for number, photo in enumerate(pictures, 1)}


def document_files(
    facts: PackFacts,
    pictures: Mapping[str, MailPhoto],
    cluster: Cluster,
    templates: Templates,
    channel: model.Channel | None = None,
    closing: dt.date | None = None,
) -> dict[str, bytes]:
    """Return a pack's text and Word file by name; a channel and its date are named in the text."""
    pack, lang = facts.pack, facts.lang
    text = templates.render(
        TEMPLATE, lang, pack_facts=facts, pack=pack, pictures=pictures, identity=cluster.identity,
        channel=channel, closing=closing,
    )  # fmt: skip
    plain = text.replace("\n", "\r\n").encode("utf-8-sig")  # both for Notepad
    word = write_word(facts, pictures, cluster.identity, Words(lang, templates.words))
    return {pack.file("txt"): plain, pack.file("docx"): word}
