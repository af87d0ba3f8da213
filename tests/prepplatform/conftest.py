import pytest

from tests.prepplatform.addresses import World, make_world


@pytest.fixture
def world(db) -> World:
    return make_world()
