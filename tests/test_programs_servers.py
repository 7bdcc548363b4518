"""The recipes of docs/publishing.md, run by the real servers as they stand there."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.test_headers import fitting, rules

from .conftest import PROJECT

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
FOLDER: Final = "/srv/schaufenster/site"
TYPES: Final = {
    "html": "text/html", "css": "text/css", "png": "image/png", "webp": "image/webp",
    "svg": "image/svg+xml", "rss": "application/rss+xml", "atom": "application/atom+xml",
    "ics": "text/calendar", "vcf": "text/vcard", "csv": "text/csv", "json": "application/json",
    "txt": "text/plain", "zip": "application/zip", "opml": "text/x-opml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def recipe(name: str) -> Any:
    """Return the lines of a server from the guide."""
    guide = (PROJECT / "docs/publishing.md").read_text("utf-8")
    (block,) = re.findall(rf"^```{name}\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    return block


def command(program: str, run: Path, site: Path, port: int) -> list[str]:
    """Write a configuration around a recipe; return the command that runs the server."""
    name = "nginx" if program == "nginx" else "apache"
    words = recipe(name).replace(FOLDER, str(site)).replace("listen 80", f"listen {port}")
    words = words.replace("*:80", f"*:{port}")
    conf = run / "server.conf"
    frame = NGINX if program == "nginx" else APACHE
    conf.write_text(frame.format(run=run, port=port, recipe=words), "utf-8")
    if program == "nginx":
        # the folder of `include mime.types` is that of the configuration
        (run / "mime.types").write_bytes(Path("/etc/nginx/mime.types").read_bytes())
        return [program, "-c", str(conf)]
    return [program, "-f", str(conf), "-D", "FOREGROUND"]


Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[[str], Answer]


@pytest.fixture(scope="module", params=["nginx", "apache2"])
def ask(request: pytest.FixtureRequest, sample_site: Path) -> Iterator[Ask]:
    """Run a server with the sample's site; the function asks it for a path."""
    if not shutil.which(request.param):
        pytest.fail(f"{request.param} is not installed: python tools/programs.py")
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        run = Path(name)
        run.chmod(0o755)  # a server started by root gives up its rights
        site = Path(shutil.copytree(sample_site, run / "site"))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with subprocess.Popen(command(request.param, run, site, port)) as server:
            while server.poll() is None and not answers(port):
                pass
            assert server.poll() is None, "the server refuses the recipe"
            yield lambda path: asked(port, path)
            server.terminate()


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
            assert headers["content-type"].partition(";")[0] == expected, address


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
            assert status == 301, address
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
