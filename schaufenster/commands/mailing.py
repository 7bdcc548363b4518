"""What a command that sends needs: the settings, the recipients, the mails, the way they leave."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from schaufenster import problems
from schaufenster.commands.job import Job
from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.facts.contact import unsubscribe_of

SETTINGS: Final = "sending.toml"
LEDGER: Final = "ledger.sqlite"
PASSWORDS: Final = {
    "imap": ("SCHAUFENSTER_IMAP_USER", "SCHAUFENSTER_IMAP_PASSWORD"),
    "smtp": ("SCHAUFENSTER_SMTP_USER", "SCHAUFENSTER_SMTP_PASSWORD"),
    "mailman": ("SCHAUFENSTER_MAILMAN_USER", "SCHAUFENSTER_MAILMAN_PASSWORD"),
}
ONE_CLICK: Final = "SCHAUFENSTER_ONE_CLICK_SECRET"


@dataclass(frozen=True)
class Sending:
    """What is about to be sent: whose mails, frozen, by which way, from where."""

    cluster: Cluster
    edition: str
    channel: model.Channel
    templates: Any
    state: Path
    settings: Any
    way: str
    drafts: Mapping[str, bytes]
    digest: str

    @property
    def moment(self) -> dt.datetime:
        """Return the moment of the command, where the cluster is."""
        zone = zoneinfo.ZoneInfo(self.cluster.identity.time_zone)
        return self.cluster.now.replace(tzinfo=zone, microsecond=0)

    @property
    def values(self) -> dict[str, object]:
        """Return what sentences name."""
        return {"edition": self.edition, "channel": self.channel.id}

    @property
    def list_address(self) -> str:
        """Return the address that one posts to, or nothing."""
        return self.channel.mailing_list or ""


def settings_of(job: Job, cluster: Cluster) -> tuple[Any, Path]:
    """Return this machine's settings and the folder in which they lie; end with 1 if in git."""
    from schaufenster import sending

    state = job.state_folder(cluster)
    if sending.in_repository(state):
        job.fail("send-state-in-git", folder=state)
    file = state / SETTINGS
    return sending.read_settings(file.read_bytes() if file.is_file() else b""), state


# ── to whom ──────────────────────────────────────────────────────────────────────────────────


def recipients_of(job: Job, sending: Sending, file: Path | None) -> tuple[list[Any], int]:
    """Return the recipients of a mail of this edition, and how many there is none for.

    Ends with 1 where an address is wrong: nothing is sent to anybody then.
    """
    from schaufenster import sending as wing

    if sending.way == "list":
        if not sending.list_address:
            job.fail("send-no-list", **sending.values)
        lang = first_language(sending)
        recipients, faults = wing.proved([wing.Recipient(sending.list_address, "", lang)], [lang])
        where = "newsletter/channels.yml"
    else:
        found, where = _source(job, sending, file)
        recipients, faults = found
    if faults:
        told = [problems.Problem(where, f.line, f.column, "", f.rule, f.values) for f in faults]
        job.tell(problems.as_text(told, job.lang))
        job.fail("send-faults", n=len(faults), where=where)
    if not recipients:
        job.fail("send-nobody", where=where)
    mine = [r for r in recipients if (r.language or first_language(sending)) in sending.drafts]
    return mine, len(recipients) - len(mine)


def first_language(sending: Sending) -> str:
    """Return the language of those of whom none is known: the channel's first that has a mail."""
    return next(lang for lang in sending.channel.languages if lang in sending.drafts)


def _source(job: Job, sending: Sending, file: Path | None) -> tuple[Any, str]:
    """Return recipients and faults of a file, of Mailman, or of the file for the channel."""
    from schaufenster import sending as wing

    languages = sending.channel.languages
    if file is None and sending.list_address and sending.settings.mailman:
        return _from_mailman(job, sending), sending.list_address
    if file is None:
        folder, name = (
            sending.state / "recipients",
            sending.channel.recipients or sending.channel.id,
        )
        file = next(
            (p for end in ("csv", "txt") if (p := folder / f"{name}.{end}").is_file()), None
        )
        if file is None:
            job.fail("send-no-recipients", file=folder / f"{name}.csv", **sending.values)
    if wing.in_repository(file):
        job.fail("send-recipients-in-git", file=file)
    return wing.read_recipients(file.read_bytes(), languages), str(file)


def _from_mailman(job: Job, sending: Sending) -> Any:
    """Return who is on the channel's list; languages that the channel lacks do not count."""
    from schaufenster import sending as wing
    from schaufenster.mailing_lists import Mailman, MailmanError

    known = sending.channel.languages
    user, password = map(job.environment, PASSWORDS["mailman"])
    mailman = Mailman(sending.settings.mailman, user, password)
    try:
        found = [
            wing.Recipient(s.address, s.name, s.language if s.language in known else "")
            for s in mailman.subscribers(sending.list_address, languages=len(known) > 1)
        ]
    except MailmanError as error:
        job.fail("send-mailman", url=sending.settings.mailman, reason=error)
    return wing.proved(found, known)


# ── what leaves, and by which way ────────────────────────────────────────────────────────────


def mails_of(job: Job, sending: Sending, drafts: Mapping[str, bytes], moment: dt.datetime) -> Any:
    """Return the mails of a run by language, with their signers."""
    from schaufenster import sending as wing

    mails = {}
    for lang, draft in drafts.items():
        headers, body = wing.read_draft(draft)
        mails[lang] = wing.PreparedMail(
            headers, body, format_datetime(moment),
            signers_of(job, sending.settings, sending.state, wing.sender_of(headers)),
            for_list=sending.way == "list",
        )  # fmt: skip
    return mails


def signers_of(job: Job, settings: Any, state: Path, sender: str) -> tuple[Any, ...]:
    """Return a signer for each key of the settings; end with 1 for a key that is not there."""
    from schaufenster import sending as wing

    signers = []
    for key in settings.dkim:
        file = state / key.file
        if not file.is_file():
            job.fail("send-dkim-missing", file=file)
        domain = key.domain or sender.rpartition("@")[2]
        signers.append(wing.DkimSigner(domain, key.selector, wing.load_key(file.read_bytes())))
    return tuple(signers)


def transport_of(job: Job, sending: Sending, sender: str, pause: Callable[[float], None]) -> Any:
    """Return the way by which mails leave."""
    from schaufenster import sending as wing

    if sending.way == "outbox":
        return wing.Outbox(
            outbox_of(sending.state, sending.edition, sending.channel.id), wing.outbox_name
        )
    settings = sending.settings
    if not settings.server:
        job.fail("send-no-server", file=sending.state / SETTINGS)
    ca = (sending.state / settings.ca).read_text("ascii") if settings.ca else ""
    user, password = map(job.environment, PASSWORDS["smtp"])
    try:
        relay = wing.relay_at(settings.server, user, password, ca, settings.timeout)
    except ValueError:
        job.fail("send-settings-value", name="smtp.server", value=settings.server,
                 known="smtp://HOST, smtps://HOST")  # fmt: skip
    return wing.SmtpTransport(relay, settings.bounces or sender, pause)


def outbox_of(state: Path, edition: str, channel: str) -> Path:
    """Return the folder for the files of an edition to a channel."""
    return state / "outbox" / edition / channel


def leaving_link_of(job: Job, sending: Sending) -> Callable[[str], str]:
    """Return what gives each recipient the address to leave with one click (RFC 8058), or nothing.

    Without an endpoint the header is left out, and so it is in a list's mail.
    """
    from schaufenster.mailing_lists import SHORTEST_SECRET, link_to_leave

    way_out = unsubscribe_of(sending.channel)
    endpoint = way_out.one_click
    if not endpoint or sending.way == "list":
        return lambda _: ""
    secret = job.environment(ONE_CLICK)
    if len(secret) < SHORTEST_SECRET:
        job.fail("send-one-click-secret", name=ONE_CLICK, least=SHORTEST_SECRET)
    if not way_out.link:
        job.fail("send-no-way-out", **sending.values)
    whose = sending.list_address or sending.channel.id
    return lambda address: link_to_leave(endpoint, secret, whose, address)


# ── what is known of it ──────────────────────────────────────────────────────────────────────


def tell_deliveries(job: Job, cluster: Cluster, edition: str, channel: str = "") -> bool:
    """Print how many got an edition, by channel and way; return whether anything is known."""
    from schaufenster.write.ledger import STATES, read_ledger

    with read_ledger(job.state_folder(cluster) / LEDGER) as ledger:
        runs = ledger.runs(edition, channel) if ledger else ()
        if not ledger or not runs:
            return False
        states = [state for state in STATES if state != "sending"]
        heads = ("channel", "way", "begun", *states, "bounced")
        table = [tuple(job.words(f"send-head-{head}") for head in heads)]
        for run in runs:
            counts = ledger.counts(run)
            counts["unknown"] += counts["sending"]
            numbers = (*(counts[state] for state in states), ledger.bounces(run))
            table.append((run.channel, run.way, run.begun[:10], *map(str, numbers)))
    job.table(tuple(table))
    return True
