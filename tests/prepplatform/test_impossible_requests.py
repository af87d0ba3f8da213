"""Addresses and cookies that no browser makes: PostgreSQL would refuse a NUL in the middle."""

import logging
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from prepplatform.asgi import application
from prepplatform.handshakes import is_same_origin
from tests.factories import UserFactory

IMPOSSIBLE = ["a\0b" * 11, "\0" * 32, "short", "A" * 32, "a" * 33, "a" * 31 + "\n", ""]


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_an_address_with_a_nul_is_no_page(db, is_signed_in: bool) -> None:
    client = Client()
    if is_signed_in:
        client.force_login(UserFactory())
    for path in (
        "/accounts/oidc/%00/login/",
        "/accounts/oidc/linkedin%00/login/callback/",
        "/accounts/confirm-email/%00/",
        "/join/%00/",
        "/mail/off/%00/",
        "/invitations/%00/",
        "/calendar/%00.ics",
        "/%00/",
    ):
        for method in (client.get, client.post):
            assert method(path).status_code == 404, path


@pytest.mark.parametrize("key", IMPOSSIBLE)
def test_an_impossible_session_is_none(db, key: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get(reverse("loops")).status_code == 200
    answer = client.get(reverse("sessions"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


async def _handshake(path: str, cookie: str, **headers: str) -> dict[str, Any]:
    """The first answer to a browser that wants to open a socket."""
    sent = {"host": "localhost", "origin": "http://localhost", "cookie": cookie, **headers}
    communicator = ApplicationCommunicator(
        application,
        {
            **{"type": "websocket", "path": path, "query_string": b"", "subprotocols": []},
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
        },
    )
    await communicator.send_input({"type": "websocket.connect"})
    answer = await communicator.receive_output(10)
    await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
    await communicator.wait(10)
    return answer


REFUSED = {"type": "websocket.close"}


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/room/", "/ws/room/a\0b/", "/ws/other/", "//"])
async def test_a_socket_to_nowhere_is_refused_quietly(
    transactional_db, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.WARNING):
        assert (await _handshake(path, "")).items() >= REFUSED.items()
    assert caplog.records == []


@pytest.mark.parametrize(
    ("origin", "host", "is_secure", "is_ours"),
    [
        ("http://site.example", "site.example", False, True),
        ("https://site.example", "site.example", True, True),
        ("http://site.example", "site.example", True, False),  # a page that anybody can forge
        ("https://site.example:8443", "site.example:8443", True, True),
        ("https://site.example:8443", "site.example", True, False),
        ("https://site.example", "site.example:8443", True, False),
        ("https://opened.example", "10.0.0.7:8000", True, True),  # PREP_SITE_URL, by a proxy
        ("https://evil.example", "evil.example", True, False),
        ("https://site.example@evil.example", "site.example", True, False),
        ("https://", "", True, False),
        ("", "", False, False),
    ],
)
def test_a_socket_is_opened_by_pages_of_this_site_alone(
    settings, origin: str, host: str, is_secure: bool, is_ours: bool
) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://opened.example", ["site.example"]
    settings.SESSION_COOKIE_SECURE = is_secure
    headers = [(b"host", host.encode()), (b"origin", origin.encode())]
    assert is_same_origin({"headers": headers}) is is_ours


# as SimpleCookie would write a NUL, and as a program may
@pytest.mark.parametrize("value", ['"' + "\\000" * 32 + '"', "\0" * 32, "short"])
async def test_a_socket_with_an_impossible_session_is_anonymous(
    transactional_db, settings, value: str
) -> None:
    path = "/ws/room/01234567-89ab-4def-8123-456789abcdef/"
    answer = await _handshake(path, f"{settings.SESSION_COOKIE_NAME}={value}")
    assert answer.items() >= REFUSED.items()
