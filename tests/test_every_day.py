"""A year day by day: nothing shows before its embargo or after its last day, whatever shows it.

Each record of a demo cluster gets days of its own and a word that nothing else has. What may be
seen on a day is decided here once more, in plain words; then all that is made on it is searched.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import pytest

from schaufenster import mail, showcase
from schaufenster.content import model
from schaufenster.content.fields import Moment
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import render_demo
from schaufenster.facts.release import released
from schaufenster.output import OutputFile

from .conftest import CLOCK, templates_of
from .rendering import THEMES, all_documents, all_pages, feeds_of, packs_of, redirects_of
from .test_year import NEW_YEAR, edition_of, on, partial

LETTERS: Final = templates_of("newsletter/templates", THEMES["neutral"])
PAGES: Final = templates_of("theme/pages", THEMES["neutral"])


@dataclass(frozen=True, slots=True)
class Watched:
    """A record: its own word, its slug (of a report: the word), and when it may be seen."""

    word: str
    slug: str
    free: dt.datetime
    last: dt.date
    kind: type


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cluster, list[Watched]]:
    """A demo cluster whose records appear and end throughout a year, by chance."""
    root = tmp_path_factory.mktemp("days")
    for file in render_demo(6):
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.content)
    demo = replace(load_cluster(root, CLOCK), editions={}, approvals={}, sent={})
    chance, watched = random.Random(18), list[Watched]()  # noqa: S311 - chance, not secrecy

    def dated(record: Any, after: Watched | None = None) -> Any:
        """Return a record with days and a word of its own; a report is free with its event."""
        word = f"zqzq{len(watched):03}x"
        day = chance.randrange(-60, 330)
        ends = on(day + chance.randrange(200))
        free = dt.datetime.combine(on(day), dt.time())
        update: dict[str, Any] = {"published": partial(on(day)), "updated": None, "embargo": None}
        if chance.random() < 0.6:
            held = on(day + chance.randrange(-10, 60))
            embargo = dt.datetime.combine(held, dt.time(chance.choice((9, 15))))
            update["embargo"], free = Moment(embargo), max(free, embargo)
        if isinstance(record, model.Offer):
            update["valid"] = model.Period.model_validate({"until": str(partial(ends))})
        name = "name" if isinstance(record, model.Project) else "title"
        if hasattr(record, name):
            said = getattr(record, name)
            update[name] = type(said)({lang: f"{text} {word}" for lang, text in said.items()})
        slug = word if isinstance(record, model.Report) else record.slug
        last = ends if isinstance(record, model.Offer) else dt.date.max
        free = max(free, after.free) if after else free
        watched.append(Watched(word, slug, free, last, type(record)))
        return record.model_copy(update=update)

    events = tuple(dated(event) for event in demo.events)
    of_events = {seen.slug: seen for seen in watched}
    reports = {slug: dated(r, of_events[slug]) for slug, r in demo.reports.items()}
    return replace(
        demo,
        events=events, reports=MappingProxyType(reports),
        offers=tuple(map(dated, demo.offers)), news=tuple(map(dated, demo.news)),
        projects=tuple(map(dated, demo.projects)),
    ), watched  # fmt: skip


def made_of(cluster: Cluster) -> Iterator[tuple[str, str]]:
    """Yield what is made on a day as text, by kind and path."""
    context = showcase.site_context(cluster, PAGES)
    for page in all_pages(cluster, PAGES):
        yield f"page {page.path}", f"{page.title} {page.description} {page.body}"
    proposal = mail.propose("2031-01", cluster, "de")
    mails: list[OutputFile] = []
    if proposal.count:
        edition = edition_of(proposal.file.content.decode(), "2031-01")
        for channel in cluster.channels:
            mails += mail.render_edition(edition, channel, cluster, LETTERS)
    for kind, files in (
        ("search", all_documents(cluster, PAGES)),
        ("feed", feeds_of(cluster, PAGES, lambda _: None)),
        ("sitemap", [showcase.render_sitemap(context)]),
        ("redirect", redirects_of(cluster, PAGES)),
        ("pack", packs_of(cluster, LETTERS)),
        ("mail", mails),
    ):
        for file in files:
            yield f"{kind} {file.path}", text_of(file)


def text_of(file: OutputFile) -> str:
    """Return what a file says, out of its folds and its packing."""
    if file.path.endswith((".docx", ".zip")):
        with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
            return " ".join(packed.read(n).decode("utf-8", "replace") for n in packed.namelist())
    return re.sub(r"=?\r\n ?", "", file.content.decode("utf-8", "replace"))


def check_day(cluster: Cluster, watched: list[Watched], day: int) -> set[str]:
    """Look at everything that is made on a day of the year; return the kinds that showed a word.

    What is over stands on its own page and in its own feed alone; former addresses lead there.
    """
    now = dt.datetime.combine(on(day), dt.time(12))
    made = {
        place: frozenset(re.findall(r"[a-z][\w-]{5,}", f"{place} {text}".lower()))
        for place, text in made_of(released(replace(cluster, now=now)))
    }
    kinds = set()
    for seen in watched:
        places = [place for place, words in made.items() if words & {seen.word, seen.slug}]
        if seen.free > now:
            assert places == [], (day, seen)
        elif seen.last < now.date():
            own = f"/{seen.slug}/", f"--{seen.slug}."
            others = [p for p in places if not any(part in p for part in own)]
            assert [p for p in others if not p.startswith("redirect ")] == [], (day, seen)
        else:
            assert any(p.startswith("page ") for p in places), (day, seen)
            kinds |= {place.partition(" ")[0] for place in places}
    return kinds


@pytest.mark.parametrize("day", [40, 250])
def test_on_a_day_nothing_shows_too_early_or_too_late(
    year: tuple[Cluster, list[Watched]], day: int
) -> None:
    assert check_day(*year, day) >= {"page", "search", "feed", "sitemap", "pack", "mail"}


@pytest.mark.long
def test_on_no_day_of_a_year_anything_shows_too_early_or_too_late(
    year: tuple[Cluster, list[Watched]],
) -> None:
    assert NEW_YEAR.year == 2031
    for day in range(365):
        check_day(*year, day)
