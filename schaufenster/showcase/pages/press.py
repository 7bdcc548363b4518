"""For editors: who we are in three lengths, figures with sources, and each story ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from schaufenster import addresses, press
from schaufenster.content.load import Cluster
from schaufenster.facts.clippings import ref_of
from schaufenster.facts.dates import dates_of
from schaufenster.facts.items import find_item, item_of, items
from schaufenster.facts.press import press_facts
from schaufenster.problems import Language
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import Localised, PageHead, PageSpec


def overview(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """The press page: boilerplate, figures, contact and the newest releases."""
    yield PageSpec(
        "press", "press", lambda: PageHead("press_title", "press_lead"),
        partial(_overview, cluster, site),
    )  # fmt: skip


def _overview(cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    identity = cluster.identity
    return {
        "texts": [
            (name, getattr(identity.boilerplate, name)) for name in ("short", "medium", "long")
        ],
        "labels": photos.labels(cluster, site.base),
        "figures": identity.figures,
        "releases": list(press.releases(items(cluster))),
        "clippings": [
            (
                clipping,
                find_item(cluster, ref_of(clipping.item, cluster)) if clipping.item else None,
            )
            for clipping in cluster.clippings
        ],
        "logo": (logo := photos.own_logo(identity)) and site.base + logo,
    }


def packs(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each story: its texts with counts, its facts, its pictures, everything to copy."""
    for item in press.releases(items(cluster)):
        ref, slug = item.ref, item.names["slug"]
        yield PageSpec(
            "press_pack", "press", partial(_head, ref, cluster),
            partial(_pack, ref, slug, cluster, site), {"slug": slug},
            about=partial(_about, ref, cluster, site),
            scripts=("copy.js",),
        )  # fmt: skip


def _head(ref: str, cluster: Cluster) -> PageHead:
    item = item_of(cluster, ref)
    return PageHead(
        Localised(lambda lang, say: say("pack_of", title=item.title.text(lang))),
        Localised(lambda lang, say: say("pack_about", title=item.title.text(lang))),
        spoken=tuple(item.title),
        dates=dates_of(item.dated, item.record.updated),
    )


def _about(ref: str, cluster: Cluster, site: addresses.Site, lang: Language) -> Mapping[str, Any]:
    return structured.story(item_of(cluster, ref), cluster, site, lang)


def _pack(ref: str, slug: str, cluster: Cluster, site: addresses.Site) -> dict[str, Any]:
    item = item_of(cluster, ref)
    return {
        "pack": Localised(lambda lang, _: press.pack(item, cluster, lang)),
        "item": item,
        "facts": Localised(lambda _, say: press_facts(item, cluster, say)),
        "files": Localised(lambda lang, _: {
            ending: site.base + site.pack_path(slug, lang, ending)
            for ending in ("docx", "txt", "zip")
        }),
    }  # fmt: skip
