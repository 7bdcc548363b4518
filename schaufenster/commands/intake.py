"""`intake`: an answered form or a mail becomes a branch, or a list of faults."""

from __future__ import annotations

import datetime as dt
import sys
import zoneinfo
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import click

from schaufenster.command_names import INTAKE
from schaufenster.commands.job import Job, clock_of
from schaufenster.commands.mailing import PASSWORDS
from schaufenster.content.read import FOLDERS


@click.command(INTAKE)
@click.argument("files", nargs=-1, metavar="PATH...",
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@click.option(
    "--base", default="HEAD", show_default=True, help="version that the change starts from"
)
@click.option(
    "--mailbox", help="read the answers from a mailbox: maildir:FOLDER or imaps://HOST/FOLDER"
)
@click.option("--drafts", type=click.Path(path_type=Path),
              help="the folder for drafts of replies, else build/drafts")  # fmt: skip
@click.option("--today", help="the day that is written as that of the change")
@click.pass_obj
def intake(
    job: Job, files: tuple[Path, ...], base: str, mailbox: str | None, drafts: Path | None,
    today: str | None,
) -> None:  # fmt: skip
    """Turn an answered form or a mail into a branch, or say what is wrong in it."""
    from schaufenster.editing import intake as forms

    known = (mailbox or "").startswith((forms.MAILDIR, forms.IMAP))
    if not known if mailbox else not files:
        job.fail("intake-nothing")
    with job.build_lock():
        ground = _ground(job, base, today)
        if mailbox:
            try:
                _read_mailbox(job, ground, mailbox, drafts)
            except forms.MailboxError as error:
                job.fail(error.key, **error.values)
            return
        first, *others = files  # behind the answers, the pictures that belong to them
        letter = forms.read_letter(first.name, first.read_bytes(), ground.languages)
        sent = [forms.sent_file(file.name, file.read_bytes()) for file in others]
        letter = replace(letter, files=[*letter.files, *sent])
        branch, notes, faults = ground.taken(letter)
    for note in notes:
        job.tell(f"{note}\n")
    for fault in faults:
        job.tell(f"{fault}\n")
    if not branch:
        job.tell(job.words("intake-faults", count=len(faults)) + "\n")
        sys.exit(1)
    job.say("intake", branch=branch, base=base)


def _read_mailbox(job: Job, ground: Any, address: str, drafts: Path | None) -> None:
    """Make proposals of the mails in a mailbox, and a draft of a reply to each that has none yet.

    The copy in the folder of drafts comes last: whatever breaks off before it is done again.
    """
    from schaufenster import write
    from schaufenster.editing import intake as forms

    out, count = drafts or job.build / "drafts", 0
    with forms.open_mailbox(address, *map(job.environment, PASSWORDS["imap"])) as box:
        for key, read in box.letters():
            place = out / f"{key}.eml"
            if place.exists():
                continue
            raw = read()
            letter = forms.read_letter("mail.eml", raw, ground.languages)
            branch, notes, faults = ground.taken(letter)
            lang = letter.answered.lang if letter.answered else ground.languages[0]
            said = [forms.wording("reply-done" if branch else "reply-faults", lang)]
            draft = forms.reply(
                raw, [*said, *faults, *notes], lang, ground.sender, ground.stamp, key
            )
            box.keep(key, draft)
            write.write_file(place, draft)
            state = branch or job.words("intake-unsettled", count=len(faults))
            job.say("intake-letter", path=place.name, branch=state)
            count += 1
    job.say("intake-mailbox", count=count, out=out)


def _ground(job: Job, ref: str, today: str | None) -> Any:
    from schaufenster import git

    commit = git.find_commit(job.root, ref)
    if commit is None:
        job.fail("no-version", ref=ref)
    return _Ground(job, commit, today)


class _Ground:
    """What proposals start from: the files of a version, and the records in them."""

    def __init__(self, job: Job, commit: str, today: str | None) -> None:
        from schaufenster import git, write
        from schaufenster.content.load import check_cluster
        from schaufenster.content.read import read_source
        from schaufenster.content.records import build_records
        from schaufenster.editing import intake as forms

        self._job, self._commit, self._clock = job, commit, clock_of(job, today)
        rows = [
            row for row in git.files_of(job.root, commit)
            if row.path.startswith(tuple(f"{folder}/" for folder in FOLDERS))
            and row.mode not in {git.LINK, git.MODULE}
        ]  # fmt: skip
        files = git.contents(job.root, rows)
        with write.trial_folder(job.root, (), files) as folder:
            records = build_records(read_source(folder))
        identity = next(iter(records.tables["identity"].values()), None)
        imprint = identity.imprint if identity else None
        self.sender = str(imprint.email or "") if imprint else ""
        self.stamp = format_datetime(self._clock(dt.UTC))
        day = self._clock(zoneinfo.ZoneInfo(identity.time_zone) if identity else dt.UTC).date()
        self.languages = records.languages
        self._check = check_cluster
        country = str(identity.country) if identity else ""
        self._base = forms.Base(records, files, country, day)

    def taken(self, letter: Any) -> tuple[str, list[str], list[str]]:
        """Return the branch that a letter becomes, `""` with its faults, and notes on the way."""
        from schaufenster import problems, write
        from schaufenster.editing import intake as forms

        if letter.answered is None:
            return "", list(letter.notes), list(letter.faults)
        draft = forms.drafted(letter.answered, self._base, letter.files)
        notes, faults = [*letter.notes, *draft.notes], [*letter.faults, *draft.faults]
        if faults:
            return "", notes, faults
        whole = {**self._base.files, **draft.files}
        lang = letter.answered.lang
        with write.trial_folder(self._job.root, (), whole) as folder:
            *_, found = self._check(folder, self._clock)
            own = [problem for problem in found if problem.path in draft.files]
        errors = problems.errors(own)
        if errors:
            return "", notes, forms.in_plain_words(errors, letter.answered, lang)
        notes += forms.in_plain_words(
            [p for p in own if p.severity == "warning"], letter.answered, lang
        )
        form = letter.answered.form.name
        name = f"intake/{form}-{draft.name}-{self._base.today.isoformat()}"
        message = f"{draft.title}: {draft.name}\n"
        return write.add_branch(self._job.root, self._commit, name, draft.files, message), notes, []
