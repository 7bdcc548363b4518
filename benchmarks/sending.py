"""How fast mails leave, beside plain smtplib with the same bytes, and what 20,000 recipients take.

    python -m benchmarks.sending [--quick] [--write docs/performance.md]

A server in another process takes every mail and keeps none. Plain smtplib, our sending with a
ledger, and that with an RSA-2048 signature take turns, so that a slow moment of the machine meets
all three. Then the whole command, `newsletter send`, signs and sends an edition of a demo cluster
to a growing number of recipients, each time from a fresh folder.
"""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.measure import PROJECT, Bar, Run, Spread, machine, put, run, spread, table, verdicts
from schaufenster.sending.dkim import DkimSigner
from schaufenster.sending.message import Addressee, PreparedMail, Signer, read_draft
from schaufenster.sending.send import Pace, Sender
from schaufenster.sending.smtp import Relay, SmtpTransport
from schaufenster.write.ledger import open_ledger

SERVER: Final = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    print("ready", flush=True)
    while True:
        client, _ = server.accept()
        with client, client.makefile("rwb") as line:
            def say(text):
                line.write(text + b"\\r\\n"); line.flush()
            say(b"220 bench")
            for raw in line:
                word = raw[:4].upper()
                if word == b"DATA":
                    say(b"354 go on")
                    for part in line:
                        if part == b".\\r\\n":
                            break
                say(b"221 bye" if word == b"QUIT" else b"250 OK")
                if word == b"QUIT":
                    break
"""
BODY: Final = b'<p style=3D"margin:0">Messen, pr=C3=BCfen, zeigen.</p>=\r\n' * 700
DRAFT: Final = (
    b"Subject: Bench\r\nFrom: Netz <buero@muster.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"List-Id: Netz <leser.muster.example>\r\n\r\n" + BODY
)
DATE: Final = "Sat, 01 Jun 2030 10:00:00 +0200"
PLAIN, LEDGER, SIGNED = "smtplib", "with the ledger", "with the ledger, RSA-2048"
Runs = list[Run]


def people(count: int) -> list[str]:
    """Return so many addresses."""
    return [f"p{number:05}@muster.example" for number in range(count)]


def mail(signers: Sequence[Signer] = ()) -> PreparedMail:
    """Return a mail of 40 kB."""
    return PreparedMail(*read_draft(DRAFT), DATE, signers)


def plainly(port: int, count: int) -> float:
    """Send by smtplib alone; return mails a second."""
    prepared = mail()
    raws = [(to, bytes(prepared.addressed(Addressee(to, "", f"{to}.id")))) for to in people(count)]
    begin = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for to, raw in raws:
            client.sendmail("b@muster.example", [to], raw)
    return count / (time.perf_counter() - begin)


def with_ledger(port: int, count: int, signers: Sequence[Signer] = ()) -> float:
    """Send as `newsletter send` does; return mails a second."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder, "l.sqlite")) as ledger:
        rows = ((to, "", "de", f"{to}.id") for to in people(count))
        head = ("2030-06", "leser", "smtp", "0" * 64, "2030-06-01T10:00:00+02:00")
        run = ledger.begin(head, {"de": DRAFT}, rows, b"k" * 32)
        transport = SmtpTransport(Relay("127.0.0.1", port), "b@muster.example", time.sleep)
        pace = Pace(0, 1, 0, time.monotonic, time.sleep)
        sender = Sender({"de": mail(signers)}, transport, pace, lambda _: "", lambda _: None,
                        lambda _: None, lambda: False)  # fmt: skip
        begin = time.perf_counter()
        sender.send(ledger, run)
        spent = time.perf_counter() - begin
        transport.close()
        if ledger.counts(run)["sent"] != count:
            raise SystemExit("not all mails were sent")
    return count / spent


@contextmanager
def server() -> Iterator[int]:
    """Let the server run meanwhile; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout:
                process.stdout.readline()
            yield port
        finally:
            process.kill()


def measure_rates(port: int, count: int, turns: int) -> dict[str, list[float]]:
    """Return mails a second of each way in each turn."""
    signers = (DkimSigner("muster.example", "s1", rsa.generate_private_key(65537, 2048)),)
    ways: dict[str, Callable[[], float]] = {
        PLAIN: lambda: plainly(port, count),
        LEDGER: lambda: with_ledger(port, count),
        SIGNED: lambda: with_ledger(port, count, signers),
    }
    rates: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(turns):
        for way, send in ways.items():
            rates[way].append(send())
    return rates


# ── the whole command ────────────────────────────────────────────────────────────────────────


def newsletter(root: Path, *words: str) -> Run:
    """Run a command of `newsletter` for the demo cluster."""
    return run(
        [sys.executable, PROJECT / "build.py", "--root", str(root), "newsletter", *words], PROJECT
    )


def approved_demo(work: Path, port: int) -> tuple[Path, str, str]:
    """Write a demo cluster with an approved edition and settings; return where, which, what day.

    The settings lie in the folder `state` beside it, named by `SCHAUFENSTER_STATE`.
    """
    root, state = work / "demo", work / "state"
    run([sys.executable, PROJECT / "build.py", "demo", "--members", "9", "--out", root], PROJECT)
    day = (root / "DEMO.md").read_text("utf-8").partition("--today ")[2].split()[0]
    edition = max(file.stem for file in (root / "newsletter/editions").glob("????-??.yml"))
    newsletter(root, "approve", edition, "--today", day)
    state.mkdir()
    key = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (state / "k.pem").write_bytes(key)
    (state / "sending.toml").write_text(
        f'[smtp]\nserver = "smtp://127.0.0.1:{port}"\nrate = 0\n'
        '[[dkim]]\nselector = "s"\nkey = "k.pem"\n'
    )
    os.environ |= {"SCHAUFENSTER_STATE": str(state), "SCHAUFENSTER_ONE_CLICK_SECRET": "x" * 32}
    return root, edition, day


def measure_command(work: Path, port: int, counts: Sequence[int], turns: int) -> dict[int, Runs]:
    """Return what the command takes for each number of recipients, in turns."""
    root, edition, day = approved_demo(work, port)
    found: dict[int, Runs] = {count: [] for count in counts}
    for _ in range(turns):
        for count in counts:
            for file in (work / "state").glob("ledger.sqlite*"):
                file.unlink()
            sent = root / "newsletter/sent" / edition
            if sent.exists():
                sent.rename(work / f"sent-{time.monotonic_ns()}")
            (work / "people.txt").write_text("\n".join(people(count)))
            found[count].append(
                newsletter(root, "send", edition, "--channel", "leser", "--by", "smtp", "--to",
                           str(work / "people.txt"), "--really", "--today", day)
            )  # fmt: skip
    return found


def growth(runs: Mapping[int, Runs]) -> Spread:
    """Return how much longer a further mail takes among the last than among the first, by turn."""
    small, middle, large = sorted(runs)

    def each(fewer: int, more: int, turn: int) -> float:
        return (runs[more][turn].wall - runs[fewer][turn].wall) / (more - fewer)

    turns = range(len(runs[small]))
    return spread(each(middle, large, turn) / each(small, middle, turn) for turn in turns)


# ── telling ──────────────────────────────────────────────────────────────────────────────────


def report(rates: Mapping[str, Sequence[float]], runs: Mapping[int, Runs]) -> str:
    """Return everything measured as Markdown tables."""
    shares = {
        way: spread(one / plain for one, plain in zip(found, rates[PLAIN], strict=True))
        for way, found in rates.items()
    }
    most = max(runs)
    memory = max(one.memory for one in runs[most])
    bars = [
        Bar("with the ledger, rate of plain smtplib", shares[LEDGER].median, 0.7, "×",
            at_least=True),
        Bar("with RSA-2048 as well", shares[SIGNED].median, 0.3, "×", at_least=True),
        Bar(f"a mail among the last of {most:,} against one among the first",
            growth(runs).median, 1.2, "×"),
        Bar(f"memory, {most:,} recipients", memory, 150, "MB"),
    ]  # fmt: skip
    ways = [(way, f"{spread(found):,.0f}", f"{shares[way]:.2f} ×") for way, found in rates.items()]
    rows = [
        ("wall time", *(f"{spread(r.wall for r in each):.1f} s" for each in runs.values())),
        ("mails/s", *(f"{spread(n / r.wall for r in each):,.0f}" for n, each in runs.items())),
        ("memory", *(f"{spread(r.memory for r in each):.0f} MB" for each in runs.values())),
    ]
    counts = [f"{count:,} recipients" for count in runs]
    return "\n".join(
        [
            f"{machine('cryptography')} Median (smallest–largest).\n",
            verdicts(bars),
            table(["Mails of 40 kB on loopback", "mails/s", "of smtplib"], ways),
            table(["`newsletter send`, signed, one click", *counts], rows),
        ]
    )


@click.command()
@click.option("--quick", is_flag=True, help="two short turns, few recipients")
@click.option("--write", type=click.Path(path_type=Path), help="a file with markers for the tables")
def main(*, quick: bool, write: Path | None) -> None:
    """Measure sending."""
    turns, count = (2, 60) if quick else (5, 1500)
    counts = (20, 40, 60) if quick else (2500, 5000, 20_000)
    with server() as port, tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        rates = measure_rates(port, count, turns)
        runs = measure_command(Path(folder), port, counts, 1 if quick else 3)
    text = report(rates, runs)
    click.echo(text)
    if write:
        put(write, "sending", text)


if __name__ == "__main__":
    main()
