"""Radicale, a real CalDAV server, in a process of its own, with people who have accounts there."""

import contextlib
import http.client
import re
import secrets
import shutil
import socket
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from xml.sax.saxutils import escape

from tests.processes import Process, free_port, wait_until
from tests.scheduling.http_server import Server, answer

# The first that fits counts.
RIGHTS = """
[root]
user: .+
collection:
permissions: R
[person]
user: .+
collection: {user}
permissions: RW
[theirs to read]
user: .+
collection: {user}/[^/]+-read
permissions: r
[theirs]
user: .+
collection: {user}/[^/]+
permissions: rw
"""
Reply = tuple[int, dict[str, str], bytes]  # status, headers by lower-case name, body
CALENDAR = (
    '<mkcalendar xmlns="urn:ietf:params:xml:ns:caldav" xmlns:d="DAV:"><d:set><d:prop>'
    "<d:displayname>{name}</d:displayname><supported-calendar-component-set>"
    '<comp name="{holds}"/></supported-calendar-component-set></d:prop></d:set></mkcalendar>'
)


class Radicale:
    """The server. It can be killed and started again on the same calendars."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.people = folder / "people"
        self.people.touch()
        self._rights = folder / "rights"
        self._rights.write_text(RIGHTS)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def allow(self) -> str:
        return f"127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[Process]:
        options = {
            "--hosts": f"127.0.0.1:{self.port}",
            "--auth-type": "htpasswd",
            "--auth-htpasswd-filename": str(self.people),
            "--auth-htpasswd-encryption": "plain",
            "--auth-delay": "0",
            "--server-delay-on-error": "0",
            "--logging-level": "warning",
            "--storage-filesystem-folder": str(self.folder / "calendars"),
            "--rights-type": "from_file",
            "--rights-file": str(self._rights),
        }
        words = [word for option in options.items() for word in option]
        command = (sys.executable, "-m", "radicale", "--config", "", *words)
        with Process(*command, folder=self.folder) as process:
            wait_until(self._answers, what="Radicale")
            yield process

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers)
        found = connection.getresponse()
        reply = found.status, {k.lower(): v for k, v in found.getheaders()}, found.read()
        connection.close()
        return reply

    def newcomer(self) -> "Owner":
        """Somebody with an account and no calendar yet."""
        name, password = f"ana-{secrets.token_hex(4)}", secrets.token_hex(8)
        with self.people.open("a") as people:
            people.write(f"{name}:{password}\n")
        return Owner(self, name, password)


@dataclass(frozen=True)
class Owner:
    """A person at Radicale, with a calendar program of their own: it speaks plain HTTP."""

    server: Radicale
    name: str
    password: str

    @property
    def secret(self) -> dict[str, str]:
        return {"address": self.server.url, "user": self.name, "password": self.password}

    def calendar(self, name: str = "Home", *, holds: str = "VEVENT") -> str:
        """A new one; its address."""
        path = f"/{self.name}/{secrets.token_hex(4)}/"
        self.ask("MKCALENDAR", path, CALENDAR.format(name=escape(name), holds=holds))
        return self.server.url + path

    def calendar_to_read(self) -> str:
        """One that somebody else keeps, and shares with them; its address."""
        path = f"{self.name}/{secrets.token_hex(4)}-read"
        folder = self.server.folder / "calendars" / "collection-root" / path
        folder.mkdir(parents=True)
        (folder / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
        return f"{self.server.url}/{path}/"

    def forget_changes(self, calendar: str) -> None:
        """No token that was ever given for it is known any more."""
        path = calendar.removeprefix(self.server.url).strip("/")
        folder = self.server.folder / "calendars" / "collection-root" / path
        shutil.rmtree(folder / ".Radicale.cache" / "sync-token")

    def change_password(self) -> None:
        people = self.server.people
        mine = f"{self.name}:{self.password}\n"
        people.write_text(people.read_text().replace(mine, f"{self.name}:another\n"))

    def put(self, address: str, text: str | bytes, **headers: str) -> str:
        """Write an event; its ETag."""
        return self.ask("PUT", address, text, **headers)[1]["etag"]

    def get(self, address: str) -> bytes:
        return self.ask("GET", address)[2]

    def delete(self, address: str) -> None:
        self.ask("DELETE", address)

    def move(self, address: str, *, start: str, end: str) -> str:
        """As a calendar program does it: the rest stays as it is. Times as in 20260701T090000Z."""
        text = self.get(address).decode()
        text = re.sub(r"DTSTART[:;].*", f"DTSTART:{start}", text)
        text = re.sub(r"DTEND[:;].*", f"DTEND:{end}", text)
        return self.put(address, text)

    def events(self, calendar: str) -> list[str]:
        """The addresses of all that is in it, in order."""
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        answer = self.ask("PROPFIND", calendar, body, Depth="1")[2].decode()
        return sorted(self.server.url + path for path in re.findall(r"<href>([^<]+\.ics)", answer))

    def ask(self, method: str, address: str, body: str | bytes = b"", **headers: str) -> Reply:
        """AssertionError if it did not work."""
        word = b64encode(f"{self.name}:{self.password}".encode()).decode()
        reply = self.server.send(
            method,
            address.removeprefix(self.server.url),
            body.encode() if isinstance(body, str) else body,
            {"Authorization": f"Basic {word}", **headers},
        )
        assert reply[0] < 300, (method, reply)
        return reply


@dataclass
class Line:
    """A proxy before Radicale, for what only other servers and bad lines do.

    `edit` may change an answer on its way; None loses it, after the server has done its work.
    """

    owner: Owner
    server: Server  # where it is to be found
    edit: Callable[[str, Reply], Reply | None] = lambda method, reply: reply

    def __call__(self, request: BaseHTTPRequestHandler) -> None:
        headers = {
            k: v for k, v in request.headers.items() if k.lower() not in {"host", "accept-encoding"}
        }
        body = request.body  # type: ignore[attr-defined]  # of tests/scheduling/http_server.py
        reply = self.edit(
            request.command, self.owner.server.send(request.command, request.path, body, headers)
        )
        if reply is not None:
            status, headers, content = reply
            kept = {k: v for k, v in headers.items() if k in {"etag", "content-type", "location"}}
            answer(content, status=status, headers=kept)(request)


@contextlib.contextmanager
def serving_radicale(folder: Path) -> Iterator[Radicale]:
    server = Radicale(folder)
    with server.running():
        yield server
