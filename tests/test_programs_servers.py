"""The configurations that `server` prints, run by the real servers."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from schaufenster.addresses import site_at
from schaufenster.publishing import SERVERS, fetch, verify
from schaufenster.responses import TYPES, Responses
from schaufenster.write import sha256
from tests.conftest import LANGUAGES
from tests.test_headers import fitting, rules

pytestmark = pytest.mark.long

NGINX: Final = """\
worker_processes 1; daemon off; pid {run}/pid; error_log stderr;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off; client_body_temp_path {run}; proxy_temp_path {run};
    fastcgi_temp_path {run}; uwsgi_temp_path {run}; scgi_temp_path {run};
{recipe}
}}
"""
APACHE: Final = """\
ServerRoot /usr/lib/apache2
PidFile {run}/pid
ErrorLog {run}/log
DefaultRuntimeDir {run}
Listen {port}
User www-data
Group www-data
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule dir_module modules/mod_dir.so
LoadModule mime_module modules/mod_mime.so
LoadModule alias_module modules/mod_alias.so
LoadModule headers_module modules/mod_headers.so
TypesConfig /etc/mime.types
{recipe}
"""
CADDY: Final = """\
{{
    admin off
    auto_https off
    storage file_system {run}/caddy
}}
{recipe}
"""
FRAMES: Final = {"nginx": NGINX, "apache": APACHE, "caddy": CADDY}
"""What a test puts around a configuration: a port of its own, no folder of the system's."""


def command(program: str, run: Path, site: Path, port: int, base: str) -> list[str]:
    """Write a configuration; return the command that runs the server."""
    responses = Responses(
        site_at(f"http://127.0.0.1:{port}{base}", LANGUAGES), ("einbetten/", "en/embed/")
    )
    words = SERVERS[program](responses, str(site))
    words = words.replace("listen 80", f"listen {port}").replace("listen [::]:80;", "")
    words = words.replace("*:80", f"*:{port}")
    words = words.replace("127.0.0.1 {", f"http://127.0.0.1:{port} {{")
    conf = run / "server.conf"
    conf.write_text(FRAMES[program].format(run=run, port=port, recipe=words), "utf-8")
    if program == "nginx":
        # the folder of `include mime.types` is that of the configuration
        (run / "mime.types").write_bytes(Path("/etc/nginx/mime.types").read_bytes())
        return [program, "-c", str(conf)]
    if program == "caddy":
        return [program, "run", "--config", str(conf), "--adapter", "caddyfile"]
    return ["apache2", "-f", str(conf), "-D", "FOREGROUND"]


Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[[str], Answer]


@pytest.fixture(
    scope="module",
    params=["nginx", "apache", "caddy", "nginx below", "apache below", "caddy below"],
)
def place(request: pytest.FixtureRequest, sample_site: Path) -> Iterator[str]:
    """Run a server with the sample's site; return its address, for some below the host's root."""
    program, _, below = request.param.partition(" ")
    if not shutil.which("apache2" if program == "apache" else program):
        pytest.fail(f"{program} is not installed: python tools/programs.py")
    base = "/cluster/" if below else "/"
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        run = Path(name)
        run.chmod(0o755)  # a server started by root gives up its rights
        site = Path(shutil.copytree(sample_site, run / "site"))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with subprocess.Popen(command(program, run, site, port, base)) as server:
            while server.poll() is None and not answers(port):
                pass
            assert server.poll() is None, "the server refuses the configuration"
            yield f"http://127.0.0.1:{port}{base}"
            server.terminate()


@pytest.fixture
def ask(place: str) -> Ask:
    """Return a function that asks the server for a path below the site's root."""
    parts = urlsplit(place)
    return lambda path: asked(parts.port or 80, parts.path.rstrip("/") + path)


def answers(port: int) -> bool:
    """Return whether a server listens."""
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def asked(port: int, path: str) -> Answer:
    """Return a server's status, its headers by their names in lower case, and the content."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    headers: dict[str, str] = {}
    for key, value in response.getheaders():
        assert key.lower() not in headers, f"{path}: {key} comes twice"
        headers[key.lower()] = value
    return response.status, headers, content


def addresses_of(site: Path) -> dict[str, Path]:
    """Return the address of every file of a site; that of a page is its folder's."""
    files = [f for f in site.rglob("*") if f.is_file() and not f.name.startswith("_")]
    return {f"/{f.relative_to(site).as_posix().removesuffix('index.html')}": f for f in files}


def test_every_file_arrives_as_what_it_is(ask: Ask, sample_site: Path) -> None:
    found = addresses_of(sample_site)
    assert len(found) > 300
    for address, file in found.items():
        status, headers, content = ask(address)
        assert (status, content) == (200, file.read_bytes()), address
        if expected := TYPES.get(file.suffix[1:]):
            known = {expected, *{"js": ["application/javascript"]}.get(file.suffix[1:], [])}
            assert headers["content-type"].partition(";")[0] in known, address


def test_every_answer_carries_the_headers_of_the_site(ask: Ask, sample_site: Path) -> None:
    """As `_headers` says, but that pages carry the rest of their policy themselves."""
    wanted = rules((sample_site / "_headers").read_text("utf-8"))
    for address in addresses_of(sample_site):
        _, headers, _ = ask(address)
        for name in ("X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"):
            assert [headers.get(name.lower())] == fitting(wanted, address, name), address
        for name in ("Cache-Control",):
            sent = [headers[name.lower()]] if name.lower() in headers else []
            assert sent == fitting(wanted, address, name), address
        for policy in fitting(wanted, address, "Content-Security-Policy"):
            assert policy.endswith(headers["content-security-policy"]), address


def test_an_address_without_its_slash_leads_to_the_one_with_it(ask: Ask, sample_site: Path) -> None:
    for address in addresses_of(sample_site):
        if address.endswith("/") and address != "/":
            status, headers, _ = ask(address.rstrip("/"))
            assert status in {301, 308}, address
            assert headers["location"].endswith(address)


@pytest.mark.parametrize("address", ["/_headers", "/_redirects", "/gone/", "/profile/gone"])
def test_what_is_not_there_is_told_in_the_sites_words(
    ask: Ask, sample_site: Path, address: str
) -> None:
    assert (sample_site / "_redirects").is_file()
    status, headers, content = ask(address)
    assert status == 404
    assert content == (sample_site / "404.html").read_bytes()
    assert headers["x-content-type-options"] == "nosniff"


def test_a_folder_without_a_page_lists_nothing(ask: Ask, sample_site: Path) -> None:
    assert not (sample_site / "pictures/index.html").exists()
    assert ask("/feeds/")[0] in {403, 404}


def test_nothing_is_wrong_with_a_site_that_is_served_so(place: str, sample_site: Path) -> None:
    files = {path: sha256(file.read_bytes()) for path, file in files_of(sample_site)}
    responses = Responses(site_at(place, LANGUAGES), ("einbetten/", "en/embed/"))
    verdict = verify(files, responses, fetch(place), lambda: None)
    assert verdict.examples == {}
    assert verdict.files > 300


def files_of(site: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file of a site with its path."""
    for file in site.rglob("*"):
        if file.is_file():
            yield file.relative_to(site).as_posix(), file
