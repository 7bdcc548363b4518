"""The way from a page to its file: the forge's editor, else the office."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from schaufenster.addresses import site_of
from schaufenster.content.load import Cluster
from schaufenster.showcase.forge import edit_link
from schaufenster.showcase.page import RenderedPage

from .conftest import SAMPLE, templates_of
from .rendering import all_pages

FORGE = "https://github.muster-cluster.example/netz/schaufenster/edit/main/"


def rendered(cluster: Cluster, **changes: Any) -> dict[str, RenderedPage]:
    own = replace(cluster, identity=cluster.identity.model_copy(update=changes))
    return {page.path: page for page in all_pages(own, templates_of("theme/pages"))}


def ways(page: RenderedPage) -> list[tuple[str, str]]:
    """The links to the page's file: their words and where they lead."""
    tree: Any = html.fromstring(page.body)
    links = tree.xpath("//p[contains(@class, 'sf-edit')]/a")
    return [(link.text_content(), link.get("href")) for link in links]


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("https://github.com/ORG/REPO", "https://github.com/ORG/REPO/edit/main/a/b.yml"),
        ("https://github.com/ORG/REPO.git", "https://github.com/ORG/REPO/edit/main/a/b.yml"),
        ("https://gitlab.com/a/b/c/", "https://gitlab.com/a/b/c/-/edit/main/a/b.yml"),
        ("https://code.example/a/github", "https://code.example/a/github/-/edit/main/a/b.yml"),
        (None, ""),
    ],
)
def test_a_link_is_written_as_the_forge_writes_it(
    sample: Cluster, repository: str | None, expected: str
) -> None:
    identity = sample.identity.model_copy(update={"repository": repository})
    assert (
        edit_link(replace(sample, identity=identity), site_of(sample), "de", "a/b.yml") == expected
    )


def test_every_page_with_a_file_leads_to_it_and_the_file_is_there(sample: Cluster) -> None:
    kinds = {"member", "offer", "event", "news", "project"}
    for path, page in rendered(sample).items():
        found = ways(page)
        assert len(found) == (page.what in kinds), path
        for _, href in found:
            assert href.startswith(FORGE), path
            assert (SAMPLE / href.removeprefix(FORGE)).is_file(), path


def test_a_text_is_changed_in_the_language_it_is_read_in(sample: Cluster) -> None:
    site = rendered(sample)
    folder = f"{FORGE}content/news/messpreis-2030/"
    assert ways(site["aktuelles/messpreis-2030/"]) == [
        ("Diese Seite ändern", f"{folder}text.de.md")
    ]
    assert ways(site["en/news/messpreis-2030/"]) == [("Change this page", f"{folder}text.en.md")]
    german_only = ways(site["en/projects/messnetz/"])
    assert german_only == [("Change this page", f"{FORGE}content/projects/messnetz/text.de.md")]


def test_without_a_repository_a_profile_leads_to_the_office(sample: Cluster) -> None:
    site = rendered(sample, repository=None)
    office = sample.identity.imprint.email
    assert ways(site["profile/lichtblick/"]) == [
        ("Profil ändern", f"mailto:{office}?subject=Profil%20%C3%A4ndern%3A%20Lichtblick")
    ]
    assert ways(site["termine/werkstatt-2030/"]) == []


def test_an_office_without_an_address_is_found_in_the_imprint(sample: Cluster) -> None:
    imprint = sample.identity.imprint.model_copy(update={"email": None})
    site = rendered(sample, repository=None, imprint=imprint)
    assert ways(site["en/profiles/lichtblick/"]) == [
        ("Change this profile: to the office", "/en/imprint/#contact")
    ]
