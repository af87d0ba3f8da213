"""pymap, a real IMAP server, in a process of its own, and a mail program that looks into it."""

import contextlib
import imaplib
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.processes import Process, free_port, wait_until

USER, PASSWORD = "sessions", "right & proper"
# pymap itself knows STARTTLS alone; mailboxes are read over TLS from the first byte.
PROGRAM = """
import asyncio, functools, ssl, sys
from pymap.main import main
pem = sys.argv.pop(1)
if pem:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    asyncio.start_server = functools.partial(asyncio.start_server, ssl=tls)
main()
"""


class Pymap:
    """The server, with one mailbox. `pem` is a certificate with its key; None: no TLS."""

    def __init__(self, *, pem: Path | None) -> None:
        self.pem = pem
        self.port = free_port()

    @property
    def url(self) -> str:
        scheme = "imaps" if self.pem else "imap"
        return f"{scheme}://{USER}:{quote(PASSWORD, safe='')}@localhost:{self.port}/INBOX"

    @contextlib.contextmanager
    def running(self, folder: Path) -> Iterator["Pymap"]:
        command = (
            *(sys.executable, "-c", PROGRAM, str(self.pem or "")),
            *("--host", "127.0.0.1", "--port", str(self.port), "--no-tls", "dict"),
            *("--demo-data", "--demo-user", USER, "--demo-password", PASSWORD),
        )
        with Process(*command, folder=folder):
            wait_until(self._answers, what="pymap")
            with self.program() as inbox:  # pymap brings mails of its own
                inbox.store("1:*", "+FLAGS", r"(\Deleted)")
                inbox.expunge()
            yield self

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    @contextlib.contextmanager
    def program(self) -> Iterator[imaplib.IMAP4]:
        """A mail program that has the inbox open."""
        if self.pem:
            tls = ssl.create_default_context(cafile=str(self.pem))
            inbox: imaplib.IMAP4 = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=tls)
        else:
            inbox = imaplib.IMAP4("localhost", self.port)
        inbox.login(USER, PASSWORD)
        inbox.select("INBOX")
        yield inbox
        inbox.logout()

    def deliver(self, *mails: bytes) -> None:
        with self.program() as inbox:
            for mail in mails:
                status, _ = inbox.append("INBOX", "", "", mail)
                assert status == "OK"

    def is_seen(self) -> list[bool]:
        """Of each mail, in the order in which they came."""
        with self.program() as inbox:
            _, lines = inbox.fetch("1:*", "(FLAGS)")
        return [rb"\Seen" in line for line in lines if line]
