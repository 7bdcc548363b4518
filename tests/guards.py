"""What the guards of `test_house.py` see: the project's files, and what a module does.

Everything here is a pure function from sources to what is found, so that it can be tried on a tree
with an offence in it. What runs behind another program (Pagefind, MkDocs) is not seen: which
module starts programs is a guard of its own.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Final

Sources = Mapping[str, str]
"""The text of each file by its path below the project."""

CLUSTER: Final = re.compile("elmug|ilmenau|thüring|thuering", re.IGNORECASE)
"""What tells that a text is about the first cluster."""

# ── the files ────────────────────────────────────────────────────────────────────────────────


def sources(root: Path) -> dict[str, str]:
    """Return every text file below a folder but what `.gitignore` excludes, with or without git.

    Links are not followed; what is not UTF-8 (a picture) is no text.
    """
    ignored = [".git/", *patterns((root / ".gitignore").read_text("utf-8"))]
    found = {}
    for folder, folders, files in os.walk(root):
        above = Path(folder).relative_to(root).as_posix().removeprefix(".")
        above = f"{above}/" if above else ""
        folders[:] = sorted(
            f for f in folders
            if not Path(folder, f).is_symlink() and not is_ignored(f"{above}{f}/", ignored)
        )  # fmt: skip
        for name in sorted(files):
            place = Path(folder, name)
            if place.is_symlink() or is_ignored(f"{above}{name}", ignored):
                continue
            try:
                found[f"{above}{name}"] = place.read_text("utf-8")
            except UnicodeDecodeError:
                continue
    return found


def patterns(gitignore: str) -> list[str]:
    """Return the patterns of a `.gitignore`; those that need git to be understood are refused."""
    found = [line.strip() for line in gitignore.splitlines()]
    found = [line for line in found if line and not line.startswith("#")]
    if odd := [line for line in found if line.startswith("!") or "**" in line or "\\" in line]:
        raise ValueError(f"the guards do not understand {odd} in .gitignore")
    return found


def is_ignored(path: str, ignored: list[str]) -> bool:
    """Tell whether a path (a folder's ends in `/`) is excluded by itself."""
    name = path.rstrip("/").rpartition("/")[2] + ("/" if path.endswith("/") else "")
    for pattern in ignored:
        anchored = "/" in pattern.rstrip("/")
        whole = path if anchored else name
        if fnmatch(whole, pattern.lstrip("/")) or fnmatch(whole, f"{pattern.lstrip('/')}/"):
            return True
    return False


# ── a module ─────────────────────────────────────────────────────────────────────────────────


@cache
def parsed(text: str) -> ast.Module:
    """Return the tree of a module."""
    return ast.parse(text)


def modules(tree: Sources, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield path and tree of each Python module whose path begins with one of `folders`."""
    for path, text in sorted(tree.items()):
        if path.startswith(folders) and path.endswith(".py"):
            yield path, parsed(text)


@cache
def imported(module: ast.Module) -> tuple[str, ...]:
    """Return everything that a module imports, with its full name."""
    return tuple(_imported(module))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def meanings(module: ast.Module) -> dict[str, str]:
    """Return what the names of a module stand for: `import os as o`, `from os import unlink as u`.

    A name that is given to another (`o = os`) stands for the same.
    """
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.name if alias.asname else alias.name.split(".")[0]
                found[alias.asname or name] = name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = dotted(node.value, found)
            if value.split(".")[0] in {n.split(".")[0] for n in found.values()}:
                found[node.targets[0].id] = value
    return found


def dotted(node: ast.AST, known: Mapping[str, str]) -> str:
    """Return the full name of what an expression names: `os.unlink`, `?.unlink` of a value."""
    if isinstance(node, ast.Name):
        return known.get(node.id, f"builtins.{node.id}" if hasattr(builtins, node.id) else "?")
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return "?"


Use = tuple[ast.expr, str, ast.Call | None]


@cache
def uses(module: ast.Module) -> tuple[Use, ...]:
    """Return each name that a module uses: where, its full name, and its call if it is called."""
    return tuple(_uses(module))


def _uses(module: ast.Module) -> Iterator[Use]:
    known = meanings(module)
    calls = {node.func: node for node in ast.walk(module) if isinstance(node, ast.Call)}
    for node in ast.walk(module):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node, dotted(node, known), calls.get(node)
    for call in calls.values():
        if dotted(call.func, known) == "builtins.getattr" and len(call.args) > 1:
            name = call.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield call, f"{dotted(call.args[0], known)}.{name.value}", None


# ── writing ──────────────────────────────────────────────────────────────────────────────────

WRITES: Final = frozenset(
    f"os.{name}"
    for name in "chmod chown fchmod fchown ftruncate lchmod lchown lchflags chflags link makedirs "
    "mkdir mkfifo mknod open posix_fallocate posix_spawn posix_spawnp putenv remove removedirs "
    "removexattr rename renames replace rmdir sendfile setxattr symlink system popen truncate "
    "unlink utime copy_file_range".split()
) | {
    "os.*", "builtins.eval", "builtins.exec", "builtins.__import__", "importlib.import_module",
    "dbm.open", "fileinput.input", "logging.FileHandler", "mmap.mmap",
    "py_compile.compile", "shelve.open", "sqlite3.connect", "urllib.request.urlretrieve",
    "zipapp.create_archive",
}  # fmt: skip
"""Functions that write, wherever they are named: called, handed on or imported."""
READS_ONLY: Final = {
    "shutil": {"which", "disk_usage", "get_terminal_size", "get_archive_formats"},
    # a file without a name: nobody finds it, and it ends with the process
    "tempfile": {"TemporaryFile", "SpooledTemporaryFile"},
}
"""What of a module that writes does not; all else of it does."""
METHODS: Final = frozenset(
    "chmod copy_into extract extractall hardlink_to lchmod makedirs mkdir move_into "
    "removedirs rename renames rmdir rmtree symlink_to touch truncate unlink utime write_bytes "
    "write_text".split()
)
"""Methods that write, of whatever they are: a `Path` comes from anywhere."""
OPENERS: Final = frozenset(
    "builtins.open io.open codecs.open os.fdopen gzip.open gzip.GzipFile bz2.open bz2.BZ2File "
    "lzma.open lzma.LZMAFile tarfile.open tarfile.TarFile zipfile.ZipFile io.FileIO".split()
)
"""What opens a file by a name and a mode."""
INTO_MEMORY: Final = frozenset({"io.BytesIO", "io.StringIO"})


@cache
def writings(module: ast.Module) -> tuple[str, ...]:
    """Return each place where a module writes, removes, renames or changes a file, and how."""
    return tuple(_writings(module))


def _writings(module: ast.Module) -> Iterator[str]:
    streams = _streams(module)
    for name in imported(module):
        if _is_writing(name):
            yield f"imports {name}"
    for node, name, call in uses(module):
        if _is_writing(name) or _writes_by_method(node, name, call, streams):
            yield f"{node.lineno}: {name}"


def _writes_by_method(node: ast.expr, name: str, call: ast.Call | None, streams: set[str]) -> bool:
    """Tell whether a use writes, as far as its name's last word and its arguments show it."""
    if name in OPENERS:
        return not _opens_to_read(call, 1, streams)
    if not isinstance(node, ast.Attribute | ast.Call):
        return False
    match name.rpartition(".")[2]:
        case "open":
            own = isinstance(node, ast.Attribute) and ast.unparse(node) == "self.open"
            place = 0 if name.startswith("?") else 1  # `place.open("w")`, `Path.open(place, "w")`
            return not (own and call is None) and not _opens_to_read(call, place, streams)
        case "save":
            return not (call and _first_is(call, streams))
        case "replace":
            return _replaces_file(name, call)
        case last:
            return last in METHODS


def _is_writing(name: str) -> bool:
    room, _, last = name.partition(".")
    return name in WRITES or (room in READS_ONLY and bool(last) and last not in READS_ONLY[room])


def _streams(module: ast.Module) -> set[str]:
    """Return the names that stand for a stream in memory, or a parameter that must be one."""
    known, found = meanings(module), set()
    for node in ast.walk(module):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=made))
                | ast.withitem(context_expr=ast.Call(func=made), optional_vars=ast.Name(id=name))
            ) if dotted(made, known) in INTO_MEMORY:
                found.add(name)
    return found


def _first_is(call: ast.Call, streams: set[str]) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id in streams


def _opens_to_read(call: ast.Call | None, place: int, streams: set[str]) -> bool:
    """Tell whether a file is opened for reading, or is a stream in memory: seen in the call."""
    if call is None:
        return False
    if _first_is(call, streams):
        return True
    modes = [k.value for k in call.keywords if k.arg == "mode"] or call.args[place : place + 1]
    known = all(isinstance(mode, ast.Constant) for mode in modes)
    unpacked = any(k.arg is None for k in call.keywords)
    return known and not unpacked and not any(
        set(str(mode.value)) & set("wax+") for mode in modes if isinstance(mode, ast.Constant)
    )  # fmt: skip


def _replaces_file(name: str, call: ast.Call | None) -> bool:
    """Tell `place.replace(target)` from a text's, a day's or a record's `replace`."""
    if name.endswith(("dataclasses.replace", "copy.replace")):
        return False
    return call is None or (len(call.args) == 1 and not call.keywords)
