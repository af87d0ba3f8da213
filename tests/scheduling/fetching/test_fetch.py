"""The guarded fetcher, against a real server on loopback."""

import contextlib
import gzip
import logging
import time
import tracemalloc
from http.server import BaseHTTPRequestHandler
from unittest.mock import patch

import pytest

from scheduling.fetching.addresses import (
    IN_PLAIN,
    OTHER_PORT,
    CannotFetch,
    allowed_places,
    parse_address,
)
from scheduling.fetching.calendar_file import MOST_BYTES, Fetched, fetch_calendar
from scheduling.fetching.exchange import (
    NO_CONNECTION,
    NOT_UNDERSTOOD,
    TOO_LARGE,
    TOO_SLOW,
    Deadline,
    exchange,
)
from tests.scheduling.http_server import Server, answer, redirect

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
PUBLIC = "93.184.215.14"


def fetch(server: Server, path: str = "/a.ics", **more: object) -> Fetched:
    return fetch_calendar(server.url + path, allow=allowed_places([server.allow]), **more)


def why_not(address: str, server: Server | None = None, **more: object) -> str:
    allow = allowed_places([server.allow] if server else [])
    with pytest.raises(CannotFetch) as refusal:
        fetch_calendar(address, allow=allow, **more)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    return str(refusal.value)


def test_a_calendar_is_fetched_with_what_shows_later_whether_it_changed(server: Server) -> None:
    last = "Sat, 21 Nov 2026 10:00:00 GMT"
    server.handle = answer(CALENDAR, headers={"ETag": '"one"', "Last-Modified": last})
    assert fetch(server, "/a.ics?key=1") == Fetched(CALENDAR, '"one"', last)
    path, headers = server.requests[0]
    assert (path, headers["host"]) == ("/a.ics?key=1", f"127.0.0.1:{server.port}")
    assert "if-none-match" not in headers


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.handle = answer(b"", status=304)
    known = {"etag": '"one"', "last_modified": "Sat, 21 Nov 2026 10:00:00 GMT"}
    assert fetch(server, **known) == Fetched(None, **known)
    headers = server.requests[0][1]
    assert headers["if-none-match"] == '"one"'
    assert headers["if-modified-since"] == known["last_modified"]


def test_a_304_that_nobody_asked_for_is_an_error(server: Server) -> None:
    server.handle = answer(b"", status=304)
    assert why_not(server.url, server) == "The server answered with 304 and not with a calendar."


def test_a_validator_that_cannot_be_sent_back_is_not_kept(server: Server) -> None:
    server.handle = answer(CALENDAR, headers={"ETag": '"' + "x" * 300 + '"'})
    assert fetch(server).etag == ""


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "１２７.０.０.１",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00:ec2::254]",
        "169.254.169.254",
        "192.0.0.192",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
    ],
)
def test_no_way_of_writing_an_inner_address_is_fetched(host: str) -> None:
    with patch("socket.create_connection") as connect:
        assert "private network" in why_not(f"http://{host}/")
    connect.assert_not_called()


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_only_the_ports_of_the_web_are_fetched(port: int) -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return [PUBLIC]

    assert why_not(f"http://calendar.example:{port}/", resolve=resolve) == OTHER_PORT
    assert looked_up == []


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to() -> None:
    """Rebinding: the second answer would be an inner address."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    with patch("socket.create_connection", side_effect=ConnectionRefusedError) as connect:
        why = why_not("http://calendar.example/", resolve=lambda host, port: answers.pop(0))
    assert why == NO_CONNECTION
    assert answers == [["127.0.0.1"]]
    assert [call.args[0] for call in connect.call_args_list] == [(PUBLIC, 80)]


def test_a_name_with_an_inner_address_among_others_is_refused() -> None:
    with patch("socket.create_connection") as connect:
        why = why_not("http://calendar.example/", resolve=lambda host, port: [PUBLIC, "10.0.0.1"])
    assert "private network" in why
    connect.assert_not_called()


def test_a_name_that_nobody_knows_is_said() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError(host)

    assert "No server answers" in why_not("http://calendar.example/", resolve=resolve)


def test_the_next_address_is_tried_when_the_first_does_not_answer(server: Server) -> None:
    server.handle = answer(CALENDAR)
    places = allowed_places([server.allow, f"[::1]:{server.port}"])
    fetched = fetch_calendar(
        f"http://calendar.example:{server.port}/",
        allow=places,
        resolve=lambda host, port: ["::1", "127.0.0.1"],
    )
    assert fetched.body == CALENDAR
    assert server.requests[0][1]["host"] == f"calendar.example:{server.port}"


def test_redirects_are_followed_and_keep_their_way(server: Server) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        step = int(request.path.strip("/"))
        (redirect(f"/{step + 1}") if step < 5 else answer(CALENDAR))(request)

    server.handle = handle
    assert fetch(server, "/1").body == CALENDAR
    assert [path for path, _ in server.requests] == ["/1", "/2", "/3", "/4", "/5"]


def test_more_than_four_redirects_are_not_followed(server: Server) -> None:
    server.handle = redirect("/again")
    assert "without an end" in why_not(server.url, server)
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "//10.0.0.1/",
        "http://127.0.0.1:6379/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user:word@example.org/",
        "http://exa mple.org/",
        "http://[",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(server: Server, location: str) -> None:
    server.handle = redirect(location)
    why_not(server.url, server)
    assert len(server.requests) == 1


def test_a_redirect_from_a_secure_address_to_an_open_one_is_not_followed() -> None:
    with patch("scheduling.fetching.calendar_file.exchange") as ask:
        ask.return_value.status = 301
        ask.return_value.headers = {"location": "http://calendar.example/"}
        assert "read along" in why_not("https://calendar.example/")
    assert ask.call_count == 1


def test_proxies_of_the_environment_are_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.handle = answer(CALENDAR)
    assert fetch(server).body == CALENDAR


def test_a_packed_calendar_is_unpacked(server: Server) -> None:
    packed = gzip.compress(CALENDAR) + gzip.compress(b"more")
    server.handle = answer(packed, headers={"Content-Encoding": "gzip"})
    assert fetch(server).body == CALENDAR + b"more"


def test_a_large_packed_calendar_is_unpacked_whole(server: Server) -> None:
    whole = CALENDAR * (MOST_BYTES // len(CALENDAR))
    server.handle = answer(gzip.compress(whole), headers={"Content-Encoding": "gzip"})
    assert fetch(server).body == whole


@pytest.mark.parametrize("cut", [1, 9, 30])
def test_a_packed_calendar_that_was_cut_off_is_refused(server: Server, cut: int) -> None:
    packed = gzip.compress(CALENDAR)[:-cut]
    server.handle = answer(packed, headers={"Content-Encoding": "gzip"})
    assert why_not(server.url, server) == NOT_UNDERSTOOD


def test_what_only_claims_to_be_packed_is_refused(server: Server) -> None:
    for packing in ("gzip", "br", "gzip, gzip"):
        server.handle = answer(CALENDAR, headers={"Content-Encoding": packing})
        assert why_not(server.url, server) == NOT_UNDERSTOOD


def test_a_bomb_of_500_mb_is_stopped_within_20_mb_of_memory(server: Server) -> None:
    zeros = gzip.compress(bytes(10_000_000), compresslevel=9)
    server.handle = answer(zeros * 50, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert why_not(server.url, server) == TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_50_mb_are_refused_before_they_are_read(server: Server) -> None:
    server.handle = answer(b"x", headers={"Content-Length": "50000000"})
    assert why_not(server.url, server) == TOO_LARGE


def test_50_mb_without_a_length_are_stopped(server: Server) -> None:
    sent: list[int] = []

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(50):
            request.wfile.write(bytes(1_000_000))
            sent.append(1)

    server.handle = handle
    assert why_not(server.url, server) == TOO_LARGE
    assert len(sent) < 25


def drip(request: BaseHTTPRequestHandler, pieces: int = 200) -> None:
    with contextlib.suppress(OSError):
        for _ in range(pieces):
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.05)


def drip_of_body(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    drip(request)


def drip_of_header(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(request)


@pytest.mark.parametrize("handle", [drip_of_body, drip_of_header])
def test_a_drip_is_stopped_at_the_deadline(server: Server, handle) -> None:
    server.handle = handle
    began = time.monotonic()
    assert why_not(server.url, server, seconds=0.5) == TOO_SLOW
    assert time.monotonic() - began < 1.5


def test_a_server_that_says_nothing_is_left_at_the_deadline(server: Server) -> None:
    server.handle = lambda request: time.sleep(1)
    assert why_not(server.url, server, seconds=0.3) == TOO_SLOW


def test_a_resolver_that_hangs_is_left_at_the_deadline() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(2)
        return [PUBLIC]

    began = time.monotonic()
    assert why_not("http://calendar.example/", resolve=resolve, seconds=0.3) == TOO_SLOW
    assert time.monotonic() - began < 1


def test_redirects_share_one_deadline(server: Server) -> None:
    def handle(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.25)
        redirect("/again")(request)

    server.handle = handle
    assert why_not(server.url, server, seconds=0.6) == TOO_SLOW


def test_a_body_that_is_cut_off_is_refused(server: Server) -> None:
    server.handle = answer(CALENDAR, headers={"Content-Length": "5000"})
    assert why_not(server.url, server) == NOT_UNDERSTOOD


def test_what_is_no_http_is_refused(server: Server) -> None:
    server.handle = lambda request: request.wfile.write(b"+PONG\r\n" * 10)
    assert why_not(server.url, server) == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "revoked"),
        (403, "revoked"),
        (404, "no calendar at this address"),
        (410, "no calendar at this address"),
        (429, "less often"),
        (500, "problem of its own (500)"),
        (503, "problem of its own (503)"),
        (204, "answered with 204"),
    ],
)
def test_each_refusal_is_said_in_words(server: Server, status: int, words: str) -> None:
    server.handle = answer(b"", status=status)
    said = why_not(server.url, server)
    assert words in said
    assert said.endswith(".")
    assert not said.endswith("..")


def test_no_error_and_no_log_holds_the_address(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "/private-3f7a9c/basic.ics?key=s3cr3t"
    said = []
    for handle in (
        answer(b"", status=404),
        answer(b"", status=500),
        redirect("http://10.0.0.1" + secret),
        redirect("x" + secret * 200),
        answer(b"x", headers={"Content-Length": "50"}),
        lambda request: request.wfile.write(b"nonsense\r\n"),
    ):
        server.handle = handle
        said.append(why_not(server.url + secret, server))
    said.append(why_not("http://user@example.org" + secret))
    said.append(why_not("http://no-such-name.invalid" + secret, resolve=lambda host, port: []))
    said.append(why_not("ftp://example.org" + secret))
    everything = "\n".join(said) + caplog.text
    assert "3f7a9c" not in everything
    assert "s3cr3t" not in everything
    assert "example.org" not in everything


def test_other_methods_go_through_the_same_guard(server: Server) -> None:
    """CalDAV asks with them."""
    server.handle = answer(b"<multistatus/>", status=207)
    place = parse_address(server.url + "/dav/")
    more = {"headers": {"Depth": "1"}, "body": b"<propfind/>", "most_bytes": 1000}
    answered = exchange(
        "PROPFIND", place, **more, deadline=Deadline(5), allow=allowed_places([server.allow])
    )
    assert (answered.status, answered.body) == (207, b"<multistatus/>")
    assert server.requests[0][1]["depth"] == "1"
    with pytest.raises(CannotFetch):
        exchange("PROPFIND", place, **more, deadline=Deadline(5))


def test_a_password_goes_in_plain_text_to_allowed_places_alone(server: Server) -> None:
    place, more = parse_address(server.url), {"deadline": Deadline(5), "most_bytes": 1000}
    sent = {"headers": {"AUTHORIZATION": "Basic abc"}, "allow": allowed_places([server.allow])}
    assert exchange("GET", place, **sent, **more).status == 200
    connecting = patch("scheduling.fetching.exchange.socket.create_connection")
    public = parse_address("http://calendar.example/")
    with connecting as connect, pytest.raises(CannotFetch) as refusal:
        exchange("GET", public, **sent, **more, resolve=lambda *_: [PUBLIC])
    assert (str(refusal.value), connect.call_count) == (IN_PLAIN, 0)
