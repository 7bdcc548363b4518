"""For editors: who we are in three lengths, figures with sources, and each story ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from schaufenster import addresses, press
from schaufenster.content import model
from schaufenster.content.fields import OPEN
from schaufenster.content.load import Cluster
from schaufenster.problems import Language
from schaufenster.selection import Item, items
from schaufenster.showcase import photos, structured
from schaufenster.showcase.page import PageSpec, Spoken
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
            "figures": identity.figures,
            "releases": list(press.releases(items(cluster))),
            "clippings": cluster.clippings,
            "office": None if identity.imprint.email == OPEN else identity.imprint.email,
            "phone": None if identity.imprint.phone == OPEN else identity.imprint.phone,
            "logo": (logo := photos.own_logo(identity)) and site.base + logo,
        },
        frozenset({"content/", "events/"}),
    )  # fmt: skip


def packs(cluster: Cluster, site: addresses.Site) -> Iterator[PageSpec]:
    """A page for each story: its texts with counts, its facts, its pictures, everything to copy."""
    for item in press.releases(items(cluster)):
        yield PageSpec(
            "press_pack", "press", Spoken(partial(_said, "pack_of", item)),
            Spoken(partial(_said, "pack_about", item)),
            {
                "pack": Spoken(partial(_pack, item, cluster)),
                "item": item,
                "facts": Spoken(partial(_facts, item, cluster)),
                "files": Spoken(partial(_files, item, site)),
                "office": None
                if cluster.identity.imprint.email == OPEN
                else cluster.identity.imprint.email,
            },
            frozenset({*item.paths, "content/", "members/"}),
            {"slug": item.names["slug"]},
            translated=item.title.en is not None,
            about=partial(structured.story, item, cluster, site),
            scripts=("copy.js",),
        )  # fmt: skip


def _pack(item: Item, cluster: Cluster, lang: Language, _say: Words) -> press.PressPack:
    return press.pack(item, cluster, lang)


def _said(key: str, item: Item, lang: Language, say: Words) -> str:
    return say(key, title=item.title.text(lang))


def _files(item: Item, site: addresses.Site, lang: Language, _say: Words) -> dict[str, str]:
    """Return the addresses of the pack's files, by the end of their names."""
    slug = item.names["slug"]
    return {end: site.base + addresses.pack_path(slug, lang, end) for end in ("docx", "txt", "zip")}


def _facts(
    item: Item, cluster: Cluster, _lang: Language, say: Words
) -> list[tuple[str, list[model.Text]]]:
    """Return what an editor looks for first: where it belongs, in words."""
    rows: dict[str, list[model.Text]] = {
        press.district_word(item.districts, cluster): [
            cluster.districts[key].name for key in sorted(item.districts)
        ],
        "chamber": [cluster.chambers[key].name for key in sorted(item.chambers)],
        "ris_field": [cluster.ris[key].name for key in sorted(item.ris)],
        "parties": [model.Text(de=cluster.member(slug).name) for slug in sorted(item.members)],
        "topics": [cluster.topics[key].name for key in sorted(item.topics)],
    }
    return [(say(name), values) for name, values in rows.items() if values]
