"""1,500 mails, killed by `kill -9` at random moments and resumed: none twice, none lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from schaufenster.write.ledger import open_ledger

from .conftest import HANGS, PROJECT
from .relays import Postbox, relay
from .test_sending import begun, people

COUNT: Final = 1500
SENDER: Final = """
import sys, time
from pathlib import Path
from schaufenster.sending.send import Pace, Sender
from schaufenster.sending.smtp import Relay, SmtpTransport
from schaufenster.write.ledger import open_ledger
from tests.test_sending import mail_of

host, _, port = sys.argv[2].rpartition(":")
with open_ledger(Path(sys.argv[1])) as ledger:
    [run] = ledger.runs()
    ledger.settle(run)
    transport = SmtpTransport(Relay(host, int(port)), "bounces@muster.example", time.sleep)
    pace = Pace(0, 1, 0, time.monotonic, time.sleep)
    nothing = lambda *_: None
    Sender({"de": mail_of()}, transport, pace, lambda _: "", nothing, nothing, lambda: False).send(
        ledger, run
    )
    transport.close()
"""


def killed_run(kills: int, seed: int, folder: Path) -> int:
    """Kill a run so many times, let it end, prove it; return how many mails are uncertain."""
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    file, box = folder / "ledger.sqlite", Postbox()
    with open_ledger(file) as ledger:
        run = begun(ledger, people(COUNT))
    with relay(box) as at:
        command = [sys.executable, "-c", SENDER, str(file), at]
        for threshold in sorted(chance.sample(range(20, COUNT - 20), kills)):
            with subprocess.Popen(command, cwd=PROJECT) as sender:
                while len(box.taken) < threshold and sender.poll() is None:
                    time.sleep(0.002)
                time.sleep(chance.random() * 0.01)
                sender.send_signal(signal.SIGKILL)
                assert sender.wait() == -signal.SIGKILL
        subprocess.run(command, cwd=PROJECT, check=True, timeout=HANGS)
    arrived = Counter(box.addresses)
    with open_ledger(file) as ledger:
        sent = {entry.address for entry in ledger.entries(run, "sent")}
        unknown = {entry.address for entry in ledger.entries(run, "unknown")}
        assert sum(ledger.counts(run).values()) == len(sent) + len(unknown) == COUNT
    assert [address for address, count in arrived.items() if count > 1] == []
    assert sent <= arrived.keys()
    assert set(people(COUNT)) - arrived.keys() <= unknown
    assert len(unknown) <= kills
    return len(unknown)


def test_killed_5_times_nobody_gets_it_twice_and_nobody_is_lost(tmp_path: Path) -> None:
    killed_run(5, 5, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", [100, 101])
def test_killed_30_times_nobody_gets_it_twice_and_nobody_is_lost(tmp_path: Path, seed: int) -> None:
    killed_run(30, seed, tmp_path)
