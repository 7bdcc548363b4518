"""What is known of mails that left: how many arrived, came back, are forgotten, are believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from schaufenster import command_names as names
from schaufenster import sending
from schaufenster.commands.mailing import LEDGER
from schaufenster.sending.dkim import DkimSigner, public_part
from schaufenster.sending.doctor import Diagnosis, diagnose
from schaufenster.write.ledger import read_ledger

from .name_servers import Zone, name_server
from .relays import Postbox
from .test_send_command import (
    DE,
    EDITION,
    EN,
    approved,
    box,
    pem_of,
    root,
    said,
    send,
    settings,
)

__all__ = ["approved", "box", "root"]

# ── bounces ──────────────────────────────────────────────────────────────────────────────────

BOUNCE: Final = """From: MAILER-DAEMON@relay.example
To: buero@muster-cluster.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not work.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown

--b
{original}
--b--
"""
WHOLE: Final = "Content-Type: message/rfc822\n\nMessage-ID: <{id}>\nSubject: x\n\ntext\n"
HEADERS: Final = "Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: <{id}>\n"
NOTHING: Final = "Content-Type: text/plain\n\nNothing of the mail.\n"


def messages(root: Path) -> dict[str, str]:
    """Return the ids of the mails of a run, by address."""
    with read_ledger(root.parent / "state" / LEDGER) as ledger:
        assert ledger is not None
        [run] = ledger.runs()
        return {entry.address: entry.message for entry in ledger.entries(run, "sent")}


@pytest.mark.usefixtures("box")
def test_bounces_are_counted_once_in_whatever_form(root: Path) -> None:
    send(root, "--by", "smtp", "--really")
    ids = messages(root)
    maildir = root.parent / "Maildir"
    for folder in ("cur", "new", "tmp"):
        (maildir / folder).mkdir(parents=True)
    told = [
        (DE[0], "failed", "5.1.1", WHOLE), (DE[1], "failed", "5.2.2", HEADERS),
        (DE[2], "delayed", "4.4.1", WHOLE), (DE[3], "failed", "5.1.1", NOTHING),
        (DE[4], "delivered", "2.0.0", WHOLE),
    ]  # fmt: skip
    for number, (address, action, status, original) in enumerate(told):
        text = BOUNCE.format(
            address=address, action=action, status=status, original=original.format(id=ids[address])
        )
        (maildir / f"new/{number}").write_text(text)
    (maildir / "cur/other:2,S").write_text("Subject: Guten Tag\n\nHallo\n")
    (maildir / "cur/odd").write_bytes(bytes(range(256)) * 40)
    before = {file: file.stat().st_mtime_ns for file in maildir.rglob("*")}
    for _ in range(2):
        result = said(root, names.BOUNCES, str(maildir))
        assert "4 mails came back and are noted; 3 addresses are gone for good. 3 files" in result
        assert f"{DE[0]} 5.1.1 smtp; 550 5.1.1 User unknown" in result
    assert {file: file.stat().st_mtime_ns for file in maildir.rglob("*")} == before
    assert " 17 0 0 0 3 " in said(root, names.STATUS, EDITION) + " "


@pytest.mark.usefixtures("box")
def test_a_notification_about_somebody_else_is_nothing_of_ours(root: Path) -> None:
    send(root, "--by", "smtp", "--really")
    file = root.parent / "bounce.eml"
    file.write_text(
        BOUNCE.format(
            address="fremd@x.example", action="failed", status="5.1.1",
            original=WHOLE.format(id="fremd@x.example"),
        )
    )  # fmt: skip
    assert "0 mails came back" in said(root, names.BOUNCES, str(file))


# ── deliveries and forgetting ────────────────────────────────────────────────────────────────


def test_who_did_not_get_it_is_named_with_the_reason(root: Path, box: Postbox) -> None:
    said(root, names.DELIVERIES, EDITION, code=1)

    def rule(stage: str, address: str, _: int) -> str | None:
        odd = {DE[1]: "550 unknown", EN[0]: "451 later"}.get(address) if stage == "RCPT" else None
        return "late cut" if (stage, address) == ("DATA", DE[2]) else odd

    box.rule = rule
    send(root, "--by", "smtp", "--really", code=1)
    told = said(root, names.DELIVERIES, EDITION)
    assert f"leser: failed: {DE[1]} 550 unknown" in told
    assert f"leser: deferred: {EN[0]} 451 later" in told
    assert f"leser: unknown: {DE[2]}" in told
    assert "leser smtp 2030-06-01 0 14 1 1 1 0" in told


def test_who_asks_is_forgotten_here_and_told_where_else(root: Path, box: Postbox) -> None:
    send(root, "--really")
    send(root, "--by", "smtp", "--really")
    told = said(root, names.FORGET, "--address", DE[0].upper())
    assert "3 entries" in told
    assert "recipients/" in told
    state = root.parent / "state"
    assert not list(state.rglob(f"{DE[0]}*"))
    assert DE[0].encode() not in b"".join(p.read_bytes() for p in state.glob("ledger*"))
    assert "0 addresses" in said(root, names.FORGET, "--after", "1")
    assert "32 addresses" in said(root, names.FORGET, "--after", "0")
    assert not list(state.rglob("*.eml"))
    assert "(address erased)" not in said(root, names.DELIVERIES, EDITION)
    assert "17 mails" in send(root, "--by", "smtp", "--really")
    assert len(box.taken) == 17
    said(root, names.FORGET, code=1)


# ── the doctor ───────────────────────────────────────────────────────────────────────────────

SENDER: Final = "buero@muster-cluster.example"
DOMAIN: Final = "muster-cluster.example"
RELAY: Final = "relay.muster-cluster.example"
KEY: Final = rsa.generate_private_key(65537, 2048)
SIGNER: Final = DkimSigner(DOMAIN, "s1", KEY)


def quoted(text: str) -> str:
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


def healthy() -> Zone:
    return {
        (DOMAIN, "TXT"): [quoted("v=spf1 include:_spf.muster-cluster.example -all")],
        ("_spf.muster-cluster.example", "TXT"): [quoted("v=spf1 ip4:192.0.2.0/24 ~all")],
        (f"s1._domainkey.{DOMAIN}", "TXT"): [quoted(SIGNER.record)],
        (f"_dmarc.{DOMAIN}", "TXT"): [quoted("v=DMARC1; p=none")],
        (DOMAIN, "MX"): [f"10 {RELAY}."],
        (RELAY, "A"): ["192.0.2.7"],
        ("7.2.0.192.in-addr.arpa", "PTR"): [f"{RELAY}."],
    }


def found(zone: Zone, signers: tuple[DkimSigner, ...] = (SIGNER,)) -> Iterator[Diagnosis]:
    with name_server(zone) as at:
        host, _, port = at.partition(":")
        yield from diagnose(SENDER, SENDER, RELAY, signers, sending.Names(host, int(port)))


def test_a_healthy_sender_is_called_so() -> None:
    told = list(found(healthy()))
    assert {one.level for one in told} == {"good"}
    assert [one.key.removeprefix("send-doctor-") for one in told] == ["spf", "dkim", "dmarc", "ptr"]


SPF: Final = (DOMAIN, "TXT")
ILL: Final[dict[str, Zone]] = {
    "no-spf": {SPF: []},
    "two-spf": {SPF: [quoted("v=spf1 -all"), quoted("v=spf1 ~all")]},
    "open-spf": {SPF: [quoted("v=spf1 +all")]},
    "other-spf": {SPF: [quoted("v=spf1 ip4:198.51.100.1 -ip4:192.0.2.7 -all")]},
    "long-spf": {SPF: [quoted(f"v=spf1 {'a:x.example ' * 11}-all")]},
    "no-dkim": {(f"s1._domainkey.{DOMAIN}", "TXT"): []},
    "other-dkim": {(f"s1._domainkey.{DOMAIN}", "TXT"): [quoted("v=DKIM1; k=rsa; p=AAAA")]},
    "no-dmarc": {(f"_dmarc.{DOMAIN}", "TXT"): []},
    "bad-dmarc": {(f"_dmarc.{DOMAIN}", "TXT"): [quoted("v=DMARC1; rua=mailto:a@b.example")]},
    "no-ptr": {("7.2.0.192.in-addr.arpa", "PTR"): []},
    "other-ptr": {("7.2.0.192.in-addr.arpa", "PTR"): ["elsewhere.example."]},
    "no-mx": {(DOMAIN, "MX"): []},
}


@pytest.mark.parametrize("what", ILL)
def test_each_illness_is_named_alone(what: str) -> None:
    ill = [one for one in found(healthy() | ILL[what]) if one.level != "good"]
    assert [one.key for one in ill] == [f"send-doctor-{what}"]


def test_spf_by_other_words_finds_the_relay() -> None:
    for words in ("mx", f"a:{RELAY}", f"redirect=_spf.{DOMAIN}", "ip4:192.0.2.7 ip6:2001:db8::/32"):
        zone = healthy() | {SPF: [quoted(f"v=spf1 {words} ~all")]}
        assert {one.level for one in found(zone)} == {"good"}, words


def test_a_signature_of_another_domain_does_not_count_for_dmarc() -> None:
    far = DkimSigner("anders.example", "s1", KEY)
    zone = healthy() | {("s1._domainkey.anders.example", "TXT"): [quoted(far.record)]}
    assert [one.key for one in found(zone, (far,)) if one.level != "good"] == [
        "send-doctor-far-dkim"
    ]


def test_the_doctor_says_what_to_enter_and_ends_with_1_until_it_is_there(root: Path) -> None:
    state = root.parent / "state"
    (state / "s1.pem").write_bytes(pem_of(KEY))
    settings(root, '[smtp]\nserver = "smtp://relay.muster-cluster.example"\n'
                   '[[dkim]]\nselector = "s1"\nkey = "s1.pem"\n')  # fmt: skip
    (state / "s1.pem").chmod(0o644)
    assert "chmod 600" in said(root, names.DOCTOR, code=1)
    (state / "s1.pem").chmod(0o600)
    told = said(root, names.DOCTOR)
    assert public_part(KEY) in told
    assert "nobody has been asked yet" in told
    with name_server(healthy()) as at:
        assert "Nothing speaks against" in said(root, names.DOCTOR, "--online", "--names", at)
    with name_server({(DOMAIN, "A"): ["192.0.2.1"]}) as at:
        told = said(root, names.DOCTOR, "--online", "--names", at, code=1)
    assert "3 faults" in told
    for words in ("v=spf1 a:relay.muster-cluster.example ~all", "v=DMARC1; p=none", "v=DKIM1"):
        assert words in told
