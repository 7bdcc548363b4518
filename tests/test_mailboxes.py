"""`intake --mailbox imaps://…` against a real server, and any letter that may lie in a mailbox."""

from __future__ import annotations

import email
import email.policy
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.commands.program import main
from schaufenster.editing import intake as forms

from .relays import certificate
from .test_intake import PROFILE, TODAY, branch_of, git, mail, origin, rendered, repository

__all__ = ["origin", "repository"]
USER, PASSWORD = "buero", 'schlüssel {1} "2"'
DRAFTS, FOLDER = "Entw&APw-rfe", "Profile &- B&APw-ros"
SETTINGS = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
mail_location = maildir:{home}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
ssl = required
ssl_cert = <{home}/relay.pem
ssl_key = <{home}/relay.key
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = home={home}
}}
namespace inbox {{
  inbox = yes
  mailbox Entwürfe {{
    auto = create
    special_use = \\Drafts
  }}
  mailbox "Profile & Büros" {{
    auto = create
  }}
}}
"""


class Dovecot:
    """A server of one account, as its owner's mail program sees it."""

    def __init__(self, port: int, ca: Path) -> None:
        self.port, self._context = port, ssl.create_default_context(cafile=str(ca))

    def connected(self) -> imaplib.IMAP4_SSL:
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=self._context)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return client

    def letters(self, folder: str) -> list[tuple[bytes, bytes]]:
        """The flags of each letter and its bytes."""
        with self.connected() as client:
            client.select(f'"{folder}"', readonly=True)
            rows = client.fetch("1:*", "(FLAGS BODY.PEEK[])")[1]
            return [(row[0], row[1]) for row in rows if isinstance(row, tuple)]

    def put(self, folder: str, raw: bytes) -> None:
        with self.connected() as client:
            assert client.append(f'"{folder}"', "", "", raw)[0] == "OK"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dovecot]:
    """Run Debian's Dovecot with a certificate that this test trusts."""
    if not shutil.which("dovecot"):
        pytest.fail("dovecot is not installed: python tools/programs.py")
    if os.getuid():
        pytest.skip("Dovecot reads no mail as the user that starts it, so that only root can")
    home = tmp_path / "imap"
    (home / "run").mkdir(parents=True)
    (home / "mail").mkdir()
    shutil.chown(home / "mail", "nobody", "nogroup")
    *_, ca = certificate(home)
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = home / "dovecot.conf"
    settings.write_text(
        SETTINGS.format(home=home, port=port),
        "utf-8",
    )
    for folder in (*reversed(tmp_path.parents), tmp_path, home):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):  # noqa: S108 - its users look in
            folder.chmod(0o755)
    with subprocess.Popen(["dovecot", "-F", "-c", str(settings)]) as running:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if not probe.connect_ex(("127.0.0.1", port)):
                        break
                running.poll() is None or pytest.fail((home / "log").read_text())
                subprocess.run(["sleep", "0.1"], check=True)
            monkeypatch.setenv("SSL_CERT_FILE", str(ca))
            monkeypatch.setenv("SCHAUFENSTER_IMAP_USER", USER)
            monkeypatch.setenv("SCHAUFENSTER_IMAP_PASSWORD", PASSWORD)
            yield Dovecot(port, ca)
        finally:
            running.terminate()


def read(repository: Path, address: str) -> Result:
    words = ["--root", str(repository), "intake", "--mailbox", address, "--today", TODAY]
    return CliRunner().invoke(main, words)


@pytest.mark.long
def test_letters_on_a_server_become_branches_and_drafts_there(
    repository: Path, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(FOLDER, mail(rendered("profile", PROFILE)))
    server.put(FOLDER, mail("Guten Tag, wann ist die Klausur?"))
    server.put("INBOX", mail("Was in einem anderen Ordner liegt, geht niemanden an."))
    before = server.letters(FOLDER)
    box = f"imaps://127.0.0.1:{server.port}/Profile%20&%20B%C3%BCros"
    # the second run finds its copies, the third only what lies on the server
    for count, copies in ((2, True), (0, False), (2, True)):
        ended = read(repository, box)
        assert ended.exit_code == 0, ended.output
        assert f"Gelesen: {count} neue Mails" in ended.output
        if not copies:
            shutil.rmtree(repository / "build/drafts")
    drafts = server.letters(DRAFTS)
    assert [b"\\Draft" in flags for flags, _ in drafts] == [True, True]
    said = [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in drafts]
    assert "als Vorschlag aufgenommen" in said[0].get_content()
    assert "keinem Formular" in said[1].get_content()
    assert {str(draft["To"]) for draft in said} == {"Büro <buero@feinwerk.example>"}
    copied = {path.read_bytes() for path in (repository / "build/drafts").iterdir()}
    assert {raw for _, raw in drafts} == copied
    assert server.letters(FOLDER) == before, "no letter is marked, not even as read"
    branch_of(repository)
    missing = read(repository, f"imaps://127.0.0.1:{server.port}/Nirgends")
    assert missing.exit_code == 1
    assert "Mailbox doesn't exist: Nirgends" in missing.stderr
    with monkeypatch.context() as own:
        own.delenv("SSL_CERT_FILE")
        stranger = read(repository, box)
    assert stranger.exit_code == 1
    assert "CERTIFICATE_VERIFY_FAILED" in stranger.stderr
    # last: Dovecot makes an address wait that came with a wrong password
    monkeypatch.setenv("SCHAUFENSTER_IMAP_PASSWORD", "falsch")
    refused = read(repository, box)
    assert refused.exit_code == 1
    assert "nimmt die Anmeldung als buero nicht an" in refused.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("imaps://127.0.0.1:1/INBOX", "lässt sich nicht lesen"),
        ("imaps://buero:geheim@127.0.0.1/INBOX", "ohne Namen und Kennwort"),
        ("imaps:///INBOX", "ohne Namen und Kennwort"),
        ("imaps://[::1/INBOX", "ohne Namen und Kennwort"),
        ("imap://127.0.0.1/INBOX", "ein Postfach angeben"),
    ],
)
def test_what_cannot_be_opened_is_told(
    repository: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("SCHAUFENSTER_IMAP_USER", USER)
    monkeypatch.setenv("SCHAUFENSTER_IMAP_PASSWORD", PASSWORD)
    ended = read(repository, address)
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert "geheim" not in ended.output
    assert git(repository, "for-each-ref", "refs/heads/intake") == ""


HEADERS = st.sampled_from(
    ["From", "Reply-To", "Subject", "Message-ID", "Content-Type", "Content-Disposition", "Date",
     "Content-Transfer-Encoding", "MIME-Version", "To"]
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"", b"<>", b"a@", b"@b.example", b"=?utf-8?q?=0D=0ABcc:_x@y.example?=", b"[", b'"',
         b"text/html; charset=unknown", b"multipart/mixed; boundary=b", b"message/rfc822", b"x",
         b"text/plain; charset*=utf-8''%FF", b'attachment; filename="../../x.docx"', b"base64",
         b"attachment; filename*0*=utf-8''%E2%98; filename*1=y",
         b"a b <c@d.example>, (", b"uuencode",
         b"Gruppe: a@b.example, c@d.example;", b"quoted-printable", b"<a@[::1]>", b"<[a@b]>"]
    ),
)  # fmt: skip


@given(
    headers=st.lists(st.tuples(HEADERS, VALUES), max_size=8),
    body=st.one_of(st.binary(max_size=200), st.just(b"--b\n\nx\n--b--"), st.just(b"--b\n--b\n")),
)
def test_any_letter_is_read_and_answered(headers: list[tuple[str, bytes]], body: bytes) -> None:
    raw = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in headers)
    raw += b"\r\n" + body
    letter = forms.read_letter("mail.eml", raw, ("de", "en"))
    assert letter.answered is None
    assert letter.faults
    draft = forms.reply(raw, ["Guten Tag"], "de", "info@muster.example", "x", "0f")
    again = email.message_from_bytes(draft, policy=email.policy.default)
    assert set(again.keys()) <= {
        "From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "In-Reply-To", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert again.get_content().strip() == "Guten Tag"
