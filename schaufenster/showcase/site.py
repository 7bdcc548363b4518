"""From pages to a site: what the frame shows of each page, its settings, the site's other files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

import yaml

from schaufenster import addresses
from schaufenster.content import model
from schaufenster.content.fields import PAGES
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.facts.contact import office_of
from schaufenster.look import colour
from schaufenster.look.monogram import icon
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.selection import public_channels
from schaufenster.showcase import breadcrumbs, cards, markdown, search
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.front_matter import as_yaml
from schaufenster.showcase.headers import EMBED_POLICY, POLICY
from schaufenster.showcase.page import RenderedPage
from schaufenster.showcase.structured import as_script, with_dates
from schaufenster.showcase.titles import window_title
from schaufenster.streams import Stream, fitting, offered
from schaufenster.templates import Templates, Words
from schaufenster.themes import pictures_of

STYLE: Final = "assets/schaufenster.css"
ICON: Final = "assets/icon.svg"
TABS: Final = (
    ("members", "profiles"),
    ("competences", "competences"),
    ("market", "market"),
    ("events", "events"),
    ("news_list", "news"),
)
WRITTEN: Final = ("about", "strategy", "join")
LEGAL: Final = ("privacy", "accessibility")
_FEED_FORMS: Final = (
    ("RSS", "rss", "application/rss+xml"),
    ("Atom", "atom", "application/atom+xml"),
    ("JSON", "json", "application/feed+json"),
)
Links = list[dict[str, str]]


# ── what the frame shows of a page ───────────────────────────────────────────────────────────


def front_matter(page: RenderedPage, context: SiteContext) -> dict[str, Any]:
    """Return what a page's frame is filled with, its body as HTML."""
    site, say = context.site, context.say(page.lang)
    there = (offered.at(context.cluster, s) for s in fitting(page.what, page.names))
    page_streams = (stream for stream, has_feed, _ in filter(None, there) if has_feed)
    links = (_feed_links(stream, context.cluster.identity, site, say) for stream in page_streams)
    head = {"feeds": list(chain.from_iterable(links)), "share": cards.share(page, context)}
    front = _front_matter(page, window_title(page, context), site, say, head)
    if crumbs := breadcrumbs.breadcrumbs(page, context):
        front["breadcrumbs"] = as_script(crumbs)
    return front | {"body": page.body}


def _feed_links(
    stream: Stream, identity: model.Identity, site: addresses.Site, say: Words
) -> Iterator[dict[str, str]]:
    """Yield the links to a stream's feeds for the head of a page."""
    name = say(stream.name) if isinstance(stream.name, str) else stream.name.text(say.lang)
    for form, ending, media_type in _FEED_FORMS:
        yield {
            "type": media_type,
            "title": say("subscribe_feed_name", site=identity.name, name=name, form=form),
            "href": site.base + addresses.feed_path(stream.id, say.lang, ending),
        }


def _front_matter(
    page: RenderedPage, title: str, site: addresses.Site, say: Words, head: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a page's front matter without body; `head` are its links to feeds and share tags."""
    front: dict[str, Any] = {
        "template": "embed.html" if page.bare else "frame.html",
        "title": title,
        "lang": page.lang,
        "section": page.section,
        "description": page.description,
        "canonical": page.home or site.url + page.path,
        "switch": list(_other_versions(page, site, say)),
        **head,
    }
    if versions := [{"lang": lang, "href": href} for lang, href in page.versions(site)]:
        front["alternates"] = versions
    if twin := markdown.path_of(page):
        front["markdown"] = site.base + twin
    if not page.indexed:
        front["robots"] = "noindex"
    if page.scripts:
        front["scripts"] = [f"{site.base}assets/{name}" for name in page.scripts]
    if data := with_dates(page.jsonld, site.url + page.path, page.dates):
        front["jsonld"] = as_script(data)
    return front


def _other_versions(
    page: RenderedPage, site: addresses.Site, say: Words
) -> Iterator[dict[str, str]]:
    """Yield the page in each other language, as it is called there."""
    for lang in site.languages:
        if lang != page.lang:
            yield {
                "lang": lang,
                "label": lang.upper(),
                "title": Words(lang, say.table)("this_version"),
                "href": site.link(page.what, lang, **page.names),
            }


# ── MkDocs ───────────────────────────────────────────────────────────────────────────────────


def mkdocs_settings(
    cluster: Cluster, templates: Templates, find: Callable[[str], Path], build: Path
) -> bytes:
    """Return `build/mkdocs.yml`: the base settings plus what this cluster decides.

    `find` gives the file or folder of a name, the cluster's own before the package's.
    """
    settings: dict[str, Any] = {}
    for file in (DEFAULTS / "mkdocs.yml", find("mkdocs.yml")):
        settings |= yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    site = addresses.site_of(cluster)
    settings.update(
        site_name=cluster.identity.name,
        site_url=site.url,
        docs_dir=str(build / "stage"),
        site_dir=str(build / "cache" / "html"),
        nav=[{cluster.identity.name: "index.md"}],
        extra_css=[STYLE],
        extra={
            "base": site.base,
            "policy": POLICY,
            "embed_policy": EMBED_POLICY,
            "frame": {lang: _frame(cluster, templates, site, lang) for lang in site.languages},
            "footer_picture": pictures_of(cluster.identity.theme).footer(cluster.identity.short),
            "not_found_picture": pictures_of(cluster.identity.theme).not_found(),
        },
    )
    settings["theme"]["language"] = site.first_language
    settings["theme"]["custom_dir"] = str(find("theme/overrides"))
    return as_yaml(settings).encode()


def _frame(
    cluster: Cluster, templates: Templates, site: addresses.Site, lang: Language
) -> dict[str, Any]:
    """Return the frame's texts and links in a language: menu, footer, labels."""
    identity, say = cluster.identity, Words(lang, templates.words)
    tabs = [{"id": what, **_link(what, key, site, say)} for what, key in TABS]
    tabs += [{"id": "about", **link} for link in _written(("about",), cluster, site, say)]
    return {
        "site_name": identity.name,
        "brand": identity.short,
        "descriptor": identity.descriptor.text(lang),
        "descriptor_lang": identity.descriptor.language(lang),
        "home": site.link("start", lang),
        "header_label": say("menu_label"),
        "skip": say("skip"),
        "menu": say("menu"),
        "close": say("close"),
        "theme": say("theme"),
        "switch": say("switch_language"),
        "search": search.field(site, lang, say),
        "tabs": tabs,
        "footer": _footer(cluster, site, say),
        "not_found": {
            "title": say("not_found"),
            "text": say("not_found_text"),
            "home": say("not_found_home"),
        },
    }


def _link(what: str, key: str, site: addresses.Site, say: Words) -> dict[str, str]:
    """Return a link to a page of the site under one of the interface's words."""
    return {"label": say(key), "href": site.link(what, say.lang)}


def _written(names: Iterable[str], cluster: Cluster, site: addresses.Site, say: Words) -> Links:
    """Return links to those of the pages that exist."""
    return [_link(name, name, site, say) for name in names if f"pages/{name}" in cluster.texts]


def _footer(cluster: Cluster, site: addresses.Site, say: Words) -> dict[str, Any]:
    """Return slogan, address and the columns of links."""
    slogan, office = cluster.identity.slogan, office_of(cluster.identity, say.lang)
    halves = [(f"{slogan.right} –", slogan.lang), (slogan.left, slogan.lang)] if slogan else []
    contact = {"label": say("contact"), "href": f"{site.link('imprint', say.lang)}#contact"}
    imprint_page = _link("imprint", "imprint", site, say)
    legal = [contact, imprint_page, *_written(LEGAL, cluster, site, say)]
    return {
        "slogan": [{"text": text, "lang": lang} for text, lang in halves],
        "address": [*filter(None, (cluster.identity.legal_name, office.street))],
        "columns": [
            {"title": say("find"), "links": _links_to_find(cluster, site, say)},
            {"title": say("subscribe"), "links": _links_to_subscribe(cluster, site, say)},
            {"title": say("legal"), "links": legal},
        ],
        "note": say("no_cookies"),
    }


def _links_to_find(cluster: Cluster, site: addresses.Site, say: Words) -> Links:
    projects = [("projects", "projects")] if cluster.projects else []
    funding = [("funding_list", "funding")] if cluster.funding else []
    regions = [("regions", "regions")] if cluster.districts else []
    pages = (*TABS, *projects, *funding, *regions, ("press", "to_press"))
    links = [_link(what, key, site, say) for what, key in pages]
    return [*links, *_written(WRITTEN, cluster, site, say), *_free(cluster, site, say.lang)]


def _free(cluster: Cluster, site: addresses.Site, lang: Language) -> Links:
    """Return links to the pages that a cluster has named itself, under their titles."""
    rooms = (ref.split("/", 1) for ref in cluster.texts)
    names = sorted(name for room, name in rooms if room == "pages" and name not in PAGES)
    titles = ((name, cluster.texts[f"pages/{name}"].title) for name in names)
    return [
        {
            "label": title.text(lang),
            "href": site.link("page", lang, slug=name),
            "lang": "" if title.language(lang) == lang else title.language(lang),
        }
        for name, title in titles
    ]


def _links_to_subscribe(cluster: Cluster, site: addresses.Site, say: Words) -> Links:
    newsletter = _link("newsletter", "newsletter_title", site, say)
    subscribe = site.link("subscribe", say.lang)
    return [
        *([newsletter] if public_channels(cluster) else []),
        {"label": say("feeds"), "href": subscribe},
        {"label": say("calendar"), "href": f"{subscribe}#calendar"},
        _link("data", "data_title", site, say),
    ]


# ── other files of the site ──────────────────────────────────────────────────────────────────


def render_style_sheet(cluster: Cluster, sheets: Iterable[Path]) -> OutputFile:
    """Return the site's style sheet: the cluster's colours, and these sheets in their order."""
    palette = colour.derive(cluster.identity.colours.primary, cluster.identity.colours.accent)
    css = "".join(file.read_text(encoding="utf-8") for file in sheets)
    return output(STYLE, _without_comments(colour.as_css(palette) + css))


def render_icon(cluster: Cluster) -> OutputFile:
    """Return the icon of a cluster whose theme has none."""
    identity = cluster.identity
    light = colour.derive(identity.colours.primary, identity.colours.accent).light
    return output(ICON, icon(identity.short, light["primary"], light["on-primary"]))


def render_robots(cluster: Cluster) -> OutputFile:
    """Return robots.txt: everything may be read."""
    site = addresses.site_of(cluster)
    return output("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n")


def _without_comments(css: str) -> str:
    """Return style sheets without comments and indentation: a quarter less to load."""
    lines = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.strip())) + "\n"
