"""HTML is made once and never read back: no pattern in the package looks for markup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conftest import PROJECT
from tests.guards import sources
from tests.test_house import in_package

ALLOWED = {
    "content/yaml_faults.py": "finds the lines that git leaves where two versions met",
    "editing/intake/answers.py": "leaves out the comments that a forge puts into its forms",
    "editing/intake/drafts.py": "tells links and pictures of a forge from text",
    "editing/intake/letters.py": "makes text of contributed mails in HTML: words alone stay",
    "editing/intake/sent_files.py": "tells a contributed drawing by its first element",
    "editing/offboard/named.py": "takes the address out of a link in Markdown",
    "editing/offboard/traces.py": "looks for a name in what was built, tags left out",
    "editing/import_feed.py": "refuses a feed that declares entities",
    "editing/office_lists.py": "tells a feed by its first element, refuses workbooks with entities",
    "mail/edition.py": "gives MJML's output the one role that MJML does not let a template choose",
    "mail/eml.py": "names attachments in MJML output, of which a parser loses Outlook parts",
    "mail/mjml/check.py": "checks MJML before it is compiled",
    "mail/mjml/compiler.py": "prepares MJML for a compiler that breaks some of its text",
    "mail/mjml/markup.py": "checks MJML before it is compiled",
    "mail/word.py": "adds links to the parts of a Word file, which a library has made",
    "mail_html.py": "parses mails, which MJML makes and which are kept as bytes",
    "sanitize/from_html.py": "makes Markdown of contributed HTML, behind nh3",
    "sanitize/line.py": "refuses HTML in a line of text",
    "sanitize/svg.py": "refuses contributed drawings",
    "sanitize/text.py": "makes contributed Markdown safe: closes tags, puts a home before links",
    "sending/bounces.py": "finds the address between angle brackets of a mail's header",
    "sending/message.py": "finds the ways to leave a list in a mail's header",
    "sending/recipients.py": "reads names and addresses of a list of recipients",
    "showcase/development_server.py": "adds the script that loads a page again to what it serves",
    "showcase/page_copies.py": "compares two finished versions of a page, which know no other",
    "yaml_edits/layout.py": "quotes texts that begin like YAML's merge key",
}
"""Modules that may look for markup, each with its reason: what they read, others have made."""

PARSERS = ("lxml.html", "html.parser", "html5lib", "bs4")
IN_RE = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
IN_TEXT = {
    "find", "rfind", "index", "split", "rsplit", "partition", "rpartition", "replace", "count",
    "startswith", "endswith", "removeprefix", "removesuffix",
}  # fmt: skip
NO_TAG = re.compile(r"\(\?(?:<[=!]|P<|>)|\\?\[\^?\]?[^\]]*\]")
"""In a regular expression: groups and classes of characters, which `<` is part of without a tag."""


def literals(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str | bytes):
            yield part.value if isinstance(part.value, str) else part.value.decode("latin-1")


def seeks_markup(node: ast.AST) -> bool:
    """Tell whether a node looks for a tag or an attribute, in a pattern or by a method of texts."""
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        return any(re.search(r"<[a-z/!]|\w=\"", text) for text in literals(node.left))
    if isinstance(node, ast.ImportFrom):
        return any(f"{node.module}.{a.name}".startswith(PARSERS) for a in node.names)
    if isinstance(node, ast.Import):
        return any(a.name.startswith(PARSERS) for a in node.names)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    texts = list(literals(node.args[0]))
    if ast.unparse(node.func.value) == "re" and node.func.attr in IN_RE:
        return any(re.search(r"<|\w=\\?\"", NO_TAG.sub("", text)) for text in texts)
    return node.func.attr in IN_TEXT and any(re.search(r"<[a-z/!]|\w=\"", t) for t in texts)


def offences(tree: ast.AST) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(tree) if seeks_markup(node)]


def test_no_module_reads_markup_back() -> None:
    every = in_package(sources(PROJECT))
    found = {path: wrong for path, module in every if (wrong := offences(module))}
    assert {path: wrong for path, wrong in found.items() if path not in ALLOWED} == {}
    assert sorted(ALLOWED.keys() - found.keys()) == []  # what no longer needs leave has none


@pytest.mark.parametrize(
    "planted",
    [
        r"re.compile(r'<svg\b.*?</svg>')", r"re.sub('<[^>]*>', '', page)",
        r"re.compile(rb'\sviewBox=\"([^\"]*)\"')", "page.split('</head>')",
        "page.replace('<head>', head)", "page.find('class=\"note\"')", "'<html' in page",
        "from lxml import html", "import lxml.html", "from html.parser import HTMLParser",
    ],
)  # fmt: skip
def test_a_planted_offence_is_seen(planted: str) -> None:
    assert offences(ast.parse(planted))


@pytest.mark.parametrize(
    "harmless",
    [
        r"re.compile(r'https?://[^\s<>\"]+')", r"re.compile(r'(?P<year>\d+)(?<=x)(?<!y)')",
        "text.replace('<', '&lt;')", "from lxml import etree", "import html", "'a < b' in text",
    ],
)  # fmt: skip
def test_what_is_no_markup_is_left_alone(harmless: str) -> None:
    assert offences(ast.parse(harmless)) == []
