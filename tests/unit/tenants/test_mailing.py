"""The message of a mail, and the ways it leaves."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest

from tenants.mail_rules import next_digest, pause_after
from tenants.mailing import (
    Letter,
    MailRefused,
    MailUnavailable,
    SmtpServer,
    message_of,
    parse_smtp_url,
    post_by_smtp,
    post_to_folder,
)

SENDER = "siap@contoh.go.id"
LETTER = Letter(
    id=UUID("01990000-0000-7000-8000-000000000009"),
    to="petugas@blitarkab.go.id",
    subject="[Kabupaten Blitar] PKS\nBcc: lain@contoh.id",
    text="Perbaiki naskah – lalu ajukan.",
    written_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
)


class Server(socketserver.StreamRequestHandler):
    """Speaks enough SMTP to take one mail, or to refuse its recipient."""

    refusal = b""
    taken: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 uji\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.wfile.write(b"250 uji\r\n")
            elif verb == b"RCPT" and self.refusal:
                self.wfile.write(self.refusal + b"\r\n")
            elif verb == b"DATA":
                self.wfile.write(b"354 mulai\r\n")
                self.taken.append(self._body())
                self.wfile.write(b"250 diterima\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 selesai\r\n")
                return
            else:
                self.wfile.write(b"250 ya\r\n")

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)


@contextmanager
def serving(refusal: bytes = b"") -> Iterator[tuple[SmtpServer, list[bytes]]]:
    taken: list[bytes] = []
    handler = type("Handler", (Server,), {"refusal": refusal, "taken": taken})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address[:2]
        yield SmtpServer(str(host), int(port), "", "", is_implicit=False, is_plain=True), taken
        server.shutdown()


def test_message_is_plain_text_and_keeps_its_id_however_often_it_is_made() -> None:
    message = message_of(LETTER, SENDER)

    assert message["Message-ID"] == f"<{LETTER.id}@contoh.go.id>"
    assert message_of(LETTER, SENDER)["Message-ID"] == message["Message-ID"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().strip() == LETTER.text


def test_subject_adds_no_header_of_its_own() -> None:
    message = message_of(LETTER, SENDER)

    assert message["Bcc"] is None
    assert message["Subject"] == "[Kabupaten Blitar] PKS Bcc: lain@contoh.id"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtps://siap:p%40ss@surel.go.id",
            SmtpServer("surel.go.id", 465, "siap", "p@ss", is_implicit=True, is_plain=False),
        ),
        (
            "smtp://surel.go.id",
            SmtpServer("surel.go.id", 587, "", "", is_implicit=False, is_plain=False),
        ),
        (
            "smtp://127.0.0.1:25?tls=off",
            SmtpServer("127.0.0.1", 25, "", "", is_implicit=False, is_plain=True),
        ),
    ],
)
def test_address_of_a_server_is_read_and_encrypted_unless_it_says_otherwise(
    url: str, server: SmtpServer
) -> None:
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url", ["http://surel.go.id", "smtp://", "smtps://surel.go.id?tls=off", "smtp://a?x=1"]
)
def test_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        parse_smtp_url(url)


def test_server_takes_the_mail() -> None:
    with serving() as (server, taken):
        post_by_smtp(server, SENDER, LETTER)

    assert len(taken) == 1
    assert f"<{LETTER.id}@contoh.go.id>".encode() in taken[0]


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [(b"550 tidak dikenal", MailRefused), (b"451 nanti", MailUnavailable)],
)
def test_recipient_that_is_refused_for_good_is_told_from_one_to_be_tried_again(
    refusal: bytes, kind: type[Exception]
) -> None:
    with serving(refusal) as (server, taken), pytest.raises(kind, match="recipient-refused"):
        post_by_smtp(server, SENDER, LETTER)

    assert taken == []


def test_server_without_tls_is_given_nothing() -> None:
    with serving() as (server, taken):
        strict = SmtpServer(server.host, server.port, "u", "p", is_implicit=False, is_plain=False)
        with pytest.raises(MailUnavailable, match="no-tls"):
            post_by_smtp(strict, SENDER, LETTER)

    assert taken == []


def test_server_that_is_away_is_tried_again() -> None:
    with serving() as (server, _taken):
        pass

    with pytest.raises(MailUnavailable, match="server-away"):
        post_by_smtp(server, SENDER, LETTER)


def test_folder_holds_each_mail_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"

    post_to_folder(folder, SENDER, LETTER)
    post_to_folder(folder, SENDER, LETTER)

    (file,) = folder.iterdir()
    assert file.name == f"{LETTER.id}.eml"
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_folder_that_cannot_be_written_to_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("")

    with pytest.raises(MailUnavailable, match="folder-closed"):
        post_to_folder(tmp_path / "outbox", SENDER, LETTER)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 19, 23, 59, tzinfo=UTC), datetime(2026, 11, 20, 0, 0, tzinfo=UTC)),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), datetime(2026, 11, 21, 0, 0, tzinfo=UTC)),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 21, 0, 0, tzinfo=UTC)),
    ],
)
def test_digest_is_due_at_the_next_seven_in_the_morning(now: datetime, due: datetime) -> None:
    assert next_digest(now, "Asia/Jakarta") == due


def test_pauses_grow_to_six_hours_and_never_end() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert pause_after(10) == pause_after(1_000) == timedelta(hours=6)
