"""The certificate is checked against the name, though the connection goes to a number."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduling.fetching import exchange as exchange_module
from scheduling.fetching.addresses import CannotFetch, allowed_places
from scheduling.fetching.calendar_file import Fetched, fetch_calendar
from tests.scheduling.certificates import certificate
from tests.scheduling.http_server import Server, answer, serving

NAME = "calendar.example"


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    path = tmp_path / "server.pem"
    certificate(path, name=NAME)
    return path


@pytest.fixture
def names() -> list[str | None]:
    return []


@pytest.fixture
def server(pem: Path, names: list[str | None]) -> Iterator[Server]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    tls.sni_callback = lambda sock, name, context: names.append(name)
    with serving(tls=tls) as running:
        running.handle = answer(b"BEGIN:VCALENDAR")
        yield running


def fetch_by_name(server: Server, name: str) -> Fetched:
    return fetch_calendar(
        f"webcal://{name}:{server.port}/",
        allow=allowed_places([server.allow]),
        resolve=lambda host, port: ["127.0.0.1"],
    )


@pytest.fixture
def _trusted(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    exchange_module._tls.cache_clear()
    yield
    exchange_module._tls.cache_clear()


@pytest.mark.usefixtures("_trusted")
def test_the_name_is_in_the_handshake_and_in_the_request(
    server: Server, names: list[str | None]
) -> None:
    assert fetch_by_name(server, NAME).body == b"BEGIN:VCALENDAR"
    assert names == [NAME]
    assert server.requests[0][1]["host"] == f"{NAME}:{server.port}"


@pytest.mark.usefixtures("_trusted")
def test_a_certificate_for_another_name_is_refused(server: Server) -> None:
    with pytest.raises(CannotFetch, match="cannot prove who it is"):
        fetch_by_name(server, "other.example")
    assert server.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server) -> None:
    with pytest.raises(CannotFetch, match="cannot prove who it is"):
        fetch_by_name(server, NAME)
    assert server.requests == []
