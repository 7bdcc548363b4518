"""For editors: who we are in three lengths, figures with sources, and each story ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses, press
from schaufenster.content.load import Cluster
from schaufenster.facts.items import Item, items
from schaufenster.facts.press import PressFact, press_facts
from schaufenster.facts.validity import labels_of
from schaufenster.problems import Language
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import Localised, PageSpec
from schaufenster.templates import Words


def room(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The press page: boilerplate, figures, contact and the newest releases."""
    identity = cluster.identity
    yield PageSpec(
        "press", "press", "press_title", "press_lead",
        {
            "texts": [
                (name, getattr(identity.boilerplate, name)) for name in ("short", "medium", "long")
            ],
            "labels": labels_of(cluster),
            "figures": identity.figures,
            "releases": list(press.releases(items(cluster))),
            "clippings": cluster.clippings,
            "logo": (logo := photos.own_logo(identity)) and site.base + logo,
        },
    )  # fmt: skip


def packs(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each story: its texts with counts, its facts, its pictures, everything to copy."""
    for item in press.releases(items(cluster)):
        yield PageSpec(
            "press_pack", "press", Localised(partial(_text, "pack_of", item)),
            Localised(partial(_text, "pack_about", item)),
            {
                "pack": Localised(partial(_pack, item, cluster)),
                "item": item,
                "facts": Localised(partial(_facts, item, cluster)),
                "files": Localised(partial(_files, item, site)),
            },
            {"slug": item.names["slug"]},
            translated=item.title.en is not None,
            about=partial(structured.story, item, cluster, site),
            scripts=("copy.js",),
        )  # fmt: skip


def _pack(item: Item, cluster: Cluster, lang: Language, _say: Words) -> press.PressPack:
    return press.pack(item, cluster, lang)


def _facts(item: Item, cluster: Cluster, _lang: Language, say: Words) -> tuple[PressFact, ...]:
    return press_facts(item, cluster, say)


def _text(key: str, item: Item, lang: Language, say: Words) -> str:
    return say(key, title=item.title.text(lang))


def _files(item: Item, site: addresses.Site, lang: Language, _say: Words) -> dict[str, str]:
    """Return the addresses of the pack's files by their endings."""
    slug = item.names["slug"]
    return {end: site.base + addresses.pack_path(slug, lang, end) for end in ("docx", "txt", "zip")}
