"""The annual report: what it says, counted again; its PDF read back; take-up by channel."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from click.testing import CliRunner
from lxml import html
from page import ValidationProfile, validate_pdf_bytes

from schaufenster import indicators
from schaufenster.commands import program
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.facts import release
from tests.conftest import LANGUAGES, PROJECT, SAMPLE, run_build, templates_of

YEAR = 2030
LATER = dt.date(2031, 2, 1)
TEMPLATE = (PROJECT / "schaufenster/defaults" / indicators.TEMPLATE).read_bytes()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("report") / "root"
    run_build("demo", "--members", "30", "--out", str(root))
    return root


def cluster_at(root: Path) -> Cluster:
    def noon(zone: dt.tzinfo) -> dt.datetime:
        return dt.datetime.combine(LATER, dt.time(12), zone)

    return release.released(load_cluster(root, noon))


@pytest.fixture(scope="module")
def cluster(root: Path) -> Cluster:
    return cluster_at(root)


def made(cluster: Cluster, lang: str) -> dict[str, bytes]:
    report = indicators.annual_report(cluster, YEAR)
    templates = templates_of("newsletter/templates")
    files = indicators.render_annual(report, cluster, templates, lang, TEMPLATE)
    return {file.path: file.content for file in files}


@pytest.fixture(scope="module")
def files(cluster: Cluster) -> dict[str, bytes]:
    return made(cluster, "de")


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """Return letters and digits only: where lines and words part is the printer's choice."""
    return "".join(character for character in text if character.isalnum())


def test_page_pdf_and_json_say_the_same_figures_in_the_same_order(files: dict[str, bytes]) -> None:
    page: Any = html.fromstring(files["index.html"])
    pdf = text_of(files["report.pdf"])
    rows = page.xpath("//div[@class='figure']")
    data = json.loads(files["report.json"])
    assert len(rows) == len(data["figures"]) > 15
    place = 0
    for row, figure in zip(rows, data["figures"], strict=True):
        name, how = row.findtext(".//h3"), row.findtext("./div/p")
        assert name
        assert how
        shown = row.findtext("p")
        if shown != "–":
            assert figure["value"].replace(".", ",") in shown, name
        for record in row.xpath(".//li/text()"):
            assert squeezed(record) in pdf, name
        place = pdf.index(squeezed(name), place)
        place = pdf.index(squeezed(how), place)


def test_the_pdf_is_tagged_and_the_same_each_time(
    cluster: Cluster, files: dict[str, bytes]
) -> None:
    assert made(cluster, "de")["report.pdf"] == files["report.pdf"]
    root: Any = pypdf.PdfReader(io.BytesIO(files["report.pdf"])).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    checked = validate_pdf_bytes(files["report.pdf"], profile=ValidationProfile.PDF_UA_1)
    assert checked.is_compliant, checked


def test_each_figure_stands_beside_that_of_the_year_before(cluster: Cluster) -> None:
    now, before = (indicators.annual_report(cluster, year) for year in (YEAR, YEAR - 1))
    values = {figure.indicator: figure.value for figure in before.figures if not figure.found.about}
    compared = [figure for figure in now.figures if not figure.found.about]
    assert {f.indicator: str(f.before and f.before.value) for f in compared} == values
    assert any(figure.value != values[figure.indicator] for figure in compared)


# ── what others printed ──────────────────────────────────────────────────────────────────────


def test_take_up_is_what_a_channel_printed_of_what_it_got(root: Path, cluster: Cluster) -> None:
    """Counted again from the manifests and the list of clippings."""
    clippings = yaml.safe_load((root / "content/clippings.yml").read_text())["clippings"]
    channels = yaml.safe_load((root / "newsletter/channels.yml").read_text())
    again = {}
    for file in (root / "newsletter/sent").glob("*/manifest.json"):
        for mail in json.loads(file.read_text())["variants"]:
            if channels[mail["channel"]]["kind"] == "press" and "redacted" not in mail:
                got = {item["ref"] for item in mail["items"]}
                used = {c["item"] for c in clippings if c.get("channel") == mail["channel"]}
                name = cluster.channels[mail["channel"]].name(cluster.today).first
                again[name] = len(got & used), len(got)
    report = indicators.annual_report(cluster, YEAR)
    found = {f.found.about.first: (int(f.value), f.of) for f in report.figures if f.found.about}
    assert found == again
    assert (1, 2) in found.values()


def test_a_clipping_without_a_channel_counts_for_none(root: Path, tmp_path: Path) -> None:
    copied = tmp_path / "root"
    shutil.copytree(root, copied)
    file = copied / "content/clippings.yml"
    file.write_text(file.read_text().replace("    channel: presse-nord\n", ""))
    report = indicators.annual_report(cluster_at(copied), YEAR)
    assert {f.value for f in report.figures if f.found.about} == {"0"}
    assert next(f.value for f in report.figures if f.indicator == "clippings") == "3"


# ── the command ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample") / "root"
    shutil.copytree(SAMPLE, root)
    return root


def said(root: Path, lang: str, *typed: str) -> tuple[int, str]:
    words = ["--root", str(root), "--lang", lang, *typed]
    result = CliRunner().invoke(program.main, words, env={"SOURCE_DATE_EPOCH": "1906545600"})
    return result.exit_code, result.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_writes_five_files_and_says_where(sample: Path, lang: str) -> None:
    code, told = said(sample, lang, "report", "2029")
    assert code == 0, told
    folder = sample / "build/report/2029"
    assert {file.name for file in folder.iterdir()} == {
        "index.html", "report.pdf", "report.xlsx", "report.csv", "report.json",
    }  # fmt: skip
    assert str(folder) in told


@pytest.mark.parametrize("year", ["2030", "29", "letztes"])
def test_a_year_that_is_not_over_or_none_is_refused(sample: Path, year: str) -> None:
    code, told = said(sample, "en", "report", year)
    assert code == 1
    assert year in told
