"""What has left the house: kept as bytes below `newsletter/sent/`, never rendered again.

`keep` writes down what a channel got, `redact` takes it back: its words go, a note with date and
reason stays. `newsletter/sent/ID/manifest.json` says what is there, with the hash of every file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from schaufenster import addresses, mail_html
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.mail.approval import approval_of
from schaufenster.mail.edition import render_variant
from schaufenster.mail.pictures import render_pictures
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import Rendered, Variant, public_channels, variant
from schaufenster.templates import Templates, Words

Way = Literal["handed-in", "sent"]
REDACTED = "redacted.html.j2"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is to be written and removed below a cluster's folder; `count` variants are meant."""

    files: tuple[OutputFile, ...]
    removed: tuple[str, ...]
    count: int


def folder_of(edition: str) -> str:
    """Return the folder of what was sent of an edition."""
    return f"newsletter/sent/{edition}/"


# ── what an edition's folder gets ────────────────────────────────────────────────────────────


def files_of(
    edition: model.Edition, channel: str, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield an edition's files for a channel; what has left the house comes as it was kept."""
    chosen = variant(edition, cluster.channels[channel], cluster)
    sent = cluster.sent.get(edition.id)
    for lang in chosen.channel.languages:
        kept = sent.find(channel, lang) if sent else None
        if kept:
            for name, end in zip(kept.files, ("html", "txt"), strict=True):
                path = folder_of(edition.id) + name
                yield output(f"{lang}/mail.{end}", cluster.source.read_sent(path))
        elif chosen.stories:
            yield from render_variant(chosen, lang, cluster, templates)


def ready(cluster: Cluster, templates: Templates) -> Mapping[tuple[str, str, str], Rendered]:
    """Return the mails to public channels that are approved as they are and have not been sent."""
    found: dict[tuple[str, str, str], Rendered] = {}
    for edition in cluster.editions.values():
        waiting = list(_waiting(edition, cluster)) if edition.id in cluster.approvals else []
        if waiting and approval_of(edition, cluster, templates) == "holds":
            for chosen, lang in waiting:
                key = (edition.id, chosen.channel.id, lang)
                found[key] = rendered(chosen, lang, cluster, templates)
    return found


def _waiting(edition: model.Edition, cluster: Cluster) -> Iterator[tuple[Variant, Language]]:
    """Yield what public channels will get and have not got yet."""
    sent = cluster.sent.get(edition.id)
    for channel in public_channels(cluster):
        open_ones = [
            lang for lang in channel.languages if not (sent and sent.find(channel.id, lang))
        ]
        chosen = variant(edition, channel, cluster) if open_ones else None
        if chosen and chosen.stories:
            yield from ((chosen, lang) for lang in open_ones)


def rendered(chosen: Variant, lang: Language, cluster: Cluster, templates: Templates) -> Rendered:
    """Return a variant's mail in a language as it is now."""
    say = Words(lang, templates.words)
    files = {f.path: f.content for f in render_variant(chosen, lang, cluster, templates)}
    return Rendered(
        subject=template_values.subject(chosen, lang, say),
        preheader=template_values.preheader(chosen).text(lang),
        items=tuple(
            model.Carried(ref=story.item.ref, headline=story.headline.text(lang))
            for story in chosen.stories
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
    """Return what a channel got on a day, as files to keep: the mails as they are rendered now.

    What was kept before stays untouched; `count` is 0 where nothing is new.
    """
    chosen = variant(edition, cluster.channels[channel], cluster)
    before = cluster.sent.get(edition.id) or _empty(edition)
    files: list[OutputFile] = []
    variants, images = list(before.variants), list(before.images)
    for lang in chosen.channel.languages if chosen.stories else ():
        if before.find(channel, lang):
            continue
        now = rendered(chosen, lang, cluster, templates)
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
    for name, raw in _images(edition, files, before, cluster):
        images.append(model.KeptPicture(file=name, sha256=_sha256(raw)))
        files.append(output(f"{folder_of(edition.id)}pictures/{name}", raw))
    return Keeping((*files, _manifest(before, variants, images)), (), count)


def _empty(edition: model.Edition) -> model.Sent:
    path = f"{folder_of(edition.id)}manifest.json"
    return model.Sent(path=path, id=edition.id, title=edition.title, variants=())


def _images(
    edition: model.Edition, files: Iterable[OutputFile], before: model.Sent, cluster: Cluster
) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of the site that new mails show and that have not been kept yet."""
    known = {image.file for image in before.images}
    shown = {name for file in files for name in _shown_in(file.content, edition.id, cluster)}
    for file in render_pictures(replace(cluster, editions={edition.id: edition})):
        name = file.path.removeprefix(f"newsletter/{edition.id}/pictures/")
        if name in shown - known:
            yield name, file.content


def _shown_in(html: bytes, edition: str, cluster: Cluster) -> set[str]:
    """Return the names of the site's pictures of an edition that a mail shows."""
    folder = f"{addresses.site_of(cluster).url}newsletter/{edition}/pictures/"
    found = mail_html.addresses(html)
    return {address.removeprefix(folder) for address in found if address.startswith(folder)}


# ── taking back ──────────────────────────────────────────────────────────────────────────────


def redact(
    edition: model.Edition,
    channel: str,
    day: PartialDate,
    reason: str,
    cluster: Cluster,
    templates: Templates,
) -> Keeping:
    """Return what is left of a channel's mails when they are taken back: a note with the reason.

    Subject, headlines and words go, and pictures that no other mail shows. `count` is 0 where there
    is nothing to take back.
    """
    before = cluster.sent.get(edition.id) or _empty(edition)
    gone = [v for v in before.variants if v.channel == channel and not v.redacted]
    if not gone:
        return Keeping((), (), 0)
    variants = [v for v in before.variants if v not in gone]
    images = _shown_images(before, variants, cluster)
    lost = tuple(image.file for image in before.images if image not in images)
    note = model.Redaction(date=day, reason=reason, images=lost)
    files: list[OutputFile] = []
    for kept in gone:
        variant_left, notes = _redacted(kept, note, before, templates)
        variants.append(variant_left)
        files += notes
    removed = tuple(f"{folder_of(edition.id)}pictures/{name}" for name in lost)
    return Keeping((*files, _manifest(before, variants, images)), removed, len(gone))


def _shown_images(
    sent: model.Sent, variants: Iterable[model.Kept], cluster: Cluster
) -> list[model.KeptPicture]:
    """Return the kept pictures that some of these kept mails show."""
    shown = {
        name
        for kept in variants
        for file in kept.files
        for name in _shown_in(cluster.source.read_sent(folder_of(sent.id) + file), sent.id, cluster)
    }
    return [image for image in sent.images if image.file in shown]


def _redacted(
    kept: model.Kept, note: model.Redaction, sent: model.Sent, templates: Templates
) -> tuple[model.Kept, list[OutputFile]]:
    """Return what the manifest says of a mail that was taken back, and the notes in its place."""
    raw = _notes(note, kept.lang, sent, templates)
    left = {
        "subject": Words(kept.lang, templates.words)("redacted_title"), "preheader": note.reason,
        "items": (), "html": _sha256(raw[0]), "text": _sha256(raw[1]), "redacted": note,
    }  # fmt: skip
    names = (folder_of(sent.id) + name for name in kept.files)
    files = [output(name, content) for name, content in zip(names, raw, strict=True)]
    return kept.model_copy(update=left), files


def _notes(
    note: model.Redaction, lang: Language, sent: model.Sent, templates: Templates
) -> tuple[bytes, bytes]:
    """Return the page and the text that stand where a mail stood."""
    values = {"note": note, "title": sent.title}
    page = templates.render(REDACTED, lang, **values)
    text = templates.render(REDACTED.replace(".html.", ".txt."), lang, **values)
    return page.encode(), text.encode()


def _manifest(
    sent: model.Sent, variants: Iterable[model.Kept], images: Iterable[model.KeptPicture]
) -> OutputFile:
    """Return the manifest of what was sent, with these variants and pictures in it."""
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
