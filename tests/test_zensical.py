"""The staged tree in Zensical: the same pages, and templates that its engine understands.

Zensical itself builds in the long tests. Before every commit its engine, MiniJinja, renders the
frame beside Jinja, so that nobody writes what only one of the two understands.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import minijinja
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes
from lxml import html
from mkdocs.theme import Theme

from schaufenster import command_names as names
from schaufenster import showcase, write
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.editing import DEMO_DAY
from schaufenster.output import OutputFile, output
from schaufenster.showcase.front_matter import as_yaml
from tests.conftest import PROJECT, TODAY, run_build, templates_of
from tests.hostile import HOSTILE

OVERRIDES = DEFAULTS / "theme" / "overrides"
FRAMES = sorted(file.relative_to(OVERRIDES).as_posix() for file in OVERRIDES.rglob("*.html"))


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tools.{name}", PROJECT / f"tools/{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


zensical = load_tool("zensical")


def unexplained(differences: list[Any]) -> str:
    """Return what `zensical.py` would print of the differences that have no reason."""
    return "\n".join(zensical.report(d for d in differences if not zensical.reasons_of(d)))


# ── what the frame may use ───────────────────────────────────────────────────────────────────

NODES = {
    "Template", "TemplateData", "Output", "Extends", "Include", "Block", "If", "For", "Assign",
    "Name", "Const", "Getattr", "Getitem", "Filter", "Test", "CondExpr", "Compare", "Operand",
    "And", "Or", "Not", "Concat", "List", "Tuple", "Dict", "Pair",
}  # fmt: skip
"""Constructs that both engines have. There is no call among them: MiniJinja has no methods."""

FILTERS: dict[str, object] = {
    "e": "a <b>", "safe": "a <b>", "tojson": {"b": ["</script>'"]}, "default": "a",
    "join": ["a", "b"], "length": "abc", "first": ["a", "b"], "last": ["a", "b"], "lower": "Ä",
    "upper": "ä", "trim": " a ",
}  # fmt: skip
"""Filters that give the same in both, and a value that shows it."""

TESTS: dict[str, object] = {"defined": "a", "undefined": "a", "none": None, "string": "a"}


def faults(source: str) -> list[str]:
    """Return what a template uses beyond these lists; what both engines have may be added."""
    every = jinja2.Environment(autoescape=True).parse(source).find_all(nodes.Node)
    return [
        f"{node.lineno}: {type(node).__name__} {getattr(node, 'name', '')}".rstrip()
        for node in every
        if type(node).__name__ not in NODES
        or (isinstance(node, nodes.Filter) and node.name not in FILTERS)
        or (isinstance(node, nodes.Test) and node.name not in TESTS)
    ]


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_uses_only_what_both_engines_have(name: str) -> None:
    assert faults((OVERRIDES / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ a.split(',') }}",
        "{% for key, value in a.items() %}{% endfor %}",
        "{{ a.get('b') }}",
        "{% if a.startswith('b') %}{% endif %}",
        "{{ a | truncate(20) }}",
        "{{ a | tojson | forceescape }}",
        "{{ a | xmlattr }}",
        "{{ '%s' | format(a) }}",
        "{% if a is sameas b %}{% endif %}",
        "{{ super() }}",
        "{% import 'a.html' as a %}",
        "{% macro a() %}{% endmacro %}",
    ],
)
def test_a_construct_that_is_not_in_both_is_found(source: str) -> None:
    assert faults(source)


def engines() -> tuple[Callable[..., str], Callable[..., str]]:
    """Return MkDocs' own Jinja and a MiniJinja without Python's methods, as `render(name, …)`."""
    theirs = minijinja.Environment(
        loader=lambda name: (OVERRIDES / name).read_text("utf-8"), pycompat=False
    )
    ours = Theme(name=None, custom_dir=str(OVERRIDES)).get_env()

    def mkdocs(name: str, **values: object) -> str:
        return str(ours.get_template(name).render(**values))

    return mkdocs, theirs.render_template


@pytest.mark.parametrize(
    ("source", "value"),
    [
        *((f"{{{{ value | {name} }}}}", value) for name, value in FILTERS.items()),
        *((f"{{{{ 1 if value is {name} else 2 }}}}", value) for name, value in TESTS.items()),
    ],
)
def test_what_is_allowed_gives_the_same_in_both(source: str, value: object) -> None:
    ours = jinja2.Environment(autoescape=True).from_string(source).render(value=value)
    theirs = minijinja.Environment(pycompat=False).render_str(source, "frame.html", value=value)
    assert theirs == ours


def settings_of(cluster: Cluster, build: Path) -> dict[str, Any]:
    templates = templates_of("theme/pages")
    text = showcase.mkdocs_settings(cluster, templates, lambda name: DEFAULTS / name, build)
    settings: dict[str, Any] = yaml.safe_load(text)
    return settings


def front_matter(file: OutputFile) -> dict[str, Any]:
    text = file.content.decode().removeprefix("---\n").removesuffix("---\n")
    front: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return front


def staged(path: str, front: dict[str, Any]) -> OutputFile:
    return output(path, f"---\n{as_yaml(front)}---\n")


def test_minijinja_frames_every_page_of_the_sample_like_jinja(
    sample: Cluster, outputs: dict[str, OutputFile]
) -> None:
    mkdocs, theirs = engines()
    config = settings_of(sample, Path("build"))
    in_order = json.loads(json.dumps(config, sort_keys=True))  # as Zensical hands mappings over
    frames: list[tuple[str, dict[str, Any]]] = [("404.html", {})]
    for path, file in outputs.items():
        if path.startswith("stage/"):
            url = path.removeprefix("stage/").removesuffix("index.md")
            meta = front_matter(file)
            frames.append((meta["template"], {"page": {"meta": meta, "url": url, "content": ""}}))
    assert len(frames) > 80
    found = [
        difference
        for name, page in frames
        for difference in zensical.compare_pages(
            page["page"]["url"] if page else name,
            mkdocs(name, config=config, **page),
            theirs(name, config=in_order, **page),
        )
    ]
    assert unexplained(found) == ""
    assert {difference.part for difference in found} == {"source"}


# ── what a staged page may hold ──────────────────────────────────────────────────────────────

OTHER = re.compile(  # YAML 1.2.2, 10.3.2: what a plain scalar is, if it is no text
    r"null|Null|NULL|~||true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)
BREAKS = "\x85\u2028\u2029"


@given(
    st.text() | st.from_regex(OTHER, fullmatch=True) | st.text(st.sampled_from(f"a \n\t{BREAKS}"))
)
def test_a_staged_text_is_a_text_for_every_version_of_yaml(text: str) -> None:
    """MkDocs reads YAML 1.1, Zensical 1.2: `1e3` and U+2028 mean different things there."""
    events = yaml.parse(as_yaml({"a": text}), Loader=yaml.CSafeLoader)
    scalar = [event for event in events if isinstance(event, yaml.ScalarEvent)][1]
    assert scalar.value == text
    assert scalar.style in {'"', "'", "|"}
    if set(text) & set(BREAKS):
        assert scalar.style == '"'


# ── the comparison ───────────────────────────────────────────────────────────────────────────

PAGE = """<!doctype html>
<html lang="de"><head><title>Profil</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="https://netz.example/a/">
<link rel="alternate" hreflang="en" href="https://netz.example/en/a/">
<script type="application/ld+json">{"name": "Müller", "url": "https://netz.example/"}</script>
</head><body><h1 id="a">Müller &amp; Söhne</h1>
<p class="x" lang="en">One <a href="/b/">way</a></p></body></html>"""


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("title", "<title>Profil<", "<title>Profile<"),
        ("heading", "h1", "h2"),
        ("heading", 'id="a"', 'id="b"'),
        ("link", 'href="/b/"', 'href="/c/"'),
        ("link", ">way<", ">road<"),
        ("language", '<html lang="de">', '<html lang="en">'),
        ("language", ' lang="en">One', ">One"),
        ("head", "noindex", "index"),
        ("head", "netz.example/a/", "netz.example/b/"),
        ("head", 'hreflang="en"', 'hreflang="de"'),
        ("data", "Müller", "M&uuml;ller"),
        ("data", '"https://netz.example/"}', '"https:&#x2f;&#x2f;netz.example&#x2f;"}'),
        ("data", '"name": "Müller",', '"name": "Müller"'),
        ("text", "One <", "Two <"),
        ("text", "&amp;", "&amp;amp;"),
        ("element", 'class="x"', 'class="y"'),
        ("source", "<!doctype html>", "<!DOCTYPE html>"),
    ],
)
def test_a_difference_is_found_in_its_part_and_has_no_reason(part: str, old: str, new: str) -> None:
    assert old in PAGE
    found = list(zensical.compare_pages("a/index.html", PAGE, PAGE.replace(old, new)))
    assert part in {difference.part for difference in found}
    assert any(not zensical.reasons_of(d) for d in found if d.part == part)


def test_other_escapes_and_spaces_have_their_reasons() -> None:
    changed = PAGE.replace('"/b/"', '"&#x2f;b&#x2f;"').replace('": "', '":"').replace('", "', '","')
    found = list(zensical.compare_pages("a/index.html", PAGE, changed))
    assert {zensical.reasons_of(d) for d in found} == {("escapes",), ("json",)}
    assert "escapes: 1 in 1 files" in "\n".join(zensical.report(found))


def test_files_are_compared_by_their_bytes(tmp_path: Path) -> None:
    for tree, files in {"a": "same other only-a", "b": "same other only-b search.json"}.items():
        for name in files.split():
            (tmp_path / tree).mkdir(exist_ok=True)
            (tmp_path / tree / name).write_text("x" if name == "same" else tree)
    found = list(zensical.compare_trees(tmp_path / "a", tmp_path / "b"))
    told = {(d.page, bool(d.mkdocs), bool(d.zensical)): zensical.reasons_of(d) for d in found}
    assert told == {
        ("only-a", True, False): (),
        ("only-b", False, True): (),
        ("other", True, True): (),
        ("search.json", False, True): ("index",),
    }


def test_the_pins_carry_hashes_and_no_addresses() -> None:
    text = (PROJECT / "tools/zensical.txt").read_text("utf-8")
    assert "://" not in text
    pins = re.findall(r"^[a-z][\w.-]*==.*?(?=^[a-z]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert {pin.partition("==")[0] for pin in pins} >= {"zensical", "markdown", "pyyaml"}
    assert [pin.split(" ")[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_no_build_needs_zensical() -> None:
    locks = [(PROJECT / name).read_text("utf-8") for name in ("pyproject.toml", "requirements.txt")]
    assert re.findall(r"^\s*\W?zensical\W", "".join(locks), re.MULTILINE) == []


# ── Zensical itself ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def installed() -> None:
    assert zensical.install() == 0


def differences(build: Path, scratch: Path) -> list[Any]:
    result = zensical.build(build, scratch)
    assert len(list(result.rglob("*.html"))) > 50
    return list(zensical.compare_trees(build / "cache" / "html", result))


@pytest.mark.long
@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("name", "day"), [("sample_site", TODAY), ("demo_site", str(DEMO_DAY))])
def test_zensical_makes_the_same_site(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, day: str
) -> None:
    root, build = request.getfixturevalue(name).parents[1], tmp_path / "root" / "build"
    shutil.copytree(root, build.parent, ignore=shutil.ignore_patterns("build"))
    run_build(
        "--root", str(build.parent), names.SITE, "--engine", "mkdocs", "--today", day,
    )  # fmt: skip
    (tmp_path / "zensical").mkdir()
    found = differences(build, tmp_path / "zensical")
    assert unexplained(found) == ""
    used = {reason for difference in found for reason in zensical.reasons_of(difference)}
    assert used == {reason.name for reason in zensical.REASONS}  # none has outlived its cause


AWKWARD = (
    *"1e3 1E+3 0.1e1 .5e-1 1e400 0o17 017 0x1F 0b1 1_000 12:30 .inf .nan +1 ~ null yes On".split(),
    *(f"a{sign}b" for sign in BREAKS), *(f"a\nb{sign}c" for sign in BREAKS),
    "2030-06-01", "=", "<<", "# a", "a #b", "a: b", "- a", "*a* _b_ `c`", "[a](b)", "<b>a</b>",
    "&amp;", "---\na", "...\na", "a\r\nb", " a ", "\n a\n", "{{ 1 }}", "{% raw %}", "'\"'", "\\n",
    "\ufeffa", "x" * 3000,
)  # fmt: skip
"""Texts that readers of front matter, templates and Markdown have ideas of their own about."""


@pytest.mark.long
@pytest.mark.usefixtures("installed")
def test_awkward_and_hostile_texts_are_the_same_in_both(
    sample: Cluster, outputs: dict[str, OutputFile], tmp_path: Path
) -> None:
    base = front_matter(outputs["stage/index.md"])
    texts = ["1", *AWKWARD, *(case.text for case in HOSTILE if len(case.text) < 4000)]
    build = tmp_path / "build"
    build.mkdir()
    stage = [
        staged(
            f"text-{number}/index.md" if number else "index.md",
            base
            | {"title": text, "description": text, "jsonld": json.dumps({"name": escape(text)})}
            | {"body": f"<h1>{escape(text)}</h1>\n<p>{escape(text)}</p>"},
        )
        for number, text in enumerate(texts)
    ]
    write.write_changed(build / "stage", stage)
    settings = yaml.safe_dump(settings_of(sample, build), allow_unicode=True)
    write.write_file(build / "mkdocs.yml", settings.encode())
    made = {file.path: file.content for file in showcase.run_mkdocs(build / "mkdocs.yml")}
    (tmp_path / "zensical").mkdir()
    assert unexplained(differences(build, tmp_path / "zensical")) == ""
    tree = html.document_fromstring(made["text-1/index.html"].decode())
    assert tree.findtext(".//title") == "1e3"  # the texts did arrive
    assert [tree.findtext(".//h1"), tree.findtext(".//main//p")] == ["1e3", "1e3"]
