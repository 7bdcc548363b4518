"""Builds a staged tree with Zensical and compares the result with what MkDocs made of it.

`zensical.py [ROOT]` takes `ROOT/build` as `build.py site --engine mkdocs` left it, builds `stage/`
once more in a folder of its own and prints how the two results differ, grouped by reason. It ends
with 1 if a difference has no reason in `REASONS`. Zensical is no requirement of the build: it
stands in `.venv/zensical`, pinned in `tools/zensical.txt`; `zensical.py install` only puts it
there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

import yaml
from lxml import etree, html

PROJECT = Path(__file__).resolve().parent.parent
PINS = PROJECT / "tools" / "zensical.txt"
FOLDER = PROJECT / ".venv" / "zensical"

_READY = FOLDER / "ready"
_LINKS = ("href", "src", "action", "srcset", "data", "poster")


# ── installing and building ──────────────────────────────────────────────────────────────────


def is_installed() -> bool:
    """Tell whether Zensical is there as its pins ask for."""
    return _READY.is_file() and _READY.read_text() == _mark()


def install() -> int:
    """Install what the pins name, if it is not there; return 0 when it is in the end."""
    if is_installed():
        return 0
    print("Installing Zensical, which long tests compare with (110 MB) …", file=sys.stderr)
    venv.create(FOLDER, clear=True, with_pip=True)
    pip = (FOLDER / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check")
    if subprocess.run([*pip, "--require-hashes", "-r", PINS], check=False).returncode != 0:
        print("pip could not install it; is the package index reachable?", file=sys.stderr)
        return 1
    _READY.write_text(_mark())
    return 0


def _mark() -> str:
    return hashlib.sha256(PINS.read_bytes()).hexdigest()


def zensical_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of MkDocs as Zensical needs them, for a folder with the stage in it."""
    same = ("site_name", "site_url", "strict", "use_directory_urls", "nav", "extra_css", "extra")
    return {
        **{name: settings[name] for name in same},
        "docs_dir": "stage",  # both have to lie below the settings
        "site_dir": "cache/html",
        "theme": {**settings["theme"], "name": None},  # with a name its own assets are published
        "plugins": [],
        "markdown_extensions": [],  # left out, it would switch on some thirty
        # It takes front matter for Markdown: targets are not found, and 2,100 pages cost four times
        # as much. Links are checked by the project's own tests.
        "validation": False,
    }


def build(source: Path, scratch: Path) -> Path:
    """Build the staged tree of a `build/` folder in a new folder; return that of the result.

    Raises `RuntimeError` with Zensical's words if it fails or warns.
    """
    settings = yaml.safe_load((source / "mkdocs.yml").read_text("utf-8"))
    shutil.copytree(source / "stage", scratch / "stage")
    text = yaml.safe_dump(zensical_settings(settings), allow_unicode=True, sort_keys=False)
    (scratch / "mkdocs.yml").write_text(text, "utf-8")
    done = subprocess.run(
        [FOLDER / "bin" / "zensical", "build", "--clean", "--config-file", scratch / "mkdocs.yml"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
    return scratch / "cache" / "html"


# ── comparing ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of one part of a page, or a file, as MkDocs and as Zensical have it; "" is none."""

    page: str
    part: str
    mkdocs: str
    zensical: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why lines of some parts may differ; `undo` takes out of a line what the reason explains."""

    name: str
    parts: frozenset[str]
    undo: Callable[[str], str]
    why: str


def _escapes(line: str) -> str:
    for theirs, ours in (("&#x2f;", "/"), ("&#x27;", "&#39;"), ("&quot;", "&#34;")):
        line = line.replace(theirs, ours)
    return line


REASONS = (
    Reason(
        "escapes",
        frozenset({"source"}),
        _escapes,
        "MiniJinja's `e` writes / ' and \" as &#x2f; &#x27; and &quot;. To a browser they are the "
        "same; what reads pages with regular expressions has to know.",
    ),
    Reason(
        "json",
        frozenset({"source", "element"}),
        lambda line: re.sub(r'(?<="[:,]) (?=["\[{\d])', "", line),
        "MiniJinja's `tojson` writes no spaces. Parsed it is the same.",
    ),
    Reason(
        "sitemap",
        frozenset({"file"}),
        lambda line: re.sub(r"^sitemap\.xml(\.gz)? .*", "", line),
        "MkDocs writes one, Zensical none if its theme has no name; the build writes its own.",
    ),
    Reason(
        "index",
        frozenset({"file"}),
        lambda line: re.sub(r"^search\.json .*", "", line),
        "Zensical writes an empty search index that no page loads.",
    ),
)


def reasons_of(difference: Difference) -> tuple[str, ...]:
    """Return the names of the reasons that explain a difference whole; none if they do not."""
    ours, theirs = difference.mkdocs, difference.zensical
    names = []
    for reason in REASONS:
        if difference.part in reason.parts:
            undone = reason.undo(ours), reason.undo(theirs)
            if undone != (ours, theirs):
                names.append(reason.name)
            ours, theirs = undone
            if ours == theirs:
                return tuple(names)
    return ()


def read_page(source: str) -> dict[str, list[str]]:
    """Return what a page says, part by part, in lines that can be compared.

    `element` holds every element with all attributes, `source` the bytes: together they leave
    nothing out. The others say what a difference means.
    """
    tree = html.document_fromstring(source)
    every = list(tree.iter(etree.Element))
    texts: Any = tree.xpath("//text()[not(ancestor::script or ancestor::style)]")
    data: Any = tree.xpath("//script[@type='application/ld+json']/text()")
    return {
        "title": [_words(e) for e in every if e.tag == "title"],
        "heading": [
            f"{e.tag} #{e.get('id', '')} {_words(e)}" for e in every if re.match(r"h\d", e.tag)
        ],
        "link": [
            f"{e.tag} {name}={e.get(name)} {_words(e)}"
            for e in every
            for name in _LINKS
            if name in e.attrib
        ],
        "language": [
            f"{e.tag} {e.get('lang')} {_words(e) if e.tag != 'html' else ''}"
            for e in every
            if "lang" in e.attrib
        ],
        "head": [_tag(e) for e in every if e.tag in {"meta", "link"}],
        "data": [_parsed(str(text)) for text in data],
        "text": [line for text in texts if (line := " ".join(str(text).split()))],
        "element": [_tag(e) for e in every],
        "source": source.split("\n"),
    }


def _words(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _tag(element: html.HtmlElement) -> str:
    return " ".join([element.tag, *(f'{k}="{v}"' for k, v in sorted(element.attrib.items()))])


def _parsed(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return f"no JSON: {text}"


def compare_pages(page: str, mkdocs: str, zensical: str) -> Iterator[Difference]:
    """Yield what differs between two forms of a page."""
    if mkdocs == zensical:
        return
    ours, theirs = read_page(mkdocs), read_page(zensical)
    for part, lines in ours.items():
        for a, b in _unequal(lines, theirs[part]):
            yield Difference(page, part, a, b)


def _unequal(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(ours) == len(theirs):
        yield from ((a, b) for a, b in zip(ours, theirs, strict=True) if a != b)
        return
    for kind, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from zip_longest(ours[i:j], theirs[k:m], fillvalue="")


def compare_trees(mkdocs: Path, zensical: Path) -> Iterator[Difference]:
    """Yield what differs between two results: pages part by part, other files by their bytes."""
    ours, theirs = _files(mkdocs), _files(zensical)
    for path in sorted(ours.keys() | theirs.keys()):
        if path.endswith(".html") and path in ours and path in theirs:
            texts = (file.read_bytes().decode() for file in (ours[path], theirs[path]))
            yield from compare_pages(path, *texts)
            continue
        forms = [
            f"{path} {hashlib.sha256(files[path].read_bytes()).hexdigest()}"
            if path in files
            else ""
            for files in (ours, theirs)
        ]
        if forms[0] != forms[1]:
            yield Difference(path, "file", *forms)


def _files(root: Path) -> dict[str, Path]:
    """Return all files by their path, without the search that Pagefind adds later."""
    files = {file.relative_to(root).as_posix(): file for file in root.rglob("*") if file.is_file()}
    return {path: file for path, file in files.items() if not path.startswith("pagefind/")}


# ── telling ──────────────────────────────────────────────────────────────────────────────────


def report(found: Iterable[Difference]) -> Iterator[str]:
    """Yield differences in lines: an example for each reason, all of those without one.

    The same difference on many pages is told once.
    """
    groups: dict[tuple[str, ...], list[Difference]] = defaultdict(list)
    for difference in found:
        groups[reasons_of(difference)].append(difference)
    why = {reason.name: reason.why for reason in REASONS}
    for names, group in sorted(groups.items(), reverse=True):
        yield f"{' and '.join(names) or 'without a reason'}: {_counted(group)}"
        yield from (f"  {why[name]}" for name in names)
        kinds: dict[tuple[str, str, str], list[Difference]] = defaultdict(list)
        for difference in group:
            kinds[difference.part, difference.mkdocs, difference.zensical].append(difference)
        for (part, ours, theirs), alike in list(kinds.items())[: 1 if names else None]:
            yield f"  {part}: {_counted(alike)}, such as {alike[0].page}"
            same = next(
                (i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), 0
            )
            start = max(same - 40, 0)
            yield f"    MkDocs    {ours[start : start + 160]}"
            yield f"    Zensical  {theirs[start : start + 160]}"


def _counted(differences: Sequence[Difference]) -> str:
    return f"{len(differences)} in {len({each.page for each in differences})} files"


def main(root: Path) -> int:
    """Build and compare the site of a cluster's folder; return 0 if all is explained."""
    if install() != 0:
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        html_folder = build(root / "build", Path(scratch))
        found = list(compare_trees(root / "build" / "cache" / "html", html_folder))
        pages = len(list(html_folder.rglob("*.html")))
    print("\n".join(report(found)))
    open_ones = [difference for difference in found if not reasons_of(difference)]
    print(f"{pages} pages, {len(open_ones)} differences without a reason", file=sys.stderr)
    return 1 if open_ones else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        sys.exit(install())
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else PROJECT))
