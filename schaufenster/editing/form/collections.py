"""The collections of the form: which records it asks for, and in which files they lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schaufenster import words
from schaufenster.content.records import FILES, TEXTS, FileKind
from schaufenster.editing.form.fields import Asking, Widget, widgets_of

_KINDS: Final = {kind.table: kind for kind in FILES}
_STEMS: Final = {about: (table, stem) for table, about, _, stem in TEXTS}
"""By the table that texts are about: their own table, the beginning of their files' names."""
BODY: Final = "body"
"""The field of a text that stands below its front matter."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Records of a table that a form asks for together.

    `title` is the field that names a record (a new one's file is called after it), `fixed` are the
    values that all of them have.
    """

    name: str
    table: str
    title: str
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> FileKind:
        """Return the kind of its files."""
        return _KINDS[self.table]


COLLECTIONS: Final = (
    Collection("members", "members", "short"),
    Collection("offers", "offers", "title.{first}", {"kind": "offer"}),
    Collection("requests", "offers", "title.{first}", {"kind": "request"}),
    Collection("events", "events", "title.{first}"),
    Collection("news", "news", "text_{first}.title"),
    Collection("funding", "funding", "title.{first}"),
)


def parts_of(collection: Collection, asking: Asking) -> Iterator[tuple[str, str, FileKind]]:
    """Yield the texts in files of their own beside a record's: field, file's name, kind of file."""
    if collection.table in _STEMS:
        table, stem = _STEMS[collection.table]
        for number, lang in enumerate(asking.languages):
            kind = _KINDS[f"{table}_{'translations' if number else 'texts'}"]
            yield f"{stem}_{lang}", f"{stem}.{lang}.md", kind


def collections_of(asking: Asking) -> list[Widget]:
    """Return the collections of a cluster's form, as Decap's configuration has them."""
    return [_collection(each, asking) for each in COLLECTIONS]


def _collection(collection: Collection, asking: Asking) -> dict[str, Any]:
    first = asking.languages[0]
    folder, path = _place(collection.kind.example)
    title = collection.title.format(first=first)
    return {
        "name": collection.name,
        "label": asking.say(f"{collection.name}"),
        "label_singular": asking.say(f"{collection.name}-one"),
        "description": asking.say(f"{collection.name}-about"),
        "folder": folder,
        "path": path,
        "create": True,
        "delete": False,
        "publish": False,
        "format": f"schaufenster-{collection.name}",
        "extension": "yml",
        "identifier_field": title,
        "slug": f"{{{{{title}}}}}",
        "summary": "{{slug}}"
        if _STEMS.get(collection.table) == ("news", "text")
        else f"{{{{{title}}}}}",
        "media_folder": "",
        "public_folder": "",
        **_filter(collection),
        "fields": list(_fields(collection, asking)),
    }


def _filter(collection: Collection) -> Widget:
    """Return what keeps files of other kinds in the same folders out of a collection."""
    (fixed, *_) = [*collection.fixed.items(), None]
    return {"filter": {"field": fixed[0], "value": fixed[1]}} if fixed else {}


def _place(example: str) -> tuple[str, str]:
    """Return the folder of a collection, and the path of an entry below it without its ending."""
    first = "/MEMBER" if "MEMBER" in example else "/SLUG"
    folder, name, below = example.removesuffix(".yml").partition(first)
    path = f"{name}{below}".removeprefix("/")
    return folder, path.replace("MEMBER", "{{member}}").replace("SLUG", "{{slug}}")


def _fields(collection: Collection, asking: Asking) -> Iterator[Widget]:
    for widget in widgets_of(collection.kind.record, asking):
        name = widget["name"]
        if name in collection.fixed:
            yield {"name": name, "widget": "hidden", "default": collection.fixed[name]}
        elif name == "member":
            yield {**widget, "required": True}
        else:
            yield widget
    for number, (name, _, kind) in enumerate(parts_of(collection, asking)):
        is_needed = not number and name.startswith(collection.title.partition("_{")[0])
        text = widgets_of(kind.record, asking, is_needed=is_needed)
        yield {
            "name": name,
            "label": words.text("meanings", f"kinds.{kind.table}.title", asking.lang),
            "widget": "object",
            "required": is_needed,
            "collapsed": not is_needed,
            "fields": [
                *text,
                {
                    "name": BODY,
                    "label": asking.say("body"),
                    "widget": "text",
                    "required": is_needed,
                },
            ],
        }
