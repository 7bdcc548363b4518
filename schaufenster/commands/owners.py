"""`owners`: whether an author may make a change alone, or the office must approve it."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job


@click.command(names.OWNERS)
@click.option("--author", help="account of who proposes the change, as the forge gives it")
@click.option(
    "--base", default="HEAD", show_default=True, help="the version that the change is for"
)
@click.option("--head", help="the version with the change")
@click.option("--approved", multiple=True, help="an account that approves the change; repeatable")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--write", is_flag=True, help="write the file that names the office to the forge")
@click.pass_obj
def owners(
    job: Job, author: str | None, base: str, head: str | None, approved: tuple[str, ...],
    form: str, *, write: bool,
) -> None:  # fmt: skip
    """Judge by content/owners.yml of a version whether a change needs the office's approval."""
    from schaufenster.content.records import OWNERS

    if write:
        _write(job, OWNERS)
        return
    if not author or not head:
        job.fail("owners-whose")
    verdict = _verdict(job, author, base, head, approved)
    if form == "json":
        click.echo(_as_json(verdict))
    else:
        _tell(job, verdict, author)
    sys.exit(0 if verdict.state in {"own", "approved"} else 1)


def _verdict(job: Job, author: str, base: str, head: str, approved: tuple[str, ...]) -> Any:
    """Return the verdict, by the file of the base: what the change itself says does not count."""
    from schaufenster import editing, git
    from schaufenster.content.records import OWNERS

    commits = []
    for ref in (base, head):
        commit = git.find_commit(job.root, ref)
        if commit is None:
            job.fail("no-version", ref=ref)
        commits.append(commit)
    top = git.top_of(job.root)
    files = [list(git.files_of(top, commit)) for commit in commits]
    prefix = git.prefix_of(job.root)
    known = git.contents(top, [file for file in files[0] if file.path == prefix + OWNERS])
    changes = git.differences(job.root, *commits)
    return editing.judge(
        author,
        editing.parse_owners(known.get(prefix + OWNERS)),
        changes,
        (file.path for each in files for file in each),
        approved,
        prefix,
    )


def _as_json(verdict: Any) -> str:
    """Return a verdict for other programs, reasons in every language of the program."""
    from schaufenster import problems, words

    refused = [
        {
            "path": _shown(path),
            "reason": {lang: problems.said(rule, lang) for lang in words.languages()},
        }
        for path, rule in verdict.refused
    ]
    own, office = ([_shown(path) for path in paths] for paths in (verdict.own, verdict.office))
    rows = {"state": verdict.state, "own": own, "office": office, "refused": refused}
    return json.dumps(rows, ensure_ascii=True, indent=1)


def _tell(job: Job, verdict: Any, author: str) -> None:
    for path, rule in verdict.refused:
        click.echo(f"{_shown(path)}: {job.words(rule)}")
    if verdict.state in {"office", "approved"}:
        for path in verdict.office:
            click.echo(_shown(path))
    job.say(f"owners-{verdict.state}", author=author, count=len(verdict.office) or len(verdict.own))


def _shown(path: str) -> str:
    """Return a path for people: one line, and nothing that a terminal obeys."""
    return "".join(c if c.isprintable() and not 0xD800 <= ord(c) < 0xE000 else "�" for c in path)


def _write(job: Job, path: str) -> None:
    """Write the forge's file from the content as it lies here."""
    from schaufenster import editing, write
    from schaufenster.content.languages import languages_at

    file = job.root / path
    known = editing.parse_owners(file.read_bytes() if file.is_file() else None)
    text = editing.codeowners(known, languages_at(job.root)[0])
    write.write_file(job.root / editing.CODEOWNERS, text.encode())
    job.say("owners-written", out=job.root / editing.CODEOWNERS)
