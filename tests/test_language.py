"""Dates, numbers and lists as CLDR has them; where long words part."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schaufenster import language
from schaufenster.commands.job import Job
from schaufenster.content.fields import PartialDate
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.problems import Language
from schaufenster.templates import Words, load_words
from tests.conftest import LANGUAGES, SAMPLE
from tests.rendering import all_pages

# No-break spaces are written as ~ here, narrow ones as _, so that a reader sees them.
LANGUAGE = st.sampled_from(LANGUAGES)
DAYS = st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31))


@pytest.mark.parametrize(
    ("lang", "country", "expected"),
    [
        ("de", "AT", "20.~Jänner 2031 1~544,5"), ("de", "CH", "20.~Januar 2031 1’544.5"),
        ("de", "DE", "20.~Januar 2031 1.544,5"), ("en", "GB", "20~January 2031 1,544.5"),
        ("en", "US", "January~20, 2031 1,544.5"), ("fr", "FR", "20~janvier 2031 1_544,5"),
        ("en", "DE", "20~January 2031 1,544.5"), ("fr", "AT", "20~janvier 2031 1_544,5"),
        ("de", "", "20.~Januar 2031 1.544,5"), ("qqq", "AT", "20~January 2031 1,544.5"),
    ],
)  # fmt: skip
def test_a_language_is_written_as_its_country_does(lang: str, country: str, expected: str) -> None:
    """Only a country's own languages: English in Germany stays what it is in Britain."""
    locale = Words(lang, load_words([DEFAULTS], "de", country)).locale
    told = f"{language.date(partial('2031-01-20'), locale)} {language.number('1544.5', locale)}"
    assert seen(told) == expected


def test_an_austrian_cluster_has_its_own_january(sample: Cluster) -> None:
    identity = sample.identity.model_copy(update={"country": "AT"})
    cluster, job = dataclasses.replace(sample, identity=identity), Job(SAMPLE, "de")
    assert job.check_look(cluster) == []
    winter = {"published": PartialDate(2030, 1, 7)}
    news = tuple(item.model_copy(update=winter) for item in cluster.news)
    cluster = dataclasses.replace(cluster, news=news)
    pages = {page.path: page for page in all_pages(cluster, job.templates("theme/pages"))}
    german, english = (pages[path].body for path in ("aktuelles/", "en/news/"))
    assert ("Jänner" in german, "Januar" in german) == (True, False)
    assert ("January" in english, "Jänner" in english) == (True, False)


def seen(text: str) -> str:
    return text.replace(language.NO_BREAK, "~").replace(language.THIN, "_").replace("\u2009", ".")


def partial(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("when", "german", "english"),
    [
        ("2025", "2025", "2025"),
        ("2025-09", "September~2025", "September~2025"),
        ("2025-03", "März~2025", "March~2025"),
        ("2025-09-10", "10.~September 2025", "10~September 2025"),
        ("2024-02-29", "29.~Februar 2024", "29~February 2024"),
        ("2025-12-01", "1.~Dezember 2025", "1~December 2025"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(when: str, german: str, english: str) -> None:
    written = [seen(language.date(partial(when), lang)) for lang in LANGUAGES]
    assert written == [german, english]


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        ("2025-10-21", None, "21.~Oktober 2025", "21~October 2025"),
        ("2025-10-21", "2025-10-21", "21.~Oktober 2025", "21~October 2025"),
        ("2025-10-21", "2025-10-22", "21.–22.~Oktober 2025", "21–22~October 2025"),
        ("2025-10-21", "2025-10-23", "21.–23.~Oktober 2025", "21–23~October 2025"),
        ("2025-09-30", "2025-10-01", "30.~September_–.1.~Oktober 2025",
         "30~September_–.1~October 2025"),
        ("2025-12-31", "2026-01-01", "31.~Dezember 2025_–.1.~Januar 2026",
         "31~December 2025_–.1~January 2026"),
        ("2025-10-21", "2026-10-22", "21.~Oktober 2025_–.22.~Oktober 2026",
         "21~October 2025_–.22~October 2026"),
        ("2025", None, "2025", "2025"),
    ],
)  # fmt: skip
def test_a_span_of_days_says_no_word_twice(
    start: str, end: str | None, german: str, english: str
) -> None:
    last = partial(end) if end else None
    written = [seen(language.dates(partial(start), last, lang)) for lang in LANGUAGES]
    assert written == [german, english]


@pytest.mark.parametrize(
    ("start", "end", "german", "english"),
    [
        ("2025", "2026", "2025–2026", "2025–2026"),
        ("2025-10", "2025-12", "Oktober–Dezember 2025", "October_–.December 2025"),
    ],
)
def test_a_span_of_months_or_years_has_a_dash_without_spaces(
    start: str, end: str, german: str, english: str
) -> None:
    written = [seen(language.dates(partial(start), partial(end), lang)) for lang in LANGUAGES]
    assert written == [german, english]


@pytest.mark.parametrize(
    ("when", "german", "english"),
    [
        ("2025-09-10", "10.09.2025", "10~Sept~2025"),
        ("2025-05-03", "03.05.2025", "3~May~2025"),
        ("2025-09", "September~2025", "September~2025"),
        ("2025", "2025", "2025"),
    ],
)
def test_a_date_in_a_table_is_short_and_never_more_exact_than_known(
    when: str, german: str, english: str
) -> None:
    written = [seen(language.short_date(partial(when), lang)) for lang in LANGUAGES]
    assert written == [german, english]


@pytest.mark.parametrize("write", [language.date, language.short_date])
@given(day=DAYS, lang=LANGUAGE)
def test_a_day_of_the_calendar_reads_like_a_date_known_to_the_day(
    write: Callable[[dt.date | PartialDate, Language], str], day: dt.date, lang: Language
) -> None:
    assert write(day, lang) == write(PartialDate(day.year, day.month, day.day), lang)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1.000", "1,000"),
        (1544, "1.544", "1,544"),
        (1234567, "1.234.567", "1,234,567"),
        ("7.6", "7,6", "7.6"),
        ("0.05", "0,05", "0.05"),
        ("1544.25", "1.544,25", "1,544.25"),
        ("30", "30", "30"),
    ],
)
def test_a_number_has_the_separators_of_its_language(
    value: int | str, german: str, english: str
) -> None:
    assert [seen(language.number(value, lang)) for lang in LANGUAGES] == [german, english]


@given(st.integers(0, 10**12), LANGUAGE)
def test_a_number_loses_no_digit(value: int, lang: Language) -> None:
    written = language.number(value, lang)
    assert "".join(c for c in written if c.isdigit()) == str(value)


@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a und b", "a and b"),
        (["a", "b", "c"], "a, b und c", "a, b and c"),
    ],
)
def test_words_are_listed_as_in_a_sentence(words: list[str], german: str, english: str) -> None:
    assert [language.listed(words, lang) for lang in LANGUAGES] == [german, english]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_month_has_a_name_of_its_own(lang: Language) -> None:
    dates = (PartialDate(2025, number) for number in range(1, 13))
    names = [language.date(date, lang).partition(language.NO_BREAK)[0] for date in dates]
    assert len(set(names)) == 12
    assert (names[0], names[11]) == {
        "de": ("Januar", "Dezember"),
        "en": ("January", "December"),
    }[lang]


@given(DAYS, LANGUAGE)
def test_a_day_is_never_parted_from_its_month(day: dt.date, lang: Language) -> None:
    written = language.date(day, lang)
    first = written.split(" ")[0]
    month = language.date(PartialDate(day.year, day.month), lang)
    assert month.partition(language.NO_BREAK)[0] in first
    assert str(day.day) in first


@pytest.mark.parametrize(
    "parted",
    [
        "Umwelt-sensor-technik", "Prüfungs-verband", "Landes-entwicklungs-gesellschaft",
        "Leistungs-elektronik", "Beschleunigungs-aufnehmer", "Werkstoff", "Sensortechnik",
        "Frequenz-umrichter", "Branchen-netzwerk", "Mitveranstalter", "Versuchs-anstalt",
    ],
)  # fmt: skip
def test_long_words_part_at_their_seams(parted: str) -> None:
    word = parted.replace("-", "")
    assert language.hyphenated(f"Die {word} GmbH", "de") == (
        f"Die {parted.replace('-', language.SOFT_HYPHEN)} GmbH"
    )


def test_a_long_word_of_another_language_is_left_to_the_browser() -> None:
    text = "Instrumentationssystem – Telekommunikationssystem"
    assert language.SOFT_HYPHEN not in language.hyphenated(text, "en")
    assert language.hyphenated("a – b", "en") == "a\u00a0– b"
