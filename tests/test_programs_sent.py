"""Mails as they were sent, seen by SpamAssassin: what a relay took, with the way it came."""

from __future__ import annotations

import re
from contextlib import closing
from mailbox import mbox
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from schaufenster import command_names as names
from schaufenster.content.load import load_cluster

from .conftest import CLOCK
from .programs import run
from .relays import Postbox
from .test_send_command import EDITION, approved, box, pem_of, root, said, settings

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


def test_every_mail_of_the_sample_as_sent_has_less_than_a_point(
    root: Path, box: Postbox, tmp_path: Path
) -> None:
    state = root.parent / "state"
    (state / "k.pem").write_bytes(pem_of(rsa.generate_private_key(65537, 2048)))
    text = (state / "sending.toml").read_text()
    settings(root, f'{text}[[dkim]]\nselector = "s1"\nkey = "k.pem"\n')
    said(root, names.BUILD, EDITION)
    cluster = load_cluster(root, CLOCK)
    people = tmp_path / "people.csv"
    for channel in cluster.channels.values():
        rows = [f"{lang}@{channel.id}.example;Erika Muster;{lang}" for lang in channel.languages]
        people.write_text("\n".join(["address;name;language", *rows]), "utf-8")
        if list((root / "build/newsletter" / EDITION / channel.id).glob("*/mail.eml")):
            said(root, names.SEND, EDITION, "--channel", channel.id, "--by", "smtp",
                 "--to", str(people), "--really")  # fmt: skip
    assert len(box.taken) >= 5
    lines = ("report_safe 0", "add_header all Points _TESTSSCORES(,)_", "use_bayes 0")
    words = [f"--cf={line}" for line in lines]
    given = b"".join(arrived(address, raw) for _, address, raw in box.taken)
    checked = run("spamassassin", "--local", "--mbox", *words, home=tmp_path, given=given)
    (tmp_path / "box").write_text(checked, "utf-8")
    with closing(mbox(tmp_path / "box", create=False)) as mails:
        told = {mail["To"]: "".join(mail["X-Spam-Points"].split()) for mail in mails}
    assert len(told) == len(box.taken)
    for address, header in told.items():
        points = {rule.split("=")[0]: float(rule.split("=")[1]) for rule in header.split(",")}
        assert points.keys() <= KNOWN.keys(), (address, points)
        assert sum(points.values()) <= MOST, (address, points)
