import pytest

from tests.scheduling.worlds import fill_catalogue


@pytest.fixture
def catalogue(db) -> None:
    """Every kind of round has a rubric and three packets, all marked SECRET."""
    fill_catalogue()
