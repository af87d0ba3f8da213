"""A stand-in for an IMAP server (RFC 3501): the commands that one reader needs, over a socket.

It is no real server. It answers as the RFC says to LOGIN, SELECT, UID SEARCH UNSEEN, UID FETCH
with BODY.PEEK[]<0.n>, UID STORE +FLAGS and LOGOUT, keeps flags, and can be told to misbehave.
"""

import re
import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Box:
    """What the server holds. `dies_before` closes the line when that command comes."""

    mails: dict[int, bytes]
    user: str = "sessions"
    password: str = "right & proper"
    folder: str = "INBOX"
    dies_before: str = ""
    seen: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Box


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] stand-in\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            self.server.box.commands.append(re.sub(r"^LOGIN .*", "LOGIN", command))
            if self.server.box.dies_before and command.startswith(self.server.box.dies_before):
                return
            self.wfile.write(self.answer(command, tag.encode()))
            if command == "LOGOUT":
                return

    def answer(self, command: str, tag: bytes) -> bytes:
        box, done = self.server.box, tag + b" OK done\r\n"
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n" + done
        if command.startswith("LOGIN"):
            right = f'LOGIN {box.user} "{box.password}"'
            return done if command == right else tag + b" NO wrong name or password\r\n"
        if command.startswith("SELECT"):
            count = f"* {len(box.mails)} EXISTS\r\n".encode()
            is_there = command == f'SELECT "{box.folder}"'
            return count + done if is_there else tag + b" NO no such folder\r\n"
        if command == "UID SEARCH UNSEEN":
            found = " ".join(str(uid) for uid in box.mails if uid not in box.seen)
            return f"* SEARCH {found}".strip().encode() + b"\r\n" + done
        if match := re.fullmatch(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0\.(\d+)>\)", command):
            return self.fetched(int(match[1]), int(match[2])) + done
        if match := re.fullmatch(r"UID STORE (\d+) \+FLAGS.SILENT \(\\Seen\)", command):
            box.seen.add(int(match[1]))
            return done
        if command == "LOGOUT":
            return b"* BYE\r\n" + done
        return tag + b" BAD what?\r\n"

    def fetched(self, uid: int, most: int) -> bytes:
        raw = self.server.box.mails.get(uid)
        if raw is None:
            return b""
        part = raw[:most]
        return f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode() + part + b")\r\n"


class Running:
    """The server while it runs, at `url`."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.box = box
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "Running":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        port = self._server.server_address[1]
        return f"imap://sessions:right%20%26%20proper@127.0.0.1:{port}/INBOX"
