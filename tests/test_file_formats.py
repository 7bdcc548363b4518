"""Files of other formats: each is called by its name, and what to send instead is said."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from schaufenster import problems, words
from schaufenster.content.load import check_cluster
from schaufenster.content.read import plain_name
from schaufenster.content.records import FILES
from schaufenster.content.stray_files import meant_path
from schaufenster.sanitize import MOST_BYTES, check_foreign
from schaufenster.sanitize.file_formats import _ENDINGS, _KINDS
from tests.conftest import CLOCK, SAMPLE
from tests.hostile import picture

FOLDER = "members/lichtblick"


def image(format_: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (8, 8)).save(stream, format_)
    return stream.getvalue()


def archive(*names: str, mimetype: str = "") -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        if mimetype:
            packed.writestr("mimetype", mimetype)
        for name in names:
            packed.writestr(name, "x")
    return stream.getvalue()


def box(brand: str) -> bytes:
    """Return the beginning of an ISO media file: HEIC, AVIF, films."""
    return b"\0\0\0\x18ftyp" + brand.encode().ljust(4) + b"\0" * 40


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
KNOWN = (
    ("img.heic", box("heic"), "foreign-photo", "HEIC"),
    ("img.heif", box("mif1"), "foreign-photo", "HEIC"),
    ("img.avif", box("avif"), "foreign-photo", "AVIF"),
    ("img.tif", image("TIFF"), "foreign-photo", "TIFF"),
    ("img.bmp", image("BMP"), "foreign-photo", "BMP"),
    ("img.jp2", b"\0\0\0\x0cjP  \r\n\x87\n", "foreign-photo", "JPEG 2000"),
    ("img.cr2", b"II*\0\x10\0\0\0CR\2\0", "foreign-photo", "RAW"),
    ("img.cr3", box("crx "), "foreign-photo", "RAW"),
    ("img.nef", image("TIFF"), "foreign-photo", "RAW"),
    ("img.dng", image("TIFF"), "foreign-photo", "RAW"),
    ("logo.gif", image("GIF"), "foreign-drawing", "GIF"),
    ("logo.psd", b"8BPS\0\1", "foreign-drawing", "Photoshop"),
    ("logo.eps", b"%!PS-Adobe-3.0 EPSF", "foreign-drawing", "EPS"),
    ("logo.ai", b"%PDF-1.5", "foreign-drawing", "Illustrator"),
    ("text.pdf", b"%PDF-1.7\n", "foreign-document", "PDF"),
    ("text.docx", DOCX, "foreign-document", "Word"),
    ("text.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "foreign-document", "Word"),
    ("zahlen.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "foreign-document", "Excel"),
    ("zahlen.xlsx", archive("xl/workbook.xml"), "foreign-document", "Excel"),
    ("vortrag.pptx", archive("ppt/presentation.xml"), "foreign-document", "PowerPoint"),
    ("text.odt", archive(mimetype="application/vnd.oasis.opendocument.text"),
     "foreign-document", "OpenDocument"),
    ("text.rtf", b"{\\rtf1 x}", "foreign-document", "RTF"),
    ("text.txt", b"Ein Text", "foreign-document", "Text"),
    ("bilder.zip", archive("a.jpg"), "foreign-archive", "ZIP"),
    ("bilder.rar", b"Rar!\x1a\7\1\0", "foreign-archive", "RAR"),
    ("film.mp4", box("isom"), "foreign-media", "MP4"),
    ("film.mov", box("qt"), "foreign-media", "QuickTime"),
    ("foto.bild", picture("jpeg"), "picture-ending", "JPEG"),
    ("foto.heic", picture("jpeg"), "picture-ending", "JPEG"),  # phones name some so
    ("bild.tga", image("TGA"), "foreign-unknown", "tga"),
    ("verweis.lnk", b"L\0\0\0\1\x14\2\0", "foreign-unknown", "lnk"),
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "root"))


def told(root: Path, file: str) -> list[problems.Problem]:
    *_, found = check_cluster(root, CLOCK)
    return [problem for problem in found if problem.path == file]


@pytest.mark.parametrize(("name", "raw", "rule", "format_"), KNOWN, ids=lambda v: str(v)[:12])
def test_a_file_of_another_format_is_called_by_its_name(
    root: Path, name: str, raw: bytes, rule: str, format_: str
) -> None:
    (root / FOLDER / name).write_bytes(raw)
    (problem,) = told(root, f"{FOLDER}/{name}")
    assert (problem.rule, problem.values["format"]) == (rule, format_)
    assert problem.severity == "error"


@pytest.mark.parametrize("name", ["member.yml", "logo.png", "logo.svg", "logo.jpg", "x.md"])
@pytest.mark.parametrize(
    ("raw", "rule"),
    [(DOCX, "foreign-document"), (box("heic"), "foreign-photo"), (image("TIFF"), "foreign-photo")],
)
def test_what_a_file_is_counts_more_than_its_ending(
    root: Path, name: str, raw: bytes, rule: str
) -> None:
    (root / FOLDER / name).write_bytes(raw)
    assert rule in {problem.rule for problem in told(root, f"{FOLDER}/{name}")}


def test_a_large_file_is_told_by_its_format_first(root: Path) -> None:
    for name in ("img.heic", "text.docx"):
        raw = {n: r for n, r, *_ in KNOWN}[name]
        (root / FOLDER / name).write_bytes(raw + b"\0" * 2_000_000)
        assert [p.rule.partition("-")[0] for p in told(root, f"{FOLDER}/{name}")] == ["foreign"]


def test_a_picture_of_too_many_bytes_is_told_with_both_figures(root: Path) -> None:
    (root / FOLDER / "a.png").write_bytes(picture("png") + b"\0" * (MOST_BYTES + 1_500_000))
    (problem,) = told(root, f"{FOLDER}/a.png")
    assert problem.message("de").startswith("Das Bild hat 22 MB, erlaubt sind 20 MB. Bitte verkl")


def test_every_kind_says_what_to_send_instead() -> None:
    for rule, formats in _KINDS.items():
        assert "Bitte" in words.text("messages", rule, "de")
        for name, endings in formats.items():
            for ending in endings.split():
                (fault,) = check_foreign(b"", f"a.{ending.upper()}")
                assert (fault.rule, fault.values) == (rule, {"format": name})
    assert len(_ENDINGS) == sum(len(e.split()) for f in _KINDS.values() for e in f.values())


@pytest.mark.parametrize(
    ("name", "raw", "format_"),
    [
        ("text.pages", archive("Index.iwa"), "Pages"),  # what many formats begin with
        ("ton.m4a", box("M4A"), "MP3"),
        ("text.docx", b"%PDF-1.7", "PDF"),  # what one alone begins with
        ("foto.heic", archive("a.jpg"), "ZIP"),
        ("film.2030.mov", b"", "QuickTime"),
        ("foto.jpg", b"\0\0\0\nftypheic", "HEIC"),  # its length looks like a line's end
    ],
)
def test_an_ending_says_more_than_a_beginning_that_many_formats_have(
    name: str, raw: bytes, format_: str
) -> None:
    assert [fault.values for fault in check_foreign(raw, name)] == [{"format": format_}]


@pytest.mark.parametrize("text", ["BMW baut Autos", "PK", "II", "MM*", "ID", "RIFF", "name: x"])
def test_a_text_is_no_picture(text: str) -> None:
    assert list(check_foreign(text.encode(), "a.yml")) == []


def test_a_large_file_of_an_unknown_format_is_no_long_text(root: Path) -> None:
    (root / FOLDER / "bild.tga").write_bytes(image("TGA") + b"\0" * 300_000)
    assert [p.rule for p in told(root, f"{FOLDER}/bild.tga")] == ["foreign-unknown"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("member", "members"), ("Members", "members"), ("Mitglieder", "members"),
     ("veranstaltungen", "events"), ("newsletters", "newsletter"), ("docs", None)],
)  # fmt: skip
def test_a_folder_that_is_called_nearly_so_is_not_passed_over(
    root: Path, name: str, meant: str | None
) -> None:
    (root / name).mkdir(exist_ok=True)
    if (root / name).samefile(root / (meant or name)) and meant:
        pytest.skip("this disk does not tell capitals")
    assert [p.values.get("near") for p in told(root, name)] == ([meant] if meant else [])


# ── names ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("member.yml", "member.yml"),
        ("Member.YML", "member.yml"),
        ("Größe.svg", "groesse.svg"),
        ("Foto (1).JPG", "foto-1.jpg"),
        ("a\nb.yml", "a-b.yml"),
        ("_x.yml", "x.yml"),
        ("Müller & Söhne/member.yml", "mueller-soehne/member.yml"),
        ("Café/Ångström.md", "cafe/angstroem.md"),
        ("member.yaml", "member.yml"),
        ("event.yml.yml", "event.yml"),
        ("Event.YAML.txt", "event.yml"),
        ("report.de.markdown", "report.de.md"),
        ("report.de.md.txt", "report.de.md"),  # Windows hides the second ending
        ("about.mkd", "about.md"),
        ("a.yml/b.jpg", "a.yml/b.jpg"),
    ],
)
def test_a_wrong_name_has_a_right_one(name: str, plain: str) -> None:
    assert plain_name(name) == plain_name(plain) == plain


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Feinwerk Süd/member.yml", "path-name"),
        ("feinwerk-sued/Member.yml", "path-name"),
        ("feinwerk-sued/member.yaml", "file-nearly"),
        ("feinwerk-sued/member.yml.txt", "file-nearly"),
        ("feinwerk-sued/mitglied.yml", "file-nearly"),
    ],
)
def test_a_wrong_name_does_not_hide_what_is_wrong_inside(root: Path, name: str, rule: str) -> None:
    file = root / "members" / name
    file.parent.mkdir()
    text = (root / "members/feinwerk-see/member.yml").read_text("utf-8")
    file.write_text(text.replace("type: company", "type: firma").replace("wegmessung", "wegmesung"))
    *_, found = check_cluster(root, CLOCK)
    rules = {p.rule for p in found if p.path.startswith("members/") and p.severity == "error"}
    assert rules == {rule, "choice", "unknown-ref", "slug-twice"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("events/x/report.md", "events/x/report.de.md"),
        ("events/x/bericht.md", "events/x/report.de.md"),
        ("events/x/bericht.en.md", "events/x/report.en.md"),
        ("events/x/report-de.md", "events/x/report.de.md"),
        ("events/x/Termin.yaml", "events/x/event.yml"),
        ("events/x/events.yml", "events/x/event.yml"),
        ("members/x/offer/messraum.yml", "members/x/offers/messraum.yml"),
        ("members/x/angebote/messraum.yaml", "members/x/offers/messraum.yml"),
        ("content/pages/about.md", "content/pages/about.de.md"),
        ("content/meldungen/x/meldung.yml", "content/news/x/news.yml"),
        ("content/vocabularies/kompetenzen.yml", "content/vocabularies/competences.yml"),
        ("content/vocabulary/topics.yml", "content/vocabularies/topics.yml"),
        ("members/x/notiz.yml", ""),
        ("members/x/event.yml", ""),
        ("members/x/offers/messraum.md", ""),
        ("events/x/protokoll.de.md", ""),
    ],
)
def test_a_file_that_is_nearly_called_right_is_told_what_is_meant(name: str, meant: str) -> None:
    examples = [example for kind in FILES for example in kind.examples(("de", "en"))]
    assert meant_path(name, examples, ()) == meant
    assert meant_path(name, examples, {meant}) == ""


def test_what_is_meant_is_read_as_such_and_refers_to_nothing_wrong(root: Path) -> None:
    """A report without a language, a member with a German name: only their names are told."""
    for old, new in (("events/netzforum-2029/report.de.md", "report.md"),
                     ("members/lichtblick/member.yml", "mitglied.yml")):  # fmt: skip
        (root / old).rename((root / old).with_name(new))
    found = [(p.path, p.rule) for p in check_cluster(root, CLOCK).problems if p.severity == "error"]
    assert found == [
        ("events/netzforum-2029/report.md", "file-nearly"),
        ("members/lichtblick/mitglied.yml", "file-nearly"),
    ]


def test_a_photograph_with_a_wrong_name_is_looked_at(root: Path) -> None:
    (root / FOLDER / "Foto 1.JPG").write_bytes(image("TIFF"))
    assert {p.rule for p in told(root, f"{FOLDER}/Foto 1.JPG")} == {
        "path-name", "foreign-photo", "picture-unused",
    }  # fmt: skip
