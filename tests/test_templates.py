"""Template policy, its filters, and the words of the interface in both languages."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from schaufenster.content import model
from schaufenster.content.fields import PartialDate
from schaufenster.defaults import DEFAULTS
from schaufenster.facts.open_data import DATASETS, meaning, names_of
from schaufenster.problems import Language
from schaufenster.showcase import pages, site
from schaufenster.showcase.search import KINDS
from schaufenster.templates import OWN_WORDS, Templates, Words, load_templates, load_words
from schaufenster.words import Catalogue, WordTable, parse
from tests.conftest import LANGUAGES

from .conftest import PROJECT, templates_of

BOTH = model.Title(de="Maß & Zahl", en="Size & number")
GERMAN = model.Title(de="Maß & Zahl")
WORDS = {"hello": ("Hallo, {name}", "Hello, {name}")}

Load = Callable[..., Templates]
Pairs = Mapping[str, tuple[str, str]]
"""Words in German and English."""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Make a folder of templates from `name=text` and load it as pages' templates are loaded."""

    def loaded(root: str = "project", words: Pairs = WORDS, /, **texts: str) -> Templates:
        folder = tmp_path / root / "theme" / "pages"
        folder.mkdir(parents=True, exist_ok=True)
        for place, lang in enumerate(LANGUAGES):
            entries = (f'msgid "{key}"\nmsgstr "{said[place]}"\n' for key, said in words.items())
            file = tmp_path / root / OWN_WORDS / lang / "site.po"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(entries), encoding="utf-8")
        for name, text in texts.items():
            ending = "txt" if name.endswith("_txt") else "html"
            (folder / f"{name}.{ending}.j2").write_text(text, encoding="utf-8")
        return load_templates("theme/pages", [tmp_path / root])

    return loaded


def rendered(load: Load, template: str, lang: Language = "de", /, **values: Any) -> str:
    return load(page=template).render("page.html.j2", lang, **values)


# ── policy ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_is_escaped_in_markup(load: Load) -> None:
    assert rendered(load, "<b>{{ x }}</b>", x="<i>&\"'") == "<b>&lt;i&gt;&amp;&#34;&#39;</b>"


def test_what_was_typed_stays_as_it_is_in_a_plain_text(load: Load) -> None:
    loaded = load(mail_txt="{{ x }}\n")
    assert loaded.render("mail_txt.txt.j2", "de", x="a < b & c") == "a < b & c\n"


@pytest.mark.parametrize("name", ["readers.mjml.j2", "start.html.j2", "x.xml", "x", None])
def test_everything_but_the_text_of_a_mail_is_escaped(load: Load, name: str | None) -> None:
    choose = load().environment.autoescape
    assert callable(choose)
    assert choose(name) is True
    assert choose("readers.txt.j2") is False


@pytest.mark.parametrize("text", ["{{ nobody }}", "{{ x.nobody }}", "{% if nobody %}{% endif %}"])
def test_an_unknown_name_is_an_error(load: Load, text: str) -> None:
    with pytest.raises(jinja2.UndefinedError, match="nobody"):
        rendered(load, text, x=GERMAN)


def test_a_line_with_a_tag_alone_leaves_no_empty_line(load: Load) -> None:
    assert rendered(load, "a\n  {% if true %}\nb\n  {% endif %}\n") == "a\nb\n"


def test_a_clusters_own_template_and_words_come_before_the_projects(
    load: Load, tmp_path: Path
) -> None:
    load("project", {"a": ("A", "A"), "b": ("B", "B")}, page="project", part="part")
    load("own", {"b": ("Eigen", "Own")}, page="own")
    both = load_templates("theme/pages", [tmp_path / "own", tmp_path / "project"])
    assert both.render("page.html.j2", "de") == "own"
    assert both.render("part.html.j2", "de") == "part"
    assert [Words(lang, both.words)(key) for key in "ab" for lang in LANGUAGES] == [
        *("A", "A"),
        *("Eigen", "Own"),
    ]


# ── compiled templates are kept ──────────────────────────────────────────────────────────────


def test_what_was_compiled_once_is_not_compiled_again(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"page": '{% include "part.html.j2" %}', "part": "{{ 1 + 1 }}"}
    first = load(**parts)
    made = first.render("page.html.j2", "de")
    monkeypatch.setattr(jinja2.Environment, "parse", lambda *_: pytest.fail("parsed again"))
    again = load(**parts)
    assert again.render("page.html.j2", "de") == made


def test_a_changed_template_is_compiled_anew(load: Load) -> None:
    assert rendered(load, "one") == "one"
    assert rendered(load, "two") == "two"


def test_marks_of_an_origin_are_not_kept(load: Load) -> None:
    assert load(page="text").origin("page.html.j2", "de") is not None
    assert load(page="text").render("page.html.j2", "de") == "text"
    origin = load(page="text").origin("page.html.j2", "de")
    assert origin is not None
    assert origin.of(1, 1) == ("theme/pages/page.html.j2", 1)


def test_what_was_damaged_is_compiled_anew(load: Load, tmp_path: Path) -> None:
    assert rendered(load, "text") == "text"
    (kept,) = tmp_path.rglob("*.jinja")
    kept.write_bytes(kept.read_bytes()[:-20])
    assert rendered(load, "text") == "text"


def test_a_folder_that_takes_no_files_is_no_fault(load: Load, tmp_path: Path) -> None:
    load(page="text")
    place = next(tmp_path.rglob("page.html.j2")).parent / "__pycache__"
    shutil.rmtree(place, ignore_errors=True)
    place.write_text("a file where the folder would be")
    assert rendered(load, "text") == "text"


# ── filters ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (BOTH, "de", "Maß &amp; Zahl"),
        (BOTH, "en", "Size &amp; number"),
        (GERMAN, "de", "Maß &amp; Zahl"),
        (GERMAN, "en", '<span lang="de">Maß &amp; Zahl</span>'),
    ],
)
def test_words_are_escaped_and_german_among_english_is_marked(
    load: Load, text: model.Text, lang: Language, expected: str
) -> None:
    assert rendered(load, "{{ text | words }}", lang, text=text) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [(BOTH, "en", "<p>"), (GERMAN, "de", "<p>"), (GERMAN, "en", '<p lang="de">')],
)
def test_an_element_around_german_among_english_is_marked(
    load: Load, text: model.Text, lang: Language, expected: str
) -> None:
    assert rendered(load, "<p{{ lang_attribute(text) }}>", lang, text=text) == expected


def test_prose_becomes_markup_with_headings_from_a_level(load: Load) -> None:
    text = model.Prose(de="# Eins\n\n## Zwei\n\n<b>drei</b>")
    assert rendered(load, "{{ text | prose(heading=3) }}", text=text) == (
        "<h3>Eins</h3>\n<h4>Zwei</h4>\n<p>&lt;b&gt;drei&lt;/b&gt;</p>"
    )


def test_prose_becomes_plain_text(load: Load) -> None:
    text = model.Prose(de="# Eins\n\n- *zwei*\n- a < b")
    assert rendered(load, "{{ text | plain | safe }}", text=text) == "Eins\n\n– zwei\n– a < b"


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("{{ day | date }}", "18.\xa0September 2030", "18\xa0September 2030"),
        ("{{ day | short_date }}", "18.09.2030", "18\xa0Sept\xa02030"),
        ("{{ day | dates(none) }}", "18.\xa0September 2030", "18\xa0September 2030"),
        ("{{ 1544 | number }}", "1.544", "1,544"),
        ("{{ ['a', 'b'] | listed }}", "a und b", "a and b"),
    ],
)
def test_dates_numbers_and_lists_follow_the_pages_language(
    load: Load, text: str, german: str, english: str
) -> None:
    day = PartialDate(2030, 9, 18)
    assert [rendered(load, text, lang, day=day) for lang in LANGUAGES] == [german, english]


WORD = st.text("abcdefghäöüß-,.;…–«»0123456789", min_size=1, max_size=30)
ADDRESS = WORD.map(lambda path: f"https://www.muster-cluster.example/{'x' * 50}-{path}/")
LINES = st.lists(st.lists(WORD | ADDRESS, max_size=25).map(" ".join), max_size=4)


@given(LINES, st.sampled_from(["", "  "]))
def test_wrapped_text_keeps_every_word_and_at_most_72_columns(
    lines: list[str], indent: str
) -> None:
    wrap = templates_of("theme/pages").environment.filters["wrapped"]
    wrapped = wrap("\n".join(lines), indent)
    assert wrapped.split() == " ".join(lines).split()
    for line in wrapped.splitlines():
        assert len(line) <= 72 or " " not in line.strip(), line


def test_wrapped_text_keeps_its_paragraphs_and_hangs_its_indent() -> None:
    wrap = templates_of("theme/pages").environment.filters["wrapped"]
    words = "– " + " ".join(["zwölfchars12"] * 7)
    assert wrap(f"eins\n\nzwei\n{words}", "  ") == (
        "eins\n\nzwei\n"
        "– zwölfchars12 zwölfchars12 zwölfchars12 zwölfchars12 zwölfchars12\n"
        "  zwölfchars12 zwölfchars12"
    )


# ── words of the interface ───────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def words() -> frozenset[str]:
    return load_words([PROJECT]).all_keys()


def table(**texts: str) -> WordTable:
    """Return words of German and English, from `de_key="text"`."""
    said: dict[str, dict[str, tuple[str, ...]]] = {"de": {}, "en": {}}
    for name, text in texts.items():
        said[name[:2]][name[3:]] = tuple(text.split("|"))
    plural = parse("").plural
    return WordTable({lang: Catalogue(found, plural, "") for lang, found in said.items()}, "de")


def test_words_are_filled_in_and_numbers_written_as_the_language_has_them() -> None:
    said = table(
        de_n="Ein Profil|{n} Profile", en_n="One profile|{n} profiles",
        de_who="Über {who}", en_who="About {who}",
    )  # fmt: skip
    german, english = Words("de", said), Words("en", said)
    assert [german("n", n=1544), english("n", n=1544)] == ["1.544 Profile", "1,544 profiles"]
    assert [german("n", n=1), english("n", n=1)] == ["Ein Profil", "One profile"]
    assert [german("who", who="A {b}"), english("who", who="A {b}")] == [
        "Über A {b}",
        "About A {b}",
    ]


def test_words_that_do_not_exist_raise() -> None:
    with pytest.raises(KeyError):
        Words("de", table())("nobody")


def test_a_word_that_a_language_lacks_is_said_in_the_first_then_in_english() -> None:
    said = table(de_a="erste", en_a="first", en_b="second")
    assert [said.find(key, "fr") for key in "ab"] == ["erste", "second"]


def choices(record: type[model.Record], field: str) -> tuple[str, ...]:
    return get_args(record.model_fields[field].annotation)


OFFERED = ("offers", "requests")
ITEMS = ("offer", "request", "event", "report", "news", "project")

# What stands behind a key put together from a prefix and a value, by prefix.
ENDINGS: dict[str, tuple[str, ...]] = {
    "kind_": (*ITEMS, "profile", "competence", "page"),
    "mail_read_": ITEMS,
    "status_": choices(model.Membership, "status"),
    "format_": choices(model.Event, "format"),
    "evidence_": choices(model.Confirmation, "by"),
    "imprint_": pages.office.IMPRINT,
    "no_": OFFERED,
    "project_": choices(model.Project, "status"),
}
# Keys that reach `say` by a variable.
PASSED_ON = {
    "owners_generated",
    "owners_open",  # in a new cluster's CODEOWNERS
    *OFFERED,
    "past",
    *(f"event_{notice}" for notice in ("cancelled", "moved", "postponed")),  # `facts.notice_of`
    *(key for _, key in site.TABS),
    *site.WRITTEN,
    *site.LEGAL,
    *KINDS.values(),
}


def asked_in_templates() -> Iterator[tuple[str, str]]:
    """Yield `key` or `prefix` and its text for each `say(…)` in a template."""
    for folder in ("theme/pages", "newsletter/templates"):
        environment = templates_of(folder).environment
        for file in sorted((DEFAULTS / folder).glob("*.j2")):
            for call in environment.parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
                if isinstance(call.node, nodes.Name) and call.node.name == "say":
                    yield from asked_by(call.args[0])


def asked_by(argument: nodes.Expr) -> Iterator[tuple[str, str]]:
    match argument:
        case nodes.Const():
            yield "key", argument.value
        case nodes.Concat() if isinstance(argument.nodes[0], nodes.Const):
            yield "prefix", argument.nodes[0].value
        case (
            nodes.CondExpr(expr1=nodes.Expr() as one, expr2=nodes.Expr() as other)
            | nodes.Or(left=one, right=other)
        ):
            yield from asked_by(one)
            yield from asked_by(other)
        case nodes.Name() | nodes.Getattr() | nodes.Call():
            yield "variable", ""
        case _:
            raise AssertionError(f"say({argument}) cannot be read")


# Which arguments of a call are the key of a word.
SAYS = {"say": slice(1), "PageSpec": slice(2, 4), "Stream": slice(2, 3)}


def asked_in_code() -> Iterator[tuple[str, str]]:
    """Yield `key` or `prefix` and its text for each `say(…)` and each page's title in the code."""
    for file in sorted((PROJECT / "schaufenster").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            for argument in call.args[SAYS.get(call.func.id, slice(0))]:
                match argument:
                    case ast.Constant(value=str(key)):
                        yield "key", key
                    case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), *_]):
                        yield "prefix", prefix


def named_in_sources(words: frozenset[str]) -> set[str]:
    """Return the keys that stand in code or templates, whole or by what they begin with."""
    files = [
        *(PROJECT / "schaufenster").rglob("*.py"),
        *(DEFAULTS / "theme").rglob("*.j2"),
        *(DEFAULTS / "newsletter/templates").glob("*.j2"),
    ]
    texts = "".join(file.read_text(encoding="utf-8") for file in files)
    whole = set(re.findall(r"[\"']([a-z][a-z_-]+)[\"']", texts))
    begun = tuple(re.findall(r"[\"']([a-z][a-z_-]*_)(?:\{|[\"'] ~)", texts))
    ended = tuple(re.findall(r"\}(_[a-z_]+)[\"']", texts))
    return {key for key in words if key in whole or key.startswith(begun) or key.endswith(ended)}


def test_every_word_that_is_said_exists_and_every_word_that_exists_is_said(
    words: frozenset[str],
) -> None:
    asked = [*asked_in_templates(), *asked_in_code()]
    prefixes = {text for kind, text in asked if kind == "prefix"}
    assert prefixes >= set(ENDINGS)
    assert [p for p in prefixes if not any(key.startswith(p) for key in words)] == []
    keys = {text for kind, text in asked if kind == "key"} | PASSED_ON
    keys |= {prefix + ending for prefix, endings in ENDINGS.items() for ending in endings}
    keys |= {key for key in words if key.startswith(tuple(prefixes - set(ENDINGS)))}
    keys |= named_in_sources(words)
    keys |= {meaning(d, name, known=words) for d in DATASETS.values() for name in names_of(d)}
    assert {"not said": sorted(set(words) - keys), "missing": sorted(keys - set(words))} == {
        "not said": [],
        "missing": [],
    }


def test_no_template_takes_things_by_position() -> None:
    """What stands first today may stand second tomorrow; values have names."""
    templates = DEFAULTS.rglob("*")
    found = [
        (file.name, place)
        for file in templates
        if file.suffix in {".j2", ".html"}
        for place in re.findall(r"[\w)\]]\[-?\d+\]", file.read_text("utf-8"))
    ]
    assert found == []
