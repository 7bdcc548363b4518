"""A site goes out to a real OpenSSH server: by sftp and by rsync, whatever breaks off."""

from __future__ import annotations

import getpass
import json
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster.commands import program
from schaufenster.publishing import publish
from schaufenster.write import Target, TargetError
from schaufenster.write import targets as targets_of
from schaufenster.write.targets import Rsync, Sftp

from .conftest import PROJECT, SAMPLE
from .test_programs_servers import answers
from .test_publishing import NEW, OLD, below, is_whole, site_of

pytestmark = pytest.mark.long

SETTINGS: Final = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {run}/host
PidFile {run}/pid
AuthorizedKeysFile {run}/key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
Subsystem sftp internal-sftp{options}
"""


class Server:
    """An OpenSSH server on this machine, with one key that it knows."""

    def __init__(self, run: Path, options: str = "") -> None:
        self.run, self.live = run, run / "www/live"
        for name in ("host", "key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", run / name], check=True
            )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (run / "sshd").write_text(SETTINGS.format(port=self.port, run=run, options=options))
        (run / "www").mkdir()
        Path("/run/sshd").mkdir(exist_ok=True)
        program = shutil.which("sshd") or "/usr/sbin/sshd"
        self.process = subprocess.Popen([program, "-D", "-f", run / "sshd", "-E", run / "log"])
        while not answers(self.port):
            assert self.process.poll() is None, (run / "log").read_text()

    def options(self, key: str = "key") -> tuple[str, ...]:
        """Return what tells ssh the key and where the server is."""
        known = f"UserKnownHostsFile={self.run}/known"
        return ("-o", f"IdentityFile={self.run}/{key}", "-o", "IdentitiesOnly=yes", "-o", known,
                "-o", "StrictHostKeyChecking=accept-new", "-o", "BatchMode=yes",
                "-o", f"Port={self.port}")  # fmt: skip

    def target(self, kind: str) -> Target:
        """Return the server as a target."""
        host = f"{getpass.getuser()}@127.0.0.1"
        if kind == "sftp":
            return Sftp(host, "", str(self.live))
        return Rsync(host, str(self.live))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server, and programs that find it."""
    made = Server(tmp_path)
    monkeypatch.setattr(targets_of, "_OPTIONS", made.options())
    yield made
    made.process.terminate()
    made.process.wait()


@pytest.mark.parametrize("kind", ["sftp", "rsync"])
def test_a_site_goes_out_and_then_only_what_changed(
    server: Server, tmp_path: Path, kind: str
) -> None:
    target = server.target(kind)
    publish(*site_of(tmp_path / "old", OLD), target, lambda _: None)
    assert below(server.live) == OLD
    before = (server.live / "same.txt").stat().st_ino
    todo = publish(*site_of(tmp_path / "new", NEW), target, lambda _: None)
    assert (len(todo.put), len(todo.gone), todo.same) == (4, 2, 1)
    assert below(server.live) == NEW
    assert (server.live / "same.txt").stat().st_ino == before


@pytest.mark.parametrize("kind", ["sftp", "rsync"])
def test_what_lies_at_a_server_is_held_against_what_was_built(
    server: Server, tmp_path: Path, kind: str
) -> None:
    """The command by which somebody without a web server yet sees whether all has arrived."""
    root = tmp_path / "root"
    shutil.copytree(SAMPLE, root)
    site, files = site_of(root / "build/site", NEW)
    manifest = {"url": "https://a.example/", "public": True, "framed": [], "files": files}
    (root / "build/manifest.json").write_text(json.dumps(manifest), "utf-8")
    host = f"{getpass.getuser()}@127.0.0.1"
    place = f"sftp://{host}{server.live}" if kind == "sftp" else f"{host}:{server.live}"

    def verified() -> tuple[int, str]:
        words = ["--root", str(root), "--lang", "en", names.VERIFY, place]
        result = CliRunner().invoke(program.main, words)
        return result.exit_code, result.output

    assert verified()[0] == 1
    publish(site, files, server.target(kind), lambda _: None)
    assert verified() == (0, verified()[1])
    (server.live / "index.html").write_text("by hand")
    (server.live / "same.txt").unlink()
    code, told = verified()
    assert (code, "same.txt" in told, "index.html" in told) == (1, True, True)
    (server.run / "key.pub").write_text("")
    assert "Permission denied" in verified()[1]


def test_a_server_without_posix_rename_gets_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Server(tmp_path, " -P posix-rename")
    monkeypatch.setattr(targets_of, "_OPTIONS", made.options())
    try:
        for tree in (OLD, NEW, OLD):
            publish(*site_of(tmp_path / "site", tree), made.target("sftp"), lambda _: None)
            assert below(made.live) == tree
    finally:
        made.process.terminate()
        made.process.wait()


@pytest.mark.parametrize("kind", ["sftp", "rsync"])
def test_a_wrong_key_and_a_server_that_is_gone_are_told(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "other"], check=True
    )
    site = site_of(tmp_path / "old", OLD)
    with monkeypatch.context() as wrong:
        wrong.setattr(targets_of, "_OPTIONS", server.options("other"))
        with pytest.raises(TargetError, match="Permission denied"):
            publish(*site, server.target(kind), lambda _: None)
    server.process.terminate()
    server.process.wait()
    with pytest.raises(TargetError, match=r"refused|closed|reset"):
        publish(*site, server.target(kind), lambda _: None)


def mounted(*words: str) -> None:
    """Mount or unmount something; only root may."""
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    if ended.returncode:
        pytest.fail(f"a disk to fill needs root: {ended.stderr}")


@pytest.fixture
def disk(server: Server) -> Iterator[Path]:
    """A disk of 3 MB where the server keeps the site."""
    place = server.live.parent
    mounted("mount", "-t", "tmpfs", "-o", "size=3M", "tmpfs", str(place))
    yield place
    mounted("umount", str(place))


@pytest.mark.parametrize("kind", ["sftp", "rsync"])
def test_on_a_full_disk_no_page_misses_anything_and_with_room_the_next_run_heals_it(
    server: Server, disk: Path, tmp_path: Path, kind: str
) -> None:
    publish(*site_of(tmp_path / "old", OLD), server.target(kind), lambda _: None)
    many = {f"assets/{n:03}.css": b"x" * 20_000 for n in range(300)}
    pages = {f"p{n:03}/index.html": f"<link href=assets/{n:03}.css>".encode() for n in range(300)}
    new = site_of(tmp_path / "new", {**NEW, **many, **pages})
    for _ in range(2):
        with pytest.raises(TargetError):
            publish(*new, server.target(kind), lambda _: None)
        seen = {path: page for path, page in below(server.live).items() if path in {**OLD, **NEW}}
        assert seen.keys() >= OLD.keys()
        assert is_whole(seen)
        assert not any(path in pages for path in below(server.live))
    mounted("mount", "-o", "remount,size=30M", str(disk))
    publish(*new, server.target(kind), lambda _: None)
    assert below(server.live) == {**NEW, **many, **pages}


PUBLISH: Final = """
import sys
from pathlib import Path
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster.commands import program
from schaufenster.publishing import publish
from schaufenster.write import sha256, targets
site, kind, host, live = Path(sys.argv[1]), *sys.argv[2:5]
targets._OPTIONS = tuple(sys.argv[5:])
target = targets.Sftp(host, "", live) if kind == "sftp" else targets.Rsync(host, live)
files = {f.relative_to(site).as_posix(): sha256(f.read_bytes())
         for f in site.rglob("*") if f.is_file()}
print("ready", flush=True)
publish(site, files, target, lambda _: None)
"""


@pytest.mark.parametrize("kind", ["sftp", "rsync"])
def test_cut_at_twenty_moments_each_state_is_whole_and_the_next_run_heals_it(
    server: Server, tmp_path: Path, kind: str
) -> None:
    chance = random.Random(3)  # noqa: S311 - chance, not secrecy
    many = {f"assets/{n}.css": b"x" * 20_000 for n in range(300)}
    pages = {f"p{n}/index.html": f"<link href=assets/{n}.css>".encode() for n in range(300)}
    trees = [{**OLD}, {**NEW, **many, **pages}]
    for number in range(20):
        tree = trees[(number + 1) % 2]
        site, files = site_of(tmp_path / "site", tree)
        words = [kind, server.target(kind).host, str(server.live), *server.options()]  # type: ignore[attr-defined]
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISH, str(site), *words],
            cwd=PROJECT, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.uniform(0.05, 1.5))
        subprocess.run(["pkill", "-KILL", "-s", str(process.pid)], check=False)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        seen = {p: c for p, c in below(server.live).items() if not p.endswith(".part")}
        seen = {p: c for p, c in seen.items() if "/." not in f"/{p}"}  # rsync's files on their way
        assert is_whole(seen), number
        for path, page in seen.items():
            if path.startswith("p") and path.endswith("index.html"):
                assert page.partition(b"href=")[2].rstrip(b">").decode() in seen, path
        publish(site, files, server.target(kind), lambda _: None)
        assert {p: below(server.live)[p] for p in tree} == tree, number
