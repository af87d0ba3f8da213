import pytest

from feedback.domain.readiness_model.fit import fit
from tests.feedback.domain.readiness_model.builders import DAY, random_ratings


@pytest.fixture(scope="module")
def ratings():
    return random_ratings(4, people=30, forms=240)


@pytest.fixture(scope="module")
def model(ratings):
    return fit(ratings, day=DAY).model
