"""How fast mails leave, beside plain smtplib with the same bytes.

    python -m benchmarks.sending [--count N] [--turns N] [--many N]

A server in another process takes every mail and keeps none. Plain smtplib, our sending with a
ledger, and that with an RSA-2048 signature take turns, so that a slow moment of the machine meets
all three. `--many` runs once more with so many recipients, for memory and for whether time grows
with their number.
"""

from __future__ import annotations

import resource
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final

import click
from cryptography.hazmat.primitives.asymmetric import rsa

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


@click.command()
@click.option("--count", default=1500, help="mails of a turn")
@click.option("--turns", default=5, help="turns, of which the median counts")
@click.option("--many", default=0, help="recipients of the last run, such as 20000")
def main(count: int, turns: int, many: int) -> None:
    """Print rates and ratios."""
    key = rsa.generate_private_key(65537, 2048)
    signers = (DkimSigner("muster.example", "s1", key),)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            if server.stdout:
                server.stdout.readline()
            ways: dict[str, Callable[[], float]] = {
                "smtplib": lambda: plainly(port, count),
                "ledger": lambda: with_ledger(port, count),
                "ledger, RSA-2048": lambda: with_ledger(port, count, signers),
            }
            rates: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(turns):
                for way, send in ways.items():
                    rates[way].append(send())
            for way, found in rates.items():
                pairs = zip(found, rates["smtplib"], strict=True)
                ratio = median(one / other for one, other in pairs)
                click.echo(f"{way:18} {median(found):7.0f} mails/s, {ratio:.2f} of smtplib")
            if many:
                rate = with_ledger(port, many, signers)
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                share = rate / median(rates["ledger, RSA-2048"])
                click.echo(f"{many} recipients: {rate:.0f} mails/s, {share:.2f} of the rate of")
                click.echo(f"{count}, {memory:.0f} MB")
        finally:
            server.kill()


if __name__ == "__main__":
    main()
