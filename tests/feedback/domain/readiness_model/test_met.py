from types import SimpleNamespace

import numpy as np
import pytest

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.met import met_in
from feedback.domain.readiness_model.update import PersonForm


def facet(**values):
    names, numbers = tuple(sorted(values)), [values[name] for name in sorted(values)]
    return Facet(names, np.array(numbers), np.ones(len(names)), np.ones(len(names), int))


def met(*pairs):
    model = SimpleNamespace(severity=facet(ann=0.6, bob=-0.2), difficulty=facet(hard=0.3))
    return met_in(model, [PersonForm(1.0, "coding", by, packet, {}) for by, packet in pairs])


def test_each_interviewer_counts_once_and_each_question_as_often_as_it_was_asked():
    found = met(("ann", "hard"), ("ann", "hard"), ("ann", ""), ("bob", "other"))
    assert found == pytest.approx((0.2, 0.15))


def test_unknown_interviewers_are_typical_and_nobody_is_no_one():
    assert met(("ann", "hard"), ("new", "new")) == pytest.approx((0.3, 0.15))
    assert met() == (0.0, 0.0)
