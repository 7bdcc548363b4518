"""The files of an edition's variant for a channel: HTML, text, a draft message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from schaufenster import addresses, selection
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.mail import template_values
from schaufenster.mail.eml import draft
from schaufenster.mail.mjml import compile_template
from schaufenster.mail.pictures import photos, read_photo
from schaufenster.output import OutputFile, output
from schaufenster.problems import ContentError, Language, Problem
from schaufenster.selection import Variant
from schaufenster.templates import Templates, Words

HTML_KB: Final = 90
"""The most kilobytes of a mail's HTML: some mailboxes cut it at about 102 KB."""


def render_edition(
    edition: model.Edition, channel: str, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield `LANG/mail.html`, `.txt` and `.eml` of an edition's variant for a channel.

    A channel without stories gets no file. Raises `ContentError` for a mail that is too large.
    """
    variant = selection.variant(edition, cluster.channels[channel], cluster)
    for lang in variant.languages:
        yield from render_variant(variant, lang, cluster, templates)


def render_variant(
    variant: Variant, lang: Language, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield a variant's HTML, text and draft message in a language, and photographs inside."""
    edition, channel = variant.edition, variant.channel
    say = Words(lang, templates.words)
    values = template_values.values(variant, lang, cluster, say)
    mjml, plain = channel.mail.templates
    pictures = _pictures(variant, cluster)
    sources = (addresses.site_of(cluster).url, *pictures)
    html = _as_main(compile_template(templates, mjml, lang, values, sources=sources))
    text = templates.render(plain, lang, **values)
    message = draft(
        subject=template_values.subject(variant, lang, say),
        html=html, text=text, lang=lang, day=variant.day, channel=channel,
        edition=edition.id, identity=cluster.identity, pictures=pictures,
    )  # fmt: skip
    _refuse_large(variant, lang, html, message)
    yield output(f"{lang}/mail.html", html)
    yield output(f"{lang}/mail.txt", text)
    yield output(f"{lang}/mail.eml", message)
    for src, raw in pictures.items():
        yield output(f"{lang}/{src}", raw)


def _as_main(html: str) -> str:
    """Return the HTML with its only landmark as `main`, as a document in a browser needs."""
    return html.replace('role="article"', 'role="main"', 1)


def _pictures(variant: Variant, cluster: Cluster) -> Mapping[str, bytes]:
    """Return the photographs inside a mail, by their `src`."""
    if not variant.channel.mail.photos_inside:
        return {}
    use, folder = variant.channel.mail.photo_use, template_values.PHOTOS_INSIDE
    return {
        photo.src: read_photo(photo, cluster, variant.channel.limits.picture_px)
        for story in variant.stories
        for photo in photos(story.item, use, folder)
    }


def _refuse_large(variant: Variant, lang: Language, html: str, message: bytes) -> None:
    """Raise the rule `mail-too-large` for HTML that mailboxes cut, or a mail beyond its limit."""
    limit = variant.channel.limits.mail_kb
    sizes = [(len(html.encode()), HTML_KB), *([(len(message), limit.max)] if limit else [])]
    too_large = [
        Problem(
            variant.edition.path, 0, 0, "", "mail-too-large",
            {"channel": variant.channel.id, "lang": lang, "size": -(-size // 1024), "most": most},
        )
        for size, most in sizes
        if size > most * 1024
    ]  # fmt: skip
    if too_large:
        raise ContentError(too_large)


def render_set(
    edition: model.Edition, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield every file of an edition for every channel, below the channel's id."""
    for channel in sorted(cluster.channels):
        for file in render_edition(edition, channel, cluster, templates):
            yield output(f"{channel}/{file.path}", file.content)
