"""Mails as they looked in the inbox, as pages that keep the site's own policy.

A mail carries its look in `style` attributes, because mailboxes want it so; pages of the site may
have none. So each attribute becomes a class with the same declarations in a style sheet beside the
page, and the sheet inside the mail moves there too. Nothing else changes but what only a mailbox
reads: Outlook's conditions go, addresses of the site start at its root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from schaufenster import addresses, mail_html
from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile, output
from schaufenster.selection import Issue, Rendered, issues
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase.headers import POLICY

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
    page, sheet = web_copy(issue.html, site, site.absolute("edition", issue.lang, **names))
    yield output(path, page)
    yield output(f"{path.removesuffix('.html')}.css", sheet)


def web_copy(mail: bytes, site: addresses.Site, page: str) -> tuple[str, str]:
    """Return a mail as a page without any `style`, and the style sheet `mail.css` beside it.

    `page` is the full address of the page that the mail belongs to.
    """
    tree = mail_html.parse(mail)
    rules = [*_sheets(tree), *_classes(tree)]
    tree.rewrite_links(lambda address: _near(address, site))
    head = tree.find("head")
    head.insert(0, etree.Element("meta", {"charset": "utf-8"}))
    policy = {"http-equiv": "Content-Security-Policy", "content": POLICY}
    etree.SubElement(head, "meta", policy)
    etree.SubElement(head, "meta", {"name": "robots", "content": "noindex"})
    etree.SubElement(head, "link", {"rel": "canonical", "href": page})
    etree.SubElement(head, "link", {"rel": "stylesheet", "href": "mail.css"})
    return mail_html.text(tree), "".join(rules)


def _sheets(tree: Any) -> Iterator[str]:
    """Take the mail's own sheets out of it, and yield them."""
    for sheet in list(tree.iter("style")):
        css, media = (sheet.text or "").strip(), sheet.get("media")
        yield f"@media {media}{{{css}}}\n" if media else f"{css}\n"
        sheet.drop_tree()


def _classes(tree: Any) -> Iterator[str]:
    """Put a class in place of each `style`, and yield a rule for each class."""
    names: dict[str, str] = {}
    for element in tree.xpath("//*[@style]"):
        css = element.attrib.pop("style")
        element.classes.add(names.setdefault(css, f"m{len(names)}"))
    return (f".{name}" * _STRONGER + f"{{{css}}}\n" for css, name in names.items())


def _near(address: str, site: addresses.Site) -> str:
    """Return an address of the site as one that starts at its root; others stay as they are."""
    near = address.startswith(site.url)
    return site.base + address.removeprefix(site.url) if near else address
