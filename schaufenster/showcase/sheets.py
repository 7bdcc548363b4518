"""Sheets of paper: a member, a project, a region and the whole cluster on A4 or A3, as PDF.

A sheet is made of the same facts as the page whose address and QR code it bears. It shows no
photographs: their rights are for the web, newsletters and the press.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final, Literal

from schaufenster import language, sanitize
from schaufenster.addresses import host
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import office_of
from schaufenster.facts.funding import funder_of, logo_path
from schaufenster.facts.items import item_of
from schaufenster.facts.membership import present
from schaufenster.facts.parties import names_of
from schaufenster.facts.places import chamber_of, seat_in_words
from schaufenster.facts.validity import label_in_words, labels_of
from schaufenster.look import colour, typesetting
from schaufenster.output import AnyFile, Output, Rendition
from schaufenster.press import beginning
from schaufenster.problems import Language
from schaufenster.showcase import listing, ordering, tilemap
from schaufenster.showcase.context import SiteContext
from schaufenster.showcase.fact_rows import Said, amount, date_of, fact_rows, said, told
from schaufenster.showcase.page import Page, PageSpec, sheet_kind
from schaufenster.showcase.pages.regions import counts_in_words
from schaufenster.templates import Words

Paper = Literal["a4", "a3"]
TEMPLATE: Final = "theme/sheets/sheet.typ"
MOST_TEXT: Final = 1100
"""The most characters of running text: with all else it stays on one page."""
MOST_ROWS: Final = 12
"""The most rows of a section on the sheet of a member or project; the page has all."""
MOST_NAMES: Final = 60
"""The most names on the sheet of the whole cluster."""
LOGO: Final = 900
"""The longest side of a logo in pixels: 38 mm at 600 dots an inch."""

Cached = Callable[[Rendition], AnyFile]


@dataclass(frozen=True, slots=True)
class Print:
    """How sheets are printed: the Typst template, the paper, and whether with marks to cut at."""

    template: bytes
    paper: Paper = "a4"
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A list under a heading: words and a note, in columns; `more` says what is left out."""

    heading: str
    rows: tuple[dict[str, Said], ...]
    columns: int = 1
    more: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a sheet says that the page's head does not: text, lists, facts, logos."""

    kind: str
    title: Said
    lead: Said
    paragraphs: Sequence[Said] = ()
    sections: Sequence[Section] = ()
    facts: Sequence[tuple[str, Sequence[Said]]] = ()
    figures: Sequence[dict[str, Said]] = ()
    notes: Sequence[Said] = ()
    logo: dict[str, str] | None = None
    funder: dict[str, str] | None = None


def sheet_outputs(context: SiteContext, how: Print, cached: Cached) -> Iterator[Output]:
    """Yield the sheets that the cluster wants, in all languages; `cached` makes one only once."""
    for spec, lang in _wanted(context):
        path = context.site.sheet_path(spec.what, lang, **spec.names)
        yield Output(f"sheet {path}", partial(_files, spec, lang, context, how, cached))


def render_sheets(context: SiteContext, how: Print) -> Iterator[Rendition]:
    """Yield the sheets that the cluster wants, in all languages."""
    for spec, lang in _wanted(context):
        yield sheet(context.page(spec, lang), context, how)


def _wanted(context: SiteContext) -> Iterator[tuple[PageSpec, Language]]:
    """Yield the pages that have a sheet, of which nothing is read yet, with each language."""
    for spec in context.specs:
        if sheet_kind(spec.what, context.cluster):
            yield from ((spec, lang) for lang in context.site.languages)


def _files(
    spec: PageSpec, lang: Language, context: SiteContext, how: Print, cached: Cached
) -> Iterator[AnyFile]:
    yield cached(sheet(context.page(spec, lang), context, how))


def sheet(page: Page, context: SiteContext, how: Print) -> Rendition:
    """Return the sheet of a page, to be made when it is asked for."""
    cluster, site, say = context.cluster, context.site, context.say(page.lang)
    identity = cluster.identity
    what = "start" if page.what == "press" else page.what
    url = site.absolute(what, page.lang, **page.names)
    values = {
        **asdict(_SUBJECTS[sheet_kind(page.what, cluster)](page, cluster, say)),
        "lang": page.lang,
        "paper": how.paper,
        "marks": how.marks,
        "accent": typesetting.inks(
            colour.derive(identity.colours.primary, identity.colours.accent).light["primary"]
        ),
        "brand": identity.name,
        "foot": [identity.legal_name, *office_of(identity, page.lang).lines],
        "url": url,
        "address": url.partition("//")[2].rstrip("/"),
        "online": say("sheet_online"),
        "code-alt": say("sheet_code", address=host(url)),
    }
    text = typesetting.as_json(values)
    return Rendition(
        site.sheet_path(page.what, page.lang, **page.names),
        typesetting.key_of(how.template, text, url),
        partial(typesetting.typeset, how.template, text, url),
    )


# ── what stands on a sheet ───────────────────────────────────────────────────────────────────


def _member(page: Page, cluster: Cluster, say: Words) -> Subject:
    member = cluster.member(page.names["slug"])
    offers = listing.offers_of(cluster, member.slug)
    skills = [(cluster.competences[s.id].name, s.note) for s in member.competences]
    return Subject(
        say("sheet_member"),
        said(member.full_name, say.lang),
        said(member.summary, say.lang),
        _paragraphs(member.about, cluster, say.lang),
        [
            *_section(
                say("competences"), skills, say, columns=1 if any(n for _, n in skills) else 2
            ),
            *(
                part
                for kind in ("offer", "request")
                for part in _section(
                    say(f"{kind}s"), [(o.title, None) for o in offers if o.kind == kind], say
                )
            ),
        ],
        fact_rows(member, cluster, say),
        logo=_logo(
            f"{member.path.rpartition('/')[0]}/{member.logo}" if member.logo else None,
            say("sheet_logo", name=member.short),
            cluster,
        ),
    )


def _project(page: Page, cluster: Cluster, say: Words) -> Subject:
    item, lang = item_of(cluster, f"projects/{page.names['slug']}"), say.lang
    project: model.Project = item.record
    written = cluster.texts[item.ref]
    funder = funder_of(project, cluster)
    names = [(name, None) for name in names_of(project, cluster)]
    return Subject(
        say("kind_project"),
        said(written.title, lang),
        said(written.lead, lang),
        _paragraphs(written.body, cluster, lang),
        [*_section(say("partners"), names, say, columns=2)],
        fact_rows(project, cluster, say),
        notes=[said(funder.sentence, lang)] if funder and funder.sentence else [],
        funder=_logo(logo_path(funder), funder.name(cluster.today).text(lang), cluster)
        if funder
        else None,
    )


def _district(page: Page, cluster: Cluster, say: Words) -> Subject:
    region, lang = tilemap.region(cluster, page.names["id"]), say.lang
    district, home = region.district, cluster.identity.country
    chamber = chamber_of(district, cluster)
    profiles = [(m.full_name, seat_in_words(m.seat, home, lang)) for m in region.profiles]
    offers = [(o.title, cluster.member(o.member).full_name) for o in region.offers]
    return Subject(
        say("city" if district.city else "district"),
        said(district.name, lang),
        counts_in_words([region], lang, say),
        sections=[
            *_section(say("profiles"), profiles, say, most=len(profiles)),
            *_section(say("sheet_market"), offers, say),
        ],
        facts=told([(say("chamber"), [said(chamber.name, lang)] if chamber else [])]),
    )


def _cluster(_page: Page, cluster: Cluster, say: Words) -> Subject:
    identity, lang = cluster.identity, say.lang
    members = ordering.by_name(present(cluster), lang)
    rows = [(identity.untranslated(m.short), m.seat.place or "") for m in members]
    labels = [label_in_words(label, say) for label in labels_of(cluster)]
    logo = f"{identity.path.rpartition('/')[0]}/{identity.logo}" if identity.logo else None
    return Subject(
        identity.descriptor.text(lang),
        identity.name,
        said(identity.promise, lang),
        _paragraphs(identity.boilerplate.medium, cluster, lang),
        [*_section(say("profiles"), rows, say, most=MOST_NAMES, columns=2)],
        told([(say("founded"), [language.date(identity.founded, say.locale)]),
               (say("labels_title"), labels)]),
        [
            {"amount": amount(figure, say), "what": said(figure.what, lang),
             "date": date_of(figure, say)}
            for figure in identity.figures if figure.start
        ],
        logo=_logo(logo, say("sheet_logo", name=identity.short), cluster),
    )  # fmt: skip


_SUBJECTS: Final = {
    "member": _member,
    "project": _project,
    "district": _district,
    "cluster": _cluster,
}


# ── small parts ──────────────────────────────────────────────────────────────────────────────


def _paragraphs(text: model.Text | None, cluster: Cluster, lang: Language) -> list[Said]:
    """Return the beginning of a text in Markdown as plain paragraphs."""
    if not text:
        return []
    spoken = text.language(lang)
    parts = beginning(text.text(lang), cluster, MOST_TEXT)
    return [p if spoken == lang else {"text": p, "lang": spoken} for p in parts]


def _section(
    heading: str,
    rows: Sequence[tuple[model.Text, model.Text | str | None]],
    say: Words,
    *,
    most: int = MOST_ROWS,
    columns: int = 1,
) -> Iterator[Section]:
    """Yield a section, if it has rows; what is over `most` is counted."""
    if rows:
        shown = [
            {"text": said(text, say.lang), "note": said(note, say.lang)}
            for text, note in rows[:most]
        ]
        more = len(rows) - len(shown)
        yield Section(heading, tuple(shown), columns, say("and_more", n=more) if more else "")


def _logo(path: str | None, alt: str, cluster: Cluster) -> dict[str, str] | None:
    """Return a logo for white paper: a drawing cleaned, a picture encoded anew."""
    if path is None:
        return None
    raw = cluster.source.read_bytes(path)
    if path.endswith(".svg"):
        return {"drawing": sanitize.clean_svg(raw).decode(), "alt": alt}
    size = sanitize.read_picture(raw)
    png = sanitize.reencode(raw, long_side=LOGO, format="png")
    return {"drawing": typesetting.framed(png, size.width, size.height), "alt": alt}
