"""Configurations for servers, made from what the site's answers are to be (`responses`).

Each is a whole file for one host. What stands there is tried with the real servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from schaufenster.responses import (
    ALL_FRAMES,
    ALWAYS,
    CACHED,
    OWN_FRAMES,
    TYPES,
    UNSERVED,
    Responses,
)

_UNKNOWN: Final = ("atom", "csv", "ics", "opml", "rss", "vcf")
"""Endings that a server does not know by itself, or under another name."""
_TEXTS: Final = "text/css text/javascript application/json image/svg+xml text/calendar"
"""Types that are worth compressing, beside `text/html`."""


def nginx(responses: Responses, folder: str) -> str:
    """Return the file for `/etc/nginx/sites-available/`; `folder` is that of the site."""
    base, host = responses.site.base, _host(responses)
    lasting = "\n".join(
        f'    ~^{re.escape(base + start)} "{value}";' for start, value in CACHED.items()
    )
    headers = "\n".join(
        f'    add_header {name} "{value}" always;' for name, value in ALWAYS.items()
    )
    unknown = (ending for ending in _UNKNOWN if ending not in {"atom", "rss"})
    types = " ".join(f"{TYPES[ending]} {ending};" for ending in unknown)
    place = f"    root {folder};" if base == "/" else f"    location {base} {{ alias {folder}/; }}"
    return f"""\
# {responses.site.url}
map $uri $frame_policy {{
    default "{OWN_FRAMES}";
    ~^{base}({_either(responses.framed)}) "{ALL_FRAMES}";
}}
map $uri $cache_rule {{
    default "";
{lasting}
}}
server {{
    listen 80;
    listen [::]:80;
    server_name {host};
{place}
    error_page 404 {base}404.html;
    absolute_redirect off;

    # `types` replaces what stands further out: without the first line pages would be downloads.
    include mime.types;
    types {{ {types} }}
    gzip on;
    gzip_types {_TEXTS};

{headers}
    add_header Content-Security-Policy $frame_policy always;
    add_header Cache-Control $cache_rule;

    location ~ ^{base}({_either(UNSERVED)})$ {{ return 404; }}
}}
"""


def apache(responses: Responses, folder: str) -> str:
    """Return the file for `/etc/apache2/sites-available/`; it needs mod_headers."""
    base, host = responses.site.base, _host(responses)
    place = f"    DocumentRoot {folder}" if base == "/" else f"    Alias {base} {folder}/"
    types = "\n".join(f"    AddType {TYPES[ending]} .{ending}" for ending in _UNKNOWN)
    headers = "\n".join(f'    Header always set {name} "{value}"' for name, value in ALWAYS.items())
    framed = f"m#^{base}({_either(responses.framed)})#"
    lasting = "\n".join(
        f'    Header set Cache-Control "{value}" "expr=%{{REQUEST_URI}} =~ m#^{base + start}#"'
        for start, value in CACHED.items()
    )
    return f"""\
# {responses.site.url}
<VirtualHost *:80>
    ServerName {host}
{place}
    <Directory {folder}>
        Require all granted
        Options -Indexes
        AllowOverride None
    </Directory>
    ErrorDocument 404 {base}404.html
    RedirectMatch 404 ^{base}({_either(UNSERVED)})$
{types}
{headers}
    Header always set Content-Security-Policy "{OWN_FRAMES}" "expr=%{{REQUEST_URI}} !~ {framed}"
    Header always set Content-Security-Policy "{ALL_FRAMES}" "expr=%{{REQUEST_URI}} =~ {framed}"
{lasting}
</VirtualHost>
"""


def caddy(responses: Responses, folder: str) -> str:
    """Return the block for a `Caddyfile`; Caddy sees to the certificate by itself."""
    base = responses.site.base
    headers = "\n".join(f'        {name} "{value}"' for name, value in ALWAYS.items())
    types = "\n".join(
        f'    @{ending} path *.{ending}\n    header @{ending} Content-Type "{TYPES[ending]}"'
        for ending in _UNKNOWN
    )
    lasting = "\n".join(
        f'    @lasts{number} path {base}{start}*\n    header @lasts{number} Cache-Control "{value}"'
        for number, (start, value) in enumerate(CACHED.items())
    )
    framed = " ".join(f"{base}{start}*" for start in responses.framed)
    inside = base.rstrip("/")
    served = f"""\
        root * {folder}
        @hidden path {" ".join(f"/{name}" for name in UNSERVED)}
        error @hidden 404
        file_server"""
    return f"""\
# {responses.site.url}
{_host(responses)} {{
    encode gzip
    header {{
{headers}
    }}
    @framed path {framed}
    header @framed Content-Security-Policy "{ALL_FRAMES}"
    @unframed not path {framed}
    header @unframed Content-Security-Policy "{OWN_FRAMES}"
{types}
{lasting}
    handle_path {inside}/* {{
{served}
    }}
    handle_errors {{
        root * {folder}
        rewrite * /404.html
        file_server
    }}
}}
"""


SERVERS: Final[Mapping[str, Callable[[Responses, str], str]]] = {
    "nginx": nginx,
    "apache": apache,
    "caddy": caddy,
}
"""What writes the configuration of each server."""


def _host(responses: Responses) -> str:
    return urlsplit(responses.site.url).hostname or ""


def _either(paths: Iterable[str]) -> str:
    return "|".join(map(re.escape, paths))
