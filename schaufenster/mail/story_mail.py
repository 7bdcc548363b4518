"""One story as each channel would get it, in a mail with nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from schaufenster import addresses, selection
from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item
from schaufenster.mail.edition import render_variant
from schaufenster.mail.office_page import local_copy
from schaufenster.mail.pictures import edition_pictures
from schaufenster.output import OutputFile
from schaufenster.problems import ContentError, Language
from schaufenster.templates import Templates

_MONTH: Final = "%Y-%m"


@dataclass(frozen=True, slots=True)
class StoryMail:
    """A story in the mail of a channel: the files of the mail, or the reason why there is none.

    `files` begin with the mail's HTML; the pictures that it loads lie beside it.
    """

    channel: str
    name: str
    lang: Language
    files: tuple[OutputFile, ...] = ()
    reason: str = ""


def story_mails(
    item: Item, cluster: Cluster, templates: Templates, page_lang: Language
) -> Iterator[StoryMail]:
    """Yield a story in the mail of every channel and language, by the channels' own rules.

    Reasons and names are in `page_lang`.
    """
    day = PartialDate.parse(cluster.today.isoformat())
    edition = model.Edition(
        path="", id=f"{cluster.today:{_MONTH}}", until=day, title=item.title, subject=item.title,
        preheader=item.summary, items=(model.Choice(ref=item.ref),),
    )  # fmt: skip
    for channel in cluster.channels.values():
        variant = selection.variant(edition, channel, cluster)
        name = channel.name(cluster.today).text(page_lang)
        for left_out in variant.left_out:
            yield StoryMail(channel.id, name, page_lang, reason=left_out.why(page_lang, cluster))
        for lang in variant.languages:
            files = tuple(_mail(variant, lang, cluster, templates))
            yield StoryMail(channel.id, name, lang, files)


def _mail(
    variant: selection.Variant, lang: Language, cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield the HTML of a mail that loads its pictures from its folder, and these."""
    try:
        files = {file.path: file for file in render_variant(variant, lang, cluster, templates)}
    except ContentError:  # too large by itself: the check of its edition will tell
        return
    on_site = f"newsletter/{variant.edition.id}/"
    home = addresses.site_of(cluster).url + on_site
    html = files.pop(f"{lang}/mail.html")
    text = local_copy(html.content.decode(), "own", home, "")
    yield replace(html, path="mail.html", content=text.encode())
    for file in files.values():
        if not file.path.endswith((".txt", ".eml")):
            yield replace(file, path=file.path.removeprefix(f"{lang}/"))
    for file in edition_pictures(variant.edition, cluster):
        yield replace(file, path=file.path.removeprefix(on_site))
