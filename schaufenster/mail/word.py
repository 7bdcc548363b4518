"""A press pack as a Word file, with paragraph styles and no further design.

python-docx writes an empty file once, with its 800 KB of styles; a pack's text is put into it as
WordprocessingML (ISO/IEC 29500-1). With python-docx a pack would take 35 ms.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Final

from schaufenster.content import model
from schaufenster.mail.archive import archive
from schaufenster.mail.pack_facts import PackFacts
from schaufenster.mail.pictures import MailPhoto
from schaufenster.problems import Language
from schaufenster.templates import Words

PRESERVE: Final = ' xml:space="preserve"'
"""The attribute of a text that starts or ends with a space."""


def write_word(
    facts: PackFacts, pictures: Mapping[str, MailPhoto], identity: model.Identity, say: Words
) -> bytes:
    """Return a pack as a Word file; it names `pictures`, which are files of their own."""
    headline = facts.pack.passage("headline").text
    values = {
        "body": "".join(_body(facts, headline, pictures, identity, say)),
        "title": escape(headline, quote=False),
        "author": escape(identity.name, quote=False),
        "language": facts.pack.lang,
    }
    styles, parts = _blank()
    return archive({name: part.format(**values).encode() for name, part in parts.items()}, styles)


def _body(
    facts: PackFacts,
    headline: str,
    pictures: Mapping[str, MailPhoto],
    identity: model.Identity,
    say: Words,
) -> Iterator[str]:
    yield _paragraph(headline, "Title")
    yield _paragraph(facts.pack.passage("lead").text, bold=True)
    for bullet in facts.pack.bullets:
        yield _paragraph(bullet, "ListBullet")
    for passage in facts.pack.texts:
        counted = say("counted", n=passage.count)
        yield _paragraph(f"{say(f'length_{passage.name}')} ({counted})", "Heading1")
        yield from map(_paragraph, passage.paragraphs)
    yield from _pictures(facts.lang, pictures, say)
    yield _paragraph(say("mail_facts"), "Heading1")
    yield from (
        _paragraph(" ".join(filter(None, (f"{name}:", words, link))))
        for name, words, link in facts.facts
    )
    yield _paragraph(say("mail_about", name=identity.name), "Heading1")
    yield _paragraph(facts.about)
    yield _paragraph(say("mail_contact"), "Heading1")
    yield _paragraph("\n".join(facts.contact))


def _pictures(lang: Language, pictures: Mapping[str, MailPhoto], say: Words) -> Iterator[str]:
    yield _paragraph(say("mail_pictures"), "Heading1")
    if not pictures:
        yield _paragraph(say("mail_no_pictures"))
    for name, photo in pictures.items():
        picture = photo.picture
        lines = (
            name,
            picture.caption.text(lang) if picture.caption else "",
            say("mail_credit", author=picture.author),
            f"{say('pack_rights')}: {picture.licence}",
            f"{say('pack_alt')}: {picture.alt.text(lang)}",
        )
        yield _paragraph("\n".join(line for line in lines if line))


def _paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    paragraph_style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run_style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(
        f"<w:t{PRESERVE if line != line.strip() else ''}>{escape(line, quote=False)}</w:t>"
        for line in text.split("\n")
    )
    return f"<w:p>{paragraph_style}<w:r>{run_style}{lines}</w:r></w:p>"


@lru_cache(maxsize=1)
def _blank() -> tuple[bytes, Mapping[str, str]]:
    """Return an empty file: a ZIP of the parts that all packs share, and the other parts by name.

    The latter have names in braces in place of a pack's values.
    """
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.styles["Normal"].font.size = Pt(11)
    document.add_paragraph("{body}")
    properties = document.core_properties
    properties.title, properties.author, properties.language = "{title}", "{author}", "{language}"
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    filled = {name: parts.pop(name).decode() for name in ("docProps/core.xml", "word/document.xml")}
    body = _paragraph("{body}")
    return archive(parts), {name: part.replace(body, "{body}") for name, part in filled.items()}
