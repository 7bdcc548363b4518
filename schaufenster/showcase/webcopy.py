"""Mails as they were sent, as pages that keep the site's policy.

Mails have `style` attributes, because mailboxes need them; the site's policy forbids them. So each
attribute becomes a class with the same declarations in a style sheet next to the page, together
with the mail's own sheet. Outlook's conditional comments are removed, and addresses of the site
start at its root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from schaufenster import addresses, mail_html
from schaufenster.content.load import Cluster
from schaufenster.output import OutputFile, output
from schaufenster.selection import Rendered, issues
from schaufenster.selection.issues import NOTHING, Key
from schaufenster.showcase.headers import POLICY

_STRONGER: Final = 5
"""How often a selector repeats its class to override the mail's own sheet, as an attribute does."""


def render_web_copies(
    cluster: Cluster, ready: Mapping[Key, Rendered] = NOTHING
) -> Iterator[OutputFile]:
    """Yield `mail.html` and `mail.css` of every issue with an HTML mail."""
    site = addresses.site_of(cluster)
    for issue in issues(cluster, ready):
        if issue.html:
            names = {"edition": issue.edition, "channel": issue.channel.id}
            path = site.web_copy_path(lang=issue.lang, **names)
            page, css = web_copy(issue.html, site, site.absolute("edition", issue.lang, **names))
            yield output(path, page)
            yield output(f"{path.removesuffix('.html')}.css", css)


def web_copy(mail: bytes, site: addresses.Site, page: str) -> tuple[str, str]:
    """Return a mail as a page without any `style`, and its style sheet `mail.css`.

    `page` is the full address of the edition's page.
    """
    tree = mail_html.parse(mail)
    rules = [*_sheets(tree), *_classes(tree)]
    tree.rewrite_links(lambda address: _from_root(address, site))
    head = tree.find("head")
    head.insert(0, etree.Element("meta", {"charset": "utf-8"}))
    policy = {"http-equiv": "Content-Security-Policy", "content": POLICY}
    etree.SubElement(head, "meta", policy)
    etree.SubElement(head, "meta", {"name": "robots", "content": "noindex"})
    etree.SubElement(head, "link", {"rel": "canonical", "href": page})
    etree.SubElement(head, "link", {"rel": "stylesheet", "href": "mail.css"})
    return mail_html.text(tree), "".join(rules)


def _sheets(tree: Any) -> Iterator[str]:
    """Remove the mail's own sheets, and yield them."""
    for sheet in list(tree.iter("style")):
        css, media = (sheet.text or "").strip(), sheet.get("media")
        yield f"@media {media}{{{css}}}\n" if media else f"{css}\n"
        sheet.drop_tree()


def _classes(tree: Any) -> Iterator[str]:
    """Replace each `style` by a class, and return a rule for each class."""
    names: dict[str, str] = {}
    for element in tree.xpath("//*[@style]"):
        css = element.attrib.pop("style")
        element.classes.add(names.setdefault(css, f"m{len(names)}"))
    return (f".{name}" * _STRONGER + f"{{{css}}}\n" for css, name in names.items())


def _from_root(address: str, site: addresses.Site) -> str:
    """Return an address of the site from its root; others unchanged."""
    if not address.startswith(site.url):
        return address
    return site.base + address.removeprefix(site.url)
