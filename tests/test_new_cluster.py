"""A new cluster: its repository is whole, its own, and builds at once."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schaufenster import command_names as names
from schaufenster import write
from schaufenster.commands import new, program
from schaufenster.content import yaml_text
from schaufenster.editing import WRITTEN

from .clusters import CLUSTERS, DAY, command, write_facts
from .conftest import HANGS, PROJECT, digests, run_build
from .guards import CLUSTER
from .test_workflows import bash, git, read, run_job, stand_in

GERMAN = CLUSTERS["german"]


def done(words: list[str], typed: str | None = None) -> Result:
    return CliRunner().invoke(program.main, ["--lang", "en", *words], input=typed)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=() if name == "french" else pytest.mark.long) for name in CLUSTERS
    ],
)
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
          wheel: Path) -> tuple[str, Path]:  # fmt: skip
    """A repository as `new cluster` leaves it."""
    root = tmp_path_factory.mktemp("new") / request.param
    result = done(command(CLUSTERS[request.param], root, wheel))
    assert result.exit_code == 0, result.output
    return request.param, root


def test_a_new_repository_has_everything_and_its_guides_in_its_languages(
    fresh: tuple[str, Path],
) -> None:
    which, root = fresh
    there = set(digests(root))
    assert there >= {
        ".editorconfig", ".gitattributes", ".github/CODEOWNERS", ".github/dependabot.yml",
        ".github/workflows/check.yml", ".github/workflows/publish.yml", ".gitignore",
        ".gitlab-ci.yml", "CONTRIBUTING.md", "Makefile", "README.md", "content/cluster.yml",
        "newsletter/channels.yml", "requirements.in", "requirements.txt",
        "content/owners.yml", "tests/content/test_content.py",
    }  # fmt: skip
    first, *others = CLUSTERS[which].languages
    assert {f"{name}.{lang}.md" for name in ("README", "CONTRIBUTING") for lang in others} <= there
    assert f"content/pages/privacy.{first}.md" in there
    head = (root / "README.md").read_text("utf-8").splitlines()[0]
    assert head == f"# {CLUSTERS[which].answers['name']}"


def test_nothing_in_it_is_about_another_cluster_or_left_unsaid(fresh: tuple[str, Path]) -> None:
    for file in fresh[1].rglob("*"):
        if file.is_file() and file.suffix != ".whl" and file.name != "requirements.txt":
            text = file.read_text("utf-8")
            assert not CLUSTER.search(text), file
            shown = re.sub(r"\$\{\{.*?\}\}", "", text)  # expressions of a workflow
            assert "{{" not in shown, file
            assert "{%" not in shown, file


def test_the_program_is_pinned_by_its_bytes(fresh: tuple[str, Path], wheel: Path) -> None:
    pins = (fresh[1] / "requirements.txt").read_text("utf-8").splitlines()
    kept = fresh[1] / "wheels" / wheel.name
    checksum = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert pins[-1] == f"./wheels/{wheel.name} --hash=sha256:{checksum}"
    assert kept.read_bytes() == wheel.read_bytes()
    assert pins[:-1] == (PROJECT / "requirements.txt").read_text("utf-8").splitlines()


def test_examples_of_the_guides_pass_the_check(fresh: tuple[str, Path], tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(fresh[1], root)
    blocks = re.findall(
        r"^```yaml\n# (\S+)\n(.*?)^```", (root / "CONTRIBUTING.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )  # fmt: skip
    assert len(blocks) == 5
    for path, text in blocks:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    result = done(["--root", str(root), names.CHECK, "--today", DAY])
    assert result.exit_code == 0, result.output


@pytest.mark.long
def test_its_own_tests_pass_with_the_facts_of_a_cluster(
    fresh: tuple[str, Path], tmp_path: Path
) -> None:
    which, root = fresh[0], tmp_path / "root"
    shutil.copytree(fresh[1], root)
    write_facts(CLUSTERS[which], root)
    run_build("--root", str(root), names.NEWSLETTER, names.NEW, "2027-03", "--today", DAY)
    told = subprocess.run(
        [sys.executable, "-m", "unittest", "discover", "--start-directory", "tests/content"],
        cwd=root, env={"PYTHONPATH": str(PROJECT), "PATH": ""}, capture_output=True, text=True,
        check=False, timeout=HANGS,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "OK" in told.stderr


@pytest.fixture(scope="module")
def checked_out(fresh: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a runner checks out of a new cluster with its facts, set up already."""
    root = tmp_path_factory.mktemp("forge") / "repository"
    shutil.copytree(fresh[1], root)
    write_facts(CLUSTERS[fresh[0]], root)
    git(root, "init")
    git(root, "add", "--all")
    git(root, "commit", "-m", "first")
    stand_in(root, "python")
    stand_in(root, "schaufenster", "-m schaufenster")
    (root / ".venv/ready").touch()
    return root


@pytest.mark.long
def test_its_workflows_check_test_preview_and_refuse_to_publish_what_is_open(
    checked_out: Path,
) -> None:
    """Publishing ends where the law asks for facts that are still open."""
    check = read(checked_out / ".github/workflows/check.yml")["jobs"]["content"]
    done = run_job(check, checked_out)
    assert set(done.codes.values()) == {0}, done.told
    assert {"index.html", "site/assets/schaufenster.css"} <= {*done.uploaded["preview"]}
    publish = read(checked_out / ".github/workflows/publish.yml")["jobs"]["build"]
    cluster = checked_out / "content/cluster.yml"
    text = cluster.read_text("utf-8")
    refused = run_job(publish, checked_out)
    assert refused.failed == (": offen" in text), refused.told
    assert ("## Not published" in refused.summary) == refused.failed
    text = text.replace("phone: offen", 'phone: "+49 30 0000000"')
    cluster.write_text(text.replace(": offen", ": Muster"), "utf-8")
    done = run_job(publish, checked_out)
    assert set(done.codes.values()) == {0}, done.told
    assert {"index.html", "sitemap.xml"} <= {*done.uploaded["pages"]}
    assert done.uploaded["addresses"] == ["addresses.txt", "revisions.txt"]


@pytest.mark.long
def test_its_jobs_at_gitlab_do_the_same(checked_out: Path) -> None:
    jobs = read(checked_out / ".gitlab-ci.yml")
    done = bash("\n".join(jobs["content"]["script"]), checked_out)
    assert done.returncode == 0, done.stdout
    assert (checked_out / "build/preview/index.html").is_file()
    assert (checked_out / "gl-code-quality-report.json").is_file()


def test_a_full_folder_is_refused_and_stays(tmp_path: Path, wheel: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    result = done(command(GERMAN, tmp_path, wheel))
    assert result.exit_code == 1
    assert f"{tmp_path} is not empty. A new cluster needs a folder of its own" in result.stderr
    assert digests(tmp_path).keys() == {"letter.txt"}


def test_a_fresh_repository_of_git_counts_as_empty(tmp_path: Path, wheel: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert done(command(GERMAN, tmp_path, wheel)).exit_code == 0
    assert (tmp_path / "README.md").exists()


def test_what_does_not_fit_is_told_and_nothing_is_left(tmp_path: Path, wheel: Path) -> None:
    words = command(GERMAN, tmp_path / "new", wheel)
    words[words.index("--postcode") + 1] = "12"
    result = done(words)
    assert result.exit_code == 1
    assert "imprint.postcode" in result.stderr
    assert "Nothing was written." in result.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("option", ["--name", "--legal-form", "--languages", "--email"])
def test_without_a_terminal_a_missing_answer_is_named(
    tmp_path: Path, wheel: Path, option: str
) -> None:
    words = command(GERMAN, tmp_path / "new", wheel)
    at = words.index(option)
    result = done([*words[:at], *words[at + 2 :]])
    assert result.exit_code == 1
    assert f"This is missing or does not fit: {option} (" in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_terminal_is_asked_until_the_answer_fits(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "is_terminal", lambda: True)
    given = dict(GERMAN.answers)
    typed = [
        given["name"],
        "",
        "no form",
        *list(given.values())[2:8],
        "",
        "",
        *list(given.values())[10:],
        "at",
        "de-sn, de-th",
    ]
    result = done(
        [names.NEW, names.CLUSTER, str(tmp_path / "new"), "--wheel", str(wheel)],
        "\n".join(typed) + "\n",
    )
    assert result.exit_code == 0, result.output
    text = (tmp_path / "new/content/cluster.yml").read_text("utf-8")
    assert 'legal_name: "Optikkreis Musterfluss"' in text
    assert f'primary: "{new.COLOURS["primary"]}"' in text
    assert "legal_form: ev" in text
    assert "Ready lists of regions (none, de-bb, " in result.output
    assert "Regions: de-sn (13), de-th (22)" in result.output
    districts = tmp_path / "new/content/vocabularies/districts.yml"
    assert len(yaml_text.parse(districts.read_text("utf-8")).value) == 13 + 22


def test_without_a_terminal_no_regions_are_taken_and_another_countrys_are_refused(
    tmp_path: Path, wheel: Path
) -> None:
    assert done(command(GERMAN, tmp_path / "none", wheel)).exit_code == 0
    assert not (tmp_path / "none/content/vocabularies").exists()
    result = done([*command(GERMAN, tmp_path / "new", wheel), "--regions", "at"])
    assert result.exit_code == 1
    assert "does not fit: --regions (Ready lists of regions (none, de-bb, " in result.stderr
    assert not (tmp_path / "new").exists()


def test_killed_at_any_entry_the_same_command_finishes(
    tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    assert done(command(GERMAN, whole, wheel)).exit_code == 0
    rename = Path.rename
    for step in count():
        left = step

        def killed(place: Path, target: Path) -> Path:
            nonlocal left
            if str(place).startswith(str(tmp_path / "cut")):
                if left == 0:
                    raise KeyboardInterrupt
                left -= 1
            return rename(place, target)

        root = tmp_path / f"cut-{step}"
        monkeypatch.setattr(Path, "rename", killed)
        first = done(command(GERMAN, root, wheel))
        monkeypatch.setattr(Path, "rename", rename)
        if first.exit_code == 0:
            break
        again = done(command(GERMAN, root, wheel))
        assert again.exit_code == 0, again.output
        assert digests(root) == digests(whole)
    assert step > len(list(whole.iterdir()))


def test_every_language_has_the_same_guides_and_words() -> None:
    folder = PROJECT / "schaufenster/defaults/repository"
    found = {lang: sorted(file.name for file in (folder / lang).iterdir()) for lang in WRITTEN}
    assert set(WRITTEN) >= {"de", "en", "fr"}
    assert len({tuple(files) for files in found.values()}) == 1
    keys = {
        lang: re.findall(
            r"^ *([a-z_]+):", (folder / lang / "words.yml").read_text("utf-8"), re.MULTILINE
        )
        for lang in WRITTEN
    }
    assert all(sorted(each) == sorted(keys["en"]) for each in keys.values())


def test_a_folder_that_is_filled_is_not_begun(tmp_path: Path) -> None:
    write.draft(tmp_path, {"a/b.txt": b"1"})
    assert not write.is_begun(tmp_path)
    assert write.is_empty(tmp_path)
    write.fill(tmp_path)
    assert not write.is_empty(tmp_path)
    assert digests(tmp_path).keys() == {"a/b.txt"}
