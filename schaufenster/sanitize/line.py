"""Single lines: invisible characters, web addresses, mail addresses.

What is allowed in a name or headline, and what may be published as a link. Characters follow
Unicode's categories, hosts RFC 1123 with the letters DENIC registers, mail RFC 5321 and 5322.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from schaufenster.problems import Fault

_LONGEST_URL = 2_000
_LONGEST_LOCAL = 64
_LONGEST_MAIL = 254  # a path has 256 octets, two of them are angle brackets
_LONGEST_HOST = 253
_LONGEST_LABEL = 63

_LINE_END = "\n\r\v\f\x85\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_NEVER_SHOWN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but tab, line feed and carriage return
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # fillers without a shape
    "\u200b\u200c\u2028\u2029\u2060-\u2065\u206a-\u206f\ufe00-\ufe0d\ufeff\ufff9-\ufffc"
    f"{_DIRECTION}"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"  # surrogates, private use, no characters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
)
_SUSPECT = re.compile(f"[{_NEVER_SHOWN}\u200d]")
# A zero-width joiner belongs between two emoji and nowhere else.
_HIDDEN = re.compile(
    f"[{_NEVER_SHOWN}]|(?<![\ufe0f{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])",
)
_TURNS = re.compile(f"[{_DIRECTION}]")
_ENDS = re.compile(f"[{_LINE_END}]")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|&(?:[A-Za-z]{2,8}|#x?[0-9A-Fa-f]+);")
_NOT_IN_LINE = re.compile(f"[{_LINE_END}\t{_NEVER_SHOWN}\u200d]")

_MARKDOWN = re.compile(
    r"(?<!\w)\*\*?(?=\w)[^*]*[^*\s]\*\*?(?!\w)|(?<!\w)__?(?=[^\W_])[^_]*[^_\s]__?(?!\w)|~~[^~]+~~"
    r"|!?\[[^][]*\]\([^()]*\)|`[^`]+`|\A(?:#{1,6}|>|[-+*]) "
)
_WEB = re.compile(r"https?://(?P<authority>[^/?#]*)", re.IGNORECASE)
_NOT_IN_URL = re.compile(r"[\s\x00-\x20<>\"\\^`{|}]")
_PORT = re.compile(r":[0-9]{1,5}\Z")
_LETTER = "A-Za-z0-9\xc0-\xd6\xd8-\xf6\xf8-\u017e"  # Latin: no letters that look like others
_LABEL = re.compile(f"[{_LETTER}](?:[{_LETTER}-]*[{_LETTER}])?")
_TOP_LABEL = re.compile("[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])")
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")


def visible(text: str) -> str:
    """Return the text without control, direction, zero-width and private characters.

    Line ends, tabs, soft hyphens, non-breaking spaces and joiners inside emoji stay.
    """
    # Nearly every text has none, and the plain class is searched four times as fast.
    return _HIDDEN.sub("", text) if _SUSPECT.search(text) else text


def hidden_characters(text: str) -> Iterator[Fault]:
    """Yield a fault at the first of each character that `visible` would drop."""
    if not _SUSPECT.search(text):
        return
    reported = set()
    for match in _HIDDEN.finditer(text):
        if match[0] not in reported:
            reported.add(match[0])
            rule = "text-direction" if _TURNS.match(match[0]) else "text-hidden"
            yield at(Fault(rule, values={"code": f"{ord(match[0]):04X}"}), text, match.start())


def check_line(text: str) -> Iterator[Fault]:
    """Yield what is refused in a field of one line: HTML, line ends, tabs, hidden characters."""
    if tag := _TAG.search(text):
        yield at(Fault("text-html", values={"tag": tag[0]}), text, tag.start())
    if not _NOT_IN_LINE.search(text):
        return
    end = _ENDS.search(text)
    if end:
        yield at(Fault("text-line-end"), text, end.start())
    if "\t" in text:
        yield at(Fault("text-hidden", values={"code": "0009"}), text, text.index("\t"))
    yield from hidden_characters(_ENDS.sub(" ", text))


def check_signs(text: str) -> Iterator[Fault]:
    """Yield a fault at Markdown in a field of one line, where it would show as it stands."""
    if found := _MARKDOWN.search(text):
        yield at(Fault("line-markdown", values={"sign": found[0]}), text, found.start())


def check_url(text: str) -> Iterator[Fault]:
    """Yield why `text` is no http(s) address that may be published as a link.

    The host has a dot and letters as DENIC registers them (or punycode), no numeric address, no
    user name; what follows holds neither spaces nor characters that RFC 3986 leaves out.
    """
    web = _WEB.match(text)
    if not web:
        yield Fault("url-scheme", values={"url": text})
        return
    if _NOT_IN_URL.search(text) or visible(text) != text:
        yield Fault("url-characters", values={"url": text})
    if "@" in web["authority"]:
        yield Fault("url-credentials")
    elif not _is_domain(_PORT.sub("", web["authority"])):
        yield Fault("url-host", values={"host": web["authority"]})
    if len(text) > _LONGEST_URL:
        yield Fault("url-length", values={"most": _LONGEST_URL})


def check_mail(text: str) -> Iterator[Fault]:
    """Yield why `text` is no mail address: one @, ASCII before it, a domain after it, lengths."""
    parts = text.split("@")
    if len(parts) != 2 or not all(parts):
        yield Fault("mail-shape", values={"mail": text})
        return
    local, domain = parts
    if not _LOCAL.fullmatch(local):
        yield Fault("mail-local", values={"local": local})
    if not _is_domain(domain):
        yield Fault("mail-domain", values={"domain": domain})
    elif len(local) > _LONGEST_LOCAL or len(local) + 1 + _ascii_length(domain) > _LONGEST_MAIL:
        yield Fault("mail-length", values={"local": _LONGEST_LOCAL, "most": _LONGEST_MAIL})


def at(fault: Fault, text: str, index: int) -> Fault:
    """Return the fault with the line and column of `text[index]`, both from 1."""
    before = text[:index]
    return replace(fault, line=before.count("\n") + 1, column=index - before.rfind("\n"))


@lru_cache  # the same few hosts stand in thousands of links
def _is_domain(name: str) -> bool:
    """Return whether `name` is a host name with a dot whose last label is no number."""
    labels = name.split(".")
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and _TOP_LABEL.fullmatch(labels[-1]) is not None
        and max(map(_ascii_length, labels)) <= _LONGEST_LABEL
        and _ascii_length(name) <= _LONGEST_HOST
    )


def _ascii_length(name: str) -> int:
    """Return the length of a host name in its punycode form (RFC 3492), as the DNS counts it."""
    labels = name.split(".")
    return (
        len(labels)
        - 1
        + sum(
            len(label) if label.isascii() else len(f"xn--{label.encode('punycode').decode()}")
            for label in labels
        )
    )
