"""One small site of each sort for all tests here."""

import numpy as np
import pytest

from feedback.domain.unfair_raters.expecting import basis_of
from tests.benchmarks.unfair_raters.simulator import Behaviour, simulate_unfair

PEOPLE, SEED = 700, 5


@pytest.fixture(scope="session")
def unfair_site():
    return simulate_unfair(PEOPLE, seed=SEED)


@pytest.fixture(scope="session")
def unfair_basis(unfair_site):
    return basis_of(unfair_site.ratings)


@pytest.fixture(scope="session")
def honest_site():
    return simulate_unfair(
        PEOPLE, seed=SEED, behaviour=Behaviour(colluding=0, retaliating=0, same=0)
    )


@pytest.fixture(scope="session")
def honest_basis(honest_site):
    return basis_of(honest_site.ratings)


@pytest.fixture
def nothing_apart(unfair_site):
    return np.zeros(unfair_site.ratings.forms, bool)
