"""A press pack as a Word file, with paragraph styles and no further design.

python-docx writes an empty file once for each language, with its 440 KB of styles; a pack's text is
put into it as WordprocessingML (ISO/IEC 29500-1). With python-docx a pack would take 35 ms.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from html import escape
from typing import Any, Final

from schaufenster import sanitize
from schaufenster.content import model
from schaufenster.mail.pack_facts import PackFacts
from schaufenster.mail.pictures import MailPhoto
from schaufenster.problems import Language
from schaufenster.templates import Words
from schaufenster.zip_archive import archive

Said = tuple[str, Language]
"""Words and the language they are in: Word checks their spelling and reads them aloud in it."""

PRESERVE: Final = ' xml:space="preserve"'
"""The attribute of a text that starts or ends with a space."""
LINK_TYPE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
PROPERTIES: Final = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Schaufenster</Application><Company>{author}</Company></Properties>"
)


def write_word(
    facts: PackFacts, pictures: Mapping[str, MailPhoto], identity: model.Identity, say: Words
) -> bytes:
    """Return a pack as a Word file; it names `pictures`, which are files of their own."""
    pack = facts.pack
    locale_of = partial(_locale, say)
    body = _Body(pack.lang, locale_of)
    values = {
        "body": "".join(_paragraphs(body, facts, pictures, identity, say)),
        "links": "".join(_relationships(body.links)),
        "title": escape(pack.passage("headline").text, quote=False),
        "author": escape(identity.name, quote=False),
        "created": f"{pack.item.published}T12:00:00Z",
        "modified": f"{pack.item.updated}T12:00:00Z",
    }
    styles, parts = _blank(locale_of(pack.lang))
    return archive({name: part.format(**values).encode() for name, part in parts.items()}, styles)


def _paragraphs(
    body: _Body,
    facts: PackFacts,
    pictures: Mapping[str, MailPhoto],
    identity: model.Identity,
    say: Words,
) -> Iterator[str]:
    pack, lang = facts.pack, facts.lang
    yield body.paragraph([(pack.passage("headline").text, pack.lang)], "Heading1")
    yield body.paragraph([(pack.passage("lead").text, pack.lang)], bold=True)
    for bullet in pack.bullets:
        yield body.paragraph([(bullet, pack.lang)], "ListBullet")
    for passage in pack.texts:
        counted = say("counted", n=passage.count)
        yield body.heading(f"{say(f'length_{passage.name}')} ({counted})", lang)
        yield from (body.paragraph([(text, pack.lang)]) for text in passage.paragraphs)
    yield body.heading(say("mail_pictures"), lang)
    yield from _pictures(body, lang, pictures, say)
    yield body.heading(say("mail_facts"), lang)
    for fact in facts.facts:
        link = f" {fact.link}" if fact.words and fact.link else fact.link
        yield body.paragraph([(f"{fact.name}: ", lang), (fact.words, fact.lang), (link, lang)])
    yield body.heading(say("mail_about", name=identity.name), lang)
    yield body.paragraph([(facts.about, facts.about_lang)])
    yield body.heading(say("mail_contact"), lang)
    office, *address = facts.contact
    yield body.paragraph(
        [(office, lang), *((f"\n{line}", identity.first_language) for line in address)]
    )


def _locale(say: Words, lang: Language) -> str:
    """Return the locale of a language as Word knows it: `de-DE`."""
    return Words(lang, say.table).locale.replace("_", "-")


def _pictures(
    body: _Body, lang: Language, pictures: Mapping[str, MailPhoto], say: Words
) -> Iterator[str]:
    if not pictures:
        yield body.paragraph([(say("mail_no_pictures"), lang)])
    for name, photo in pictures.items():
        picture = photo.picture
        said: list[Said] = [(name, lang)]
        if caption := picture.caption:
            said.append((f"\n{caption.text(lang)}", caption.language(lang)))
        said += [
            ("\n" + say("mail_credit", author=picture.author), lang),
            (f"\n{say('pack_rights')}: {picture.licence}", lang),
            (f"\n{say('pack_alt')}: ", lang),
            (picture.alt.text(lang), picture.alt.language(lang)),
        ]
        yield body.paragraph(said)


# ── WordprocessingML ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Body:
    """The text of a file in a language, which most of it is in; `links` has ids by address."""

    lang: Language
    locale_of: Callable[[Language], str]
    links: dict[str, str] = field(default_factory=dict)

    def heading(self, text: str, lang: Language) -> str:
        """Return the heading of a section."""
        return self.paragraph([(text, lang)], "Heading2")

    def paragraph(self, said: Iterable[Said], style: str = "", *, bold: bool = False) -> str:
        """Return a paragraph; addresses in it are links."""
        look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        runs = (self._runs(text, lang, bold=bold) for text, lang in said)
        return f"<w:p>{look}{''.join(runs)}</w:p>"

    def _runs(self, text: str, lang: Language, *, bold: bool) -> str:
        look = "<w:b/>" if bold else ""
        spoken = "" if lang == self.lang else f'<w:lang w:val="{self.locale_of(lang)}"/>'
        runs = ""
        for part, target in sanitize.link_parts(text):
            if target is None:
                runs += _run(part, look + spoken)
                continue
            link = self.links.setdefault(target, f"link{len(self.links) + 1}")
            run = _run(part, f'<w:rStyle w:val="Hyperlink"/>{look}{spoken}')
            runs += f'<w:hyperlink r:id="{link}" w:history="1">{run}</w:hyperlink>'
        return runs


def _run(text: str, look: str) -> str:
    """Return words with one look, which says how and in which language; `""` for none."""
    if not text:
        return ""
    lines = "<w:br/>".join(
        f"<w:t{PRESERVE if line != line.strip() else ''}>{escape(line, quote=False)}</w:t>"
        if line
        else ""
        for line in text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{lines}</w:r>"


def _relationships(links: Mapping[str, str]) -> Iterator[str]:
    for address, id_ in links.items():
        place = f'Target="{escape(address)}" TargetMode="External"'
        yield f'<Relationship Id="{id_}" Type="{LINK_TYPE}" {place}/>'


# ── the empty file ───────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8)
def _blank(locale: str) -> tuple[bytes, Mapping[str, str]]:
    """Return an empty file: a ZIP of the parts that all packs share, and the other parts by name.

    The latter have names in braces in place of a pack's values.
    """
    import docx

    document = docx.Document()
    _set_page(document.sections[0])
    _set_styles(document.styles, locale)
    _forget_the_template(document)
    document.add_paragraph("{body}")
    properties = document.core_properties
    properties.title, properties.language, properties.comments = "{title}", locale, ""
    properties.author = properties.last_modified_by = "{author}"
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    core, text, links, program = (
        "docProps/core.xml", "word/document.xml", "word/_rels/document.xml.rels",
        "docProps/app.xml",
    )  # fmt: skip
    filled = {name: parts.pop(name).decode() for name in (core, text, links, program)}
    filled[program] = PROPERTIES
    paragraph = "<w:p><w:r><w:t>{body}</w:t></w:r></w:p>"
    filled[text] = filled[text].replace(paragraph, "{body}")
    filled[links] = filled[links].replace("</Relationships>", "{links}</Relationships>")
    for name in ("created", "modified"):
        element = rf"(<dcterms:{name} [^>]*>)[^<]*"
        filled[core] = re.sub(element, rf"\g<1>{{{name}}}", filled[core])
    return archive(parts), filled


def _set_page(section: Any) -> None:
    """Set A4 (ISO 216) with 25 mm of margin."""
    from docx.shared import Mm

    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)


def _set_styles(styles: Any, locale: str) -> None:
    """Set the language and size of the text, and the style of links, which python-docx lacks."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for spoken in styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), locale)
        spoken.attrib.pop(qn("w:eastAsia"), None)
    styles["Normal"].font.size = Pt(11)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, RGBColor(0x05, 0x63, 0xC1)


def _forget_the_template(document: Any) -> None:
    """Remove what tells of python-docx's template: its thumbnail, its traces, its language."""
    from docx.oxml.ns import qn

    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml", "/stylesWithEffects")):
                del owner.rels[key]
    settings = document.settings.element
    for name in ("w:rsids", "w:proofState", "w:savePreviewPicture", "w:themeFontLang"):
        for element in settings.findall(qn(name)):
            settings.remove(element)
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.find(f".//{qn('w:compatSetting')}").set(qn("w:val"), "15")  # Word 2013 and later
    for element in document.element.iter():
        for name in [name for name in element.attrib if "}rsid" in name]:
            del element.attrib[name]
