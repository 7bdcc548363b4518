"""What an imprint has to name follows from the legal form; what is not known is printed nowhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from schaufenster import command_names as names
from schaufenster.commands import program
from schaufenster.content import model
from schaufenster.content.load import check_cluster, load_cluster
from schaufenster.facts.contact import office_of
from schaufenster.output import OutputFile

from .conftest import (
    CLOCK,
    SAMPLE,
    TODAY,
    change,
    load_sample,
    render_all,
    rendered,
    text_of,
    tree_of,
)

CLUSTER = "content/cluster.yml"
FACTS = {*model.Imprint.model_fields} - {"legal_form", "rows", "state", "country"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    return tmp_path / "cluster"


def with_imprint(root: Path, lines: str) -> Path:
    """Replace the imprint of a cluster by other lines."""
    file = root / CLUSTER
    text = file.read_text("utf-8")
    pattern = r"(?ms)^imprint:\n.*?(?=^\S)"
    file.write_text(re.sub(pattern, f"imprint:\n{lines}", text, count=1), "utf-8")
    return root


def told(root: Path) -> dict[str, str]:
    """Return the rules that a cluster's file breaks, by field."""
    *_, found = check_cluster(root, CLOCK)
    return {
        problem.field: problem.rule
        for problem in found
        if problem.path == CLUSTER
        if problem.rule != "source-own-host"  # the sample's own figure; it has a test of its own
    }


@pytest.mark.parametrize("form", model.LEGAL_FORMS)
def test_what_a_legal_form_needs_is_told_left_out_or_open(root: Path, form: str) -> None:
    needed = {f"imprint.{name}": "imprint-open" for name in model.LEGAL_FORMS[form]}
    assert told(with_imprint(root, f"  legal_form: {form}\n")) == needed
    lines = "".join(f"  {name}: offen\n" for name in model.LEGAL_FORMS[form])
    assert told(with_imprint(root, f"  legal_form: {form}\n{lines}")) == needed


def test_only_a_cooperative_has_an_audit_association() -> None:
    having = {form for form, needs in model.LEGAL_FORMS.items() if "audit_association" in needs}
    assert having == {"eg"}
    assert "register_court" not in model.LEGAL_FORMS["public"]
    assert {name for needs in model.LEGAL_FORMS.values() for name in needs} < FACTS


def test_what_is_not_needed_may_be_open_too(root: Path) -> None:
    with_imprint(root, "  legal_form: other\n  town: Wien\n  vat_id: offen\n  email: kein\n")
    assert told(root) == {
        "imprint.vat_id": "imprint-open",
        "imprint.email": "mail-shape",
        "imprint.street": "imprint-open",
        "imprint.postcode": "imprint-open",
    }


def test_what_is_open_is_printed_nowhere(root: Path, outputs: dict[str, OutputFile]) -> None:
    lines = "".join(f"  {name}: offen\n" for name in sorted(FACTS))
    sample = load_sample(root=with_imprint(root, f"  legal_form: eg\n{lines}"))
    assert office_of(sample.identity, "de").lines == ()
    bare = render_all(sample)
    assert bare.keys() == outputs.keys()
    assert {path for path in bare if said(bare[path]) != said(outputs[path])} == set()
    assert tree_of(rendered(sample)["impressum/"]).xpath("//dl") == []
    page = text_of(tree_of(rendered(sample)["impressum/"]))
    assert "Diese Angaben sind noch nicht bekannt: Straße und Hausnummer" in page


def said(file: OutputFile) -> int:
    """Return how often a file says that something is open, or that a value is missing."""
    return len(re.findall(rb"\b(?:offen|None)\b", file.content))


def test_a_form_of_another_country_has_rows_of_its_own(root: Path) -> None:
    with_imprint(
        root,
        "  legal_form: other\n  street: Maßstab 1\n  postcode: 00100\n  town: Musterstadt\n"
        "  email: buero@muster-cluster.example\n  rows:\n"
        "    - name: {de: ZVR-Zahl, en: ZVR number}\n      value: {de: '000'}\n",
    )
    page = text_of(tree_of(rendered(load_cluster(root, CLOCK))["en/imprint/"]))
    assert "ZVR number000" in page
    assert "Not known yet" not in page


def test_nothing_is_published_without_a_page_about_privacy(root: Path) -> None:
    change(root, "newsletter/channels.yml", "email: offen", "email: a@muster.example")
    told = "content/pages/privacy.de.md"
    (root / told).unlink()
    refused = CliRunner().invoke(
        program.main, ["--root", str(root), names.SITE, "--publish", "--today", TODAY]
    )
    assert refused.exit_code == 1
    assert told in refused.output
    assert not (root / "build/site").exists()


def test_mails_link_the_page_about_privacy_where_there_is_one(root: Path) -> None:
    def links(tree: Path) -> set[bool]:
        mails = render_all(load_sample(root=tree)).items()
        return {b"datenschutz/" in f.content for path, f in mails if path.endswith("de/mail.txt")}

    assert links(root) == {True}
    (root / "content/pages/privacy.de.md").unlink()
    assert links(root) == {False}
