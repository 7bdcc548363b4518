"""A cluster speaks what its file says: one language, another one first, three of them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

import schaufenster
from schaufenster import words
from schaufenster.content.load import Cluster, check_cluster, load_cluster
from schaufenster.problems import Language
from tests.conftest import SAMPLE, TODAY, render_all, rendered

PACKAGE = Path(schaufenster.__file__).parent
Languages = tuple[Language, ...]
SPOKEN: dict[str, Languages] = {
    "one": ("de",),
    "another": ("en",),
    "turned": ("en", "de"),
    "three": ("en", "de", "qqq"),
}
"""`qqq` is no language: the program has no word in it."""


def spoken_by(folder: Path, languages: Languages) -> Path:
    """Write the sample as a cluster with other languages would: each text in those it has."""
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("build", "sent"))
    for file in sorted(folder.rglob("*.yml")):
        value = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 - makes texts alone
        if file.name == "cluster.yml":
            value["languages"] = list(languages)
        if file.name == "channels.yml":
            for channel in value.values():
                channel["languages"] = [lang for lang in languages if lang != "qqq"]
        dump(file, turned(value, languages))
    for file in sorted(folder.rglob("*.de.md")):
        stem = file.name.removesuffix(".de.md")
        texts = {lang: file.with_name(f"{stem}.{lang}.md") for lang in ("de", "en")}
        known = {lang: path.read_text("utf-8") for lang, path in texts.items() if path.exists()}
        head = known["de"].split("---\n", 2)[1]
        for path in texts.values():
            path.unlink(missing_ok=True)
        for lang in languages:
            if text := known.get(lang) or (known["de"] if lang == languages[0] else None):
                write_text(file.with_name(f"{stem}.{lang}.md"), text, head, lang == languages[0])
    return folder


def write_text(file: Path, text: str, head: str, is_first: bool) -> None:  # noqa: FBT001
    """Write a text with what the front matter of the first language has, or of a translation."""
    _, front, body = text.split("---\n", 2)
    said = yaml.load(front, yaml.CBaseLoader)  # noqa: S506
    whole = yaml.load(head, yaml.CBaseLoader) if is_first else {}  # noqa: S506
    said = {**whole, **{k: v for k, v in said.items() if k in {"title", "lead", "press"}}}
    file.write_text(f"---\n{yaml.safe_dump(said, allow_unicode=True)}---\n{body}", "utf-8")


def dump(file: Path, value: Any) -> None:
    file.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def turned(value: Any, languages: Languages) -> Any:
    """Return a value whose texts are in some languages; the first one says what German did."""
    if isinstance(value, list):
        return [turned(item, languages) for item in value]
    if not isinstance(value, dict):
        return value
    if value and value.keys() <= {"de", "en", "en_of"}:
        known = {lang: value[lang] for lang in languages if lang in value}
        return known if languages[0] in known else {languages[0]: value.get("de", ""), **known}
    return {key: turned(item, languages) for key, item in value.items()}


def clock(_zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(TODAY), dt.time(12))


@pytest.fixture(scope="module", params=SPOKEN)
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    root = spoken_by(tmp_path_factory.mktemp("spoken") / "cluster", SPOKEN[request.param])
    return load_cluster(root, clock)


def test_the_first_language_is_at_the_root_and_each_other_one_below(cluster: Cluster) -> None:
    first, *others = cluster.identity.languages
    pages = rendered(cluster)
    found = {path.split("/")[0] for path in pages if pages[path].lang != first}
    assert found == set(others)
    assert pages[""].lang == first
    assert len(pages) % len(cluster.identity.languages) == 0


def test_only_languages_of_the_cluster_are_named(cluster: Cluster) -> None:
    languages = set(cluster.identity.languages)
    for page in rendered(cluster).values():
        assert page.lang in languages
        assert set(page.spoken) <= languages


def test_what_is_not_translated_is_marked_with_the_first_language(cluster: Cluster) -> None:
    first, *others = cluster.identity.languages
    marked = {p for p, page in rendered(cluster).items() if f'lang="{first}"' in page.body}
    marked -= {""}  # a slogan always says its language
    assert bool(marked) is bool(others)
    assert all(path.split("/")[0] in others for path in marked)


@pytest.mark.parametrize("named", ["[]", "[de, de]", "[deutsch]", "de", "[D1]"])
def test_wrong_languages_are_told(tmp_path: Path, named: str) -> None:
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("build"))
    file = root / "content" / "cluster.yml"
    file.write_text(
        file.read_text("utf-8").replace("languages: [de, en]", f"languages: {named}"), "utf-8"
    )
    *_, problems = check_cluster(root, clock)
    told = [p.field for p in problems if p.path == "content/cluster.yml" and p.severity == "error"]
    assert any(field.startswith("languages") for field in told)


def test_a_language_that_the_cluster_does_not_have_is_told(tmp_path: Path) -> None:
    root = tmp_path / "cluster"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("build"))
    file = root / "content" / "cluster.yml"
    file.write_text(file.read_text("utf-8").replace("[de, en]", "[de]"), "utf-8")
    *_, problems = check_cluster(root, clock)
    assert {"unknown-field", "stray-file"} <= {p.rule for p in problems}


# ── every output in its language ─────────────────────────────────────────────────────────────

SENTENCES: dict[Language, frozenset[str]] = {
    lang: frozenset(
        " ".join(form.split())
        for room in ("site", "mail")
        for key, forms in words.catalogue(lang, room).texts.items()
        for form in forms
        if key != "this_version"  # it leads to the page in that language
        if len(form) > 16 and "{" not in form and "<" not in form and " " in form
    )
    for lang in ("de", "en", "fr")
}


@pytest.fixture(scope="module")
def trilingual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what is made of a cluster in French, English and German, as plain text by path."""
    root = spoken_by(tmp_path_factory.mktemp("spoken") / "cluster", ("fr", "en", "de"))
    files = render_all(load_cluster(root, clock))
    return {
        path: " ".join(unescape(re.sub(r"<[^>]+>", " ", file.content.decode())).split())
        for path, file in files.items()
        if path.endswith((".html", ".txt", ".rss", ".atom", ".json", ".ics", ".md"))
    }


def language_at(path: str) -> Language | None:
    """Return the language of an output by its path; None for what holds several."""
    if match := re.search(r"[./](fr|en|de)(?:\.\w+$|/mail\.)", path):
        return match[1]
    if match := re.fullmatch(r"(?:stage|site)/(?:(en|de)/)?.*(?:\.md|index\.html)", path):
        return match[1] or "fr"
    return None


def test_pages_feeds_and_mails_say_nothing_in_another_language(trilingual: dict[str, str]) -> None:
    """No sentence of the interface: neither a forgotten word nor one written into a template."""
    counts = dict.fromkeys(("fr", "en", "de"), 0)
    wrong: dict[str, set[str]] = {}
    for path, text in trilingual.items():
        if lang := language_at(path):
            own = SENTENCES[lang]
            others = frozenset().union(*(SENTENCES[o] for o in SENTENCES if o != lang)) - own
            if found := {sentence for sentence in others if sentence in text}:
                wrong[path] = found
            counts[lang] += any(sentence in text for sentence in own)
    assert wrong == {}
    assert min(counts.values()) > 40


# ── the code knows no language ───────────────────────────────────────────────────────────────

OFFENCES = (
    r"""(?<!\w)lang(?:uage)? (?:==|!=) ["'][a-z]{2,3}["']""",
    r"""(?:lang|spoken|language)\w*["'\]]* in [(\[{]["'][a-z]{2}["']""",
    r"""\b(?:german|english)_\w+|\w+_(?:german|english)\b""",
    r"""(?<=[a-z_\])])\.(?:de|en)\b(?![.\w])""",
    r"""LANGUAGES\[[01]\]|languages\[1\]""",
    r"""lang="(?:de|en)\"""",
)
"""What a language that is written into the code looks like."""
NOT_CODE = ("editing/demo/", "language.py", "words/", "facts/places.py", "model/legal_forms.py")
"""The demo is written in two languages; dates and countries are language data."""


def offences(text: str) -> list[str]:
    """Return the lines of code, of a template or of a script that know a language."""
    lines = [line for line in text.splitlines() if '"""' not in line and "`" not in line]
    return [line.strip() for line in lines if any(re.search(bad, line) for bad in OFFENCES)]


@pytest.mark.parametrize("suffix", [".py", ".j2", ".html", ".js"])
def test_no_language_is_written_into_the_code(suffix: str) -> None:
    found = {
        file.relative_to(PACKAGE).as_posix(): wrong
        for file in sorted(PACKAGE.rglob(f"*{suffix}"))
        if not any(part in file.as_posix() for part in NOT_CODE)
        and (wrong := offences(file.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        'other = "en" if page.lang == "de" else "de"',
        "def _both(german_text: str) -> str:",
        "    return english_keeps_up(records)",
        "    title = story.headline.de",
        '<span lang="de">{{ note }}</span>',
        "    first = LANGUAGES[0]",
        "{% if lang != 'en' %}",
    ],
)
def test_a_language_in_the_code_is_found(planted: str) -> None:
    assert offences(f"x = 1\n{planted}\n") == [planted.strip()]
