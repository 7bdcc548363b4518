"""After sending: what is known of mails that left."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job
from schaufenster.commands.mailing import LEDGER, outbox_of, settings_of, tell_deliveries


@click.command(names.DELIVERIES)
@click.argument("edition", default="newest")
@click.option("--channel", default="", help="only this channel")
@click.pass_obj
def deliveries(job: Job, edition: str, channel: str) -> None:
    """Show how many got an edition (or the newest), and who did not or may not have."""
    from schaufenster.write.ledger import read_ledger

    cluster = job.load(None, "newsletter", strict=False)
    name = job.edition(cluster, edition)
    whose = job.channel(cluster, channel) if channel else ""
    if not tell_deliveries(job, cluster, name, whose):
        job.fail("send-none", edition=name)
    with read_ledger(job.state_folder(cluster) / LEDGER) as ledger:
        for run in ledger.runs(name, whose) if ledger else ():
            found = (
                ledger.entries(run, "failed", "deferred", "unknown", "sending") if ledger else ()
            )
            for entry in found:
                state = "unknown" if entry.state == "sending" else entry.state
                address = entry.address or job.words("send-forgotten")
                kind = job.words(f"send-head-{state}")
                click.echo(f"{run.channel}: {kind}: {address} {entry.reply}".rstrip())


@click.command(names.BOUNCES)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def bounces(job: Job, paths: tuple[Path, ...]) -> None:
    """Count mails that came back, in files or Maildirs; nothing in them is changed."""
    from schaufenster import sending
    from schaufenster.write.ledger import open_ledger

    _, state = settings_of(job, job.load(None, "newsletter", strict=False))
    others = found = 0
    for_good: set[str] = set()
    with open_ledger(state / LEDGER) as ledger:
        for file in (file for path in paths for file in sending.files_at(path)):
            told = sending.read_bounces(file.read_bytes())
            others += not told
            for bounce in told:
                message = bounce.message
                entry = ledger.note_bounce(message, bounce.status) if message else None
                if entry is None and (message := ledger.sent_to(bounce.address)):
                    entry = ledger.note_bounce(message, bounce.status)
                found += entry is not None
                if bounce.status.startswith("5"):
                    for_good.add(f"{bounce.address}  {bounce.status} {bounce.reason}".rstrip())
    for line in sorted(for_good):
        click.echo(line)
    job.say("send-bounces", n=found, gone=len(for_good), others=others)


@click.command(names.FORGET)
@click.option("--address", help="erase this address everywhere in the ledger and the outbox")
@click.option("--after", type=click.IntRange(min=0), metavar="DAYS",
              help="erase all addresses of what left so many days ago or earlier")  # fmt: skip
@click.option("--today", help="the day the deadlines are counted from")
@click.pass_obj
def forget(job: Job, address: str | None, after: int | None, today: str | None) -> None:
    """Erase addresses from what is known of mails that left; the counts stay."""
    from schaufenster import sending, write
    from schaufenster.write.ledger import open_ledger

    if (address is None) == (after is None):
        job.fail("send-forget-what")
    cluster = job.load(today, "newsletter", strict=False)
    _, state = settings_of(job, cluster)
    with open_ledger(state / LEDGER) as ledger:
        if after is not None:
            last = cluster.today - dt.timedelta(days=after - 1)
            old = [run for run in ledger.runs() if run.begun[:10] < last.isoformat()]
            count = ledger.forget(last.isoformat())
            for run in old:
                write.remove_folder(outbox_of(state, run.edition, run.channel))
            job.say("send-forgot", n=count)
            return
        recipients, _ = sending.proved([sending.Recipient(address or "")], ())
        whose = recipients[0].address if recipients else address or ""
        files = [sending.outbox_name(each) for each in {whose, *ledger.spellings(whose)}]
        count = ledger.erase(whose)
        for run in ledger.runs():
            folder = outbox_of(state, run.edition, run.channel)
            count += sum(write.remove_file(folder / file) for file in files)
    job.say("send-erased", n=count, address=whose)
    job.next_is("send-erased")
