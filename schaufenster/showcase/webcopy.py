"""Mails as they looked in the inbox, as pages that keep the site's own policy.

A mail carries its look in `style` attributes, because mailboxes want it so; pages of the site may
have none. So each attribute becomes a class with the same declarations in a style sheet beside the
page, and the sheet inside the mail moves there too. Nothing else changes but what only a mailbox
reads: Outlook's conditions go, addresses of the site start at its root.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping
from typing import Final

from schaufenster import addresses
from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile, output
from schaufenster.selection import Issue, Rendered, issues
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase.headers import POLICY

_OUTLOOK: Final = re.compile(
    r"<!--\[if [^\]]*\]>(?!<!-->).*?<!\[endif\]-->"  # for Outlook alone
    r"|<!--\[if [^\]]*\]><!-->|<!--<!\[endif\]-->",  # marks around what all others read
    re.DOTALL,
)
_SHEET: Final = re.compile(r"<style\b([^>]*)>(.*?)</style>\s*", re.DOTALL)
_MEDIA: Final = re.compile(r'\bmedia="([^"]*)"')
_TAG: Final = re.compile(r"<[a-z][a-z0-9]*\b(?:[^<>\"]|\"[^\"]*\")*>", re.IGNORECASE)
_STYLE: Final = re.compile(r'\s+style="([^"]*)"')
_CLASS: Final = re.compile(r'(\sclass=")([^"]*)(")')
_LOADED: Final = re.compile(r'(\s(?:src|href|background)=")([^"]*)(")')
_STRONGER: Final = 5
"""How often a class is named so that it wins over the mail's own sheet, as an attribute does."""


def render_web_copies(
    cluster: Cluster, ready: Mapping[Key, Rendered] = NOTHING
) -> Iterator[OutputFile]:
    """Yield `mail.html` and `mail.css` of every issue that has something to show."""
    site = addresses.site_of(cluster)
    for issue in issues(cluster, ready):
        if issue.html:
            yield from _files(issue, site)


def _files(issue: Issue, site: addresses.Site) -> Iterator[OutputFile]:
    names = {"edition": issue.edition, "channel": issue.channel.id}
    path = addresses.web_copy_path(lang=issue.lang, **names)
    page, sheet = web_copy(issue.html.decode(), site, site.absolute("edition", issue.lang, **names))
    yield output(path, page, issue.inputs | {"content/cluster.yml"})
    yield output(f"{path.removesuffix('.html')}.css", sheet, issue.inputs)


def web_copy(mail: str, site: addresses.Site, page: str) -> tuple[str, str]:
    """Return a mail as a page without any `style`, and the style sheet `mail.css` beside it.

    `page` is the full address of the page that the mail belongs to.
    """
    mail = _OUTLOOK.sub("", mail)
    sheets = [_sheet(found[1], found[2]) for found in _SHEET.finditer(mail)]
    classes: dict[str, str] = {}

    def plain(found: re.Match[str]) -> str:
        """Return a tag with a class in place of its style, its addresses inside the site."""
        tag = _LOADED.sub(lambda a: a[1] + _near(a[2], site) + a[3], found[0])
        style = _STYLE.search(tag)
        if not style:
            return tag
        tag = tag[: style.start()] + tag[style.end() :]
        name = classes.setdefault(entities.unescape(style[1]), f"m{len(classes)}")
        if _CLASS.search(tag):
            return _CLASS.sub(lambda a: f"{a[1]}{a[2]} {name}{a[3]}", tag, count=1)
        return re.sub(r"(\s*/?>)$", rf' class="{name}"\1', tag)

    body = _TAG.sub(plain, _SHEET.sub("", mail))
    rules = [f".{name}" * _STRONGER + f"{{{css}}}\n" for css, name in classes.items()]
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{entities.escape(POLICY)}">\n'
        '<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{entities.escape(page)}">\n'
        '<link rel="stylesheet" href="mail.css">\n'
    )
    return body.replace("</head>", f"{head}</head>", 1), "".join([*sheets, *rules])


def _sheet(attributes: str, css: str) -> str:
    media = _MEDIA.search(attributes)
    return f"@media {media[1]}{{{css.strip()}}}\n" if media else f"{css.strip()}\n"


def _near(address: str, site: addresses.Site) -> str:
    """Return an address of the site as one that starts at its root; others stay as they are."""
    near = address.startswith(site.url)
    return site.base + address.removeprefix(site.url) if near else address
