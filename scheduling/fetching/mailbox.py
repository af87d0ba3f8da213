"""Read a mailbox over IMAP, and mark what was read only after what it caused is stored."""

import imaplib
import logging
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

logger = logging.getLogger(__name__)

WAIT_S = 20.0  # for each answer of the server
WHOLE_S = 150.0  # for one reading: less than a worker's time, and than a job's lease
MOST_BYTES = 1_000_001  # of a mail: one more than is ever read


class MailboxUnreachable(Exception):
    """The mailbox could not be read (any more); what was not read is read another time."""


@dataclass(frozen=True)
class MailboxAddress:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    is_tls: bool


@dataclass
class Reading:
    """How many mails were read, and how many raised and are tried again."""

    read: int = 0
    failed: int = 0


def mailbox_of(url: str) -> MailboxAddress | None:
    """From imaps://user:password@host:993/INBOX; None if it is empty.

    User and password are percent-encoded. Without TLS (imap://) only on this machine. Raises
    ValueError, without the password in it.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("the address cannot be read") from None
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise ValueError("it begins with imaps:// and names a server")
    if not parts.username or not parts.password:
        raise ValueError("it names a user and a password")
    is_tls = parts.scheme == "imaps"
    if not is_tls and not _is_here(parts.hostname):
        raise ValueError("imap:// without TLS is for this machine alone")
    return MailboxAddress(
        host=parts.hostname,
        port=port or (993 if is_tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        is_tls=is_tls,
    )


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def read_mailbox(mailbox: MailboxAddress, *, take: Callable[[bytes], None]) -> Reading:
    """Give each unread mail (its first megabyte) to `take`, then mark it as seen.

    A kill in between gives the same mail again: `take` must bear that. What raises stays unread
    and holds up none of the others. Raises MailboxUnreachable.
    """
    try:
        server = _opened(mailbox)
        try:
            return _read(server, take=take, ends_at=time.monotonic() + WHOLE_S)
        finally:
            _close(server)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxUnreachable(f"The mailbox could not be read: {error}") from error


def _opened(mailbox: MailboxAddress) -> imaplib.IMAP4:
    if mailbox.is_tls:
        context = ssl.create_default_context()
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=context, timeout=WAIT_S
        )
    else:
        server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=WAIT_S)
    try:
        server.login(mailbox.user, mailbox.password)
        folder = mailbox.folder.replace("\\", "\\\\").replace('"', '\\"')
        _checked(server.select(f'"{folder}"'))
    except BaseException:
        server.shutdown()
        raise
    return server


def _close(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError):  # the line broke, and the socket is still ours
        with suppress(OSError):
            server.shutdown()


def _read(server: imaplib.IMAP4, *, take: Callable[[bytes], None], ends_at: float) -> Reading:
    reading = Reading()
    found = _checked(server.uid("SEARCH", "UNSEEN"))
    for uid in (found[0] or b"").split():
        if time.monotonic() > ends_at:
            break
        raw = _fetched(server, uid.decode("ascii"))
        if raw is None:  # somebody has moved it
            continue
        try:
            take(raw)
        except Exception:  # a mail that breaks something must not keep the others waiting
            logger.exception("A mail could not be dealt with; it stays unread for now.")
            reading.failed += 1
        else:
            _checked(server.uid("STORE", uid.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)"))
            reading.read += 1
    return reading


def _fetched(server: imaplib.IMAP4, uid: str) -> bytes | None:
    """PEEK: to fetch a mail otherwise marks it as seen."""
    lines = _checked(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
    return next((line[1] for line in lines if isinstance(line, tuple)), None)


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    """imaplib raises for BAD, not for NO."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"the server answered {answer[0]}")
    return answer[1]
