"""`intake`: answered forms and mails become branches with valid changes, or lists of faults."""

from __future__ import annotations

import email
import email.policy
import io
import mailbox
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pillow_heif
import pytest
import yaml
from click.testing import CliRunner, Result
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from schaufenster.commands.program import main
from schaufenster.content import yaml_text
from schaufenster.editing.intake.answers import read_answers
from schaufenster.editing.intake.issue_forms import render_forms
from schaufenster.editing.intake.questions import FORMS, Form, asked, wording
from schaufenster.editing.intake.sent_files import sent_file, taken
from tests.conftest import PROJECT, SAMPLE

LANGUAGES = ("de", "en")
BY_NAME = {form.name: form for form in FORMS}
TODAY = "2030-05-02"


def rendered(name: str, answers: dict[str, str], lang: str = "de", *, consent: bool = True) -> str:
    """The text that GitHub makes of an answered form."""
    form, parts = BY_NAME[name], []
    for one in asked(form, lang, LANGUAGES):
        typed = answers.get(one.key, "")
        said = dict(one.choices).get(typed, typed)
        parts.append(f"### {one.label}\n\n{said or '_No response_'}")
    tick = "X" if consent else " "
    boxes = "\n".join(f"- [{tick}] {wording(f'consent-{k}', lang)}" for k in ("public", "rights"))
    return "\n\n".join([*parts, f"### {wording('consent', lang)}\n\n{boxes}\n"])


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("origin") / "r"
    shutil.copytree(SAMPLE, root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "Stand")
    return root


@pytest.fixture
def repository(origin: Path, tmp_path: Path) -> Path:
    shutil.copytree(origin, tmp_path / "r")
    return tmp_path / "r"


def git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=root, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def intake(repository: Path, tmp_path: Path) -> Callable[..., Result]:
    def run(text: str | bytes, *more: Path, name: str = "antwort.md") -> Result:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        words = ["--root", str(repository), "intake", str(file), *map(str, more)]
        return CliRunner().invoke(main, [*words, "--today", TODAY])

    return run


def branch_of(root: Path) -> str:
    names = git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads/intake").split()
    assert len(names) == 1, names
    return names[0]


def changed(root: Path) -> dict[str, str]:
    """The files that the branch changes, with their texts; nothing else of the repository moved."""
    branch = branch_of(root)
    paths = git(root, "diff", "--name-only", "main", branch).split()
    assert git(root, "status", "--porcelain", "--untracked-files=no") == ""
    texts = [path for path in paths if path.endswith((".yml", ".md"))]
    return {path: git(root, "show", f"{branch}:{path}") for path in texts} | {
        path: "" for path in paths if path not in texts
    }


def has_no_branch(root: Path) -> bool:
    return git(root, "for-each-ref", "refs/heads/intake") == ""


# ── the forms ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", list(render_forms(LANGUAGES)), ids=lambda file: file.path)
def test_the_forms_of_the_forges_are_those_of_the_model(file: object) -> None:
    path, content = file.path, file.content  # type: ignore[attr-defined]
    assert (PROJECT / path).read_bytes() == content, "build.py schema writes them"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("lang", ["de", "en", "fr"])
def test_a_form_is_one_that_github_takes(form: Form, lang: str) -> None:
    files = {file.path: file.content for file in render_forms((lang,))}
    value = yaml.safe_load(files[f".github/ISSUE_TEMPLATE/{form.name}.{lang}.yml"])
    assert {"name", "description", "body"} <= value.keys()
    labels = [part["attributes"]["label"] for part in value["body"][1:]]
    ids = [part["id"] for part in value["body"][1:]]
    assert len(set(labels)) == len(labels)
    assert len(set(ids)) == len(ids)
    for part in value["body"]:
        options = part["attributes"].get("options", [])
        assert len(set(map(str, options))) == len(options)
        if part["type"] == "dropdown":
            assert options
            assert "multiple" not in part["attributes"], "forges join several answers by commas"
        if part.get("validations"):
            assert part["validations"] == {"required": True}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_of_every_form_comes_back(form: Form, lang: str) -> None:
    answers = {one.key: f"Antwort {n}" for n, one in enumerate(asked(form, lang, LANGUAGES))}
    for text in (rendered(form.name, answers, lang), mailed(form, answers, lang)):
        found = read_answers(text.replace("\n", "\r\n"), LANGUAGES)
        assert found
        assert (found.form, found.lang, dict(found.answers)) == (form, lang, answers)


def mailed(form: Form, answers: dict[str, str], lang: str) -> str:
    lines = [f"{one.label}: {answers[one.key]}" for one in asked(form, lang, LANGUAGES)]
    return "\ufeffGuten Tag,\n\n" + "\n".join(lines)


ANSWERS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=40
).map(str.strip).filter(lambda text: text and not text.startswith(("#", "-", "–")))  # fmt: skip


@settings(max_examples=25)
@given(st.sampled_from(FORMS), st.data())
def test_any_answers_come_back(form: Form, data: st.DataObject) -> None:
    keys = [one.key for one in asked(form, "de", LANGUAGES)]
    answers = {key: data.draw(ANSWERS, label=key) for key in keys[:4]}
    found = read_answers(rendered(form.name, answers), LANGUAGES)
    assert found
    assert found.form == form
    for key, typed in answers.items():
        if not typed.casefold().startswith(("_no", "none")) and ":" not in typed:
            assert found.answers.get(key, "").split() == typed.split()


# ── changes ──────────────────────────────────────────────────────────────────────────────────

PROFILE = {
    "whose": "Feinwerk am See", "website": "www.feinwerk-neu.example", "phone": "0871/123 456",
    "summary.de": "Wir messen neu.", "summary.en": "We measure anew.",
}  # fmt: skip


def test_a_profile_changes_only_where_something_was_answered(
    repository: Path, intake: Callable[..., Result]
) -> None:
    ended = intake(rendered("profile", PROFILE))
    assert ended.exit_code == 0, ended.stderr
    assert "„0871/123 456“" in ended.stderr
    texts = changed(repository)
    assert list(texts) == ["members/feinwerk-see/member.yml"]
    value = yaml_text.parse(texts["members/feinwerk-see/member.yml"]).value
    assert value["website"] == "https://www.feinwerk-neu.example/"
    assert value["phone"] == "+49 871 123 456"
    assert value["summary"]["de"] == "Wir messen neu."
    assert value["confirmed"] == {"on": TODAY, "by": "member"}
    before = (repository / "members/feinwerk-see/member.yml").read_text("utf-8")
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert set(comments) <= set(texts["members/feinwerk-see/member.yml"].splitlines())
    name = branch_of(repository)
    git(repository, "-c", "core.hooksPath=x", "worktree", "add", "-q", "../w", name)
    checked = CliRunner().invoke(main, ["--root", str(repository.parent / "w"), "check"])
    assert checked.exit_code == 0, checked.output


def test_the_same_answer_twice_is_one_branch(
    repository: Path, intake: Callable[..., Result]
) -> None:
    assert intake(rendered("profile", PROFILE)).exit_code == 0
    assert intake(rendered("profile", PROFILE)).exit_code == 0
    branch_of(repository)


OFFER = {
    "whose": "Feinwerk", "title.de": "Prüfstand frei", "title.en": "Test stand available",
    "summary.de": "Unser Prüfstand ist im Juni frei.", "form": "capacity",
    "summary.en": "Our test stand is free in June.", "valid.until": "30.06.2030",
    "contact": "info@feinwerk.example",
}  # fmt: skip


def test_an_offer_becomes_a_file_of_its_own(
    repository: Path, intake: Callable[..., Result]
) -> None:
    ended = intake(rendered("offer", OFFER))
    assert ended.exit_code == 0, ended.stderr
    [(path, text)] = changed(repository).items()
    assert path == "members/feinwerk-see/offers/pruefstand-frei.yml"
    value = yaml_text.parse(text).value
    assert value["kind"] == "offer"
    assert value["form"] == "capacity"
    assert value["valid"] == {"until": "2030-06-30"}
    assert value["title"]["en"] == "Test stand available"
    assert "en_of" in value["title"]


def test_an_event_and_a_news_item(repository: Path, intake: Callable[..., Result]) -> None:
    event = {
        "whose": "Feinwerk", "title.de": "Offene Werkstatt", "summary.de": "Wir öffnen die Türen.",
        "format": "open-day", "start": "12.03.2031", "time": "9 Uhr", "place.town": "Musterstadt",
    }  # fmt: skip
    ended = intake(rendered("event", event))
    assert ended.exit_code == 0, ended.stderr
    text = changed(repository)["events/offene-werkstatt-2031/event.yml"]
    assert yaml_text.parse(text).value["start"] == "2031-03-12"
    git(repository, "branch", "-D", branch_of(repository))
    news = {
        "whose": "Feinwerk", "title.de": "Neue Halle", "lead.de": "Die Halle steht.",
        "text.de": "Erster Absatz.\n\n•\tPunkt eins\n•\tPunkt zwei",
    }  # fmt: skip
    ended = intake(rendered("news", news))
    assert ended.exit_code == 0, ended.stderr
    assert "- Punkt eins\n- Punkt zwei" in changed(repository)["content/news/neue-halle/text.de.md"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"whose": "Nirgendwo AG"}, "steht nicht auf der Website"),
        ({"website": "javascript:alert(1)"}, "Website:"),
        ({"phone": "ruft an"}, "Nummer der Zentrale:"),
        ({"competences": "Zaubern"}, "steht in keiner Liste"),
        ({"summary.de": "<script>alert(1)</script>"}, "Ein Satz"),
        ({"email": "kein at"}, "Funktionsadresse"),
        ({"logo": "https://example.org/logo.svg"}, "nur ein Link"),
    ],
)
def test_what_cannot_be_is_told_under_its_question(
    repository: Path, intake: Callable[..., Result], answers: dict[str, str], said: str
) -> None:
    ended = intake(rendered("profile", {"whose": "Feinwerk", **answers}))
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert has_no_branch(repository)


def test_without_consent_or_form_nothing_happens(
    repository: Path, intake: Callable[..., Result]
) -> None:
    assert "beide Kästchen" in intake(rendered("profile", PROFILE, consent=False)).stderr
    assert "keinem Formular" in intake("Guten Tag, bitte ändern Sie unser Profil.").stderr
    assert has_no_branch(repository)


# ── mails and what comes along ───────────────────────────────────────────────────────────────


def mail(body: str, *files: tuple[str, bytes], html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"] = "Büro <buero@feinwerk.example>"
    message["Subject"] = "Unser Profil"
    message.set_content(body, subtype="html" if html else "plain")
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


def photo(width: int = 3000, height: int = 2000, kind: str = "JPEG", **more: object) -> bytes:
    stream = io.BytesIO()
    image = Image.effect_noise((width // 8, height // 8), 60).resize((width, height))
    image.convert("RGB").save(stream, kind, **more)
    return stream.getvalue()


def gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 40.0, 0.0), 3: "E", 4: (10.0, 5.0, 0.0)})
    return exif


PICTURE = {
    "pictures.alt.de": "Der Prüfstand von vorn", "pictures.author": "Feinwerk",
    "pictures.licence": "Nutzung für den Cluster frei", "pictures.persons": "none",
}  # fmt: skip


def test_a_mail_with_a_photograph_of_a_phone(
    repository: Path, intake: Callable[..., Result]
) -> None:
    raw = mail(rendered("offer", OFFER | PICTURE), ("../../IMG 0815.JPG", photo(exif=gps())))
    ended = intake(raw, name="post.eml")
    assert ended.exit_code == 0, ended.stderr
    assert "ohne Angaben zu Ort" in ended.stderr
    texts = changed(repository)
    assert set(texts) == {
        "members/feinwerk-see/offers/pruefstand-frei.yml",
        "members/feinwerk-see/offers/img-0815.jpg",
    }
    place = f"{branch_of(repository)}:members/feinwerk-see/offers/img-0815.jpg"
    kept = subprocess.run(
        ["git", "show", place], cwd=repository, check=True, capture_output=True
    ).stdout
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (1600, 2400)
        assert not image.getexif()


def test_a_picture_without_its_rights_is_refused(
    repository: Path, intake: Callable[..., Result]
) -> None:
    ended = intake(mail(rendered("offer", OFFER), ("a.jpg", photo(900, 600))), name="x.eml")
    assert ended.exit_code == 1
    assert ended.stderr.count("Diese Angabe fehlt noch") == 4
    assert has_no_branch(repository)


def test_an_answer_in_a_word_file_and_in_html(
    repository: Path, intake: Callable[..., Result]
) -> None:
    document, stream = Document(), io.BytesIO()
    for line in rendered("profile", PROFILE).split("\n"):
        document.add_paragraph(line)
    document.save(stream)
    ended = intake(mail("Anbei.", ("Profil.docx", stream.getvalue())), name="x.eml")
    assert ended.exit_code == 0, ended.stderr
    assert "Profil.docx" in ended.stderr
    html = "<p>" + rendered("profile", PROFILE).replace("\n", "<br>") + "</p><script>x()</script>"
    assert intake(mail(html, html=True), name="x.eml").exit_code == 0
    branch_of(repository)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    return stream.getvalue()


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">%s'
    b'<path d="M0 0h9v9z" fill="#123456"/></svg>'
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", SVG % b"<script>alert(1)</script>", "logo.svg:"),
        ("logo.pdf", b"%PDF-1.7 x", "logo.pdf:"),
        ("logo.ai", b"%PDF-1.5 %AI", "logo.ai:"),
        ("logo.eps", b"%!PS-Adobe-3.0 EPSF-3.0", "logo.eps:"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "logo.png:"),
        ("text.docx", bomb(), "wächst"),
    ],
    ids=["script", "pdf", "ai", "eps", "damaged", "bomb"],
)
def test_hostile_and_foreign_files_are_refused_with_what_to_send(
    repository: Path, intake: Callable[..., Result], name: str, content: bytes, said: str
) -> None:
    raw = mail(rendered("profile", {"whose": "Feinwerk"}), (name, content))
    ended = intake(raw, name="x.eml")
    assert ended.exit_code == 1, ended.stderr
    assert said in ended.stderr
    assert has_no_branch(repository)


def test_pictures_of_phones_are_made_right() -> None:
    stream = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (2600, 130), "#336699")).save(stream)
    made = taken(sent_file("IMG_1.HEIC", stream.getvalue()), "de", as_logo=False)
    assert (made.name, made.faults) == ("img-1.jpg", [])
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (2400, 120)
    large = io.BytesIO()
    Image.new("1", (51_000, 1000)).save(large, "PNG")
    assert taken(sent_file("x.png", large.getvalue()), "de", as_logo=False).faults


def test_a_phones_second_picture_goes_and_its_turn_is_made() -> None:
    first, second, stream = (
        Image.new("RGB", (3000, 2000)),
        Image.new("RGB", (300, 200)),
        io.BytesIO(),
    )
    first.paste("#cc3300", (0, 0, 1500, 2000))
    first.save(stream, "MPO", save_all=True, append_images=[second], exif=gps())
    assert b"MPF\0" in stream.getvalue()
    made = taken(sent_file("IMG_2.JPG", stream.getvalue()), "de", as_logo=False)
    assert (made.name, len(made.notes), made.faults) == ("img-2.jpg", 1, [])
    assert b"MPF\0" not in made.content
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1600, 2400), {})
        top, bottom = image.convert("L").resize((1, 2)).tobytes()
    assert bottom < 30 < top, "turned by a quarter to the right: what was left is above"


@pytest.mark.long
def test_a_photograph_of_48_megapixels_is_taken() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (8064, 6048)).save(stream, "JPEG")
    made = taken(sent_file("48.jpg", stream.getvalue()), "de", as_logo=False)
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (2400, 1800)


INKSCAPE = b"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="60mm" viewBox="0 0 210 60" version="1.1" id="svg5"
   inkscape:version="1.2.2" sodipodi:docname="logo.svg"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
   xmlns="http://www.w3.org/2000/svg" xmlns:svg="http://www.w3.org/2000/svg">
 <sodipodi:namedview id="namedview7" pagecolor="#ffffff" inkscape:zoom="0.7"/><defs id="defs2"/>
 <g inkscape:label="Ebene 1" inkscape:groupmode="layer" id="layer1">
  <rect style="fill:#0a5c8a;fill-opacity:1;stroke:none;stroke-width:0.26" id="rect1"
     width="200" height="50" x="5" y="5"/></g></svg>"""


def test_a_drawing_of_inkscape_is_taken_and_a_style_sheet_is_told_what_to_send() -> None:
    made = taken(sent_file("Logo final.svg", INKSCAPE), "de", as_logo=True)
    assert (made.name, made.faults) == ("logo-final.svg", [])
    assert b"#0a5c8a" in made.content
    sheet = SVG.replace(b"%s", b"<style>path{opacity:.5}</style>")
    [fault] = taken(sent_file("logo.svg", sheet), "de", as_logo=True).faults
    assert "Präsentationsattribute" in fault


@pytest.mark.long
def test_a_killed_command_leaves_nothing_behind(repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(rendered("profile", PROFILE), "utf-8")
    typed = ["--root", str(repository), "intake", str(file), "--today", TODAY]
    words = [sys.executable, "build.py", *typed]
    for after in range(12):
        running = subprocess.Popen(words, cwd=PROJECT, stderr=subprocess.DEVNULL)
        try:
            running.wait(after / 6)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        assert git(repository, "status", "--porcelain", "--untracked-files=no") == ""
    assert subprocess.run(words, cwd=PROJECT, check=False).returncode == 0
    branch_of(repository)


def test_a_mailbox_becomes_branches_and_drafts_of_replies(repository: Path, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(mail(rendered("profile", PROFILE)))
    box.add(mail("Guten Tag, wann ist die Klausur?"))
    before = sorted((path, path.read_bytes()) for path in (tmp_path / "box/new").iterdir())
    words = ["--root", str(repository), "intake", "--mailbox", f"maildir:{tmp_path / 'box'}"]
    for count in (2, 0):
        ended = CliRunner().invoke(main, [*words, "--today", TODAY])
        assert ended.exit_code == 0, ended.output
        assert f"Gelesen: {count} neue Mails" in ended.output
    drafts = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (repository / "build/drafts").iterdir()
    ]
    said = sorted(draft.get_content() for draft in drafts)
    assert len(said) == 2
    assert "keinem Formular" in said[0]
    assert "als Vorschlag aufgenommen" in said[1]
    assert {str(draft["To"]) for draft in drafts} == {"Büro <buero@feinwerk.example>"}
    assert {str(draft["Subject"]) for draft in drafts} == {"Re: Unser Profil"}
    assert sorted((path, path.read_bytes()) for path in (tmp_path / "box/new").iterdir()) == before
    branch_of(repository)
