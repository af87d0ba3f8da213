from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.storing import PARTS, model_from_bytes, model_to_bytes
from tests.feedback.domain.readiness_model.builders import random_ratings


@pytest.fixture(scope="module")
def model():
    return fit(random_ratings(4), day=220.0).model


def test_model_comes_back_as_it_was(model):
    back = model_from_bytes(model_to_bytes(model))
    for one, other in [(model, back), *((getattr(model, p), getattr(back, p)) for p in PARTS)]:
        for name, value in vars(one).items():
            if name not in PARTS:
                np.testing.assert_array_equal(getattr(other, name), value)


def test_model_of_another_version_is_refused(model):
    data = model_to_bytes(replace(model, version="readiness-1999 0123456789ab"))
    with pytest.raises(ValueError, match="readiness-1999 0123456789ab: not of readiness-"):
        model_from_bytes(data)
