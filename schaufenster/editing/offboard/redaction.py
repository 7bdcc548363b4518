"""What a file says without those who leave: entries that go, texts without names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schaufenster.content.model import hash_of, mark_of
from schaufenster.editing.offboard.named import Named
from schaufenster.problems import Language

ENTRIES: Final = frozenset(
    "affiliations aliases clippings coordinator formerly former_names members organisers parent "
    "parties pictures sources subsidiaries was_at".split()
)
"""Fields of which an entry goes as a whole where it names somebody."""
ADDRESSES: Final = frozenset("contact email item phone registration source url website".split())
"""Fields that go as a whole: half an address leads nowhere."""
ITEMS: Final = "items"
"""The items of an edition: one goes with the record that it refers to."""
_ADDRESS: Final = re.compile(r"[a-z0-9-]*-[a-z0-9-]+|https?://\S+")
"""A slug of several words, or an address: here a name is a part of the whole."""


@dataclass
class Redaction:
    """What is taken out of a file's value as it is walked.

    `marks` stand where a name was, by language; `gone` are the records that go. `files` are the
    pictures whose entries went; `widens` says that a field which selects some would select all.
    """

    named: Named
    marks: Mapping[Language, str]
    languages: tuple[Language, ...]
    gone: frozenset[str]
    files: list[str] = field(default_factory=list)
    widens: bool = False

    def of(self, value: Any, lang: Language) -> Any:
        """Return a value without them; `lang` is the language of its texts."""
        match value:
            case str():
                return self.named.redacted(value, self.marks[lang])
            case list():
                return [self.of(each, lang) for each in value]
            case dict():
                return self._mapping(value, lang)
        return value

    def _mapping(self, value: dict[str, Any], lang: Language) -> dict[str, Any]:
        new: dict[str, Any] = {}
        for name, part in value.items():
            if name == "imprint":  # what the law asks for is for people to decide
                new[name] = part
            elif name in ENTRIES or name == ITEMS:
                if (kept := self._entries(name, part)) is not None:
                    new[name] = kept
            elif name not in ADDRESSES or not self._is_address(part):
                new[name] = self.of(part, name if name in self.languages else lang)
        return self._with_marks(value, new)

    def _entries(self, name: str, value: Any) -> Any:
        """Return a field without the entries that name them; None if none is left."""
        goes = self._is_gone if name == ITEMS else self._is_named
        if not isinstance(value, list):
            return None if goes(value) else self.of(value, self.languages[0])
        kept = [entry for entry in value if not goes(entry)]
        if name == "pictures":
            gone = (entry for entry in value if entry not in kept and isinstance(entry, dict))
            self.files += (entry["file"] for entry in gone if "file" in entry)
        if value and not kept:
            self.widens |= name == "members"  # an empty field selects everybody
            return None
        return [self.of(entry, self.languages[0]) for entry in kept]

    def _is_named(self, value: Any) -> bool:
        """Return whether something in a value names them."""
        return any(
            self.named.names_in(text)
            or text in self.named.slugs
            or (_ADDRESS.fullmatch(text) is not None and self.named.is_in_address(text))
            for text in _texts(value)
        )

    def _is_address(self, value: Any) -> bool:
        """Return whether a value is an address of theirs, alone or with what belongs to it."""
        return any(self.named.in_links.search(text) for text in _texts(value))

    def _is_gone(self, item: Any) -> bool:
        """Return whether an item of an edition is about a record that goes."""
        return isinstance(item, dict) and item.get("ref") in self.gone

    def _with_marks(self, value: Mapping[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        """Keep marks of translations that held: both texts lost the same."""
        first = self.languages[0]
        if isinstance(value.get(first), str) and value[first] != new.get(first):
            held = hash_of(value[first])
            marks = (mark_of(lang) for lang in self.languages[1:])
            new |= {m: hash_of(new[first]) for m in marks if value.get(m) == held}
        return new


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            yield from (text for each in value for text in _texts(each))
        case dict():
            yield from (text for each in value.values() for text in _texts(each))
