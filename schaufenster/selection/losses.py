"""What rules and rights take out of mails and pages: nothing of it vanishes without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.items import STORY_KINDS, items, items_by_ref
from schaufenster.facts.release import released
from schaufenster.facts.rights import Use, withheld
from schaufenster.problems import Language
from schaufenster.selection.decisions import decide, reason_in_words
from schaufenster.selection.editions import Variant

_BY_TIME_OR_ROOM: Final = {"embargo", "future", "expired", "too-old", "most"}
"""Reasons that the office may not expect; what a channel never asks for, its page tells."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An item that channels do not get, or no channel at all where none is named, and why."""

    ref: str
    channels: tuple[str, ...]
    why: str


def losses(
    edition: model.Edition, variants: Iterable[Variant], whole: Cluster, lang: Language
) -> Iterator[Loss]:
    """Yield what of an edition is taken out; `whole` is the cluster with what is held back."""
    every, shown = items_by_ref(whole), items_by_ref(released(whole))
    names = [choice.ref for choice in edition.items if not choice.omit]
    for ref in names:
        if ref not in shown:
            decision = decide(every[ref], model.Select(), whole.now) if ref in every else None
            held = decision is not None and not decision.taken
            why = decision.why(lang, whole) if decision and held else ""
            yield Loss(ref, (), why or reason_in_words("unreleased", lang))
    variants = tuple(variants)
    got = {story.item.ref for variant in variants for story in variant.stories}
    found: dict[tuple[str, str], list[str]] = {}
    for variant in variants:
        for decision in variant.left_out:
            if decision.reason in _BY_TIME_OR_ROOM:
                key = (decision.item.ref, decision.why(lang, whole))
                found.setdefault(key, []).append(variant.channel.id)
    for (ref, why), channels in found.items():
        yield Loss(ref, tuple(channels), why)
    told = {ref for ref, _ in found}
    for ref in names:
        if ref in shown and ref not in got | told:
            yield Loss(ref, (), reason_in_words("unasked", lang))


# ── photographs ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PictureLoss:
    """Photographs of a story that rights keep from the mails and packs of channels, and why."""

    ref: str
    paths: tuple[str, ...]
    channels: tuple[str, ...]
    why: str


def picture_losses(variants: Iterable[Variant], lang: Language) -> Iterator[PictureLoss]:
    """Yield the photographs that variants go without, by story and reason."""
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for variant in variants:
        for story in variant.stories:
            for path, objections in withheld(story.item.pictures, variant.channel.mail.photo_use):
                why = ", ".join(reason_in_words(reason, lang, "pictures") for reason in objections)
                paths, channels = found.setdefault((story.item.ref, why), ({}, {}))
                paths[path] = channels[variant.channel.id] = None
    for (ref, why), (paths, channels) in found.items():
        yield PictureLoss(ref, tuple(paths), tuple(channels), why)


def withheld_from(use: Use, cluster: Cluster) -> Mapping[str, tuple[str, ...]]:
    """Return the photographs that are not for pages (`web`) or for press packs (`press`).

    By the folder of a member, an event or a story, with their paths in it. What must be shown
    nowhere is none of them: `check` names that.
    """
    found: dict[str, dict[str, None]] = {}
    for item in items(cluster):
        if use == "web" or item.kind in STORY_KINDS:
            for path, objections in withheld(item.pictures, use):
                if objections == (use,):
                    folder = path.rpartition("/")[0].removesuffix("/offers")
                    found.setdefault(folder, {})[path.removeprefix(f"{folder}/")] = None
    return {folder: tuple(found[folder]) for folder in sorted(found)}
