"""The form's page and configuration in each language of the cluster, and the files it loads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from schaufenster.addresses import Site, site_of
from schaufenster.content.load import Cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.editing.form.collections import COLLECTIONS, collections_of, parts_of
from schaufenster.editing.form.fields import Asking
from schaufenster.forges import FormAccess, form_access
from schaufenster.output import AnyFile, Output, OutputFile, StoredFile, output
from schaufenster.problems import Language
from schaufenster.responses import form_policy

ASSETS: Final = "assets/editor"
BRANCH: Final = "main"
_SCRIPTS: Final = ("form.js", "preview.js", "yaml-edit.js")
_SCOPE: Final = "public_repo"
"""What GitHub is asked for: public repositories, nothing else of an account."""


def form_outputs(cluster: Cluster, program: Mapping[str, Path]) -> list[Output]:
    """Return the form as a published site has it; nothing if the cluster has none.

    `program` are the files of Decap and its reader of YAML by path: see `program.installed`.
    """
    if not program or not form_access(cluster.identity):
        return []
    return [
        Output("form", lambda: form_pages(cluster, form_access(cluster.identity))),
        Output("form program", lambda: program_files(program)),
    ]


def program_files(program: Mapping[str, Path]) -> Iterator[AnyFile]:
    """Yield the scripts that the form's page loads."""
    for name in _SCRIPTS:
        yield StoredFile(f"{ASSETS}/{name}", DEFAULTS / "editor" / name)
    for path, file in program.items():
        yield StoredFile(f"{ASSETS}/{path}", file)


def form_pages(
    cluster: Cluster, access: FormAccess | None, local: str = "", branch: str = BRANCH
) -> Iterator[OutputFile]:
    """Yield page and configuration in each language.

    Without `access` to a forge the form writes to the server of this machine at the path `local`.
    """
    site = site_of(cluster)
    backend = _backend(cluster, access) if access else {"proxy_url": local}
    policy = form_policy(access.contacted, access.pictured) if access else form_policy(())
    for lang in site.languages:
        folder = site.path("editor_form", lang)
        settings = configuration(
            Asking(cluster, lang),
            {**backend, "branch": branch},
            access.forge if access else "proxy",
        )
        yield output(f"{folder}config.json", json.dumps(settings, ensure_ascii=False))
        yield output(f"{folder}index.html", _page(cluster, site, lang, policy))


def configuration(asking: Asking, backend: Mapping[str, Any], forge: str) -> dict[str, Any]:
    """Return what `form.js` reads: Decap's configuration, and what it must know beside it."""
    parts = {each.name: {f: name for f, name, _ in parts_of(each, asking)} for each in COLLECTIONS}
    change = f"{asking.say('change')}: {{{{slug}}}}"
    site = site_of(asking.cluster)
    return {
        "forge": forge,
        "languages": asking.languages,
        "parts": {name: files for name, files in parts.items() if files},
        "style": f"{site.base}assets/schaufenster.css",
        "config": {
            "backend": {
                "name": "schaufenster",
                **backend,
                "commit_messages": dict.fromkeys(("create", "update", "delete"), change),
            },
            "locale": asking.lang,
            "publish_mode": "editorial_workflow",
            "show_preview_links": False,
            "site_url": site.url,
            "media_folder": "content",
            "public_folder": "",
            "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
            "collections": collections_of(asking),
        },
    }


def _backend(cluster: Cluster, access: FormAccess) -> dict[str, Any]:
    """Return what Decap must know of the forge."""
    shared = {"repo": access.repository, "api_root": access.api, "base_url": access.sign_in}
    if access.forge == "github":
        more = {"open_authoring": True, "auth_scope": _SCOPE, "auth_endpoint": "auth"}
    else:
        editor = cluster.identity.editor
        more = {"auth_type": "pkce", "app_id": editor.app_id if editor else ""}
    return {**shared, **more}


def _page(cluster: Cluster, site: Site, lang: Language, policy: str) -> str:
    asking = Asking(cluster, lang)
    title = f"{asking.say('title')} – {cluster.identity.name}"
    return f"""\
<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="strict-origin-when-cross-origin">
<title>{escape(title)}</title>
<link rel="icon" href="{site.base}assets/icon.svg">
<script type="module" src="{site.base}{ASSETS}/form.js"></script>
</head>
<body>
<noscript>{escape(asking.say("no-script"))}</noscript>
</body>
</html>
"""
