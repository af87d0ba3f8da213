import numpy as np
import pytest

from feedback.domain.readiness_model.trend import trend_of
from feedback.domain.readiness_model.update import update_person
from tests.feedback.domain.readiness_model.builders import DAY
from tests.feedback.domain.readiness_model.test_update import forms_of, new_form


@pytest.mark.parametrize("person", range(0, 30, 3))
def test_after_the_last_form_the_trend_is_the_update(ratings, model, person):
    forms = [*forms_of(ratings, person), new_form(ratings, person, day=DAY, interviewer="new")]
    found = trend_of(model, forms, day=DAY)
    assert found.kind[-1] == model.kinds.index("coding")
    update = update_person(model, forms, day=DAY).chances
    for name, values in vars(update).items():
        last = getattr(found.chances, name)[-1]
        assert last == pytest.approx(values[0, found.kind[-1]], abs=1e-9)


def test_earlier_points_are_updates_with_the_forms_so_far(ratings, model):
    """As far as no form is believed less for what came after it."""
    forms = forms_of(ratings, 3)
    found = trend_of(model, forms, day=DAY)
    for place, kind, p in zip(found.order, found.kind, found.chances.p, strict=True):
        so_far = [form for form in forms if form.day <= forms[place].day]
        update = update_person(model, so_far, day=forms[place].day).chances
        assert p == pytest.approx(update.p[0, kind], abs=0.02)


def test_order_of_forms_does_not_matter(ratings, model):
    forms = forms_of(ratings, 3)
    one, other = trend_of(model, forms, day=DAY), trend_of(model, forms[::-1], day=DAY)
    assert other.chances.p.tolist() == one.chances.p.tolist()
    assert (len(forms) - 1 - other.order).tolist() == one.order.tolist()


def test_intervals_narrow_while_sessions_come_in(ratings, model):
    forms = [new_form(ratings, 3, day=DAY + n, interviewer=f"p{n}") for n in range(6)]
    found = trend_of(model, forms, day=DAY + 6).chances
    assert np.all(np.diff(found.hi95 - found.lo95) < 0)


def test_there_is_no_trend_without_a_known_form(ratings, model):
    assert trend_of(model, [], day=DAY) is None
    assert trend_of(model, [new_form(ratings, 3, kind="juggling")], day=DAY) is None
