from collections.abc import Iterator

import pytest

from tests.scheduling.radicale import Owner, Radicale, serving_radicale
from tests.scheduling.worlds import fill_catalogue


@pytest.fixture
def catalogue(db) -> None:
    """Every kind of round has a rubric and three packets, all marked SECRET."""
    fill_catalogue()


@pytest.fixture(scope="session")
def radicale(tmp_path_factory) -> Iterator[Radicale]:
    """A real CalDAV server, one for all tests of a process."""
    with serving_radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture
def ana(radicale: Radicale, settings) -> Owner:
    """Somebody with an account there, which the site may reach."""
    settings.FETCH_ALLOW = [radicale.allow]
    return radicale.newcomer()
