"""Sheets for print: what they say, that they are tagged, and that their bytes stay the same."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from page import ValidationProfile, validate_pdf_bytes

from schaufenster import parallel, showcase
from schaufenster.commands import program
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.look import typesetting
from schaufenster.showcase import sheets
from schaufenster.showcase.context import SiteContext
from tests.conftest import PROJECT, SAMPLE, TODAY, templates_for
from tests.programs import run

KINDS = ("member", "project", "district", "cluster")
TEMPLATE = PROJECT / "schaufenster/defaults/theme/sheets/sheet.typ"
PRINT = sheets.Print(TEMPLATE.read_bytes())
A3 = (842, 1191)
"""Its sides in points, ISO 216."""


def context_of(cluster: Cluster, kinds: tuple[str, ...] = KINDS) -> SiteContext:
    """Return the pages of a cluster that wants these kinds of sheets."""
    identity = cluster.identity.model_copy(update={"sheets": kinds})
    return showcase.site_context(replace(cluster, identity=identity), templates_for(cluster))


@pytest.fixture(scope="module")
def context(sample: Cluster) -> SiteContext:
    return context_of(sample)


@pytest.fixture(scope="module")
def made(context: SiteContext) -> dict[str, bytes]:
    """Every sheet of the sample by its path."""
    wanted = list(sheets.render_sheets(context, PRINT))
    files = parallel.parallel_map(lambda sheet: sheet.made(), wanted, fewest=4)
    return {file.path: file.content for file in files}


def read(raw: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(raw))


def words_of(raw: bytes) -> str:
    """Return the words of all pages; a hyphen at the end of a line is no word's own."""
    text = "\n".join(page.extract_text() for page in read(raw).pages)
    return " ".join(text.replace("-\n", "").replace("\u00ad", "").split())


def test_every_record_has_a_sheet_in_every_language(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    named = {path.rpartition("/")[2] for path in made}
    for lang in sample.identity.languages:
        for slug in (*(m.slug for m in sample.members), *(p.slug for p in sample.projects)):
            assert f"{slug}.{lang}.pdf" in named
        for key in sample.districts:
            assert f"{key}.{lang}.pdf" in named
        assert f"presse.{lang}.pdf" in named
    records = len(sample.members) + len(sample.projects) + len(sample.districts) + 1
    assert len(made) == records * len(sample.identity.languages)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cluster_chooses_which_there_are(sample: Cluster, kind: str) -> None:
    chosen = [s.path for s in sheets.render_sheets(context_of(sample, (kind,)), PRINT)]
    whole = [s.path for s in sheets.render_sheets(context_of(sample), PRINT)]
    assert chosen
    assert set(chosen) < set(whole)
    assert not list(sheets.render_sheets(context_of(sample, ()), PRINT))


def test_a_member_reads_on_its_sheet_what_stands_on_its_page(
    sample: Cluster, made: dict[str, bytes]
) -> None:
    for lang in sample.identity.languages:
        for member in sample.members:
            said = words_of(made[f"profile/{member.slug}/{member.slug}.{lang}.pdf"])
            assert plain(member.full_name.text(lang)) in plain(said)
            assert member.summary
            assert plain(member.summary.text(lang)) in plain(said)
            for skill in member.competences[: sheets.MOST_ROWS]:
                name = sample.competences[skill.id].name.text(lang)
                assert plain(name) in plain(said), member.slug


def plain(text: str) -> str:
    """Return letters and digits only: where lines and words part is the printer's choice."""
    return "".join(character for character in text if character.isalnum())


def test_every_sheet_is_tagged_named_and_carries_its_fonts(made: dict[str, bytes]) -> None:
    """What PDF/UA asks for and a reader of another maker can see; Typst refuses the rest."""
    for path, raw in made.items():
        pdf: Any = read(raw)
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], path
        assert root["/Lang"] == path.split(".")[-2]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid" in root["/Metadata"].get_data()
        assert pdf.metadata.title
        tags = [element.get_object()["/S"] for element in flat(root["/StructTreeRoot"])]
        assert tags.count("/H1") == 1, path
        assert "/Figure" in tags
        for page in pdf.pages:
            for font in page["/Resources"]["/Font"].values():
                below = font.get_object()["/DescendantFonts"][0].get_object()
                assert "/FontFile2" in below["/FontDescriptor"] or (
                    "/FontFile3" in below["/FontDescriptor"]
                )


def test_a_checker_of_another_maker_finds_what_pdf_ua_asks_for(made: dict[str, bytes]) -> None:
    """ISO 14289-1, its machine-checkable rules; every fifth sheet by day."""
    for path, raw in [*made.items()][::5]:
        report = validate_pdf_bytes(raw, profile=ValidationProfile.PDF_UA_1)
        assert report.is_compliant, (path, report)
        assert report.rules.total > 100
    plain_pdf = pypdf.PdfWriter()
    plain_pdf.add_blank_page(100, 100)
    untagged = io.BytesIO()
    plain_pdf.write(untagged)
    found = validate_pdf_bytes(untagged.getvalue(), profile=ValidationProfile.PDF_UA_1)
    assert not found.is_compliant


def test_no_label_of_a_list_is_empty(made: dict[str, bytes]) -> None:
    """Programs that read aloud would announce nothing; no rule of the standard forbids it."""
    for path, raw in made.items():
        pdf: Any = read(raw)
        labels = [e for e in flat(pdf.trailer["/Root"]["/StructTreeRoot"]) if e["/S"] == "/Lbl"]
        assert all(label.get("/K") not in (None, []) for label in labels), path


def flat(element: Any) -> list[Any]:
    """Return the elements of a structure tree, from its top."""
    children = element.get("/K", [])
    children = children if isinstance(children, list) else [children]
    objects = [child.get_object() for child in children if not isinstance(child, int)]
    elements = [each for each in objects if isinstance(each, dict) and "/S" in each]
    return [*elements, *(below for each in elements for below in flat(each))]


def test_every_picture_is_described(made: dict[str, bytes]) -> None:
    for path, raw in made.items():
        pdf: Any = read(raw)
        figures = [e for e in flat(pdf.trailer["/Root"]["/StructTreeRoot"]) if e["/S"] == "/Figure"]
        assert figures, path
        assert all(str(figure.get("/Alt", "")).strip() for figure in figures), path


def test_a_sheet_of_a_member_a_project_or_the_cluster_is_one_page(made: dict[str, bytes]) -> None:
    for path, raw in made.items():
        if not path.startswith("regionen/"):
            assert len(read(raw).pages) == 1, path


def test_the_same_input_gives_the_same_bytes(context: SiteContext, made: dict[str, bytes]) -> None:
    for sheet in list(sheets.render_sheets(context, PRINT))[::9]:
        assert sheet.make() == made[sheet.path]


def test_a_process_sets_many_sheets(context: SiteContext, made: dict[str, bytes]) -> None:
    few = list(sheets.render_sheets(context, PRINT))[:5]
    with parallel.background(lambda: [sheet.make() for sheet in few]) as (answer,):
        assert answer() == [made[sheet.path] for sheet in few]


def test_where_nothing_is_copied_a_sheet_is_the_same_and_copies_work_after_it(
    context: SiteContext, made: dict[str, bytes]
) -> None:
    """A library whose threads a copy does not have would hang in the second half."""
    first, second = list(sheets.render_sheets(context, PRINT))[:2]
    with parallel.alone():
        assert first.make() == made[first.path]
    assert second.make() == made[second.path]


@pytest.mark.parametrize(
    "name",
    [
        "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}Muster GmbH",
        "武藤計器 GmbH",
        "Μετρική \N{ROCKET}",
    ],
)
def test_a_name_that_the_font_lacks_stops_no_sheet(sample: Cluster, name: str) -> None:
    first = sample.members[0]
    member = first.model_copy(
        update={"name": name, "names": model.Names(), "summary": first.summary}
    )
    changed = replace(sample, members=(member, *sample.members[1:]))
    raw = next(iter(sheets.render_sheets(context_of(changed, ("member",)), PRINT))).make()
    assert read(raw).metadata.title  # type: ignore[union-attr]


@given(st.integers(0, 0xFFFFFF))
def test_no_colour_needs_more_ink_than_paper_takes(number: int) -> None:
    parts = typesetting.inks(f"#{number:06x}")
    assert all(0 <= part <= 100 for part in parts)
    assert sum(parts) <= typesetting.MOST_INK + 2
    if len({f"{number:06x}"[at : at + 2] for at in (0, 2, 4)}) == 1:
        assert parts[:3] == (0, 0, 0), "grey prints with black alone"


def test_a_printer_gets_a3_with_marks(context: SiteContext) -> None:
    how = sheets.Print(PRINT.template, "a3", marks=True)
    page = read(next(iter(sheets.render_sheets(context, how))).make()).pages[0]
    trim, paper = page.trimbox, page.mediabox
    assert (round(trim.width), round(trim.height)) == A3
    assert float(paper.width) - float(trim.width) == pytest.approx(24 / 25.4 * 72, abs=0.1)


def test_pages_link_their_sheet_and_no_other(sample_site: Path) -> None:
    linked = "presse/presse.de.pdf"
    assert (sample_site / linked).read_bytes().startswith(b"%PDF")
    assert f'href="/{linked}"' in (sample_site / "presse/index.html").read_text()
    member = next((sample_site / "profile").glob("*/index.html")).read_text()
    assert ".pdf" not in member, "the sample wants no sheets of members"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    shutil.copytree(SAMPLE, root)
    return root


def said(root: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(program.main, ["--root", str(root), "--lang", "en", *words])
    return result.exit_code, result.output


def test_the_command_writes_all_and_an_archive(root: Path) -> None:
    code, told = said(root, "sheets", "--today", TODAY, "--paper", "a3")
    assert code == 0, told
    folder = root / "build/sheets"
    with zipfile.ZipFile(folder / "sheets-a3.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert set(packed) == {"presse/presse.de.pdf", "presse/presse.en.pdf"}
    for name, raw in packed.items():
        assert (folder / name).read_bytes() == raw


def test_a_cluster_that_wants_none_is_told_how_to(root: Path) -> None:
    file = root / "content/cluster.yml"
    file.write_text(file.read_text().replace("sheets: [cluster]\n", ""))
    code, told = said(root, "sheets", "--today", TODAY)
    assert code == 1
    assert "content/cluster.yml" in told


def test_an_own_template_that_cannot_be_set_is_told_with_its_line(root: Path) -> None:
    own = root / "theme/sheets/sheet.typ"
    own.parent.mkdir(parents=True)
    own.write_text("#let sheet = json(bytes(sys.inputs.sheet))\n\n#sheet.nonsense\n")
    for command in (["sheets"], ["site"]):
        code, told = said(root, *command, "--today", TODAY)
        assert code == 1, told
        assert "theme/sheets/sheet.typ:3:1" in told
        assert "nonsense" in told


def test_an_own_template_is_used(root: Path) -> None:
    own = root / "theme/sheets/sheet.typ"
    own.parent.mkdir(parents=True)
    text = TEMPLATE.read_text().replace("text(size: pt(8.5), fill: quiet, sheet.kind)", "[Eigenes]")
    own.write_text(text)
    assert said(root, "sheets", "--today", TODAY)[0] == 0
    assert "Eigenes" in words_of((root / "build/sheets/presse/presse.de.pdf").read_bytes())


@pytest.mark.long
def test_other_programs_read_a_sheet_in_the_order_it_is_meant(
    made: dict[str, bytes], sample: Cluster, tmp_path: Path
) -> None:
    """Poppler's text, and the code as a scanner sees it."""
    for member in sample.members:
        raw = made[f"profile/{member.slug}/{member.slug}.de.pdf"]
        file = tmp_path / f"{member.slug}.pdf"
        file.write_bytes(raw)
        text = plain(run("pdftotext", str(file), "-", home=tmp_path))
        assert member.summary
        skills = [sample.competences[s.id].name for s in member.competences[: sheets.MOST_ROWS]]
        place = 0
        for said in (member.full_name, member.summary, *skills):
            place = text.index(plain(said.text("de")), place)
        assert text.index(plain(f"profile/{member.slug}"), place), "the address comes last"
        drawn = ("-r", "150", "-png", "-singlefile", str(file), str(file.with_suffix("")))
        run("pdftoppm", *drawn, home=tmp_path)
        code = run("zbarimg", "--quiet", "--raw", str(file.with_suffix(".png")), home=tmp_path)
        assert code.strip().endswith(f"/profile/{member.slug}/")


def test_nothing_is_dated(made: dict[str, bytes]) -> None:
    """A day of building would change every sheet every day."""
    for raw in made.values():
        assert read(raw).metadata.get("/CreationDate") is None  # type: ignore[union-attr]
