"""Markdown twins of pages and `llms.txt`: what they say, and that their links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import markdown
import pytest
import yaml
from lxml import html

from schaufenster import showcase
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.markdown import TOOLS, path_of
from tests.conftest import templates_for
from tests.rendering import feeds_of

LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
HOME = "https://www.muster-cluster.example/"


def twins_of(context: SiteContext) -> dict[str, str]:
    return {
        file.path: file.content.decode()
        for spec in context.specs
        for file in showcase.twins(context.render(spec), context)
    }


@pytest.fixture(scope="module")
def context(sample: Cluster) -> SiteContext:
    return showcase.site_context(sample, templates_for(sample))


@pytest.fixture(scope="module")
def twins(context: SiteContext) -> dict[str, str]:
    return twins_of(context)


def text_of(twin: str) -> str:
    """Return the words of a twin, as a program reads them that knows Markdown."""
    body = twin.partition("\n---\n")[2]
    return rendered(body)


def rendered(text: str) -> str:
    """Return the words of Markdown."""
    return squeezed("".join(map(str, html.fromstring(markdown.markdown(text)).itertext())))


def squeezed(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def test_every_page_that_is_found_has_a_twin_that_it_names(
    context: SiteContext, twins: dict[str, str]
) -> None:
    named = set()
    for spec in context.specs:
        for page in context.render(spec):
            front = showcase.front_matter(page, context)
            assert ("markdown" in front) is (page.indexed and page.what not in TOOLS), page.path
            named.add(front.get("markdown", "").removeprefix("/"))
    assert named - {""} == set(twins)


def test_a_twin_says_whose_it_is(context: SiteContext, twins: dict[str, str]) -> None:
    for page in context.pages():
        if path := path_of(page):
            head = yaml.safe_load(twins[path].split("---\n")[1])
            assert (head["title"], head["url"]) == (page.title, HOME + page.path)
            assert head["language"] == page.lang
            assert squeezed(page.description) in text_of(twins[path])


def test_a_twin_says_what_its_record_says(
    sample: Cluster, context: SiteContext, twins: dict[str, str]
) -> None:
    for lang in sample.identity.languages:
        at = partial(context.site.path, lang=lang)
        for member in sample.members:
            said = text_of(twins[at("member", slug=member.slug) + "index.md"])
            names = [sample.competences[skill.id].name for skill in member.competences]
            notes = [skill.note for skill in member.competences if skill.note]
            for text in (member.full_name, *names, *notes):
                assert squeezed(text.text(lang)) in said, member.slug
        for offer in sample.offers:
            path = at("offer", member=offer.member, slug=offer.slug) + "index.md"
            if path not in twins:
                continue  # its page is not listed
            said = text_of(twins[path])
            house = sample.member(offer.member)
            texts = (offer.title, offer.summary, house.full_name, offer.cost)
            for told in filter(None, texts):
                assert squeezed(told.text(lang)) in said, offer.slug
        for event in sample.events:
            said = text_of(twins[at("event", slug=event.slug) + "index.md"])
            report = sample.reports.get(event.slug)
            assert squeezed((report or event).title.text(lang)) in said
            if report:
                assert rendered(report.body.text(lang)) in said


def test_every_link_of_a_twin_leads_somewhere(
    sample: Cluster, context: SiteContext, twins: dict[str, str]
) -> None:
    feeds = {file.path for file in feeds_of(sample, templates_for(sample))}
    letters = {file.path: file.content.decode() for file in showcase.render_llms(context)}
    there = {*twins, *feeds, *letters, *context.paths}
    linked = {
        link.partition("#")[0]
        for text in (*twins.values(), *letters.values())
        for link in LINK.findall(text)
        if link.startswith(HOME)
    }
    assert len(linked) > 50
    assert {link for link in linked if link.removeprefix(HOME) not in there} == set()


def test_nothing_in_a_twin_is_a_tag(twins: dict[str, str]) -> None:
    assert not [path for path, text in twins.items() if re.search(r"(?<!\\)<\w", text)]


def test_a_name_with_marks_of_markdown_stands_as_it_is(sample: Cluster) -> None:
    name = "*Stern*_[Mess](https://x.example)<b>`GmbH`"
    first = sample.members[0].model_copy(update={"name": name, "names": model.Names()})
    context = showcase.site_context(
        replace(sample, members=(first, *sample.members[1:])), templates_for(sample)
    )
    spec = next(s for s in context.specs if s.names == {"slug": first.slug} and s.what == "member")
    twin = next(iter(showcase.twins(context.render(spec), context))).content.decode()
    assert name in text_of(twin)


def test_programs_find_the_lists_by_llms_txt(context: SiteContext) -> None:
    letters = {file.path: file.content.decode() for file in showcase.render_llms(context)}
    assert set(letters) == {"llms.txt", "en/llms.txt"}
    for lang, text in zip(context.site.languages, letters.values(), strict=True):
        title, empty, promise, *_ = text.splitlines()
        assert (title[:2], empty, promise[:2]) == ("# ", "", "> ")
        for what in ("members", "competences", "market", "events", "news_list", "press"):
            assert f"]({context.site.absolute(what, lang)}index.md)" in text
        assert "## Optional" in text
