"""The fictional newsletter: two editions, one of them sent, and what lies in its folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from schaufenster.editing.demo import pictures
from schaufenster.editing.demo.members import Record
from schaufenster.editing.demo.parts import Value
from schaufenster.editing.demo.words import record, table

SENT: Final = "newsletter/sent/2030-03"
"""The folder of the edition that has been sent."""


def newsletter(items: list[str], member: str) -> Iterator[Record]:
    """Yield the channels (one asks for a member) and two editions of the items given."""
    files = record(table("newsletter"))
    channels = files["newsletter/channels.yml"]
    channels["fachpost"]["select"]["members"] = [member]
    half = -(-len(items) // 2)
    for name, refs in (("2030-03", items[half:]), ("2030-05", items[:half])):
        edition = files[f"newsletter/editions/{name}.yml"]
        choices: list[Value] = [{"ref": ref} for ref in refs]
        choices[0] |= record(table("first_choice"))
        choices[-1] |= record(table("last_choice"))
        edition["items"] = choices
    _complete_manifest(files[f"{SENT}/manifest.json"], items[half])
    yield from files.items()


def _complete_manifest(manifest: Value, ref: str) -> None:
    """Add the item that was sent, and the hashes of the files."""
    hashes = {path: hashlib.sha256(raw).hexdigest() for path, raw in sent_files()}
    for variant in manifest["variants"]:
        variant["items"][0]["ref"] = ref
        stem = f"{SENT}/{variant['channel']}.{variant['lang']}"
        variant |= {"html": hashes[f"{stem}.html"], "text": hashes[f"{stem}.txt"]}
    for image in manifest["images"]:
        image["sha256"] = hashes[f"{SENT}/pictures/{image['file']}"]


def sent_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files that the manifest of the sent edition names: plain, and plainly fictional."""
    manifest = table("newsletter")[f"{SENT}/manifest.json"]
    for variant in manifest["variants"]:
        for ending in ("html", "txt"):
            path = f"{SENT}/{variant['channel']}.{variant['lang']}.{ending}"
            yield path, _sent_text(variant["lang"], ending)
    for image in manifest["images"]:
        yield f"{SENT}/pictures/{image['file']}", pictures.motif(1, "PNG")


def _sent_text(lang: str, ending: str) -> bytes:
    text = table("sent_mail")[lang]
    if ending == "txt":
        return f"{text}\n".encode()
    page = f"<title>{text}</title></head><body><main><h1>{text}</h1></main></body></html>"
    return f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">{page}\n'.encode()
