"""For editors: who we are in three lengths, figures with sources, and each story ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses, press
from schaufenster.content.load import Cluster
from schaufenster.facts.dates import dates_of
from schaufenster.facts.items import Item, items
from schaufenster.facts.press import press_facts
from schaufenster.facts.validity import labels_of
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import Localised, PageSpec


def overview(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
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
    return (_pack(item, cluster, site) for item in press.releases(items(cluster)))


def _pack(item: Item, cluster: Cluster, site: addresses.Site) -> PageSpec:
    slug = item.names["slug"]
    return PageSpec(
        "press_pack", "press",
        Localised(lambda lang, say: say("pack_of", title=item.title.text(lang))),
        Localised(lambda lang, say: say("pack_about", title=item.title.text(lang))),
        {
            "pack": Localised(lambda lang, _: press.pack(item, cluster, lang)),
            "item": item,
            "facts": Localised(lambda _, say: press_facts(item, cluster, say)),
            "files": Localised(lambda lang, _: {
                ending: site.base + addresses.pack_path(slug, lang, ending)
                for ending in ("docx", "txt", "zip")
            }),
        },
        {"slug": slug},
        translated=item.title.en is not None,
        about=partial(structured.story, item, cluster, site),
        dates=dates_of(item.published, item.updated),
        scripts=("copy.js",),
    )  # fmt: skip
