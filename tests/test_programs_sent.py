"""Mails as they were sent, seen by spam filters: what a relay took, with the way it came."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from mailbox import mbox
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from schaufenster import command_names as names
from schaufenster.content.load import load_cluster

from .conftest import CLOCK
from .programs import run
from .relays import Postbox, free_port
from .test_programs_servers import answers
from .test_send_command import approved, box, pem_of, root, said, settings

__all__ = ["approved", "box", "root"]
pytestmark = pytest.mark.long

MOST: Final = 1.0
KNOWN: Final = {
    "ALL_TRUSTED": "it came from a private address",
    "DKIM_SIGNED": "it is signed; whether rightly is not asked without a network (0.1 points)",
    "DKIM_INVALID": "its key is not asked for without a network (0.1 points)",
    "HTML_IMAGE_RATIO_04": "a drawing over each story; a thousandth of a point",
    "HTML_IMAGE_RATIO_06": "fewer of them beside the text; a thousandth of a point",
    "HTML_MESSAGE": "there is HTML; a thousandth of a point",
    "MAILING_LIST_MULTI": "it says that it comes from a list; a point in its favour",
}
"""Rules that may be met, each with its reason."""
DELAYED: Final = 4
"""Points at which rspamd has a server look at a mail later, the least that it does."""
KNOWN_TO_RSPAMD: Final = {
    "DATE_IN_FUTURE": "the sample's days lie in the future (4 points that do not count here)",
    "FROM_EQ_ENVFROM": "sender and From are one",
    "FROM_HAS_DN": "From has a name",
    "HAS_LIST_UNSUB": "it says how to leave, in its favour",
    "MANY_INVISIBLE_PARTS": "the next rule's cells, counted once more (0.3 at most)",
    "MID_RHS_MATCH_FROM": "the id is of the sender's domain",
    "MIME_GOOD": "text and HTML, in its favour",
    "MIME_TRACE": "what parts there are",
    "RCPT_COUNT_ONE": "it goes to one person",
    "RCVD_COUNT_ZERO": "it comes from the sender's own server",
    "SUBJECT_ENDS_QUESTION": "the subject is a question: the office's choice (1 point)",
    "TO_DN_ALL": "To has a name",
    "TO_MATCH_ENVRCPT_ALL": "To is whom it goes to",
    "URI_COUNT_ODD": "the number of links is odd (1 point)",
    "ZERO_FONT": "MJML's cells are of size 0, so that no gap shows; text in them has its own (0.2)",
}
"""Rules of rspamd that may be met, each with its reason."""
ASKING: Final = (
    "arc", "asn", "bimi", "dcc", "dkim", "dkim_signing", "dmarc", "fuzzy_check", "greylist",
    "mx_check", "neural", "phishing", "ratelimit", "rbl", "replies", "rspamd_update", "spf",
    "surbl", "url_redirector",
)  # fmt: skip
"""What asks name servers, other machines or a memory of earlier mails."""
WAY: Final = """From a@example.org Thu Jan  1 00:00:00 2026
Received: from mail.muster-cluster.example (mail.muster-cluster.example [10.0.0.7])
 by mx.example.org (Postfix) with ESMTPS id 4711 for <{address}>;
 {date}
"""


def arrived(address: str, raw: bytes) -> bytes:
    """Return a mail as it lies among others in its recipient's mailbox."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
    [date] = re.findall(r"^Date: (.+)$", raw.decode(), re.MULTILINE)
    return WAY.format(address=address, date=date).encode() + raw + b"\n"


@pytest.fixture
def sent(root: Path, box: Postbox, tmp_path: Path) -> dict[str, bytes]:
    """Every mail of every edition of the sample as a server took it, signed, by its recipient."""
    state = root.parent / "state"
    (state / "k.pem").write_bytes(pem_of(rsa.generate_private_key(65537, 2048)))
    text = (state / "sending.toml").read_text()
    settings(root, f'{text}[[dkim]]\nselector = "s1"\nkey = "k.pem"\n')
    cluster = load_cluster(root, CLOCK)
    people = tmp_path / "people.csv"
    for edition in cluster.editions:
        said(root, names.APPROVE, edition)
        said(root, names.BUILD, edition)
        for channel in cluster.channels.values():
            built = root / "build/newsletter" / edition / channel.id
            host = f"{edition}.{channel.id}.example"
            rows = [f"{file.parent.name}@{host};Erika Muster;{file.parent.name}"
                    for file in built.glob("*/mail.eml")]  # fmt: skip
            people.write_text("\n".join(["address;name;language", *rows]), "utf-8")
            if rows:
                said(root, names.SEND, edition, "--channel", channel.id, "--by", "smtp",
                     "--to", str(people), "--really")  # fmt: skip
    drafts = list((root / "build/newsletter").glob("*/*/*/mail.eml"))
    assert len(box.taken) == len(drafts) > 10
    return {address: raw for _, address, raw in box.taken}


def test_spamassassin_gives_no_mail_more_than_a_point(
    sent: dict[str, bytes], tmp_path: Path
) -> None:
    lines = ("report_safe 0", "add_header all Points _TESTSSCORES(,)_", "use_bayes 0")
    words = [f"--cf={line}" for line in lines]
    given = b"".join(arrived(address, raw) for address, raw in sent.items())
    checked = run("spamassassin", "--local", "--mbox", *words, home=tmp_path, given=given)
    (tmp_path / "box").write_text(checked, "utf-8")
    with closing(mbox(tmp_path / "box", create=False)) as mails:
        told = [points_of(mail["X-Spam-Points"].split(",")) for mail in mails]
    assert len(told) == len(sent)
    for points in told:
        assert points.keys() <= KNOWN.keys(), points
        assert sum(points.values()) <= MOST, points


def points_of(rules: Iterable[str]) -> dict[str, float]:
    return {name.strip(): float(points) for name, _, points in (r.partition("=") for r in rules)}


# ── rspamd ───────────────────────────────────────────────────────────────────────────────────


@contextmanager
def rspamd(folder: Path) -> Iterator[str]:
    """Run Debian's rspamd with its own rules, but for those that ask others; yield its place."""
    local, port = folder / "local.d", free_port()
    local.mkdir(parents=True)
    for name in ASKING:
        (local / f"{name}.conf").write_text("enabled = false;\n")
    for name in ("controller", "proxy", "fuzzy"):
        (local / f"worker-{name}.inc").write_text("enabled = false;\n")
    (local / "worker-normal.inc").write_text(f'bind_socket = "127.0.0.1:{port}";\ncount = 1;\n')
    (local / "options.inc").write_text('dns { nameserver = ["127.0.0.1:1"]; }\n')
    rooms = [f"--var={name}={folder}" for name in ("LOCAL_CONFDIR", "DBDIR", "RUNDIR", "LOGDIR")]
    user = getpass.getuser()
    command = ["rspamd", "-f", "-u", user, "-g", user, *(["-i"] if user == "root" else []), *rooms]
    if not shutil.which("rspamd"):
        pytest.fail("rspamd is not installed: python tools/programs.py")
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as server,
    ):
        try:
            while not answers(port):
                assert server.poll() is None, (folder / "log").read_text()
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()


def test_rspamd_lets_every_mail_pass_by_known_rules_alone(
    sent: dict[str, bytes], tmp_path: Path
) -> None:
    with rspamd(tmp_path / "rspamd") as at:

        def points(address: str, raw: bytes) -> dict[str, float]:
            said = run(
                "rspamc", "--json", "-h", at, "-i", "10.0.0.7", "-r", address,
                "-F", "buero@muster-cluster.example", "--helo", "mail.muster-cluster.example",
                home=tmp_path, given=raw,
            )  # fmt: skip
            return {name: found["score"] for name, found in json.loads(said)["symbols"].items()}

        planted = re.sub(rb"(?m)^Message-ID: .*\n", b"", next(iter(sent.values())))
        assert "MISSING_MID" in points("leser@example.org", planted)
        for address, raw in sent.items():
            found = points(address, raw)
            assert found.keys() <= KNOWN_TO_RSPAMD.keys(), (address, found)
            assert sum(found.values()) - found["DATE_IN_FUTURE"] < DELAYED, (address, found)
