"""A finished tree gets the site's name in one atomic step.

For Linux and macOS.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

from schaufenster.write.files import fsync
from schaufenster.write.manifest import swap_folder

_AT_FDCWD = -100  # Linux, <fcntl.h>: paths count from the working directory
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)
_REFUSALS = frozenset(  # the kernel or the file system cannot exchange; all else is an error
    (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV)
)


def idle_tree(site: Path) -> Path:
    """Return the path of the tree that is not the site."""
    shows_a = site.is_symlink() and site.readlink().name == "a"
    return swap_folder(site) / ("b" if shows_a else "a")


def show(site: Path, tree: Path) -> None:
    """Give `tree` the name `site` in one step; the tree that was there becomes the idle one."""
    if not site.is_symlink():
        site.mkdir(exist_ok=True)  # so that the first build already finds out what is possible
    if site.is_symlink() or not exchange(tree, site):
        _link(site, tree)
    fsync(site.parent)
    fsync(tree.parent)


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders' names in one step; False where kernel or file system refuse."""
    old, new = os.fsencode(one), os.fsencode(other)
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(old, new, _RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_EXCHANGE)
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in _REFUSALS:
        raise OSError(code, os.strerror(code), str(one), None, str(other))
    return not failed


def _link(site: Path, tree: Path) -> None:
    """Let `site` be a link to `tree`: a link replaces a link in one step.

    It cannot replace a folder. If `site` is one (the first build, or a file system that could
    exchange and no longer can), it first becomes tree b; `mend` follows up if we are killed
    between the two renames.
    """
    folder = swap_folder(site)
    (folder / "new").symlink_to(Path(folder.name, tree.name), target_is_directory=True)
    if not site.is_symlink():
        shutil.rmtree(folder / "b", ignore_errors=True)
        site.rename(folder / "b")
    try:
        (folder / "new").replace(site)
    except BaseException:
        mend(site)
        raise


def mend(site: Path) -> None:
    """Give the old site its name back if `_link` was stopped between its two renames."""
    old = swap_folder(site) / "b"
    if not site.is_symlink() and not site.exists() and old.is_dir():
        old.rename(site)
