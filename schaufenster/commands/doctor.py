"""The doctor: whether mails of this sender arrive, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job
from schaufenster.commands.mailing import SETTINGS, settings_of, signers_of

_OTHERS: Final = 0o077
"""Rights of everybody but the owner."""


@click.command(names.DOCTOR)
@click.option("--online", is_flag=True, help="ask name servers; nothing else goes out")
@click.option("--names", "server", hidden=True, help="for benchmarks")
@click.pass_obj
def doctor(job: Job, *, online: bool, server: str | None) -> None:
    """Say in plain words what keeps mails of this sender from being believed."""
    from schaufenster import sending
    from schaufenster.mail_headers import ascii_address

    cluster = job.load(None, "newsletter", strict=False)
    if not (office := cluster.identity.imprint.email):
        job.fail("send-draft-sender")
    sender = ascii_address(office)
    try:
        settings, state = settings_of(job, cluster)
        signers = signers_of(job, settings, state, sender)
    except sending.SendingError as error:
        job.fail(error.key, **error.values)
    wrong = _keys(job, settings, state)
    for signer in signers:
        name = f"{signer.selector}._domainkey.{signer.domain}"
        job.say("send-doctor-record", name=name, record=signer.record)
    if not online:
        if not settings.server:
            job.say("send-no-server", file=state / SETTINGS)
        if wrong:
            job.fail("send-doctor-ill", n=wrong)
        job.next_is("send-doctor")
        return
    relay = urlsplit(settings.server).hostname or ""
    asked = _names(server)
    try:
        for found in sending.diagnose(sender, settings.bounces or sender, relay, signers, asked):
            job.say(found.key, **found.values)
            wrong += found.level == "fault"
    except sending.NamesUnreachableError as error:
        job.fail("send-doctor-silent", reason=error)
    if wrong:
        job.fail("send-doctor-ill", n=wrong)
    job.say("send-doctor-well", sender=sender)


def _names(server: str | None) -> Any:
    from schaufenster import sending

    host, _, port = (server or "").partition(":")
    return sending.Names(host, int(port or 53))


def _keys(job: Job, settings: Any, state: Path) -> int:
    """Tell keys that others on this machine may read; return how many there are."""
    files = [state / key.file for key in settings.dkim]
    open_ = [file for file in files if file.stat().st_mode & _OTHERS]
    for file in open_:
        job.say("send-doctor-open-key", file=file)
    return len(open_)
