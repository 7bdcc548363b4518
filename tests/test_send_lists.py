"""Readers from Mailman, one click to leave, and one mail to a list's address."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Final

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from schaufenster import command_names as names
from schaufenster.mailing_lists import who_leaves
from schaufenster.sending.dkim import load_key, public_part

from .conftest import change
from .relays import Postbox
from .test_mailing_lists import SECRET, Rest, rest, token_of
from .test_send_command import EDITION, EN, approved, box, pem_of, root, said, send, settings

__all__ = ["approved", "box", "rest", "root"]

LIST: Final = "leser@liste.example"
ENDPOINT: Final = "https://liste.example/ein-klick"
WAY_OUT: Final = "  unsubscribe:\n    url: https://liste.muster-cluster.example/abmelden\n"


def add_to_settings(root: Path, text: str) -> None:
    settings(root, (root.parent / "state/sending.toml").read_text() + text)


@pytest.fixture
def listed(root: Path) -> Path:
    """The channel has a list of Mailman's and an endpoint for one click."""
    more = f"  mailing_list: {LIST}\n{WAY_OUT}    one_click: {ENDPOINT}\n"
    change(root, "newsletter/channels.yml", WAY_OUT, more)
    said(root, names.APPROVE, EDITION)
    return root


def member(address: str, number: int) -> dict[str, str]:
    return {"email": address, "display_name": "", "member_id": str(number)}


def test_one_click_is_announced_to_each_with_a_link_of_their_own(
    listed: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SCHAUFENSTER_ONE_CLICK_SECRET" in send(listed, "--by", "smtp", "--really", code=1)
    assert box.taken == []
    monkeypatch.setenv("SCHAUFENSTER_ONE_CLICK_SECRET", SECRET)
    pem = pem_of(rsa.generate_private_key(65537, 2048))
    (listed.parent / "state/k.pem").write_bytes(pem)
    add_to_settings(listed, '[[dkim]]\nselector = "s"\nkey = "k.pem"\n')
    send(listed, "--by", "smtp", "--really")
    record = f"v=DKIM1; k=rsa; p={public_part(load_key(pem))}".encode()
    for _, address, raw in box.taken:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        first, second = (way.strip(" <>") for way in message["List-Unsubscribe"].split(","))
        assert first.startswith(f"{ENDPOINT}?t=")
        assert who_leaves(token_of(first), SECRET) == (LIST, address)
        assert second == "mailto:abmelden@muster-cluster.example"
        assert address.partition("@")[0].encode() not in first.encode()
        signature = raw.partition(b"\r\n bh=")[0]
        assert b"list-unsubscribe:" in signature
        assert b"list-unsubscribe-post" in signature
        assert dkim.verify(raw, dnsfunc=lambda *_, **__: record)
        for part in ("plain", "html"):
            body = message.get_body((part,))
            assert body is not None
            assert "https://liste.muster-cluster.example/abmelden" in body.get_content()


def test_without_an_endpoint_no_click_is_announced(root: Path, box: Postbox) -> None:
    send(root, "--by", "smtp", "--really")
    assert not [raw for *_, raw in box.taken if b"List-Unsubscribe-Post" in raw]
    assert all(b"List-Unsubscribe:" in raw for *_, raw in box.taken)


def test_readers_come_from_mailman_in_their_languages(
    listed: Path, box: Postbox, rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("MAILMAN_USER", "büro"), ("MAILMAN_PASSWORD", "falsch"),
                        ("ONE_CLICK_SECRET", SECRET)):  # fmt: skip
        monkeypatch.setenv(f"SCHAUFENSTER_{name}", value)
    add_to_settings(listed, f'[mailman]\nurl = "{rest}"\n')
    Rest.members = [member("a@leser.example", 6), member("b@leser.example", 7)]
    assert "401" in send(listed, "--by", "smtp", "--really", code=1)
    monkeypatch.setenv("SCHAUFENSTER_MAILMAN_PASSWORD", "geheim")
    send(listed, "--by", "smtp", "--really")
    languages = {
        address: email.message_from_bytes(raw)["Content-Language"] for _, address, raw in box.taken
    }
    assert languages == {"a@leser.example": "de", "b@leser.example": "en"}


def test_a_list_gets_one_mail_without_a_lists_headers(listed: Path, box: Postbox) -> None:
    assert "1 mail handed over" in send(listed, "--by", "list", "--really")
    assert "1 mail handed over" in send(listed, "--by", "list", "--really")
    [(_, address, raw)] = box.taken
    head = raw.partition(b"\r\n\r\n")[0].lower()
    assert address == LIST
    assert f"to: {LIST}".encode() in head
    assert b"\nlist-" not in head
    assert "went to leser on" in send(listed, "--by", "smtp", "--really", code=1)
    assert EN[0] not in box.addresses


def test_a_list_is_set_up_only_where_there_is_one_and_only_really(
    root: Path, rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = said(root, names.LIST, "--channel", "leser", code=1)
    assert "names no mailing_list" in told
    change(root, "newsletter/channels.yml", WAY_OUT, f"  mailing_list: {LIST}\n{WAY_OUT}")
    settings(root, f'[mailman]\nurl = "{rest}"\n')
    assert "401" in said(root, names.LIST, "--channel", "leser", code=1)
    monkeypatch.setenv("SCHAUFENSTER_MAILMAN_USER", "büro")
    monkeypatch.setenv("SCHAUFENSTER_MAILMAN_PASSWORD", "geheim")
    assert f"{LIST} is in Mailman" in said(root, names.LIST, "--channel", "leser")
    assert not (root / "build/mailman").exists()
    assert len(Rest.asked) == 2


def test_files_of_the_outbox_carry_the_link_of_their_reader(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends them by hand, one by one, sends them as the relay would."""
    monkeypatch.setenv("SCHAUFENSTER_ONE_CLICK_SECRET", SECRET)
    send(listed, "--really")
    files = sorted((listed.parent / "state/outbox").rglob("*.eml"))
    assert len(files) == 17
    for file in files:
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        link = message["List-Unsubscribe"].split(",")[0].strip(" <>")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert who_leaves(token_of(link), SECRET) == (LIST, message["To"].addresses[0].addr_spec)
