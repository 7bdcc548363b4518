"""Nothing is asked of people that no output reads: every field of every record is read by one."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any, Final

import pytest

from schaufenster import mail, showcase, write
from schaufenster.content import model
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.content.records import FILES
from schaufenster.defaults import DEFAULTS
from schaufenster.editing import DEMO_DAY, reference, render_demo
from schaufenster.facts.open_data import DATASETS
from schaufenster.facts.release import released

from .conftest import render_all, templates_for

Fields = set[tuple[str, str]]

_JOINED: Final = "joined with its other language when the content is loaded (`model.Written`)"
_KEY: Final = "the key of its entry, by which all that refers to it finds it"
_WATCHED: Final = "tells `check` that a translation is outdated"
_EVIDENCE: Final = "evidence for those who edit: it stands beside the fact in the repository"
UNREAD: Final[dict[str, str]] = {
    "Editor.app_id": "the configuration of the form has it, where the forge is GitLab",
    "Approval.by": "only the office approves; the file says so to those who read it",
    "Identity.profile_form": "stands in the reminders that `care` writes",
    "Edition.since": "the span that `newsletter new` looked at; `check` compares it with `until`",
    "KeptPicture.sha256": "`check` compares it with the picture that was kept",
    "Redaction.reason": "printed by `newsletter redact` into what stays of the mail",
    "Owners.office": "`owners` asks it, and writes it into the forge's own file",
    **dict.fromkeys(("Owners.members", "FolderOwners.member"), "`owners` judges by it"),
    "FolderOwners.accounts": "`owners` judges by it",
    "Clippings.clippings": "the list itself: its entries are read",
    "Milestones.milestones": "the list itself: its entries are read",
    **dict.fromkeys(("Funder.sources", "Identity.sources", "Milestone.sources"), _EVIDENCE),
    **{f"{cls}.id": _KEY for cls in ("Certificate", "Industry", "RisField")},
    **{f"{cls}.id": _KEY for cls in ("Series", "Topic")},
    **{f"{cls}.of": _WATCHED for cls in ("PageTranslation", "StoryTranslation")},
    **{
        f"{cls}.{name}": _JOINED
        for cls, names in {
            "PageTranslation": "lead title",
            "StoryTranslation": "lead press title",
            "PageText": "lead published sources title updated",
            "ReportText": "embargo lead not_for press published title updated",
            "StoryText": "lead press title",
        }.items()
        for name in names.split()
    },
}
"""Fields that no output reads, each with its reason."""


def fields() -> Fields:
    """Return every field that people write, with its class."""
    classes = {*(kind.record for kind in FILES), *reference.parts()}
    return {
        (cls.__name__, name)
        for cls in classes
        if issubclass(cls, model.Record)
        for name in cls.model_fields
        if name not in getattr(cls, "from_path", ())
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    root = tmp_path_factory.mktemp("demo")
    write.write_changed(root, render_demo(20))
    noon = dt.datetime.combine(DEMO_DAY, dt.time(12))
    return load_cluster(root, lambda zone: noon.replace(tzinfo=zone))


@pytest.fixture(scope="module")
def read(demo: Cluster) -> Fields:
    """Every field that is read while all outputs of a demo are made."""
    found: Fields = set()

    def reading(record: model.Record, name: str) -> Any:
        cls = type(record)
        if name in cls.__pydantic_fields__:
            found.add((cls.__name__, name))
        return object.__getattribute__(record, name)

    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # what another process reads would not be seen here
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model.Record, "__getattribute__", reading, raising=False)
        render_all(demo)
        showcase.mkdocs_settings(released(demo), templates_for(demo), DEFAULTS.joinpath, DEFAULTS)
        shown, letters = released(demo), templates_for(demo, "newsletter/templates")
        for edition in shown.editions.values():
            page = mail.open_office_page(edition, shown, letters, "de")
            list(mail.render_office_page(page, shown, letters, "de"))
    os.sched_setaffinity(0, cores)
    return found


def dumped() -> Fields:
    """Return the fields that stand in open data as they are, with all inside them."""
    found: set[tuple[type[model.Record], str]] = {
        (data.record, name) for data in DATASETS.values() for name in data.fields
    }
    todo = list(found)
    while todo:
        cls, name = todo.pop()
        for part in records_in(cls.model_fields[name].annotation):
            inside = {(part, inner) for inner in part.model_fields} - found
            found |= inside
            todo += inside
    return {(cls.__name__, name) for cls, name in found}


def records_in(annotation: object) -> list[type[model.Record]]:
    return [cls for cls in reference.records_in(annotation) if issubclass(cls, model.Record)]


def unread(asked: Fields, read: Fields) -> list[str]:
    return sorted(f"{cls}.{name}" for cls, name in asked - read - dumped())


def test_every_field_is_read_by_an_output(read: Fields) -> None:
    assert unread(fields(), read) == sorted(UNREAD)


def test_a_field_that_nobody_reads_is_found(read: Fields) -> None:
    assert ("Member", "fax") not in read
    assert "Member.fax" in unread({*fields(), ("Member", "fax")}, read)
