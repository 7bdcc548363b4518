"""The files of words: whole, well formed, alike in every language, and all of them said."""

from __future__ import annotations

import ast
import gettext
import re
import string
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from schaufenster import words
from schaufenster.templates import ROOMS, load_words
from schaufenster.words import UnreadableError, parse
from tests.conftest import PROJECT

FILES = sorted(words.FOLDER.glob("*/*.po"))
FULL = words.languages()
"""Languages whose words are whole: all that the program has."""


def names(text: str) -> frozenset[str]:
    """Return the names of the values that are filled into a text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def by_babel(file: Path) -> Catalog:
    return read_po(BytesIO(file.read_bytes()), abort_invalid=True)


def at(file: Path) -> str:
    return "/".join(file.parts[-2:])


@pytest.mark.parametrize("file", FILES, ids=at)
def test_a_file_is_a_gettext_file_without_a_fault(file: Path) -> None:
    catalog = by_babel(file)
    assert [str(e) for _, errors in catalog.check() for e in errors] == []
    plural = get_plural(str(catalog.locale))
    assert (catalog.num_plurals, catalog.plural_expr) == (plural.num_plurals, plural.plural_expr)
    assert str(catalog.locale).startswith(file.parent.name)
    assert [m.id for m in catalog if m.fuzzy and m.id] == []
    counts = Counter(m.id if isinstance(m.id, str) else m.id[0] for m in catalog)
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("file", FILES, ids=at)
def test_it_is_read_as_babel_reads_it(file: Path) -> None:
    read = parse(file.read_text("utf-8"))
    catalog = by_babel(file)
    expected = {
        m.id if isinstance(m.id, str) else m.id[0]: (m.string,)
        if isinstance(m.string, str)
        else tuple(m.string or ())
        for m in catalog
        if m.id
    }
    assert read.texts == expected
    assert read.locale == str(catalog.locale)
    rule = gettext.c2py(catalog.plural_expr)
    assert [*map(read.plural, range(200))] == [*map(rule, range(200))]


@pytest.mark.parametrize("lang", FULL)
@pytest.mark.parametrize("room", sorted({file.stem for file in FILES}))
def test_every_language_says_every_word_with_the_same_values(room: str, lang: str) -> None:
    english, spoken = words.catalogue("en", room).texts, words.catalogue(lang, room).texts
    assert spoken.keys() == english.keys()
    for key, forms in spoken.items():
        whole = frozenset().union(*map(names, english[key]))
        assert frozenset().union(*map(names, forms)) == whole, key
        assert len(forms) > 1 or len(english[key]) == 1, key


def test_french_has_the_spaces_that_french_typography_wants() -> None:
    """A narrow no-break space before `; ! ?`, a no-break space before `:` and inside `« »`."""
    wrong = re.compile(r"[ \u00a0][;!?](?!=)|[\w»)][;!?](?= |$)| :(?= |$)|« |(?<=.) »|«\w|\w»")
    files = (file for file in FILES if file.parent.name == "fr")
    texts = [
        t for f in files for forms in parse(f.read_text("utf-8")).texts.values() for t in forms
    ]
    assert [text for text in texts if wrong.search(re.sub(r"&\w+;", "", text))] == []


NAMES = "name|place|whose|short|channel|district|region|competence|organisation"
"""Values that are names, of which no program knows the gender or the first sound."""
BEFORE = {
    "fr": rf"(?<!\w)(?:de|du|des|le|la|les|au|aux|à|que)[ \u00a0]\{{(?:{NAMES})\}}|[dlq]u?’\{{",
    "de": rf"(?<!\w)(?:des|der|dem|den|das|die|im|am|zum|zur|vom|beim)[ ]\{{(?:{NAMES})\}}|"
    rf"\{{(?:{NAMES})\}}(?:s|’)(?!\w)",
    "en": rf"(?<!\w)an?[ ]\{{(?:{NAMES})\}}",
}


@pytest.mark.parametrize(
    ("lang", "text"),
    [("fr", "Part de {name}"), ("fr", "l’{name}"), ("de", "die Ziele der {name}"),
     ("de", "{name}s Ziele"), ("en", "a {place}")],
)  # fmt: skip
def test_what_breaks_before_some_names_is_found(lang: str, text: str) -> None:
    assert re.search(BEFORE[lang], text)


@pytest.mark.parametrize("lang", FULL)
def test_no_article_no_genitive_and_no_elision_meets_a_name(lang: str) -> None:
    """« Part de {name} » would be « Part de Institut », „Ziele der {name}“ a man's "der"."""
    texts = {
        f"{room} {key}": text
        for room in (*ROOMS, "selection", "theme")
        for key, forms in words.catalogue(lang, room).texts.items()
        for text in forms
    }
    assert {key: text for key, text in texts.items() if re.search(BEFORE[lang], text)} == {}


def test_no_word_stands_in_two_rooms_of_pages_and_mails() -> None:
    counts = Counter(key for room in ROOMS for key in words.keys(room))
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("room", ["messages", "mjml"])
def test_no_rule_says_the_same_in_two_languages(room: str) -> None:
    said = Counter(words.text(room, key, lang) for lang in FULL for key in words.keys(room))
    assert [text for text, count in said.items() if count > 1] == []


# ── reading ──────────────────────────────────────────────────────────────────────────────────

FILE = """# A translator.
msgid ""
msgstr ""
"Language: fr_FR\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

#. how many
msgid "profiles"
msgid_plural "profiles"
msgstr[0] "{n} profil"
msgstr[1] "{n} profils"

msgid "empty"
msgstr ""

#, fuzzy
#| msgid "old"
msgid "doubtful"
msgstr "peut-être"

msgid "long"
msgstr ""
"one \\"two\\"\\n"
"three"

#~ msgid "gone"
#~ msgstr "parti"
"""


def test_plural_forms_and_what_is_not_translated_yet() -> None:
    french = parse(FILE)
    assert french.locale == "fr_FR"
    one, many = "{n} profil", "{n} profils"
    assert [french.find("profiles", n) for n in (0, 1, 2)] == [one, one, many]
    assert [french.find("profiles", n) for n in (None, "{n}")] == [many, many]
    assert french.texts.keys() == {"profiles", "long"}
    assert french.find("long") == 'one "two"\nthree'


@pytest.mark.parametrize("line", ['msgid "a" b', "a: b", 'msgstr "alone"'])
def test_what_is_no_gettext_file_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse(f'msgid "a"\nmsgstr "b"\n\n{line}\n')
    assert refused.value.line == 4


def test_a_language_is_one_folder_in_the_clusters_theme(tmp_path: Path) -> None:
    file = tmp_path / "theme/words/eo/site.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr "Language: eo\\n"\n\nmsgid "menu"\nmsgstr "Menuo"\n', "utf-8")
    table = load_words([tmp_path, PROJECT])
    assert [table.find(key, "eo") for key in ("menu", "close")] == ["Menuo", "Close"]
    assert table.catalogues["eo"].locale == "eo"


# ── what is said ─────────────────────────────────────────────────────────────────────────────


def test_the_commands_say_what_there_is_and_nothing_is_left_unsaid() -> None:
    asked, named = set(), set()
    for file in [PROJECT / "build.py", *(PROJECT / "schaufenster").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("job"), attr="say" | "fail" | "step"),
                    args=[ast.Constant(key), *_],
                ):
                    asked.add(key)
                case ast.Constant(str(text)):
                    named.add(text)
    begun = tuple(text for text in named if text.endswith("-") and len(text) > 1)
    there = words.keys("commands") | words.keys("sending")
    assert asked - there == set()
    assert {key for key in there - named if not key.startswith(begun)} == set()


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        words.text("commands", "no-such-key", "de")
    with pytest.raises(KeyError):
        words.text("no-such-room", "clean", "de")
