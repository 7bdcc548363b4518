"""Sending: an approved edition leaves, to each recipient at most once."""

from __future__ import annotations

import datetime as dt
import math
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from schaufenster import command_names as names
from schaufenster import problems
from schaufenster.commands.job import Job
from schaufenster.commands.mailing import (
    LEDGER,
    Sending,
    first_language,
    leaving_link_of,
    mails_of,
    outbox_of,
    recipients_of,
    settings_of,
    transport_of,
)
from schaufenster.commands.newsletter import kept_mails, open_edition, write_record
from schaufenster.facts.contact import unsubscribe_of

_SLICE: Final = 0.5


@click.command(names.SEND)
@click.argument("edition")
@click.option("--channel", required=True, help="the channel that gets its mails")
@click.option("--by", "way", type=click.Choice(["outbox", "smtp", "list"]),
              help="the way; else the one that sending.toml says, else outbox")  # fmt: skip
@click.option("--to", "file", type=click.Path(path_type=Path, dir_okay=False),
              help="a file of recipients, outside every repository")  # fmt: skip
@click.option("--test", "trial", help="to this address alone; nothing is noted")
@click.option("--resend-unknown", is_flag=True, help="also to those who may have got it already")
@click.option("--as-begun", is_flag=True, help="go on although the edition has changed since")
@click.option("--really", is_flag=True, help="do it; without it nothing leaves")
@click.option("--today", help="the day or moment the edition is seen at")
@click.pass_obj
def send(
    job: Job, edition: str, channel: str, way: str | None, file: Path | None, trial: str | None,
    today: str | None, *, resend_unknown: bool, as_begun: bool, really: bool,
) -> None:  # fmt: skip
    """Send an approved edition to a channel, to each recipient at most once."""
    from schaufenster.sending import SendingError

    try:
        sending = _open(job, edition, channel, way, today, trial=bool(trial))
        if trial is not None:
            _send_trial(job, sending, trial, really=really)
        elif really:
            _send(job, sending, file, resend_unknown=resend_unknown, as_begun=as_begun)
        else:
            _say_plan(job, sending, file)
    except SendingError as error:
        job.fail(error.key, **error.values)


def _open(
    job: Job, edition: str, channel: str, way: str | None, today: str | None, *, trial: bool
) -> Sending:
    """Return what is to be sent; end with 1 for whatever must not leave."""
    from schaufenster import mail, sending

    cluster, name, templates = open_edition(job, edition, today)
    whose = cluster.channels[job.channel(cluster, channel)]
    settings, state = settings_of(job, cluster)
    files = tuple(mail.render_edition(cluster.editions[name], whose.id, cluster, templates))
    drafts = {f.path.split("/")[0]: f.content for f in files if f.path.endswith("/mail.eml")}
    found = Sending(
        cluster, name, whose, templates, state, settings, way or settings.way(whose.id), drafts,
        mail.hash_of(files),
    )  # fmt: skip
    if not drafts:
        job.fail("edition-empty", **found.values)
    for draft in drafts.values():
        sending.read_draft(draft)
    if not trial:
        _refuse(job, found)
    return found


def _refuse(job: Job, sending: Sending) -> None:
    """End with 1 where the edition must not go to the channel now."""
    from schaufenster import mail

    approval = mail.approval_of(
        sending.cluster.editions[sending.edition], sending.cluster, sending.templates
    )
    if approval == "none":
        job.fail("send-not-approved", **sending.values)
    kept = kept_mails(sending.cluster, sending.edition, sending.channel.id)
    if any(one.redacted for one in kept):
        job.fail("send-redacted", **sending.values)
    unsubscribe = unsubscribe_of(sending.channel)
    if sending.channel.visibility == "public" and sending.way != "outbox" and not unsubscribe.link:
        job.fail("send-no-way-out", **sending.values)


# ── doing it ─────────────────────────────────────────────────────────────────────────────────


def _say_plan(job: Job, sending: Sending, file: Path | None) -> None:
    """Say what would leave, having proved all of it."""
    from schaufenster import sending as wing

    recipients, without = recipients_of(job, sending, file)
    mails = mails_of(job, sending, sending.drafts, sending.moment)
    link = leaving_link_of(job, sending)
    for lang, prepared in mails.items():
        count = sum((r.language or first_language(sending)) == lang for r in recipients)
        if count:
            example = wing.Addressee("a@b.example", "", "x@b.example", link("a@b.example"))
            size = len(bytes(prepared.addressed(example))) // 1024 + 1
            job.say("send-plan", n=count, lang=lang, way=sending.way, size=size, **sending.values)
    if without:
        job.say("send-without", n=without)
    if sending.way != "outbox" and not sending.settings.dkim:
        job.say("send-unsigned")
    job.next_is("send-plan", **sending.values)


def _send_trial(job: Job, sending: Sending, address: str, *, really: bool) -> None:
    """Send an edition's mails to one address, by the way that all would take."""
    from schaufenster import sending as wing
    from schaufenster.write.ledger import new_key

    recipients, faults = wing.proved([wing.Recipient(address)], ())
    if faults:
        told = [problems.Problem(address, 0, 0, "", f.rule, f.values) for f in faults]
        job.tell(problems.as_text(told, job.lang))
        sys.exit(1)
    to, key = recipients[0].address, new_key()
    mails = mails_of(job, sending, sending.drafts, sending.moment)
    link = leaving_link_of(job, sending)
    if not really:
        job.say("send-trial-plan", n=len(mails), address=to, way=sending.way)
        return
    transport = transport_of(job, sending, _sender(mails), time.sleep)
    try:
        for lang, prepared in mails.items():
            parts = {"edition": sending.edition, "channel": sending.channel.id, "lang": lang,
                     "address": to}  # fmt: skip
            id_ = wing.message_id(key, parts, sending.cluster.identity.tag)
            message = prepared.addressed(wing.Addressee(to, "", id_, link(to)))
            done = transport.deliver(message, to)
            if done.outcome != "sent":
                job.fail("send-trial-refused", address=to, reply=done.reply)
    finally:
        transport.close()
    job.say("send-trial", n=len(mails), address=to, way=sending.way)


def _sender(mails: Mapping[str, Any]) -> str:
    from schaufenster import sending as wing

    return wing.sender_of(next(iter(mails.values())).headers)


def _send(
    job: Job, sending: Sending, file: Path | None, *, resend_unknown: bool, as_begun: bool
) -> None:
    """Begin or go on with a run, and say how it ended."""
    from schaufenster.write.ledger import open_ledger

    with open_ledger(sending.state / LEDGER) as ledger:
        run = _run(job, sending, ledger, file, as_begun=as_begun)
        if lost := ledger.settle(run):
            job.say("send-settled", n=lost)
        if resend_unknown:
            job.say("send-again", n=ledger.again(run))
        stopped = _do(job, sending, ledger, run)
        counts = ledger.counts(run)
    _say_counts(job, sending, counts)
    if stopped:
        job.tell(job.words("send-stopped") + "\n")
    if stopped or any(counts[state] for state in ("pending", "deferred", "unknown")):
        job.finish()
        sys.exit(1)


def _say_counts(job: Job, sending: Sending, counts: Mapping[Any, int]) -> None:
    """Say how many got it, and what to do about the others."""
    if sending.way == "outbox":
        out = outbox_of(sending.state, sending.edition, sending.channel.id)
        job.say("send-written", n=counts["sent"], out=out, **sending.values)
    else:
        job.say("send-sent", n=counts["sent"], **sending.values)
    for state in ("failed", "deferred", "pending", "unknown"):
        if counts[state]:
            job.say(f"send-{state}", n=counts[state], **sending.values)


def _run(job: Job, sending: Sending, ledger: Any, file: Path | None, *, as_begun: bool) -> Any:
    """Return the run to go on with, begun if there is none; end with 1 where none may be."""
    runs = {run.way: run for run in ledger.runs(sending.edition, sending.channel.id)}
    if run := runs.get(sending.way):
        if run.digest != sending.digest and not as_begun:
            job.fail("send-changed", day=run.begun[:10], **sending.values)
        if sending.way == "smtp":
            _drop_others(job, sending, ledger, run, file)
        return run
    others = [way for way in runs if way != "outbox"]
    kept = kept_mails(sending.cluster, sending.edition, sending.channel.id)
    if sending.way != "outbox" and (others or kept):
        day = runs[others[0]].begun[:10] if others else kept[0].date
        job.fail("send-already", day=day, **sending.values)
    return _begin(job, sending, ledger, file)


def _begin(job: Job, sending: Sending, ledger: Any, file: Path | None) -> Any:
    """Note a run whole, before its first mail."""
    from schaufenster import mail
    from schaufenster import sending as wing
    from schaufenster.write.ledger import new_key

    cluster = sending.cluster
    approval = mail.approval_of(cluster.editions[sending.edition], cluster, sending.templates)
    if approval != "holds":
        job.fail("send-not-approved", **sending.values)
    recipients, without = recipients_of(job, sending, file)
    if without:
        job.say("send-without", n=without)
    key, tag = new_key(), cluster.identity.tag

    def rows() -> Iterable[tuple[str, str, str, str]]:
        for to in recipients:
            lang = to.language or first_language(sending)
            parts = {"edition": sending.edition, "channel": sending.channel.id, "lang": lang,
                     "address": to.address}  # fmt: skip
            yield to.address, to.name, lang, wing.message_id(key, parts, tag)

    head = (sending.edition, sending.channel.id, sending.way, sending.digest,
            sending.moment.isoformat())  # fmt: skip
    return ledger.begin(head, sending.drafts, rows(), key)


def _drop_others(job: Job, sending: Sending, ledger: Any, run: Any, file: Path | None) -> None:
    """Let those go who are still waiting and have left the list meanwhile."""
    waiting = sum(ledger.counts(run)[state] for state in ("pending", "deferred"))
    if not waiting:
        return
    addresses = {to.address for to in recipients_of(job, sending, file)[0]}
    gone = ledger.waiting_besides(run, addresses)
    if len(gone) > max(5, waiting // 5):
        job.fail("send-other-list", gone=len(gone), waiting=waiting)
    if gone:
        ledger.drop(gone)
        job.say("send-left", n=len(gone))


def _do(job: Job, sending: Sending, ledger: Any, run: Any) -> bool:
    """Send to all who wait; return whether a person stopped it."""
    from schaufenster import sending as wing

    stop = _Stop()
    mails = mails_of(job, sending, ledger.drafts(run), dt.datetime.fromisoformat(run.begun))
    transport = transport_of(job, sending, _sender(mails), stop.pause)
    settings = sending.settings
    pace = wing.Pace(settings.rate if sending.way == "smtp" else 0, settings.tries, settings.again,
                     time.monotonic, stop.pause)  # fmt: skip
    waiting = sum(ledger.counts(run)[state] for state in ("pending", "deferred"))
    begun = time.monotonic()
    handed = 0

    def told(done: Any) -> None:
        nonlocal handed
        if done.outcome == "sent" and not handed:
            _keep(job, sending)
        handed += done.outcome == "sent"
        bar.update(1, f"{handed / max(time.monotonic() - begun, 0.001):.1f}/s")

    def waits(seconds: float) -> None:
        job.tell("\n" + job.words("send-waits", minutes=math.ceil(seconds / 60)) + "\n")

    sender = wing.Sender(mails, transport, pace, leaving_link_of(job, sending), told, waits,
                         lambda: stop.asked)  # fmt: skip
    with stop, click.progressbar(
        length=waiting, file=sys.stderr, show_pos=True, show_eta=True,
        item_show_func=lambda rate: rate,
    ) as bar:  # fmt: skip
        try:
            sender.send(ledger, run)
        finally:
            transport.close()
    return stop.asked


def _keep(job: Job, sending: Sending) -> None:
    """Keep what the channel gets, as bytes, as soon as the first has it."""
    from schaufenster import mail

    if sending.way == "outbox":
        return
    with job.editing():
        cluster, name = sending.cluster, sending.edition
        record = mail.keep(
            cluster.editions[name], sending.channel.id, job.day(None, cluster), "sent", cluster,
            sending.templates,
        )  # fmt: skip
        if record.count:
            write_record(job, record, name)


class _Stop:
    """Notes that a person wants to stop (Ctrl-C), so that the mail at hand still ends well."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGINT, self._ask)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, self._before)  # a second time it ends at once

    def pause(self, seconds: float) -> None:
        """Wait, but no longer once somebody wants to stop."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))
