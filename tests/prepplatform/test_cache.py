"""Redis away: limits are not counted, and nothing else changes."""

import logging
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache, caches
from django.urls import reverse

from prepplatform.cache import ForgivingRedisCache
from tests.accounts.helpers import is_signed_in, sign_in
from tests.factories import UserFactory


@pytest.fixture
def redis_at(settings) -> Iterator[Callable[[int], None]]:
    """Make the site's cache a Redis at a port of 127.0.0.1."""

    def use(port: int) -> None:
        ForgivingRedisCache._quiet_until = 0.0
        production = {"socket_connect_timeout": 1, "socket_timeout": 1}
        settings.CACHES = {
            "default": {
                "BACKEND": "prepplatform.cache.ForgivingRedisCache",
                "LOCATION": f"redis://127.0.0.1:{port}/0",
                "OPTIONS": production,
            }
        }

    yield use
    ForgivingRedisCache._quiet_until = 0.0


@pytest.fixture
def no_redis(redis_at) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    redis_at(port)  # nobody listens there now


def test_cache_without_redis_is_empty_and_keeps_nothing(no_redis) -> None:
    assert cache.add("a", 1)
    cache.set("a", 1)
    cache.set_many({"a": 1})
    assert cache.get("a", "default") == "default"
    assert cache.get("a") is None
    assert cache.get_many(["a"]) == {}
    assert cache.incr("a") == 1
    assert not cache.has_key("a")
    assert not cache.touch("a")
    assert not cache.delete("a")
    cache.delete_many(["a"])


def test_log_says_once_that_nothing_is_limited(no_redis, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        cache.get("a")
        cache.get("b")

    assert [record.getMessage() for record in caplog.records] == [
        "Redis does not answer (ConnectionError): for a moment, attempts are not limited."
    ]


def test_redis_is_asked_again_after_a_moment(no_redis, caplog) -> None:
    cache.get("a")
    ForgivingRedisCache._quiet_until = time.monotonic()
    cache.get("a")

    assert len(caplog.records) == 2


def test_redis_that_never_answers_costs_a_sign_in_one_time_out(redis_at, db, client) -> None:
    UserFactory(email="ann@example.org")
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        redis_at(silent.getsockname()[1])
        began = time.monotonic()
        sign_in(client, "ann@example.org")
        seconds = time.monotonic() - began

    assert is_signed_in(client)
    assert seconds < 3


@pytest.mark.parametrize("password", ["correct horse battery", "wrong"])
def test_sign_in_goes_on_without_redis(no_redis, db, client, password: str) -> None:
    UserFactory(email="ann@example.org")
    response = sign_in(client, "ann@example.org", password=password)

    assert response.status_code == (302 if is_signed_in(client) else 200)
    assert is_signed_in(client) == (password == "correct horse battery")


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_sign_up_and_reset_go_on_without_redis(no_redis, db, client, name: str) -> None:
    response = client.post(
        reverse(name), {"email": "new@example.org", "password1": "correct horse battery"}
    )

    assert response.status_code == 302


def test_wrong_join_code_is_answered_without_redis(no_redis, db, client) -> None:
    client.force_login(UserFactory())
    response = client.post(reverse("join_cohort"), {"code": "AAAA-BBBB-CCCC"})

    assert response.status_code == 200
    assert "No cohort can be joined with this code." in response.content.decode()


def test_mistakes_of_ours_are_not_hidden(no_redis) -> None:
    assert isinstance(caches["default"], ForgivingRedisCache)
    with pytest.raises(TypeError):
        cache.incr()
