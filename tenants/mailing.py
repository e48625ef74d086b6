"""A mail on its way out: the message, and how it leaves, by an SMTP server or into a folder."""

import os
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit
from uuid import UUID

TIMEOUT_SECONDS = 20.0
_PERMANENT = 500
_PORTS = {"smtp": 587, "smtps": 465}


class MailError(Exception):
    """A mail did not leave; ``code`` says why without naming anybody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailUnavailable(MailError):
    """The way is closed now; every mail waits and is tried again."""


class MailRefused(MailError):
    """The server does not take mail for this address; trying again would change nothing."""


@dataclass(frozen=True)
class Letter:
    """What one person is written. ``id`` makes the Message-ID, so a second try is the same mail."""

    id: UUID
    to: str
    subject: str
    text: str
    written_at: datetime


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in. Encrypted unless the setting says otherwise."""

    host: str
    port: int
    user: str
    password: str
    is_implicit: bool
    """TLS from the first byte (``smtps``); else STARTTLS, which the server must offer."""
    is_plain: bool
    """No TLS at all: ``?tls=off``, for a relay on the same machine."""


Post: TypeAlias = Callable[[Letter], None]


def parse_smtp_url(url: str) -> SmtpServer:
    """Read ``smtps://user:password@host:465`` or ``smtp://host:587``.

    Raises:
        ValueError: it is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.query not in {"", "tls=off"}:
        msg = "must be smtp://host:port or smtps://host:port, perhaps with user:password@"
        raise ValueError(msg)
    is_plain = parts.query == "tls=off"
    if is_plain and parts.scheme == "smtps":
        msg = "smtps:// is encrypted; tls=off is for smtp://"
        raise ValueError(msg)
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_implicit=parts.scheme == "smtps",
        is_plain=is_plain,
    )


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The message as it travels: plain text, marked as written by a machine.

    Args:
        letter: what is written.
        sender: address of the service; its domain ends the Message-ID.
    """
    message = EmailMessage()
    message["From"] = Address("Siap Paritrana", addr_spec=sender)
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def post_by_smtp(server: SmtpServer, sender: str, letter: Letter) -> None:
    """Hand a letter in at an SMTP server.

    Raises:
        MailUnavailable: the server is away, offers no TLS, or does not know us.
        MailRefused: it takes no mail for this address.
    """
    try:
        with _connection(server) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message_of(letter, sender), sender, [letter.to])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        kind = MailRefused if min(codes) >= _PERMANENT else MailUnavailable
        raise kind("recipient-refused") from None
    except smtplib.SMTPAuthenticationError:
        raise MailUnavailable("not-signed-in") from None
    except smtplib.SMTPNotSupportedError:
        raise MailUnavailable("no-tls") from None
    except ssl.SSLError:
        raise MailUnavailable("tls-failed") from None
    except (smtplib.SMTPException, OSError):
        raise MailUnavailable("server-away") from None


def post_to_folder(folder: Path, sender: str, letter: Letter) -> None:
    """Put a letter into a folder, for its owner's eyes alone; the same letter is the same file.

    Raises:
        MailUnavailable: the folder cannot be written to.
    """
    path = folder / f"{letter.id}.eml"
    unfinished = path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            unfinished.unlink()
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message_of(letter, sender).as_bytes())
        unfinished.replace(path)
    except OSError:
        raise MailUnavailable("folder-closed") from None


def _connection(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_implicit:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if not server.is_plain:
            smtp.starttls(context=context)
    except BaseException:
        smtp.close()
        raise
    return smtp
