"""Where the password goes, and what is said when something does not work."""

import logging
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta

import pytest

from scheduling.fetching.addresses import IN_PLAIN, NAMES_SOMEBODY, NO_ADDRESS, parse_address
from scheduling.fetching.exchange import NO_CONNECTION, NOT_UNDERSTOOD, TOO_LARGE, TOO_SLOW
from scheduling.remote.caldav.service import CalDav
from scheduling.remote.caldav.web import (
    ELSEWHERE,
    ENDLESS,
    NOT_ALLOWED,
    NOT_LET_IN,
    ONLY_DIGEST,
    Web,
    may_have_password,
)
from scheduling.remote.contract import Gone, RemoteProblem, SignInLost, TryLater
from tests.scheduling.http_server import Server, answer, redirect, serving

PASSWORD = "s3cr3t-9f"


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with serving() as running:
        settings.FETCH_ALLOW = [running.allow]
        yield running


def web(server: Server, *, seconds: float = 20) -> Web:
    return Web(secret(server.url + "/dav/"), seconds)


def secret(address: str) -> dict[str, str]:
    return {"address": address, "user": "ana", "password": PASSWORD}


def problem(server: Server, *, seconds: float = 20) -> RemoteProblem:
    with pytest.raises(RemoteProblem) as caught:
        CalDav(secret(server.url + "/dav/"), seconds).changes(
            server.url + "/dav/", cursor="", copies=[]
        )
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def test_the_password_goes_along_with_each_request(server: Server) -> None:
    server.handle = answer(b"yes")
    reply = web(server).ask("GET", server.url + "/dav/a.ics")
    assert (reply.status, reply.body) == (200, b"yes")
    word = b64encode(f"ana:{PASSWORD}".encode()).decode()
    assert server.requests[0][1]["authorization"] == f"Basic {word}"


def test_a_redirect_on_the_same_server_keeps_method_and_body(server: Server) -> None:
    def handle(request) -> None:
        moved = request.path == "/dav/"
        (redirect("/new/", status=301) if moved else answer(request.command.encode()))(request)

    server.handle = handle
    reply = web(server).ask("PROPFIND", server.url + "/dav/", body=b"<a/>")
    assert (reply.body, reply.url) == (b"PROPFIND", server.url + "/new/")
    assert [headers["content-length"] for _, headers in server.requests] == ["4", "4"]


def test_the_password_follows_no_redirect_to_another_server(server: Server, settings) -> None:
    with serving() as other:
        settings.FETCH_ALLOW = [server.allow, other.allow]
        server.handle = redirect(other.url + "/dav/")
        assert str(problem(server)) == ELSEWHERE
        assert other.requests == []


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://169.254.169.254/latest/meta-data/", ELSEWHERE),
        ("https://169.254.169.254/", ELSEWHERE),
        ("http://127.0.0.1/", ELSEWHERE),
        ("https://evil.example/", ELSEWHERE),
        ("//evil.example/", ELSEWHERE),
        ("file:///etc/passwd", NO_ADDRESS),
        ("http://[", NO_ADDRESS),
        ("https://user:word@evil.example/", NAMES_SOMEBODY),
    ],
)
def test_a_redirect_to_where_it_has_no_business_is_refused(server, location, words) -> None:
    server.handle = redirect(location)
    assert str(problem(server)) == words
    assert len(server.requests) == 1


def test_the_address_itself_may_not_lead_inside(settings) -> None:
    settings.FETCH_ALLOW = []
    for address in ("http://169.254.169.254/", "https://127.0.0.1/", "https://[::1]/"):
        with pytest.raises(RemoteProblem) as caught:
            CalDav(secret(address), 5).calendars()
        assert type(caught.value) is RemoteProblem


def test_a_password_is_not_sent_in_plain_text(settings) -> None:
    settings.FETCH_ALLOW = []
    with pytest.raises(RemoteProblem, match=r"begin with https://\.$") as caught:
        CalDav(secret("http://93.184.215.14/dav/"), 5).calendars()
    assert str(caught.value) == IN_PLAIN


def test_redirects_come_to_an_end(server: Server) -> None:
    server.handle = redirect("/dav/")
    assert str(problem(server)) == ENDLESS
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("place", "named", "may"),
    [
        ("https://dav.example.org/x", "https://dav.example.org/", True),
        ("https://cloud.example.org/", "https://example.org/", True),
        ("https://dav.example.org/", "http://dav.example.org/", True),
        ("https://p42-caldav.icloud.com:443/1/", "https://caldav.icloud.com/", True),
        ("https://p42-caldav.icloud.com/", "https://www.icloud.com/", True),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5232/", True),
        ("https://example.org/", "https://cloud.example.org/", False),
        ("https://other.example.org/", "https://dav.example.org/", False),
        ("https://evildav.example.org/", "https://dav.example.org/", False),
        ("https://p42-caldav.icloud.com.evil.example/", "https://caldav.icloud.com/", False),
        ("https://notaicloud.com/", "https://caldav.icloud.com/", False),
        ("https://caldav.icloud.com/", "https://dav.example.org/", False),
        ("http://dav.example.org/", "https://dav.example.org/", False),
        ("http://cloud.example.org/", "https://example.org/", False),
        ("https://dav.example.org:8443/", "https://dav.example.org/", False),
        ("http://127.0.0.1:5233/", "http://127.0.0.1:5232/", False),
    ],
)
def test_the_password_is_for_the_named_server_and_what_belongs_to_it(place, named, may) -> None:
    assert may_have_password(parse_address(place), named=parse_address(named)) is may


@pytest.mark.parametrize(
    ("status", "headers", "kind", "words"),
    [
        (401, {"WWW-Authenticate": 'Basic realm="a"'}, SignInLost, NOT_LET_IN),
        (401, {"WWW-Authenticate": 'Digest realm="a", nonce="b"'}, SignInLost, ONLY_DIGEST),
        (403, {}, RemoteProblem, NOT_ALLOWED),
        (404, {}, Gone, "It is not there any more."),
        (410, {}, Gone, "It is not there any more."),
        (429, {}, TryLater, "The server asks us to come again later."),
        (503, {}, TryLater, "The server asks us to come again later."),
        (507, {}, RemoteProblem, "There is no room left in this account."),
        (500, {}, RemoteProblem, "The server has a problem of its own (500)."),
        (200, {}, RemoteProblem, "The server answered with 200, which we cannot act on."),
        (207, {}, RemoteProblem, NOT_UNDERSTOOD),
    ],
)
def test_each_refusal_is_said_in_words(server: Server, status, headers, kind, words) -> None:
    server.handle = answer(b"", status=status, headers=headers)
    found = problem(server)
    assert (type(found), str(found)) == (kind, words)


def test_a_server_may_ask_us_to_wait(server: Server) -> None:
    server.handle = answer(b"", status=503, headers={"Retry-After": "90"})
    assert problem(server).after == timedelta(seconds=90)


def test_all_requests_share_one_deadline(server: Server) -> None:
    def slowly(request) -> None:
        time.sleep(0.3)
        redirect("/dav/")(request)

    server.handle = slowly
    assert str(problem(server, seconds=0.5)) == TOO_SLOW
    assert len(server.requests) < 4


def test_answers_of_more_than_10_mb_are_not_read(server: Server) -> None:
    server.handle = answer(b"", status=207, headers={"Content-Length": str(11 * 1024 * 1024)})
    assert str(problem(server)) == TOO_LARGE


def test_a_server_that_is_not_there_is_said(server: Server) -> None:
    server.handle = lambda request: request.connection.close()
    assert str(problem(server)) in {NO_CONNECTION, NOT_UNDERSTOOD}


def test_neither_address_nor_password_is_in_an_error_or_a_log(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    for status in (200, 301, 401, 403, 404, 409, 412, 429, 500, 503, 507):
        server.handle = answer(b"", status=status, headers={"Location": "https://evil.example/"})
        account = CalDav(secret(server.url + "/home-of-ana/"), 5)
        with pytest.raises(RemoteProblem) as caught:
            account.calendars()
        said.append(repr(caught.value))
    everything = "\n".join(said) + caplog.text
    for mark in (PASSWORD, b64encode(f"ana:{PASSWORD}".encode()).decode(), "home-of-ana", "evil"):
        assert mark not in everything
