"""What a cluster may choose or leave out: pages of its own, pictures, a sentence about a member."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from PIL import Image

from schaufenster.addresses import site_of
from schaufenster.content.load import Cluster, check_cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.facts.release import released
from schaufenster.problems import errors
from schaufenster.showcase.site import mkdocs_settings
from schaufenster.showcase.vcard import vcard

from .conftest import CLOCK, SAMPLE, load_sample, rendered, templates_for, text_of, tree_of
from .rendering import all_documents, site_files_of

PAGE = (
    "---\ntitle: Der Verein\nlead: Wer wir sind.\npublished: 2029-05-02\n---\n\nSeit 2012 dabei.\n"
)
PICTURES = """pictures:
  - file: runde.png
    author: Geschäftsstelle
    licence: CC-BY-4.0
    scope: [SCOPE]
    persons: none
    alt: {de: Ein Messplatz, en: A bench}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "root"))


def cluster_of(root: Path) -> Cluster:
    return released(load_sample(root=root))


# ── a member without a sentence about it ─────────────────────────────────────────────────────


@pytest.fixture
def silent(root: Path) -> Cluster:
    """The sample with a member that says nothing about itself."""
    file = root / "members/feinwerk-see/member.yml"
    text = re.sub(r"(?m)^summary:\n(  .*\n)+", "", file.read_text("utf-8"))
    assert "summary" not in text
    file.write_text(text, "utf-8")
    return cluster_of(root)


def test_a_member_without_a_sentence_is_told_by_what_it_is_and_where(silent: Cluster) -> None:
    pages = rendered(silent)
    for path, words in (
        ("profile/feinwerk-see/", "Unternehmen, Seeblick"),
        ("en/profiles/feinwerk-see/", "Company, Seeblick"),
    ):
        assert pages[path].description == words
        assert not tree_of(pages[path]).xpath("//p[contains(@class, 'sf-lead--head')]")
        assert set(pages[path].spoken) == {"de", "en"}


def test_nothing_is_printed_in_the_place_of_the_sentence(silent: Cluster) -> None:
    pages = rendered(silent)
    for path in ("profile/feinwerk-see/", "mitglieder/", "kompetenzen/wegmessung/", "regionen/"):
        tree = tree_of(pages[path])
        assert not re.search(r"\bNone\b", text_of(tree)), path
        assert tree.xpath("//li//p[not(node()) and not(@*)]") == [], path
    structured = str(pages["profile/feinwerk-see/"].jsonld)
    assert "Feinwerk am See KG" in structured
    assert "description" not in structured.split("WebPage", maxsplit=1)[0]
    member = next(m for m in silent.members if m.slug == "feinwerk-see")
    assert b"NOTE" not in vcard(member, site_of(silent), "DE")
    assert all_documents(silent, templates_for(silent))


# ── pages that a cluster names itself ────────────────────────────────────────────────────────


def test_a_page_of_any_name_is_published_linked_and_found(root: Path) -> None:
    (root / "content/pages/verein.de.md").write_text(PAGE, "utf-8")
    cluster = cluster_of(root)
    pages, words = rendered(cluster), templates_for(cluster)
    assert text_of(tree_of(pages["verein/"])).endswith("Seit 2012 dabei.")
    assert pages["en/verein/"].spoken == ("de",)
    settings = yaml.safe_load(mkdocs_settings(cluster, words, DEFAULTS.joinpath, root))
    for lang, link, mark in (("de", "/verein/", ""), ("en", "/en/verein/", "de")):
        links = settings["extra"]["frame"][lang]["footer"]["columns"][0]["links"]
        assert {"label": "Der Verein", "href": link, "lang": mark} in links
    sitemap = next(f for f in site_files_of(cluster, words) if f.path == "sitemap.xml")
    assert b"/verein/</loc>" in sitemap.content
    found = {f.path: f.content for f in all_documents(cluster, words)}
    assert b"Seit 2012 dabei." in found["verein/index.html"]


@pytest.mark.parametrize("name", ["presse", "news", "cards", "pictures", "fr", "2030", "a--b"])
def test_a_page_takes_no_address_that_the_site_has(root: Path, name: str) -> None:
    (root / f"content/pages/{name}.de.md").write_text(PAGE, "utf-8")
    found = errors(check_cluster(root, CLOCK).problems)
    rules = {p.rule for p in found if p.path == f"content/pages/{name}.de.md"}
    assert rules & {"slug-reserved", "slug", "path-name"}


# ── pictures of the start page ───────────────────────────────────────────────────────────────


def with_picture(root: Path, scope: str) -> Cluster:
    Image.new("RGB", (1800, 1200), "teal").save(root / "content/runde.png")
    file = root / "content/cluster.yml"
    text = re.sub(r"(?m)^start: .*\n", "", file.read_text("utf-8"))
    chosen = PICTURES.replace("SCOPE", scope)
    file.write_text(f"{text}\nstart: [pictures, welcome]\n{chosen}", "utf-8")
    return cluster_of(root)


def test_the_start_page_shows_its_pictures_where_the_cluster_wants_them(root: Path) -> None:
    cluster = with_picture(root, "web")
    start = tree_of(rendered(cluster)["en/"])
    first = start.xpath("//section")[0]
    (image,) = first.xpath(".//figure/img")
    assert image.get("alt") == "A bench"
    assert "Geschäftsstelle" in text_of(first)
    assert start.xpath("//section")[1].get("class") == "sf-hero"


def test_a_picture_without_the_right_for_the_web_is_not_shown(root: Path) -> None:
    start = tree_of(rendered(with_picture(root, "press"))[""])
    assert not start.xpath("//figure")
    assert len(start.xpath("//section")) == 1
