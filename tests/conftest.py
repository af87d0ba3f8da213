import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from django.utils import timezone
from servestatic.middleware import ServeStaticMiddleware

from scheduling.queries.partner_index import PARTNERS
from tests.emptying import empty_tables


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-services",
        action="store_true",
        help="leave out what touches neither the database nor Redis: it has run elsewhere",
    )
    parser.addoption(
        "--walks-elsewhere",
        action="store_true",
        help="leave out walks over all addresses: they run on the other database",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if _is_left_out(item, config)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _is_left_out(item: pytest.Item, config: pytest.Config) -> bool:
    if config.getoption("--only-services") and not _uses_services(item):
        return True
    is_walk = item.get_closest_marker("walk") is not None and _uses_services(item)
    return is_walk and bool(config.getoption("--walks-elsewhere"))


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


@pytest.fixture(scope="session", autouse=True)
def _look_for_static_files_once() -> Iterator[None]:
    """Each test client makes the middleware anew, which then looks through all static files: a
    quarter of what the tests of pages took."""
    found: dict[str, Any] = {}
    look = ServeStaticMiddleware.add_files_from_finders

    def look_once(middleware: ServeStaticMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServeStaticMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_fast() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


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
