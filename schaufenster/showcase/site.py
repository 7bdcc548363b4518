"""From pages to a site: staged Markdown, the MkDocs run, everything beside it, merged and swapped.

MkDocs gets a tree in which every page's body stands in its front matter as finished HTML: it only
puts the frame around it (measured: three times faster than passing HTML through Markdown).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.look import colour, drawing
from schaufenster.output import OutputFile, output
from schaufenster.problems import LANGUAGES, Language
from schaufenster.showcase.pages import Page
from schaufenster.showcase.structured import as_script
from schaufenster.templates import Templates, Words

STYLE: Final = "assets/schaufenster.css"
TABS: Final = (
    ("members", "profiles"),
    ("market", "market"),
    ("events", "events"),
    ("news_list", "news"),
)
WRITTEN: Final = ("about", "strategy", "join")
LEGAL: Final = ("privacy", "accessibility")


class FrameError(Exception):
    """MkDocs refused the staged tree: a bug of ours, never of the content."""


# ── staging ──────────────────────────────────────────────────────────────────────────────────


def stage(pages: Iterable[Page], cluster: Cluster, templates: Templates) -> Iterator[OutputFile]:
    """Yield the staged file of each page: `PATH/index.md` with all in its front matter."""
    site = addresses.site_at(cluster.identity.site_url)
    for page in pages:
        front = yaml.dump(
            _front_matter(page, site, Words(page.lang, templates.words)),
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=1 << 30,
        )
        yield output(f"{page.path}index.md", f"---\n{front}---\n", page.inputs)


def _front_matter(page: Page, site: addresses.Site, say: Words) -> dict[str, Any]:
    other: Language = "en" if page.lang == "de" else "de"
    front: dict[str, Any] = {
        "template": "frame.html",
        "title": page.title,
        "lang": page.lang,
        "section": page.section,
        "description": page.description,
        "canonical": site.url + page.path,
        "switch": {
            "lang": other,
            "label": say("switch_label"),
            "title": say("switch_title"),
            "href": site.link(page.what, other, **page.names),
        },
        "feeds": [
            {
                "type": "application/rss+xml",
                "title": say("feed_name"),
                "href": site.base + addresses.feed_path("all", page.lang, "rss"),
            }
        ],
    }
    if page.translated:
        versions = {lang: site.absolute(page.what, lang, **page.names) for lang in LANGUAGES}
        front["alternates"] = [
            {"lang": lang, "href": href}
            for lang, href in (*versions.items(), ("x-default", versions["de"]))
        ]
    if page.jsonld:
        front["jsonld"] = as_script(page.jsonld)
    return {**front, "body": page.body}


class _Dumper(yaml.CSafeDumper):
    """Writes texts of several lines as blocks, so that a staged page can be read."""


def _as_block(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _as_block)


# ── MkDocs ───────────────────────────────────────────────────────────────────────────────────


def mkdocs_settings(
    cluster: Cluster, templates: Templates, find: Callable[[str], Path], build: Path
) -> bytes:
    """Return `build/mkdocs.yml`: the project's base settings plus what this cluster decides.

    `find` gives the file or folder of a name, the cluster's own before the project's.
    """
    settings: dict[str, Any] = yaml.safe_load(find("mkdocs.yml").read_text(encoding="utf-8"))
    site = addresses.site_at(cluster.identity.site_url)
    settings.update(
        site_name=cluster.identity.name,
        site_url=site.url,
        docs_dir=str(build / "stage"),
        site_dir=str(build / "cache" / "html"),
        nav=[{cluster.identity.name: "index.md"}],
        extra_css=[STYLE],
        extra={
            "base": site.base,
            "frame": {lang: _frame(cluster, templates, site, lang) for lang in LANGUAGES},
            "footer_trace": drawing.footer(cluster.identity.short),
        },
    )
    settings["theme"]["custom_dir"] = str(find("theme/overrides"))
    text = yaml.dump(settings, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
    return str(text).encode()


def _frame(
    cluster: Cluster, templates: Templates, site: addresses.Site, lang: Language
) -> dict[str, Any]:
    """Return what the frame says in a language: menu, footer, labels."""
    identity, say = cluster.identity, Words(lang, templates.words)
    links = [{"label": say(key), "href": site.link(what, lang)} for what, key in TABS]
    feed = {"label": say("feed_name"), "href": site.base + addresses.feed_path("all", lang, "rss")}
    slogan = identity.slogan

    def written(*names: str) -> list[dict[str, str]]:
        """Return links to those of the pages that somebody has written."""
        return [
            {"label": say(name), "href": site.link(name, lang)}
            for name in names
            if f"pages/{name}" in cluster.texts
        ]

    about = written("about")
    tabs = [{"id": what, **link} for (what, _), link in zip(TABS, links, strict=True)]
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
        "tabs": tabs + [{"id": "about", **link} for link in about],
        "footer": {
            "slogan": [
                {"text": f"{slogan.right} –", "lang": slogan.lang},
                {"text": slogan.left, "lang": slogan.lang},
            ]
            if slogan
            else [],
            "address": [
                identity.legal_name,
                f"{identity.imprint.street}, {identity.imprint.postcode} {identity.imprint.town}",
            ],
            "columns": [
                {"title": say("find"), "links": links + written(*WRITTEN)},
                {"title": say("subscribe"), "links": [feed]},
                {
                    "title": say("legal"),
                    "links": [
                        {"label": say("imprint"), "href": site.link("imprint", lang)},
                        *written(*LEGAL),
                    ],
                },
            ],
            "note": say("no_cookies"),
        },
        "not_found": {
            "title": say("not_found"),
            "text": say("not_found_text"),
            "home": say("not_found_home"),
        },
    }


def run_mkdocs(build: Path) -> Path:
    """Frame the staged tree in MkDocs' strict mode and return the folder of the result.

    Raises `FrameError` with MkDocs' words.
    """
    heard: list[str] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(listener)
    try:
        settings = load_config(str(build / "mkdocs.yml"), strict=True)
        mkdocs_build(settings)
    except Abort as error:
        raise FrameError("\n".join(heard) or str(error)) from error
    finally:
        logger.removeHandler(listener)
    return Path(settings.site_dir)


# ── beside the pages ─────────────────────────────────────────────────────────────────────────


def beside(pages: Iterable[Page], cluster: Cluster, css: Path) -> Iterator[OutputFile]:
    """Yield the site's style sheet, sitemap and robots.txt."""
    site = addresses.site_at(cluster.identity.site_url)
    palette = colour.derive(cluster.identity.colours.primary, cluster.identity.colours.accent)
    sheets = "".join(file.read_text(encoding="utf-8") for file in sorted(css.glob("*.css")))
    style = _without_comments(colour.as_css(palette) + sheets)
    yield output(STYLE, style, {"content/cluster.yml", "theme/css/"})
    shown = sorted(pages, key=lambda page: page.path)
    rows = "".join(f"<url><loc>{_xml(site.url + page.path)}</loc></url>\n" for page in shown)
    sitemap = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )
    yield output("sitemap.xml", sitemap, {"content/", "members/", "events/"})
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n"
    yield output("robots.txt", robots, {"content/cluster.yml"})


def _without_comments(css: str) -> str:
    """Return style sheets without comments and indentation: a quarter less to load."""
    lines = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.strip())) + "\n"


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def is_unused(path: str) -> bool:
    """Tell whether a file of MkDocs' own output is not published: Material's scripts and maps."""
    return (
        path.startswith(("assets/javascripts/", "assets/stylesheets/palette."))
        or path.endswith(".map")
        or path in {"sitemap.xml", "sitemap.xml.gz"}
    )
