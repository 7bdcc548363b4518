"""`list`: sets up a channel's list in Mailman, with its texts in the channel's languages."""

from __future__ import annotations

from pathlib import Path

import click

from schaufenster import command_names as names
from schaufenster import write
from schaufenster.commands.job import Job
from schaufenster.commands.mailing import PASSWORDS, SETTINGS, settings_of
from schaufenster.facts.contact import unsubscribe_of


@click.command(names.LIST)
@click.option("--channel", required=True, help="the channel whose list it is")
@click.option("--texts", type=click.Path(path_type=Path, file_okay=False),
              help="Mailman's folder templates/; else build/mailman")  # fmt: skip
@click.option("--really", is_flag=True, help="do it; without it nothing changes")
@click.pass_obj
def mailing_list(job: Job, channel: str, texts: Path | None, *, really: bool) -> None:
    """Set up a channel's list in Mailman: double opt-in, only the office posts, its own texts."""
    from schaufenster.mail_headers import ascii_address
    from schaufenster.mailing_lists import Mailman, MailmanError, list_settings, list_texts
    from schaufenster.sending import SendingError

    cluster = job.load(None, "newsletter", strict=False)
    known = cluster.channels[job.channel(cluster, channel)]
    try:
        settings, state = settings_of(job, cluster)
    except SendingError as error:
        job.fail(error.key, **error.values)
    if not known.mailing_list or not settings.mailman:
        job.fail("send-list-none", channel=channel, file=state / SETTINGS)
    if not cluster.identity.imprint.email:
        job.fail("send-draft-sender")
    address, office = known.mailing_list, ascii_address(cluster.identity.imprint.email)
    first = known.languages[0]
    called, about = known.name(cluster.today), known.about
    way_out = unsubscribe_of(known)
    folder = texts or job.build / "mailman"
    names_of = {lang: called[lang] for lang in known.languages}
    files = list(list_texts(address, names_of, way_out.email or way_out.link, office))
    wanted = list_settings(first, called[first], about[first] if about else "", office)
    mailman = Mailman(settings.mailman, *map(job.environment, PASSWORDS["mailman"]))
    told = {"list": address, "url": settings.mailman, "n": len(files), "folder": folder}
    try:
        if not really:
            job.say("send-list-there" if mailman.has(address) else "send-list-new", **told)
            return
        mailman.set_up(address, office, wanted)
    except MailmanError as error:
        job.fail("send-mailman", url=settings.mailman, reason=error)
    for file in files:
        write.write_file(folder / file.path, file.content)
    job.say("send-list-done", **told)
