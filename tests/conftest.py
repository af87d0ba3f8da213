import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from asgiref.sync import SyncToAsync
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from scheduling.queries.partner_index import PARTNERS


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-services",
        action="store_true",
        help="leave out what touches neither the database nor Redis: it has run elsewhere",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-services"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _uses_services(item)])
    items[:] = [item for item in items if _uses_services(item)]


def _uses_services(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        any(item.get_closest_marker(name) for name in ("django_db", "postgresql", "redis"))
        or fixtures & {"db", "transactional_db", "django_db_setup"}
    )


@pytest.fixture(scope="session", autouse=True)
def _forget_logged_requests(pytestconfig: pytest.Config) -> None:
    """pytest keeps what is logged until a test's end, and Django's records hold whole requests.

    So do the frames of a traceback: a test that is refused a hundred long forms kept them all.
    """

    def forget(record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        return True

    capturing = pytestconfig.pluginmanager.getplugin("logging-plugin")
    capturing.caplog_handler.addFilter(forget)
    capturing.report_handler.addFilter(forget)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database; at its end nobody holds a connection to it, so that it can be dropped."""
    yield
    # Async tests do their synchronous work in this one thread, which outlives them all.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result(timeout=10)


@pytest.fixture(autouse=True)
def _clean_surroundings(settings, tmp_path: Path) -> Iterator[None]:
    """Fast hashing, mail in files of the test's own, nothing remembered of the test before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    cache.clear()
    PARTNERS.forget()
    yield
    cache.clear()


@pytest.fixture
def now() -> datetime:
    return timezone.now()
