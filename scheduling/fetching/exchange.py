"""One HTTP request to an outside server: its name resolved once, the checked IP connected to.

Everything that goes to an address which a person gave goes through `exchange`: see docs/adr/0010.
"""

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from queue import Empty, SimpleQueue
from threading import Thread

from requests.certs import where

from scheduling.fetching.addresses import (
    OTHER_PORT,
    WEB_PORTS,
    Address,
    AllowedPlace,
    CannotFetch,
    check_place,
)

CONNECT_SECONDS = 6.0  # for each of a name's addresses: one that is unreachable takes not all
CHUNK = 64 * 1024

TOO_SLOW = "The server took too long to answer."
TOO_LARGE = "The calendar is larger than 10 MB. Publish a smaller one, such as only this year's."
NOT_UNDERSTOOD = "The server's answer could not be understood."
NO_CONNECTION = "The server cannot be reached."

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Answer:
    """What the server said. `headers` by lower-case name; the body is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Deadline:
    """A moment after which nothing is waited for, however little by little it comes."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than none; CannotFetch when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise CannotFetch(TOO_SLOW)
        return left


def system_resolve(host: str, port: int) -> list[str]:
    """The IP addresses of `host`, in the system's order. OSError if it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def exchange(
    method: str,
    address: Address,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    deadline: Deadline,
    most_bytes: int,
    allow: Iterable[AllowedPlace] = (),
    resolve: Resolve = system_resolve,
) -> Answer:
    """Send one request and read the answer, whatever its status; redirects are not followed.

    What has an Authorization goes over TLS, or to a place that is allowed.
    Raises CannotFetch; nothing else, and without the cause, which may name the address.
    """
    is_plain_secret = address.scheme == "http" and any(
        name.lower() == "authorization" for name in headers
    )
    try:
        sock = _connect(
            address,
            deadline=deadline,
            allow=tuple(allow),
            resolve=resolve,
            is_plain_secret=is_plain_secret,
        )
        try:
            return _talk(
                sock, method, address, headers, body, deadline=deadline, most_bytes=most_bytes
            )
        finally:
            sock.close()
    except TimeoutError:
        raise CannotFetch(TOO_SLOW) from None
    except ssl.SSLCertVerificationError:
        raise CannotFetch(
            "The server cannot prove who it is: its certificate is not valid for this address."
        ) from None
    except (http.client.HTTPException, zlib.error, ValueError):
        raise CannotFetch(NOT_UNDERSTOOD) from None
    except OSError:
        raise CannotFetch(NO_CONNECTION) from None


def _connect(
    address: Address,
    *,
    deadline: Deadline,
    allow: tuple[AllowedPlace, ...],
    resolve: Resolve,
    is_plain_secret: bool,
) -> socket.socket:
    if address.port not in WEB_PORTS | {place.port for place in allow}:
        raise CannotFetch(OTHER_PORT)
    ips = check_place(
        _resolved(address, deadline=deadline, resolve=resolve),
        address.port,
        allow=allow,
        is_plain_secret=is_plain_secret,
    )
    sock = _first_that_connects(ips, address.port, deadline=deadline)
    if address.scheme == "http":
        return sock
    try:
        sock.settimeout(deadline.left())  # of the whole handshake
        return _tls().wrap_socket(sock, server_hostname=address.host)
    except BaseException:
        sock.close()
        raise


def _resolved(address: Address, *, deadline: Deadline, resolve: Resolve) -> list[str]:
    """In a thread, for the system's resolver knows no time limit."""
    found: SimpleQueue[list[str]] = SimpleQueue()

    def look_up() -> None:
        try:
            found.put(resolve(address.host, address.port))
        except (OSError, UnicodeError):
            found.put([])

    Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        return found.get(timeout=deadline.left())
    except Empty:
        raise CannotFetch(TOO_SLOW) from None


def _first_that_connects(ips: list[str], port: int, *, deadline: Deadline) -> socket.socket:
    last: OSError | None = None
    for ip in ips:
        try:
            return socket.create_connection(
                (ip, port), timeout=min(CONNECT_SECONDS, deadline.left())
            )
        except OSError as error:
            last = error
    raise last or OSError


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """The system's authorities and those of certifi: a slim image has none of its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(where())
    return context


class _TimedReader(io.RawIOBase):
    """Each single read waits no longer than the deadline: a drip does not begin it anew."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class _TimedSocket:
    """What http.client needs of a socket. Who made the socket closes it."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._sock, self._deadline))

    def close(self) -> None:
        pass


def _talk(
    sock: socket.socket,
    method: str,
    address: Address,
    headers: Mapping[str, str],
    body: bytes | None,
    *,
    deadline: Deadline,
    most_bytes: int,
) -> Answer:
    connection = http.client.HTTPConnection(address.host, address.port)
    connection.sock = _TimedSocket(sock, deadline)
    sent = {
        "Host": address.host_header,
        "User-Agent": "Rehearse calendar reader",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **headers,
    }
    connection.putrequest(method, address.target, skip_host=True, skip_accept_encoding=True)
    for name, value in sent.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    return Answer(
        status=answer.status,
        headers={name.lower(): value for name, value in answer.getheaders()},
        body=_body(answer, most_bytes=most_bytes),
    )


def _body(answer: http.client.HTTPResponse, *, most_bytes: int) -> bytes:
    """The body, unpacked; CannotFetch as soon as it is known to be too large."""
    packing = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise CannotFetch(NOT_UNDERSTOOD)
    if (answer.length or 0) > most_bytes:
        raise CannotFetch(TOO_LARGE)
    chunks = iter(lambda: answer.read(CHUNK), b"")
    body = io.BytesIO()
    for piece in chunks if packing == "identity" else _unpacked(chunks):
        if body.tell() + len(piece) > most_bytes:
            raise CannotFetch(TOO_LARGE)
        body.write(piece)
    if answer.length:  # the connection ended before the body did
        raise CannotFetch(NOT_UNDERSTOOD)
    return body.getvalue()


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The members of a gzip stream in pieces of at most CHUNK, however tightly it is packed."""
    unpacker = zlib.decompressobj(wbits=31)
    is_within = False
    for chunk in chunks:
        rest, piece = chunk, b""
        while rest or len(piece) == CHUNK:
            piece = unpacker.decompress(rest, CHUNK)
            yield piece
            is_within, rest = True, unpacker.unconsumed_tail
            if unpacker.eof:  # another member may follow
                is_within, rest, piece = False, unpacker.unused_data, b""
                unpacker = zlib.decompressobj(wbits=31)
    if is_within:
        raise CannotFetch(NOT_UNDERSTOOD)
