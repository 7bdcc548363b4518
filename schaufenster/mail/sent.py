"""Mails that were sent: kept as bytes below `newsletter/sent/`, never rendered again.

`keep` records a channel's mails, `redact` replaces them by a note with date and reason.
`newsletter/sent/ID/manifest.json` lists them, with the hash of every file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from schaufenster import addresses, mail_html, selection
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.mail.approval import approval_of
from schaufenster.mail.edition import render_variant
from schaufenster.mail.pictures import edition_pictures, picture_folder
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import Rendered, Variant, public_channels
from schaufenster.templates import Templates, Words

Way = Literal["handed-in", "sent"]
REDACTED = ("redacted.html.j2", "redacted.txt.j2")


@dataclass(frozen=True, slots=True)
class Keeping:
    """Files to write and to remove below a cluster's folder, and how many variants changed."""

    files: tuple[OutputFile, ...]
    removed: tuple[str, ...]
    count: int


def folder_of(edition: str) -> str:
    """Return the folder of an edition's sent mails."""
    return f"newsletter/sent/{edition}/"


# ── mails of an edition ──────────────────────────────────────────────────────────────────────


def files_of(
    edition: model.Edition, channel: str, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield an edition's files for a channel; sent mails come as they were kept."""
    variant = selection.variant(edition, cluster.channels[channel], cluster)
    sent = cluster.sent.get(edition.id) or _empty(edition)
    for lang in variant.channel.languages:
        if kept := sent.find(channel, lang):
            for name, end in zip(kept.files, ("html", "txt"), strict=True):
                path = folder_of(edition.id) + name
                yield output(f"{lang}/mail.{end}", cluster.source.read_bytes(path))
        elif lang in variant.languages:
            yield from render_variant(variant, lang, cluster, templates)


def ready(cluster: Cluster, templates: Templates) -> Mapping[tuple[str, str, str], Rendered]:
    """Return approved mails to public channels, not sent yet, by edition, channel and language."""
    mails: dict[tuple[str, str, str], Rendered] = {}
    for edition in cluster.editions.values():
        unsent = list(_unsent(edition, cluster)) if edition.id in cluster.approvals else []
        if unsent and approval_of(edition, cluster, templates) == "holds":
            for variant, lang in unsent:
                key = (edition.id, variant.channel.id, lang)
                mails[key] = _rendered(variant, lang, cluster, templates)
    return mails


def _unsent(edition: model.Edition, cluster: Cluster) -> Iterator[tuple[Variant, Language]]:
    """Yield the variants and languages that public channels have not got yet."""
    sent = cluster.sent.get(edition.id) or _empty(edition)
    for channel in public_channels(cluster):
        variant = selection.variant(edition, channel, cluster)
        unsent = (lang for lang in variant.languages if not sent.find(channel.id, lang))
        yield from ((variant, lang) for lang in unsent)


def _rendered(variant: Variant, lang: Language, cluster: Cluster, templates: Templates) -> Rendered:
    """Return a variant's mail in a language, rendered now."""
    say = Words(lang, templates.words)
    files = {f.path: f.content for f in render_variant(variant, lang, cluster, templates)}
    return Rendered(
        subject=template_values.subject(variant, lang, say),
        preheader=template_values.preheader(variant, lang).text(lang),
        items=tuple(
            model.Carried(ref=story.item.ref, headline=story.headline.text(lang))
            for story in variant.stories
        ),
        html=files[f"{lang}/mail.html"],
        text=files[f"{lang}/mail.txt"],
    )


# ── keeping ──────────────────────────────────────────────────────────────────────────────────


def keep(
    edition: model.Edition,
    channel: str,
    day: PartialDate,
    way: Way,
    cluster: Cluster,
    templates: Templates,
) -> Keeping:
    """Return the files that record a channel's mails of a day, rendered now.

    Mails that were kept before stay untouched; `count` is 0 if there are no others.
    """
    variant = selection.variant(edition, cluster.channels[channel], cluster)
    before = cluster.sent.get(edition.id) or _empty(edition)
    files: list[OutputFile] = []
    variants, images = list(before.variants), list(before.images)
    for lang in variant.languages:
        if before.find(channel, lang):
            continue
        now = _rendered(variant, lang, cluster, templates)
        kept = model.Kept(
            channel=channel, lang=lang, date=day, way=way, subject=now.subject,
            preheader=now.preheader, items=now.items, html=_sha256(now.html),
            text=_sha256(now.text),
        )  # fmt: skip
        variants.append(kept)
        for name, raw in zip(kept.files, (now.html, now.text), strict=True):
            files.append(output(folder_of(edition.id) + name, raw))
    count = len(variants) - len(before.variants)
    if not count:
        return Keeping((), (), 0)
    for name, raw in _new_images(edition, files, before, cluster):
        images.append(model.KeptPicture(file=name, sha256=_sha256(raw)))
        files.append(output(f"{folder_of(edition.id)}pictures/{name}", raw))
    return Keeping((*files, _manifest(before, variants, images)), (), count)


def _empty(edition: model.Edition) -> model.Sent:
    path = f"{folder_of(edition.id)}manifest.json"
    return model.Sent(path=path, id=edition.id, title=edition.title, variants=())


def _new_images(
    edition: model.Edition, files: Iterable[OutputFile], before: model.Sent, cluster: Cluster
) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures in new mails that have not been kept yet, by name."""
    names = _images_in((file.content for file in files), edition.id, cluster)
    names -= {image.file for image in before.images}
    for file in edition_pictures(edition, cluster):
        name = file.path.removeprefix(picture_folder(edition.id))
        if name in names:
            yield name, file.content


def _images_in(mails: Iterable[bytes], edition: str, cluster: Cluster) -> set[str]:
    """Return the names of an edition's pictures on the site that mails load."""
    folder = addresses.site_of(cluster).url + picture_folder(edition)
    urls = (url for mail in mails for url in mail_html.addresses(mail))
    return {url.removeprefix(folder) for url in urls if url.startswith(folder)}


# ── redacting ────────────────────────────────────────────────────────────────────────────────


def redact(
    edition: model.Edition,
    channels: Collection[str],
    day: PartialDate,
    reason: str,
    cluster: Cluster,
    templates: Templates,
) -> Keeping:
    """Return the files that replace the mails of channels by a note with the reason.

    Their pictures are removed unless another mail has them. `count` is 0 if there are no mails.
    """
    before = cluster.sent.get(edition.id) or _empty(edition)
    redacted = [v for v in before.variants if v.channel in channels and not v.redacted]
    if not redacted:
        return Keeping((), (), 0)
    folder = folder_of(edition.id)
    variants = [v for v in before.variants if v not in redacted]
    mails = (cluster.source.read_bytes(folder + name) for v in variants for name in v.files)
    names = _images_in(mails, edition.id, cluster)
    images = [image for image in before.images if image.file in names]
    removed = tuple(image.file for image in before.images if image.file not in names)
    note = model.Redaction(date=day, reason=reason, images=removed)
    files: list[OutputFile] = []
    for kept in redacted:
        entry, notes = _redacted(kept, note, before, templates)
        variants.append(entry)
        files += notes
    paths = tuple(f"{folder}pictures/{name}" for name in removed)
    return Keeping((*files, _manifest(before, variants, images)), paths, len(redacted))


def _redacted(
    kept: model.Kept, note: model.Redaction, sent: model.Sent, templates: Templates
) -> tuple[model.Kept, list[OutputFile]]:
    """Return a redacted mail's entry in the manifest, and the notes that replace its files."""
    values = {"note": note, "title": sent.title}
    raw = [templates.render(name, kept.lang, **values).encode() for name in REDACTED]
    entry = {
        "subject": Words(kept.lang, templates.words)("redacted_title"), "preheader": note.reason,
        "items": (), "html": _sha256(raw[0]), "text": _sha256(raw[1]), "redacted": note,
    }  # fmt: skip
    names = (folder_of(sent.id) + name for name in kept.files)
    files = [output(name, content) for name, content in zip(names, raw, strict=True)]
    return kept.model_copy(update=entry), files


def _manifest(
    sent: model.Sent, variants: Iterable[model.Kept], images: Iterable[model.KeptPicture]
) -> OutputFile:
    """Return the manifest with these variants and pictures."""
    update = {
        "variants": tuple(sorted(variants, key=lambda kept: (kept.channel, kept.lang))),
        "images": tuple(sorted(images, key=lambda image: image.file)),
    }
    values = sent.model_copy(update=update).model_dump(
        mode="json", exclude={"path", "id"}, exclude_none=True
    )
    return output(sent.path, json.dumps(values, ensure_ascii=False, indent=2) + "\n")


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
