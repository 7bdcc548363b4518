"""Press packs as LibreOffice and pandoc show them: headings, texts, links, language, paper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

from schaufenster import press
from schaufenster.content.load import Cluster
from schaufenster.facts.items import items
from schaufenster.mail.pack_facts import PackFacts, facts_of
from schaufenster.templates import Words
from tests.conftest import LANGUAGES

from .conftest import templates_of
from .programs import run, with_libreoffice, write_below
from .rendering import packs_of
from .test_channels import with_photo

pytestmark = pytest.mark.long
LETTERS: Final = templates_of("newsletter/templates")
SPACES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
TEXT: Final = f"{{{SPACES['text']}}}"


Paragraph = tuple[int, str]
"""The level of a heading, or 0, and the words."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    return with_photo(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def packs(cluster: Cluster) -> Mapping[str, PackFacts]:
    """What stands in each pack, by the name of its Word file."""
    return {
        f"{item.names['slug']}.{lang}": facts_of(
            press.pack(item, cluster, lang), cluster, lang, LETTERS
        )
        for item in press.releases(items(cluster))
        for lang in LANGUAGES
    }


@pytest.fixture(scope="module")
def word_files(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {file.path: file for file in packs_of(cluster, LETTERS)}
    folder = write_below(tmp_path_factory.mktemp("word"), made, "presse/")
    return {file.stem: file for file in sorted(folder.rglob("*.docx"))}


@pytest.fixture(scope="module")
def opened(
    word_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, etree._Element]:
    """Every Word file as LibreOffice has it."""
    home = tmp_path_factory.mktemp("writer")
    made = with_libreoffice("fodt", *word_files.values(), home=home)
    return {name: etree.parse(made / f"{name}.fodt").getroot() for name in word_files}


def expected(facts: PackFacts) -> list[Paragraph]:
    """What an editor should see, pictures left out, for they have lines of their own."""
    pack, say = facts.pack, Words(facts.lang, LETTERS.words)
    found = [(1, pack.passage("headline").text), (0, pack.passage("lead").text)]
    found += [(0, bullet) for bullet in pack.bullets]
    for name in press.LENGTHS:
        passage = pack.passage(name)
        found.append((2, f"{say(f'length_{name}')} ({say('counted', n=len(passage.text))})"))
        found += [(0, text) for text in passage.text.split("\n\n")]
    found.append((2, say("mail_facts")))
    found += [(0, f"{row.name}: {' '.join(filter(None, (row.words, row.link)))}")
              for row in facts.facts]  # fmt: skip
    found.append((2, say("mail_about", name="Muster-Cluster eG")))
    found.append((0, facts.about))
    found.append((2, say("mail_contact")))
    found.append((0, "\n".join(facts.contact)))
    return found


def without_pictures(found: list[Paragraph], facts: PackFacts) -> tuple[list[Paragraph], str]:
    """Part what is seen from the section about pictures, which is returned as a text."""
    say = Words(facts.lang, LETTERS.words)
    start = found.index((2, say("mail_pictures")))
    end = found.index((2, say("mail_facts")))
    return found[:start] + found[end:], " ".join(text for _, text in found[start + 1 : end])


def seen_by_libreoffice(root: etree._Element) -> Iterator[Paragraph]:
    for element in root.iterfind(".//office:text//*", SPACES):
        if element.tag in {f"{TEXT}p", f"{TEXT}h"}:
            yield int(element.get(f"{TEXT}outline-level", "0")), odf_text(element)


def odf_text(element: etree._Element) -> str:
    words = {f"{TEXT}line-break": "\n", f"{TEXT}s": " ", f"{TEXT}tab": " "}
    inner = words.get(str(element.tag), element.text or "")
    return inner + "".join(odf_text(child) + (child.tail or "") for child in element)


def seen_by_pandoc(blocks: list[dict[str, Any]], links: dict[str, str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document; its links are added by their words."""
    for block in blocks:
        kind, content = block["t"], block["c"]
        if kind == "BulletList":
            for item in content:
                yield from seen_by_pandoc(item, links)
        elif kind == "Header":
            yield content[0], pandoc_text(content[2], links)
        else:
            assert kind in {"Para", "Plain"}
            yield 0, pandoc_text(content, links)


def pandoc_text(inlines: list[dict[str, Any]], links: dict[str, str]) -> str:
    words = ""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            words += str(content)
        elif content is None:
            words += {"LineBreak": "\n"}.get(kind, " ")
        elif kind == "Link":
            words += (text := pandoc_text(content[1], links))
            links[text] = content[2][0]
        else:
            words += pandoc_text(content[1] if kind == "Span" else content, links)
    return words


PHOTO: Final = ("werkstatt-2030-1.jpg", "Geschäftsstelle", "alle Rechte vorbehalten")
"""What is said of the one photograph, in the pack of the one story that has it."""


def check(seen: Iterable[Paragraph], facts: PackFacts) -> None:
    found, pictures = without_pictures(list(seen), facts)
    assert found == expected(facts), facts.pack.slug
    shown = facts.pack.slug == "werkstatt-2030"
    assert [word for word in PHOTO if (word in pictures) is not shown] == []


def test_libreoffice_shows_every_pack_as_the_model_has_it(
    packs: Mapping[str, PackFacts], opened: dict[str, etree._Element]
) -> None:
    assert set(packs) == set(opened)
    for name, facts in packs.items():
        check(seen_by_libreoffice(opened[name]), facts)


def test_pandoc_shows_every_pack_as_the_model_has_it(
    packs: Mapping[str, PackFacts], word_files: dict[str, Path], tmp_path: Path
) -> None:
    for name, facts in packs.items():
        said = run("pandoc", "--from=docx", "--to=json", str(word_files[name]), home=tmp_path)
        links: dict[str, str] = {}
        check(seen_by_pandoc(json.loads(said)["blocks"], links), facts)
        assert links == addresses_in(facts)


def addresses_in(facts: PackFacts) -> dict[str, str]:
    """Return every address a pack names as it is written, and where it should lead."""
    text = "\n".join(text for _, text in expected(facts))
    web = {found: found for found in re.findall(r"https://\S*/", text)}
    mails = re.findall(r"\S+@\S+", text)
    return web | {found: f"mailto:{found}" for found in mails}


def test_libreoffice_has_every_address_as_a_link(
    packs: Mapping[str, PackFacts], opened: dict[str, etree._Element]
) -> None:
    for name, facts in packs.items():
        links = opened[name].iterfind(".//text:a", SPACES)
        found = {odf_text(link): link.get(f"{{{SPACES['xlink']}}}href") for link in links}
        assert found == addresses_in(facts)
        assert len(found) > 1


def test_libreoffice_lays_packs_on_a4_in_their_language(
    packs: Mapping[str, PackFacts], opened: dict[str, etree._Element]
) -> None:
    countries = {"de": "DE", "en": "GB"}
    for name, facts in packs.items():
        root, fo = opened[name], f"{{{SPACES['fo']}}}"
        [page] = root.iterfind(".//style:page-layout-properties[@fo:page-width]", SPACES)
        size = [float(page.get(f"{fo}page-{side}", "").removesuffix("in")) * 25.4
                for side in ("width", "height")]  # fmt: skip
        assert size == pytest.approx([210, 297], abs=0.5)
        [style] = root.iterfind(
            ".//style:default-style[@style:family='paragraph']/style:text-properties", SPACES
        )
        lang = facts.pack.lang
        assert (style.get(f"{fo}language"), style.get(f"{fo}country")) == (lang, countries[lang])
        assert root.findtext(".//dc:language", namespaces=SPACES) == f"{lang}-{countries[lang]}"
        assert (
            root.findtext(".//dc:title", namespaces=SPACES) == facts.pack.passage("headline").text
        )
        assert root.findtext(".//dc:creator", namespaces=SPACES) == "Muster-Cluster eG"
