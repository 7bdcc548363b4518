"""What runs at GitHub and GitLab: safe for what forks send, and every step of it tried here."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from lxml import html
from playwright.sync_api import Browser

from schaufenster import command_names
from schaufenster.commands import program
from schaufenster.content import yaml_text
from tests.conftest import HANGS, PROJECT
from tests.guards import CLUSTER

NEW = PROJECT / "schaufenster/defaults/repository/any"
"""The files of a new cluster's repository: its workflows keep the same rules."""
WORKFLOWS = {
    f"{kind}{file.stem}": file
    for kind, root in (("", PROJECT / ".github"), ("new ", NEW / "dot.github"))
    for file in sorted(root.glob("workflows/*.yml"))
}
NAMES = list(WORKFLOWS)
NOON = "1795168800"  # 2026-11-20 10:00 universal time: the day the content is checked at
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
BRANCH = "$(touch${IFS}stolen);`touch${IFS}stolen`"
Job = dict[str, Any]


def read(file: Path) -> dict[str, Any]:
    """Return a YAML file with every scalar as text: `on:` stays `on`."""
    loaded: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    return loaded


def workflow(name: str) -> dict[str, Any]:
    return read(WORKFLOWS[name])


def steps(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for job in workflow(name)["jobs"].values():
        yield from ((job["name"], step) for step in job.get("steps", []))


# ── rules ────────────────────────────────────────────────────────────────────────────────────


def test_the_workflows_are_these() -> None:
    own = ["approval", "comment", "publish", "pull-request", "test"]
    assert [*own, "new check", "new publish"] == NAMES


@pytest.mark.parametrize(
    ("words", "name"),
    [(["proof", "content"], command_names.CHECK), (["newsletter", "where"], command_names.STATUS)],
)
def test_a_renamed_command_goes_on_under_its_former_name(
    monkeypatch: pytest.MonkeyPatch, words: list[str], name: str
) -> None:
    monkeypatch.setitem(command_names.FORMER, words[-1] if "where" in words else words[0], name)
    former = CliRunner().invoke(program.main, ["--lang", "en", *words])
    today = [name if word in command_names.FORMER else word for word in words]
    assert former.exit_code == 0
    assert f"is now called “{name}”" in former.stderr
    assert CliRunner().invoke(program.main, ["--lang", "en", *today]).stdout == former.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_token_may_only_read_unless_a_job_says_what_it_writes(name: str) -> None:
    assert workflow(name)["permissions"] == {"contents": "read"}
    written = {
        f"{key}: {right}"
        for job in workflow(name)["jobs"].values()
        for key, right in (job.get("permissions") or {}).items()
        if right != "read"
    }
    allowed = {
        "comment": {"pull-requests: write", "statuses: write"},
        "publish": {"pages: write", "id-token: write", "contents: write", "issues: write"},
        "new publish": {"pages: write", "id-token: write", "contents: write"},
    }
    assert written == allowed.get(name, allowed.get(name.removeprefix("new "), set()))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_fork_sends_meets_no_secret_and_no_cache(name: str) -> None:
    text = WORKFLOWS[name].read_text("utf-8")
    assert "pull_request_target" not in text
    assert not re.search(r"\bsecrets\b", re.sub(r"#.*", "", text))
    assert "actions/cache" not in text
    assert all("cache" not in step.get("with", {}) for _, step in steps(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_expression_stands_in_a_script(name: str) -> None:
    """A branch's name or a title would run as a command; values come through `env:`."""
    assert [step["run"] for _, step in steps(name) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_a_fork_chooses_becomes_a_variable_of_a_script(name: str) -> None:
    given = [
        found
        for _, step in steps(name)
        for value in step.get("env", {}).values()
        for found in EXPRESSION.findall(value)
    ]
    allowed = {"steps.preview.outputs.artifact-url", "github.token"}
    assert set(given) <= allowed


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_by_its_commit_and_names_its_version(name: str) -> None:
    text = WORKFLOWS[name].read_text("utf-8")
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", text, re.MULTILINE)
    assert used or name == "approval"  # which does nothing
    for line in used:
        own = line.startswith("./.github/workflows/")
        assert own or re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_same_action_has_one_pin() -> None:
    pins: dict[str, set[str]] = {}
    for file in WORKFLOWS.values():
        for action, pin in re.findall(r"uses: (actions/[a-z-]+)@(.*)", file.read_text("utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_job_ends_in_time_and_keeps_no_credentials(name: str) -> None:
    for job in workflow(name)["jobs"].values():
        if "uses" not in job:
            assert 1 <= int(job["timeout-minutes"]) <= 30
    for _, step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("name", NAMES)
def test_scripts_run_in_a_strict_bash(name: str) -> None:
    """Only a *named* bash gets `-e -o pipefail`."""
    assert workflow(name)["defaults"] == {"run": {"shell": "bash"}}
    assert [step for _, step in steps(name) if "shell" in step] == []


def test_a_pull_request_is_checked_once_and_its_older_runs_end() -> None:
    events = workflow("pull-request")["on"]
    assert set(events) == {"pull_request"}
    assert workflow("pull-request")["concurrency"]["cancel-in-progress"] == "true"
    assert workflow("pull-request")["jobs"]["program"]["uses"] == "./.github/workflows/test.yml"
    assert {"push", "workflow_call"} == set(workflow("test")["on"])


def test_the_public_site_is_built_on_main_every_night_and_never_in_a_fork() -> None:
    publish = workflow("publish")
    assert set(publish["on"]) == {"push", "schedule", "workflow_dispatch"}
    assert publish["on"]["push"] == {"branches": ["main"]}
    assert publish["jobs"]["build"]["if"] == "${{ !github.event.repository.fork }}"
    assert publish["jobs"]["deploy"]["needs"] == "build"
    assert "permissions" not in publish["jobs"]["build"]


def test_the_comment_fetches_nothing_of_the_pull_request() -> None:
    comment = workflow("comment")
    names = [workflow(name)["name"] for name in ("pull-request", "approval")]
    assert comment["on"] == {"workflow_run": {"workflows": names, "types": ["completed"]}}
    for job in comment["jobs"].values():
        checkout, *_ = [step["with"] for step in job["steps"] if "uses" in step]
        assert not {"ref", "repository", "token"} & checkout.keys()  # the default branch
    asked = (PROJECT / "tools/comment.py").read_text("utf-8")
    assert f'JOB = "{workflow("pull-request")["jobs"]["content"]["name"]}"' in asked


def test_who_may_write_runs_no_package_and_who_runs_packages_may_not_write() -> None:
    review, comment = workflow("comment")["jobs"].values()
    assert set(review["permissions"].values()) == {"read"}
    scripts = "\n".join(step.get("run", "") for step in comment["steps"])
    assert not re.search(r"make|\.venv|pip", scripts)
    assert "python3 -I tools/comment.py" in scripts
    checkout = comment["steps"][0]["with"]
    assert checkout["sparse-checkout"].split() == ["tools", "schaufenster/words"]
    assert workflow("approval")["jobs"]["approval"]["permissions"] == {}


def test_no_cluster_and_no_registry_is_named() -> None:
    files = [*PROJECT.glob(".github/**/*"), PROJECT / ".gitlab-ci.yml", *NEW.rglob("*")]
    text = "".join(f.read_text("utf-8") for f in files if f.is_file()).lower()
    assert re.findall(r"ghcr\.io|docker\.io|pypi\.org|registry\.", text) == []
    assert not CLUSTER.search(text)


# ── a runner, as far as these steps need one ─────────────────────────────────────────────────


@dataclass
class Run:
    """What a job left behind."""

    folder: Path
    codes: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    uploaded: dict[str, list[str]] = field(default_factory=dict)
    told: str = ""
    summary: str = ""

    @property
    def failed(self) -> bool:
        return any(self.codes.values())


CONDITIONS: dict[str, Callable[[Run], bool]] = {
    "": lambda run: not run.failed,
    "${{ always() }}": lambda _: True,
    "${{ failure() && steps.check.outputs.faults != 'yes' }}": lambda run: (
        run.failed and run.outputs.get("check", {}).get("faults") != "yes"
    ),
}


def bash(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a script as the runner does, with nothing of this machine but PATH and HOME."""
    file = folder.parent / "step.sh"
    file.write_text(script, "utf-8")
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "CI": "true"}
    env |= {"LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": NOON, "GITHUB_HEAD_REF": BRANCH, **more}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)]
    return subprocess.run(
        command, cwd=folder, env=env, check=False, timeout=HANGS, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def uploaded(folder: Path, paths: str) -> list[str]:
    """Return the files that an upload takes: a folder with all below it, or files one a line."""
    found = []
    for path in paths.split():
        below = folder / path
        found += [f.relative_to(below).as_posix() for f in below.rglob("*") if f.is_file()]
        found += [below.name] * below.is_file()
    return found


def run_job(job: Job, folder: Path) -> Run:
    """Run every step of a job; actions are the machine's part, an upload takes down its files."""
    run = Run(folder)
    places = {name: folder.parent / name for name in ("summary.md", "output")}
    for number, step in enumerate(job["steps"]):
        name = step.get("id") or step.get("name") or str(number)
        if not CONDITIONS[step.get("if", "")](run):
            continue
        if "uses" in step:
            if "upload" in step["uses"]:
                files = uploaded(folder, step["with"]["path"])
                assert files, step
                run.uploaded[step["with"].get("name", "pages")] = files
                run.outputs[name] = {"artifact-url": "https://example.org/artifact"}
            continue
        env = {key: value_of(text, run) for key, text in step.get("env", {}).items()}
        places["output"].write_text("", "utf-8")
        ended = bash(
            step["run"], folder, **env,
            GITHUB_STEP_SUMMARY=str(places["summary.md"]), GITHUB_OUTPUT=str(places["output"]),
        )  # fmt: skip
        run.codes[name] = ended.returncode
        run.told += ended.stdout
        lines = places["output"].read_text("utf-8").splitlines()
        run.outputs[name] = dict(line.split("=", 1) for line in lines)
    if places["summary.md"].exists():
        run.summary = places["summary.md"].read_text("utf-8")
    return run


def value_of(text: str, run: Run) -> str:
    def value(match: re.Match[str]) -> str:
        _, step, _, output = match[1].split(".")
        return run.outputs[step][output]

    return EXPRESSION.sub(value, text)


def git(folder: Path, *words: str) -> None:
    person = ["-c", "user.name=Muster", "-c", "user.email=info@muster.example"]
    subprocess.run(
        ["git", *person, "-c", "init.defaultBranch=main", *words],
        cwd=folder, check=True, capture_output=True, timeout=HANGS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the project as it stands here."""
    folder = tmp_path_factory.mktemp("origin") / "project"
    folder.mkdir()
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=HANGS)
    for name in {os.fsdecode(raw) for raw in listed.stdout.split(b"\0") if raw}:
        source = PROJECT / name
        if source.is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    git(folder, "init")
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "-m", "Inhalt: Anfang")
    return folder


def stand_in(folder: Path, program: str, words: str = "") -> None:
    """Put a program of this interpreter where a set-up repository has it."""
    file = folder / ".venv/bin" / program
    file.parent.mkdir(parents=True, exist_ok=True)
    python = f'exec {shlex.quote(sys.executable)} {words} "$@"'
    file.write_text(
        f"#!/bin/sh\nexport PYTHONPATH={shlex.quote(str(PROJECT))}\n{python}\n", "utf-8"
    )
    file.chmod(0o755)


def proposed(origin: Path, tmp_path: Path, change: Callable[[Path], None]) -> Path:
    """Return what a runner checks out: main with a fork's branch merged into it.

    The packages are those of this interpreter; everything else comes out of git.
    """
    fork, folder = tmp_path / "fork", tmp_path / "runner"
    git(tmp_path, "clone", str(origin), str(fork))
    git(fork, "switch", "-c", BRANCH)
    change(fork)
    git(fork, "add", "--all")
    git(fork, "commit", "--allow-empty", "-m", "Profil geändert")
    git(tmp_path, "clone", str(origin), str(folder))
    git(folder, "fetch", str(fork), "HEAD")
    git(folder, "merge", "--no-ff", "-m", "Merge", "FETCH_HEAD")
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', "utf-8")
    python.chmod(0o755)
    for ready in ("python.ready", "site.ready"):
        (folder / ".venv" / ready).touch()
    return folder


def put(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def member_with(*parts: str) -> str:
    """Return the profile of the first member whose file holds all these words."""
    files = sorted(PROJECT.glob("members/*/member.yml"))
    found = next(f for f in files if all(part in f.read_text("utf-8") for part in parts))
    return found.relative_to(PROJECT).as_posix()


INSTITUTE = member_with("\ntype: research", "en_of: ")
HOUSE = member_with("\ntype: company", "\nsummary:\n", "en_of: ")
PROFILE = f"profile/{Path(INSTITUTE).parent.name}/index.html"
CHANGED = (INSTITUTE, HOUSE)
"""The files that every proposal here changes; they have hints of their own."""


def line_of(name: str, start: str) -> int:
    """Return the number of the first line of a file that starts so."""
    lines = (PROJECT / name).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(start))


def a_good_change(fork: Path) -> None:
    put(fork, INSTITUTE, "\nshort: ", "\nshort: Neues ")
    summary = (fork / HOUSE).read_text("utf-8").split("\nsummary:\n")[1]
    put(fork, HOUSE, summary.split("en_of: ")[1][:8], "00000000")


def two_faults(fork: Path) -> None:
    """One slip, and one value that tries to speak to the runner and to the reader's browser."""
    put(fork, INSTITUTE, "type: research", "type: institut")
    put(
        fork,
        HOUSE,
        "type: company",
        'type: "x\\n::error file=README.md::Hallo\\n::stop-commands::x\\n@alle <img src=x>"',
    )


def a_bug(fork: Path) -> None:
    file = "schaufenster/commands/check.py"
    put(fork, file, '    """Name every fault', '    raise KeyError\n    """Name every fault')


CONTENT = workflow("pull-request")["jobs"]["content"]


# ── pull requests on GitHub ──────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def good(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The job on a pull request with a good change."""
    return run_job(CONTENT, proposed(origin, tmp_path_factory.mktemp("good"), a_good_change))


def test_a_good_change_passes_every_step(good: Run) -> None:
    assert set(good.codes.values()) == {0}, good.told
    assert list(good.codes) == [
        "Einrichten", "check", "Ordnen, was ein Programm neu geschrieben hat",
        "Vorschau bauen", "Sagen, wo die Vorschau liegt",
    ]  # fmt: skip
    assert "::error" not in good.told
    assert "Alles in Ordnung" in good.summary
    assert "[vorschau.zip](https://example.org/artifact)" in good.summary


def test_what_a_program_wrote_anew_is_shown_in_order_and_a_patch_brings_it_back(
    origin: Path, tmp_path: Path
) -> None:
    """The steps of both forges: nothing is left but what was typed."""

    def anew(fork: Path) -> None:
        said = yaml_text.parse((fork / HOUSE).read_text("utf-8")).value
        said["phone"] = "+49 0000 1"
        text = yaml.safe_dump(said, allow_unicode=True, sort_keys=True)
        (fork / HOUSE).write_text(text, "utf-8")

    folder = proposed(origin, tmp_path, anew)
    (step,) = (s for s in CONTENT["steps"] if s.get("name", "").startswith("Ordnen"))
    (folder / "build").mkdir()
    summary = tmp_path / "summary.md"
    assert bash(step["run"], folder, GITHUB_STEP_SUMMARY=str(summary)).returncode == 0
    assert "ordnung.patch" in summary.read_text("utf-8")
    restored = (folder / HOUSE).read_text("utf-8")
    before = (origin / HOUSE).read_text("utf-8").splitlines()
    assert [line for line in restored.splitlines() if line not in before] == ["phone: +49 0000 1"]
    git(folder, "checkout", "--", HOUSE)
    git(folder, "apply", "build/ordnung.patch")
    assert (folder / HOUSE).read_text("utf-8") == restored
    git(folder, "checkout", "--", HOUSE)
    lines = [line for line in GITLAB["inhalte"]["script"] if "tidy" in line or "git diff" in line]
    assert bash("\n".join(lines), folder, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD^1").returncode == 0
    assert (folder / HOUSE).read_text("utf-8") == restored


def test_a_hint_is_noted_where_the_change_is_and_nowhere_else(good: Run) -> None:
    """GitHub shows ten: those of main would hide the one that matters."""
    warned = [line for line in good.told.splitlines() if line.startswith("::warning")]
    assert [line for line in warned if ",title=summary.en_of::" in line]
    touched = tuple(f"::warning file={name}," for name in CHANGED)
    noted = (good.folder / "build/notes").read_text("utf-8").splitlines()
    of_main = [line for line in noted if not line.startswith(touched)]
    assert of_main
    assert warned == [line for line in noted if line not in of_main]
    assert f"{HOUSE}:" in good.summary


def test_a_good_change_is_seen_in_the_preview(good: Run) -> None:
    assert list(good.uploaded) == ["vorschau"]
    assert {"index.html", "site/index.html", "site/assets/schaufenster.css"} <= {
        *good.uploaded["vorschau"]
    }
    for side in ("site", "after"):
        page = good.folder / f"build/vorschau/{side}/{PROFILE}"
        assert "Neues " in page.read_text("utf-8")
    page = good.folder / f"build/vorschau/before/{PROFILE}"
    assert "Neues " not in page.read_text("utf-8")
    change = (good.folder / "build/vorschau/index.html").read_text("utf-8")
    assert f"<code>{INSTITUTE}</code>" in change


def links(page: Path) -> list[str]:
    tree: Any = html.fromstring(page.read_text("utf-8"))
    return [
        link
        for element, name, link, _ in tree.iterlinks()
        if name in {"href", "src"} and element.get("type") != "module"
    ]


def test_every_link_of_the_preview_leads_where_the_sites_does(good: Run) -> None:
    """What a double click opens has no root: links start at the page and name a file."""
    site, preview = good.folder / "build/versions/site", good.folder / "build/vorschau/site"
    seen = 0
    for page in sorted(site.rglob("*.html")):
        copy = preview / page.relative_to(site)
        for link, copied in zip(links(page), links(copy), strict=True):
            if not link.startswith("/"):
                assert copied == link
                continue
            path, sign, rest = re.fullmatch(r"/([^#?]*)([#?]?)(.*)", link).groups()  # type: ignore[union-attr]
            target = f"{path}index.html" if path.endswith("/") or not path else path
            file = copied.removesuffix(sign + rest)
            assert posixpath.normpath(copy.parent / file) == str(preview / target), copied
            seen += 1
    assert seen > 3000


@pytest.mark.browser
def test_the_preview_opens_with_a_double_click(browser: Browser, good: Run) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        missed: list[str] = []
        page.on("requestfailed", lambda request: missed.append(f"{request.failure} {request.url}"))
        page.on("console", lambda message: missed.append(message.text))
        page.goto((good.folder / f"build/vorschau/site/{PROFILE}").as_uri())
        page.wait_for_load_state("networkidle")  # else a click cuts off what still loads
        page.click("a.sf-brand")
        page.wait_for_url("**/build/vorschau/site/index.html")
        page.wait_for_load_state("networkidle")
        header = "getComputedStyle(document.querySelector('header')).position"
        assert page.evaluate(header) != "static"  # the style sheet is there
        assert missed == []


@pytest.fixture(scope="module")
def faulty(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The job on a pull request with two faults, one of them hostile."""
    return run_job(CONTENT, proposed(origin, tmp_path_factory.mktemp("faulty"), two_faults))


def test_a_fault_is_noted_beside_its_line(faulty: Run) -> None:
    line = line_of(INSTITUTE, "type: ")
    assert (
        f"\n::error file={INSTITUTE},line={line},col=7,title=type::"
        "type: „institut“ ist hier nicht vorgesehen." in faulty.told
    )
    assert faulty.codes == {"Einrichten": 0, "check": 1}


def test_a_fault_stops_before_the_site_is_built(faulty: Run) -> None:
    assert faulty.uploaded == {}
    assert not (faulty.folder / "build/versions").exists()


def test_the_summary_says_which_place_and_what_to_do(faulty: Run) -> None:
    line = line_of(INSTITUTE, "type: ")
    assert f"{INSTITUTE}:{line}:7: type: „institut“ ist hier nicht" in faulty.summary
    assert "**So geht es weiter:**" in faulty.summary
    assert "Files changed" in faulty.summary
    assert ": Hinweis: " not in faulty.summary


def test_what_a_fork_writes_gives_no_command_and_no_markup(faulty: Run) -> None:
    commands = [line for line in faulty.told.splitlines() if line.lstrip().startswith("::")]
    started = re.compile(r"::(error|warning) file=([^,]*),line=\d+,col=\d+,title=[\w.\[\]]+::")
    noted = [match for line in commands if (match := started.match(line))]
    assert len(noted) == len(commands)
    assert {match[2] for match in noted} == {*CHANGED}
    assert {match[2] for match in noted if match[1] == "error"} == {*CHANGED}
    hostile = [line for line in faulty.summary.splitlines() if "@alle" in line or "<img" in line]
    assert hostile
    assert all(line.startswith(f"    {HOUSE}:") for line in hostile)
    assert list(faulty.folder.parent.rglob("stolen")) == []


def test_a_bug_is_not_blamed_on_the_member(origin: Path, tmp_path: Path) -> None:
    run = run_job(CONTENT, proposed(origin, tmp_path, a_bug))
    assert run.codes["check"] == 2
    assert "nicht an Ihren Angaben" in run.summary
    assert "Bitte noch einmal ansehen" not in run.summary
    assert run.uploaded == {}


# ── publishing ───────────────────────────────────────────────────────────────────────────────


def the_imprint(email: str) -> Callable[[Path], None]:
    def change(fork: Path) -> None:
        file = fork / "content/cluster.yml"
        text = re.sub(r"(?m)^  email: .*$", f"  email: {email}", file.read_text("utf-8"), count=1)
        text = re.sub(r"(?m)^  phone: offen$", "  phone: +49 361 000000", text)
        file.write_text(re.sub(r"(?m)^((?!  email).*): offen$", r"\1: Muster", text), "utf-8")

    return change


@pytest.mark.long
def test_a_complete_site_is_handed_over(origin: Path, tmp_path: Path) -> None:
    folder = proposed(origin, tmp_path, the_imprint("info@muster.example"))
    run = run_job(workflow("publish")["jobs"]["build"], folder)
    assert set(run.codes.values()) == {0}, run.told
    assert {"index.html", "sitemap.xml"} <= {*run.uploaded["pages"]}
    assert run.uploaded["adressen"] == ["addresses.txt", "revisions.txt"]
    assert "/mitglieder/\n" in (folder / "content/addresses.txt").read_text("utf-8")
    assert run.summary == ""


def test_an_open_imprint_is_not_published_and_said(origin: Path, tmp_path: Path) -> None:
    folder = proposed(origin, tmp_path, the_imprint("offen"))
    run = run_job(workflow("publish")["jobs"]["build"], folder)
    assert list(run.codes.values()) == [0, 1]
    assert run.uploaded == {"gesagt": ["told.txt"]}
    assert "## Nicht veröffentlicht" in run.summary
    assert "imprint.email: Diese Angabe fehlt noch" in run.summary


@dataclass
class Forge:
    """A repository at a forge with one commit on main, and what a runner there has."""

    main: Path
    folder: Path
    env: dict[str, str]

    def told(self) -> str:
        """Return the messages of main's commits, published addresses and revisions."""
        command = ["git", "log", "--format=%s", "main"]
        said = subprocess.run(command, cwd=self.main, check=True, capture_output=True)
        command = ["git", "show", "main:content/addresses.txt", "main:content/revisions.txt"]
        shown = subprocess.run(command, cwd=self.main, check=True, capture_output=True)
        return (said.stdout + shown.stdout).decode()

    def fetch(self) -> None:
        """Check out main anew, as the next run does."""
        shutil.rmtree(self.folder, ignore_errors=True)
        git(self.main.parent, "clone", "--branch", "main", str(self.main), str(self.folder))

    def move(self) -> None:
        """Let somebody else change main."""
        other = self.main.parent / "other"
        git(self.main.parent, "clone", "--branch", "main", str(self.main), str(other))
        git(other, "commit", "--allow-empty", "-m", "Inhalt: inzwischen")
        git(other, "push", "origin", "main")


def forge(tmp_path: Path, push_to: str, **env: str) -> Forge:
    """Return a forge to whose repository the address `push_to` leads."""
    main, folder = tmp_path / "main.git", tmp_path / "runner"
    git(tmp_path, "init", "--bare", str(main))
    first = tmp_path / "first"
    git(tmp_path, "clone", str(main), str(first))
    (first / "content").mkdir()
    (first / "content/addresses.txt").write_text("/\n", "utf-8")
    (first / "content/revisions.txt").write_text("messtag 0\n", "utf-8")
    git(first, "add", "--all")
    git(first, "commit", "-m", "Inhalt: Anfang")
    git(first, "push", "origin", "HEAD:main")
    leads = {"COUNT": "1", "KEY_0": f"url.{main}.insteadOf", "VALUE_0": push_to}
    made = Forge(main, folder, {f"GIT_CONFIG_{name}": text for name, text in leads.items()} | env)
    made.fetch()
    return made


def ledger_job(where: Forge, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run the step that enters the addresses; `gh` gives what the build uploaded: two of them."""
    (tmp_path / "uploaded").mkdir(exist_ok=True)
    (tmp_path / "uploaded/addresses.txt").write_text("/\n/mitglieder/\n", "utf-8")
    (tmp_path / "uploaded/revisions.txt").write_text("messtag 1\n", "utf-8")
    program = tmp_path / "programs/gh"
    program.parent.mkdir(exist_ok=True)
    asked = "run download 7 --name adressen --dir build/adressen"
    program.write_text(
        f'#!/bin/sh\n[ "$*" = "{asked}" ] && mkdir -p build && cp -r "{tmp_path}/uploaded" "$7"\n',
        "utf-8",
    )
    program.chmod(0o755)
    (step,) = [s for s in workflow("publish")["jobs"]["remember"]["steps"] if "run" in s]
    more = {"PATH": f"{program.parent}:{os.environ['PATH']}", "GITHUB_RUN_ID": "7"}
    return bash(step["run"], where.folder, **where.env, **more)


def test_published_addresses_are_entered_once(tmp_path: Path) -> None:
    address = "https://x-access-token:abc@github.com/muster/schaufenster"
    env = {"GITHUB_TOKEN": "abc", "GITHUB_REPOSITORY": "muster/schaufenster"}
    where = forge(tmp_path, address, **env, GITHUB_REF_NAME="main")
    for _ in range(2):
        ended = ledger_job(where, tmp_path)
        assert (ended.returncode, ended.stdout) == (0, "")
        entered = "Adressen: was veröffentlicht ist\nInhalt: Anfang\n/\n/mitglieder/\nmesstag 1\n"
        assert where.told() == entered
        where.fetch()


def test_who_changed_main_meanwhile_goes_first(tmp_path: Path) -> None:
    address = "https://x-access-token:abc@github.com/muster/schaufenster"
    env = {"GITHUB_TOKEN": "abc", "GITHUB_REPOSITORY": "muster/schaufenster"}
    where = forge(tmp_path, address, **env, GITHUB_REF_NAME="main")
    where.move()
    ended = ledger_job(where, tmp_path)
    assert ended.returncode == 0
    assert "::warning::content/addresses.txt" in ended.stdout
    assert where.told() == "Inhalt: inzwischen\nInhalt: Anfang\n/\nmesstag 0\n"


# ── GitLab ───────────────────────────────────────────────────────────────────────────────────

GITLAB = read(PROJECT / ".gitlab-ci.yml")


def run_script(job: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return bash("\n".join(GITLAB[job]["script"]), folder)


def test_gitlab_enters_published_addresses(tmp_path: Path) -> None:
    address = "https://gitlab-ci-token:abc@gitlab.muster.example/muster/schaufenster.git"
    env = {"CI_SERVER_HOST": "gitlab.muster.example", "CI_PROJECT_PATH": "muster/schaufenster"}
    env |= {"CI_JOB_TOKEN": "abc", "CI_COMMIT_BRANCH": "main"}
    where = forge(tmp_path, address, **env)
    git(where.main, "config", "receive.advertisePushOptions", "true")
    (where.folder / "content/addresses.txt").write_text("/\n/mitglieder/\n", "utf-8")
    (where.folder / "content/revisions.txt").write_text("messtag 1\n", "utf-8")
    script = "\n".join(line for line in GITLAB["pages"]["script"] if "git " in line)
    ended = bash(script, where.folder, **where.env)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert where.told().endswith("Inhalt: Anfang\n/\n/mitglieder/\nmesstag 1\n")


def test_gitlab_has_the_same_jobs() -> None:
    jobs = {name: job for name, job in GITLAB.items() if "script" in job}
    assert set(jobs) == {
        "inhalte", "programm", "pages", "nachsehen", "hinweis", "alles-in-ordnung",
    }  # fmt: skip
    assert jobs["hinweis"]["rules"][0]["when"] == "on_failure"
    assert all("timeout" in job and "cache" not in job for job in jobs.values())
    assert jobs["programm"]["script"] == ["make test"]
    assert jobs["inhalte"]["artifacts"]["expose_as"]
    assert all(path.endswith("/") for path in jobs["inhalte"]["artifacts"]["paths"])


@pytest.mark.long
def test_gitlab_builds_a_preview_of_a_good_change(origin: Path, tmp_path: Path) -> None:
    folder = proposed(origin, tmp_path, a_good_change)
    ended = run_script("inhalte", folder)
    assert ended.returncode == 0, ended.stdout
    (preview,) = GITLAB["inhalte"]["artifacts"]["paths"]
    assert (folder / preview / "index.html").is_file()


def test_gitlab_is_told_of_a_fault_with_its_place(origin: Path, tmp_path: Path) -> None:
    folder = proposed(origin, tmp_path, two_faults)
    ended = run_script("inhalte", folder)
    assert ended.returncode == 1
    line = line_of(INSTITUTE, "type: ")
    assert f"{INSTITUTE}:{line}:7: type: „institut“" in ended.stdout
    report = GITLAB["inhalte"]["artifacts"]["reports"]["codequality"]
    rows = json.loads((folder / report).read_text("utf-8"))
    places = [row["location"] for row in rows if row["severity"] == "major"]
    assert {"path": INSTITUTE, "lines": {"begin": line}} in places
    assert not (folder / "build/versions").exists()


@pytest.mark.long
def test_gitlab_publishes_only_what_is_complete(origin: Path, tmp_path: Path) -> None:
    folder = proposed(origin, tmp_path, the_imprint("info@muster.example"))
    ended = run_script("pages", folder)
    assert ended.returncode == 0, ended.stdout
    assert (folder / "public/index.html").is_file()
    assert json.loads((folder / "build/manifest.json").read_text("utf-8"))["url"]
    assert "von Hand einchecken" in ended.stdout  # there is no forge here to push to
    the_imprint("offen")(folder)
    assert run_script("pages", folder).returncode == 1
    assert "imprint.email" in (folder / "build/told.txt").read_text("utf-8")
