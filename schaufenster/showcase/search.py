"""The search index: a small document for each page, and the Pagefind run that reads them.

Pagefind reads documents of our own instead of the framed pages: they hold a page's text and the
words that lead to it (synonyms, the other language, parts of compounds), so that no page has to
carry words that nobody sees. What has no page has no document.
"""

from __future__ import annotations

import base64
import html
import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import escape

from schaufenster import addresses, language
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.events import days_in_words
from schaufenster.facts.pages import pages_of_records
from schaufenster.facts.release import is_expired
from schaufenster.output import AnyFile, OutputFile, output
from schaufenster.problems import Language
from schaufenster.showcase import stems
from schaufenster.showcase.page import Page
from schaufenster.templates import Templates, Words

KINDS: Final = {
    "profile": "profiles",
    "competence": "competences",
    "offer": "offers",
    "request": "requests",
    "event": "events",
    "news": "news",
    "project": "projects",
    "page": "pages",
}
"""What can be found, and the key of its plural in `theme/strings.yml`."""
NOT_FOUND: Final = frozenset({"search", "members_list", "year", "edition", "press_pack"})
"""Pages that only show what other pages say."""
SMALL_PRINT: Final = frozenset({"imprint", "privacy", "accessibility"})
SILENT: Final = (
    "h1", ".sf-h2", ".sf-lead", ".sf-crumb", ".sf-note", ".sf-facts dt", ".sf-facts small",
    ".sf-act", ".sf-edit", ".sf-pager", ".sf-empty",
)  # fmt: skip
"""Parts of a page that are not its text; title and lead stand in the document by themselves."""
_REPEATED: Final = re.compile(
    r"<svg\b.*?</svg>"
    r'|<details class="sf-sources".*?</details>'
    r'|<div class="sf-contact".*?</div>',
    re.DOTALL,
)
"""What many pages hold alike, or what nobody reads as text; left out before Pagefind reads on."""
_TAG: Final = re.compile(r"<[^>]*>")
INPUTS: Final = frozenset({"content/", "members/", "events/", "theme/"})
"""What documents are made from: any text may explain a compound in another one."""
FOLDER: Final = "pagefind/"
NEEDED: Final = re.compile(
    r"pagefind/(pagefind\.js|pagefind-entry\.json|pagefind\.(de|en)_\w+\.pf_meta"
    r"|wasm\.(de|en)\.pagefind|(fragment|index)/.+)"
)
"""What of Pagefind's output the site loads; the rest are interfaces that it does not use."""


class SearchError(Exception):
    """Pagefind refused the documents: a bug of ours, never of the content."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the index holds of a page besides its text.

    `competences`, `place` and `when` are shown with a result and found by; `names` and `words` are
    only found by, the names before all else. Without `whole` the page is a list, found by its title
    and description alone.
    """

    kind: str
    names: tuple[str, ...] = ()
    place: str = ""
    when: str = ""
    district: str = ""
    competences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    whole: bool = True


# ── documents ────────────────────────────────────────────────────────────────────────────────


def render_documents(
    pages: Iterable[Page], cluster: Cluster, templates: Templates
) -> Iterator[OutputFile]:
    """Yield the document of every page that can be found: `PATH/index.html`, for Pagefind alone."""
    records = _records(cluster)
    today = cluster.now.date()
    over = {("offer", o.member, o.slug) for o in cluster.offers if is_expired(o, today)}
    entries = [
        (page, _entry(page, records, cluster, Words(page.lang, templates.words)))
        for page in pages
        if not page.bare
        and page.what not in NOT_FOUND
        and (page.what, *page.names.values()) not in over
    ]
    found = [(page, entry, _body(page, entry)) for page, entry in entries]
    names = (" ".join((c.name.de, *c.synonyms.de)) for c in cluster.competences.values())
    texts = [_text(page, body) for page, _, body in found]
    german = (text for (page, _, _), text in zip(found, texts, strict=True) if page.lang == "de")
    nouns = stems.Nouns([*names, *german])
    for (page, entry, body), text in zip(found, texts, strict=True):
        hidden = " ".join(stems.hidden_words(page.lang, entry.words, text, nouns))
        yield output(f"{page.path}index.html", _document(page, entry, body, hidden), INPUTS)


def _document(page: Page, entry: SearchDocument, body: str, hidden: str) -> str:
    said = {
        "title": page.title,
        "names": ", ".join(entry.names),
        "competences": ", ".join(entry.competences),
        "words": hidden,
        "place": entry.place,
        "when": entry.when,
        "tags": " ".join(_tags(page, entry)),
    }
    head = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">\n'
        for name, value in said.items()
        if value
    )
    weight = ' data-pagefind-weight="0.1"' if page.what in SMALL_PRINT else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{page.lang}">\n<head>\n<meta charset="utf-8">\n'
        f"{head}</head>\n<body data-pagefind-body{weight}>\n"
        f"<p>{escape(page.description)}</p>\n{body}\n</body>\n</html>\n"
    )


def _tags(page: Page, entry: SearchDocument) -> Iterator[str]:
    """Yield a page's kind, district and foreign language as words that nobody types.

    Pagefind has filters for this, but writes their values in another order each time. A tag ends
    as it starts, because Pagefind finds by beginnings and Weimar is no Weimarer Land.
    """
    yield f"qqkind{entry.kind}qq"
    if entry.district:
        yield f"qqdistrict{entry.district.replace('-', '')}qq"
    if page.lang == "en" and not page.translated:
        yield "qqlangdeqq"


def _body(page: Page, entry: SearchDocument) -> str:
    """Return a page's own HTML without drawings and repeated parts; it is escaped already."""
    body = _REPEATED.sub("", page.body) if entry.whole else ""
    return body.replace("</b><span", "</b>: <span")


def _text(page: Page, body: str) -> str:
    """Return the words of a document, title and description included."""
    return f"{page.title} {page.description} {html.unescape(_TAG.sub(' ', body))}"


# ── what a page is about ─────────────────────────────────────────────────────────────────────


def _records(cluster: Cluster) -> dict[tuple[str, ...], Any]:
    """Return the record of each page that has one, by the page's kind and names."""
    return {
        **{page.key: page.record for page in pages_of_records(cluster)},
        **{("competence", key): c for key, c in cluster.competences.items()},
    }


def _entry(
    page: Page, records: Mapping[tuple[str, ...], Any], cluster: Cluster, say: Words
) -> SearchDocument:
    """Return what is to be found of a page."""
    match records.get((page.what, *page.names.values())):
        case model.Member() as member:
            return _profile(member, cluster, page.lang)
        case model.Offer() as offer:
            return _offer(offer, records["member", offer.member], cluster, page.lang)
        case model.Event() as event:
            return _event(event, cluster, page.lang, say)
        case model.NewsItem() | model.Project() as story:
            return _story(story, page, cluster)
        case model.Competence() as competence:
            return SearchDocument("competence", words=_synonyms([competence]), whole=False)
    return SearchDocument("page", whole=f"pages/{page.what}" in cluster.texts)


def _profile(member: model.Member, cluster: Cluster, lang: Language) -> SearchDocument:
    skills = [cluster.competences[skill.id] for skill in member.competences]
    return SearchDocument(
        "profile",
        names=(member.short, *member.aliases),
        place=member.seat.place or "",
        district=member.seat.district or "",
        competences=tuple(skill.name.text(lang) for skill in skills),
        words=_synonyms(skills),
    )


def _offer(
    offer: model.Offer, member: model.Member, cluster: Cluster, lang: Language
) -> SearchDocument:
    skills = [cluster.competences[key] for key in offer.competences]
    return SearchDocument(
        offer.kind,
        place=member.seat.place or "",
        district=member.seat.district or "",
        competences=tuple(skill.name.text(lang) for skill in skills),
        words=(*_both(offer.title), member.short, *member.aliases, *_synonyms(skills)),
    )


def _event(event: model.Event, cluster: Cluster, lang: Language, say: Words) -> SearchDocument:
    report = cluster.reports.get(event.slug)
    series = cluster.series.get(event.series or "")
    skills = [cluster.competences[key] for key in event.competences]
    return SearchDocument(
        "event",
        place=event.place.town or "",
        when=days_in_words(event, lang, say),
        district=event.place.district or "",
        words=(
            *_both(event.title),
            *(_both(report.title) if report else ()),
            *(_both(series.name) if series else ()),
            *_synonyms(skills),
        ),
    )


def _story(record: model.NewsItem | model.Project, page: Page, cluster: Cluster) -> SearchDocument:
    kind = "project" if isinstance(record, model.Project) else "news"
    room = "projects" if kind == "project" else "news"
    skills = [cluster.competences[key] for key in record.competences]
    title = cluster.texts[f"{room}/{record.slug}"].title
    return SearchDocument(
        kind,
        when=language.date(record.published, page.lang),
        words=(*_both(title), *_synonyms(skills)),
    )


def _both(text: model.Text) -> tuple[str, ...]:
    return (text.de, text.en) if text.en else (text.de,)


def _synonyms(skills: Iterable[model.Competence]) -> tuple[str, ...]:
    """Return all names of competences, in both languages: who types either finds both."""
    return tuple(
        word
        for skill in skills
        for word in (*_both(skill.name), *skill.synonyms.de, *skill.synonyms.en)
    )


# ── Pagefind ─────────────────────────────────────────────────────────────────────────────────


def run_pagefind(documents: Iterable[AnyFile]) -> list[OutputFile]:
    """Return the index of documents as the site loads it, below `pagefind/`.

    They are handed over one by one, as Pagefind's own libraries do it: from a folder it takes them
    in the order of the file system, and so makes other bytes on another machine. Raises
    `SearchError` with Pagefind's words.
    """
    import pagefind_bin

    command = [str(pagefind_bin.get_executable()), "--service"]
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(  # noqa: S603 - a program that we name, without a shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env={}
        ) as pagefind,
        ThreadPoolExecutor(1) as writer,
    ):
        asked = writer.submit(_ask, pagefind.stdin, documents)
        for answer in _answers(pagefind.stdout):
            if answer["type"] == "Error":
                raise SearchError(answer["message"])
            if answer["type"] == "GetFiles":
                return sorted(_needed(answer["files"]), key=lambda file: file.path)
        asked.result()  # no last answer: either what made the documents failed, or Pagefind did
        said.seek(0)
        raise SearchError(said.read() or f"Pagefind ended with {pagefind.wait()}")


def _ask(stream: Any, documents: Iterable[AnyFile]) -> None:
    """Write requests as Pagefind's service reads them: JSON in Base64, with a comma behind it.

    It ends with its input, finished or not, so that is closed only where something goes wrong.
    """
    with suppress(BrokenPipeError), ExitStack() as failed:
        failed.callback(stream.close)
        for request in _requests(documents):
            message = json.dumps({"message_id": 0, "payload": request}, ensure_ascii=False)
            stream.write(base64.b64encode(message.encode()) + b",")
        stream.flush()
        failed.pop_all()


def _requests(documents: Iterable[AnyFile]) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"exclude_selectors": SILENT}}
    for each in documents:
        content = each.content.decode()
        yield {"type": "AddFile", "index_id": 0, "file_path": each.path, "file_contents": content}
    yield {"type": "GetFiles", "index_id": 0}


def _answers(stream: Any) -> Iterator[dict[str, Any]]:
    """Yield what Pagefind answers, in the same form as the requests."""
    parts: list[bytes] = []
    while chunk := stream.read1(1 << 20):
        *ends, rest = chunk.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(b"".join([*parts, end])))["payload"]
            parts = []
        parts.append(rest)


def _needed(files: Iterable[Mapping[str, str]]) -> Iterator[OutputFile]:
    """Yield what the site loads. The languages in the entry come in any order; they get one."""
    for file in files:
        path, content = f"{FOLDER}{file['path']}", base64.b64decode(file["content"])
        if path == f"{FOLDER}pagefind-entry.json":
            content = json.dumps(json.loads(content), sort_keys=True).encode()
        if NEEDED.fullmatch(path):
            yield output(path, content, INPUTS)


def field(site: addresses.Site, lang: Language, say: Words) -> dict[str, Any]:
    """Return what the frame needs for the field in the header."""
    return {
        "href": site.link("search", lang),
        "label": say("search"),
        "ask": say("search_ask"),
        "go": say("search_go"),
        "close": say("search_close"),
        "all": say("search_all"),
        "none": say("search_none"),
        "broken": say("search_broken"),
        "count": say("search_count", n="{n}"),
        "count_one": say("search_count", n=1),
        "kinds": {kind: say(f"kind_{kind}") for kind in KINDS},
    }
