"""`newsletter send`: dry by default, approved only, nobody twice, and plain words for each no."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import dkim
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from schaufenster import command_names as names
from schaufenster import mail_html
from schaufenster.commands import program
from schaufenster.sending.dkim import load_key, public_part

from .conftest import PROJECT, SAMPLE, TODAY, change
from .relays import Postbox, relay

EDITION: Final = "2030-03"
DE: Final = [f"de{number}@leser.example" for number in range(12)]
EN: Final = [f"en{number}@leser.example" for number in range(5)]


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("approved") / "cluster"
    shutil.copytree(SAMPLE, root)
    said(root, names.APPROVE, EDITION)
    return root


@pytest.fixture
def root(approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cluster with an approved edition, and its recipients beside it."""
    state = tmp_path / "state"
    (state / "recipients").mkdir(parents=True)
    rows = [*(f"{one};;de" for one in DE), *(f"{one};Erika „Änne“ Muster;en" for one in EN)]
    table = "\n".join(["E-Mail;Name;Sprache", *rows])
    (state / "recipients/leser.csv").write_text(table, "utf-8-sig")
    for name in ("USER", "PASSWORD"):
        monkeypatch.delenv(f"SCHAUFENSTER_SMTP_{name}", raising=False)
    monkeypatch.setenv("SCHAUFENSTER_STATE", str(state))
    shutil.copytree(approved, tmp_path / "cluster")
    return tmp_path / "cluster"


def typed(root: Path, *words: str, lang: str = "en") -> Result:
    on = () if words[0] in AGELESS else ("--today", TODAY)
    command = ["--root", str(root), "--lang", lang, names.NEWSLETTER, *words, *on]
    return CliRunner().invoke(program.main, command)


AGELESS: Final = {names.BOUNCES, names.DELIVERIES, names.DOCTOR, names.LIST}


def said(root: Path, *words: str, code: int = 0) -> str:
    result = typed(root, *words)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def send(root: Path, *words: str, code: int = 0, channel: str = "leser") -> str:
    return said(root, names.SEND, EDITION, "--channel", channel, *words, code=code)


def settings(root: Path, text: str) -> None:
    (root.parent / "state/sending.toml").write_text(text, "utf-8")


@pytest.fixture
def box(root: Path) -> Iterator[Postbox]:
    """A server that the settings name."""
    found = Postbox()
    with relay(found) as at:
        settings(root, f'[smtp]\nserver = "smtp://{at}"\nrate = 0\nagain = 0\n')
        yield found


# ── nothing by accident ──────────────────────────────────────────────────────────────────────


def test_without_really_nothing_leaves(root: Path, box: Postbox) -> None:
    assert "Nothing has left yet" in send(root, "--by", "smtp", "--test", DE[0])
    told = send(root, "--by", "smtp", "--resend-unknown", "--as-begun")
    assert "12 mails" in told
    assert "5 mails" in told
    assert "nothing has left yet" in told
    assert box.connections == 0
    assert sorted(p.name for p in (root.parent / "state").iterdir()) == [
        "recipients", "sending.toml"]  # fmt: skip


def test_the_usual_way_is_a_folder_of_files(root: Path) -> None:
    told = send(root, "--really")
    assert "17 mails lie in" in told
    out = root.parent / "state/outbox" / EDITION / "leser"
    files = {file.name.removesuffix(".eml"): file.read_bytes() for file in out.iterdir()}
    assert sorted(files) == sorted(DE + EN)
    before = {file: file.stat().st_mtime_ns for file in out.iterdir()}
    assert "17 mails lie in" in send(root, "--really")
    assert {file: file.stat().st_mtime_ns for file in out.iterdir()} == before
    assert not (root / "newsletter/sent" / EDITION).exists()


def test_everybody_gets_one_mail_in_their_language_and_it_is_kept(root: Path, box: Postbox) -> None:
    assert "17 mails handed over" in send(root, "--by", "smtp", "--really")
    assert sorted(box.addresses) == sorted(DE + EN)
    for sender, address, raw in box.taken:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        lang = address[:2]
        assert sender == "buero@muster-cluster.example"
        assert message["Content-Language"] == lang
        assert message["To"].addresses[0].addr_spec == address
        name = "Erika „Änne“ Muster" if lang == "en" else ""
        assert message["To"].addresses[0].display_name == name
        assert raw.isascii()
    assert "17 mails handed over" in send(root, "--by", "smtp", "--really")
    assert len(box.taken) == 17
    assert (root / f"newsletter/sent/{EDITION}/leser.de.html").is_file()
    board = said(root, names.STATUS, EDITION)
    assert re.search(rf"leser \S+ \d+ {TODAY}", board)


def test_what_arrives_is_what_was_built_and_calls_nobody(root: Path, box: Postbox) -> None:
    """No pixel and no rewritten link: the bytes that reached the server, beside the built ones."""
    said(root, names.BUILD, EDITION)
    send(root, "--by", "smtp", "--really")
    bodies: dict[str, set[bytes]] = {"de": set(), "en": set()}
    for _, address, raw in box.taken:
        bodies[address[:2]].add(raw.partition(b"\r\n\r\n")[2])
        assert address.encode() not in raw.partition(b"\r\n\r\n")[2]
    for lang, found in bodies.items():
        [body] = found  # nothing in it is one recipient's own
        built = (root / f"build/newsletter/{EDITION}/leser/{lang}/mail.eml").read_bytes()
        assert body == built.partition(b"\r\n\r\n")[2]
        message = email.message_from_bytes(built, policy=email.policy.default)
        page = message.get_body(("html",))
        assert page is not None
        hosts = {url.split("/")[2] for url in mail_html.addresses(page.get_content().encode())
                 if url.startswith("http")}  # fmt: skip
        shown = set(re.findall(r'<img[^>]+src="https?://([^/"]+)', page.get_content()))
        assert shown <= {"www.muster-cluster.example"}
        assert hosts


# ── refusals ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_approved_does_not_leave(root: Path, box: Postbox) -> None:
    (root / f"newsletter/editions/{EDITION}.approval.yml").unlink()
    assert "is not approved" in send(root, "--by", "smtp", "--really", code=1)
    assert "As a test: 2 mails" in send(root, "--by", "smtp", "--test", DE[0], "--really")
    assert box.addresses == [DE[0], DE[0]]


def test_what_changed_since_its_approval_does_not_leave(root: Path, box: Postbox) -> None:
    change(root, f"newsletter/editions/{EDITION}.yml", 'subject: {de: "', 'subject: {de: "Neu: ')
    assert "not approved as it is now" in send(root, "--by", "smtp", "--really", code=1)
    assert box.taken == []


HOSTILE: Final = {
    "erika@muster": "domain",
    "erika muster@muster.example": "address",
    "jörg@muster.example": "before the @",
    "erika@muster.example\x00": "address",
    "a" * 65 + "@muster.example": "64",
    "Erika <erika@muster.example> xx": "xx",
    "N" * 500 + " <erika@muster.example>": "120",
    "E\u202erika <erika@muster.example>": "direction",
    "nothing at all": "address",
}


@pytest.mark.parametrize("line", HOSTILE)
def test_one_wrong_address_stops_all_before_anything_leaves(
    line: str, root: Path, box: Postbox
) -> None:
    file = root.parent / "people.txt"
    file.write_text(f"# readers\ngut@muster.example\n{line}\n", "utf-8")
    told = send(root, "--by", "smtp", "--to", str(file), "--really", code=1)
    assert f"{file}:3" in told
    assert "Nothing was sent to anybody" in told
    assert box.connections == 0


def test_a_line_end_in_a_name_is_refused(root: Path, box: Postbox) -> None:
    file = root.parent / "people.csv"
    file.write_text('address,name\n"a@muster.example","Erika\r\nBcc: alle@x.example"\n', "utf-8")
    told = send(root, "--by", "smtp", "--to", str(file), "--really", code=1)
    assert "one line" in told
    assert box.connections == 0


def test_a_name_that_looks_like_a_header_stays_a_name(root: Path, box: Postbox) -> None:
    name = '=?utf-8?q?x=0D=0ABcc:alle@x.example?= "Chef", a@x.example; \\'
    file = root.parent / "people.csv"
    cell = name.replace('"', '""')
    file.write_text(f'address,name\na@müller.example,"{cell}"\n', "utf-8")
    send(root, "--by", "smtp", "--to", str(file), "--really")
    [(_, address, raw)] = box.taken
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert address == "a@xn--mller-kva.example"
    assert "Bcc" not in message
    [to] = message["To"].addresses
    assert to.addr_spec == "a@xn--mller-kva.example"
    assert to.display_name == name.replace("=?", "= ?")


def test_recipients_ledger_and_keys_stay_out_of_repositories(
    root: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / ".git").mkdir()
    file = root / "people.txt"
    file.write_text("a@muster.example\n")
    assert "lies in a repository" in send(root, "--by", "smtp", "--to", str(file), code=1)
    link = root.parent / "link.txt"
    link.symlink_to(file)
    assert "lies in a repository" in send(root, "--by", "smtp", "--to", str(link), code=1)
    monkeypatch.setenv("SCHAUFENSTER_STATE", str(root / "build/state"))
    assert "lies in a repository" in send(root, "--by", "smtp", code=1)
    assert box.taken == []


def test_no_recipients_no_server_no_list(root: Path) -> None:
    assert "smtp://mail.cluster.example" in send(root, "--by", "smtp", "--really", code=1)
    (root.parent / "state/recipients/leser.csv").unlink()
    assert "leser.csv" in send(root, code=1)
    assert "mailing_list" in send(root, "--by", "list", code=1)
    empty = root.parent / "nobody.txt"
    empty.write_text("# nobody\n")
    assert "names nobody" in send(root, "--to", str(empty), code=1)


@pytest.mark.parametrize(
    ("text", "told"),
    [("[smtp\n", "cannot be read"), ("[mail]\n", "“mail”"), ("[smtp]\nrat = 1\n", "smtp.rat"),
     ('[smtp]\nrate = "5"\n', "2.5"), ("[smtp]\nrate = -1\n", "smtp.rate"),
     ('[ways]\nleser = "post"\n', "“post”"), ('[dkim]\nselector = "a"\n', "[[dkim]]"),
     ('[[dkim]]\nselector = "a"\n', "selector, key"), ('[smtp]\nbounces = "x"\n', "smtp.bounces"),
     ('[smtp]\nserver = "mail.example"\n', "smtp://HOST"), ("[smtp]\nserver = 1\n", "“1”")],
)  # fmt: skip
def test_settings_that_cannot_hold_are_told(text: str, told: str, root: Path) -> None:
    settings(root, text)
    assert told in send(root, "--by", "smtp", "--really", code=1)


def test_a_second_way_and_a_second_machine_are_refused(root: Path, box: Postbox) -> None:
    send(root, "--by", "smtp", "--really")
    (root.parent / "state/ledger.sqlite").rename(root.parent / "elsewhere.sqlite")
    assert "another machine" in send(root, "--by", "smtp", "--really", code=1)
    assert len(box.taken) == 17


def test_taken_back_is_not_sent(root: Path, box: Postbox) -> None:
    send(root, "--by", "smtp", "--really")
    said(root, names.REDACT, EDITION, "--channel", "leser", "--reason", "A name was wrong.")
    assert "was taken back" in send(root, "--by", "smtp", "--really", code=1)
    assert len(box.taken) == 17


def english_later(_stage: str, address: str, _time: int) -> str | None:
    return "451 later" if address.startswith("en") else None


# ── going on ─────────────────────────────────────────────────────────────────────────────────


def test_the_edition_is_frozen_when_the_first_mail_has_left(root: Path, box: Postbox) -> None:
    box.rule = english_later
    told = send(root, "--by", "smtp", "--really", code=1)
    assert "12 mails handed over" in told
    assert "5 mails are not taken by the server yet" in told
    change(root, f"newsletter/editions/{EDITION}.yml", 'subject: {de: "', 'subject: {de: "Neu: ')
    said(root, names.APPROVE, EDITION)
    box.rule = lambda *_: None
    assert "has changed since it began" in send(root, "--by", "smtp", "--really", code=1)
    assert len(box.taken) == 12
    assert "17 mails" in send(root, "--by", "smtp", "--really", "--as-begun")
    assert sorted(box.addresses) == sorted(DE + EN)


def test_who_left_the_list_meanwhile_gets_nothing_and_a_wrong_list_is_noticed(
    root: Path, box: Postbox
) -> None:
    box.rule = english_later
    send(root, "--by", "smtp", "--really", code=1)
    box.rule = lambda *_: None
    file = root.parent / "state/recipients/leser.csv"
    text = file.read_text("utf-8-sig")
    gone = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(EN[0]))
    file.write_text(gone, "utf-8")
    told = send(root, "--by", "smtp", "--really")
    assert "1 person has left meanwhile" in told
    assert sorted(box.addresses) == sorted([*DE, *EN[1:]])


def test_another_list_does_not_silence_those_who_wait(root: Path, box: Postbox) -> None:
    box.rule = lambda stage, *_: "451 later" if stage == "RCPT" else None
    send(root, "--by", "smtp", "--really", code=1)
    other = root.parent / "other.txt"
    other.write_text("a@muster.example\n")
    told = send(root, "--by", "smtp", "--to", str(other), "--really", code=1)
    assert "of 17 who wait, 17 are not on this list" in told
    box.rule = lambda *_: None
    assert "17 mails" in send(root, "--by", "smtp", "--really")


def test_the_uncertain_go_again_only_when_a_person_says_so(root: Path, box: Postbox) -> None:
    box.rule = lambda stage, address, _: "late cut" if (stage, address) == ("DATA", EN[2]) else None
    told = send(root, "--by", "smtp", "--really", code=1)
    assert "It is not known whether 1 mail arrived" in told
    assert "It is not known" in send(root, "--by", "smtp", "--really", code=1)
    assert box.addresses.count(EN[2]) == 1
    box.rule = lambda *_: None
    send(root, "--by", "smtp", "--really", "--resend-unknown")
    twice = [raw for _, address, raw in box.taken if address == EN[2]]
    assert len(twice) == 2
    assert twice[0] == twice[1]  # so that a mailbox shows one of them


# ── signatures ───────────────────────────────────────────────────────────────────────────────


def pem_of(
    key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey,
) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def is_signed(raw: bytes, dns: Callable[..., bytes | None], number: int = 0) -> bool:
    """Tell whether dkimpy believes a signature of a mail."""
    try:
        return bool(dkim.DKIM(raw).verify(idx=number, dnsfunc=dns))
    except dkim.DKIMException:
        return False


def test_mails_are_signed_by_each_key_and_verified_by_dkimpy(root: Path, box: Postbox) -> None:
    state = root.parent / "state"
    keys: dict[str, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey] = {
        "s2026": rsa.generate_private_key(65537, 2048),
        "e2026": ed25519.Ed25519PrivateKey.generate(),
    }
    records = {}
    for selector, key in keys.items():
        pem = pem_of(key)
        (state / f"{selector}.pem").write_bytes(pem)
        kind = "rsa" if selector == "s2026" else "ed25519"
        name = f"{selector}._domainkey.muster-cluster.example."
        records[name] = f"v=DKIM1; k={kind}; p={public_part(load_key(pem))}"
    text = (state / "sending.toml").read_text()
    tables = "".join(f'[[dkim]]\nselector = "{s}"\nkey = "{s}.pem"\n' for s in keys)
    settings(root, text + tables)
    send(root, "--by", "smtp", "--really")

    def dns(name: bytes, **_: object) -> bytes | None:
        found = records.get(name.decode())
        return found.encode() if found else None

    for _, _, raw in box.taken:
        assert raw.count(b"DKIM-Signature:") == 2
        for number in range(2):
            assert is_signed(raw, dns, number)
        for spoilt in (
            raw.replace(b"Subject: ", b"Subject: x", 1), raw + b"x\r\n",
            raw.replace(b"To: ", b"To: x", 1), b"From: x@x.example\r\n" + raw,
            raw.replace(b"List-Unsubscribe: <", b"List-Unsubscribe: <https://x.example/>, <", 1),
        ):  # fmt: skip
            assert not is_signed(spoilt, dns)


@pytest.mark.parametrize(
    ("pem", "told"),
    [(b"", "not a PEM file"), (b"short", "1024"), (b"ec", "RSA or Ed25519"), (None, "missing")],
)
def test_keys_that_cannot_sign_are_told(
    pem: bytes | None, told: str, root: Path, box: Postbox
) -> None:
    if pem == b"short":
        pem = pem_of(rsa.generate_private_key(65537, 1024))  # noqa: S505 - refused
    elif pem == b"ec":
        pem = pem_of(ec.generate_private_key(ec.SECP256R1()))
    if pem is not None:
        (root.parent / "state/k.pem").write_bytes(pem)
    settings(root, '[[dkim]]\nselector = "a"\nkey = "k.pem"\n')
    assert told in send(root, "--by", "smtp", "--really", code=1)
    assert box.taken == []


# ── on a terminal ────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("box")
def test_on_a_terminal_a_bar_says_how_many_left_how_fast_and_what_remains(root: Path) -> None:
    file = root.parent / "state/sending.toml"
    settings(root, file.read_text("utf-8").replace("rate = 0", "rate = 8"))
    screen, terminal = pty.openpty()
    words = (EDITION, "--channel", "leser", "--by", "smtp", "--really", "--today", TODAY)
    command = [sys.executable, "build.py", "--root", str(root), names.NEWSLETTER, names.SEND,
               *words]  # fmt: skip
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=terminal
    ) as sender:
        os.close(terminal)
        shown = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while more := os.read(screen, 4096):
                shown += more
        os.close(screen)
    assert sender.returncode == 0
    assert b"17/17" in shown
    assert re.search(rb"\d+\.\d/s", shown)
    assert re.search(rb"\d\d:\d\d:\d\d", shown)
