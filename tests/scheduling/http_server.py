"""A real server of the tests' own, on loopback."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handle = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Serves `handle` and remembers what it was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.handle: Handle = answer(b"")
        self.requests: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def allow(self) -> str:
        return f"127.0.0.1:{self.port}"


def answer(body: bytes, *, status: int = 200, headers: dict[str, str] | None = None) -> Handle:
    """Answer with this."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return handle


def redirect(location: str, *, status: int = 302) -> Handle:
    return answer(b"", status=status, headers={"Location": location})


@contextlib.contextmanager
def serving(*, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            with contextlib.suppress(ConnectionError):  # the client may have heard enough
                server.handle(self)

        do_PROPFIND = do_REPORT = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    http = Quiet(("127.0.0.1", 0), Handler)
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    server = Server(http.server_address[1])
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
