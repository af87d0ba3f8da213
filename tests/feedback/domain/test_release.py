from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.release import Form, forms_to_release, people_done

OPENED = datetime(2026, 11, 2, 18, tzinfo=UTC)
ANN, BEN = 1, 2
SWAP = [  # id, author, subject
    *((11, BEN, ANN), (12, ANN, ANN), (13, ANN, BEN)),  # Ann is the candidate
    *((21, ANN, BEN), (22, BEN, BEN), (23, BEN, ANN)),  # Ben is the candidate
]


def _forms(*submitted, released=()):
    return [Form(i, a, s, i in submitted, i in released) for i, a, s in SWAP]


def _released(*submitted, hours, released=()):
    now = OPENED + timedelta(hours=hours)
    return forms_to_release(_forms(*submitted, released=released), opened_at=OPENED, now=now)


def test_all_forms_in_releases_everything_at_once():
    assert _released(11, 12, 13, 21, 22, 23, hours=0.2) == {11, 12, 13, 21, 22, 23}


def test_one_missing_form_holds_everything_back_before_48_hours():
    assert _released(11, 12, 13, 21, 22, hours=47.9) == set()


def test_at_48_hours_who_submitted_everything_gets_what_there_is_about_them():
    assert _released(12, 13, 21, 11, hours=48) == {11, 12}  # Ann is done, Ben owes two


def test_at_48_hours_who_owes_a_form_gets_nothing():
    # Ben is done; Ann owes 13 and sees neither 11 nor 23 nor her own 12 as released
    assert _released(11, 12, 21, 22, 23, hours=48) == {21, 22}


def test_nobody_is_done_at_48_hours_and_nothing_is_released():
    assert _released(12, 13, 11, 22, hours=60) == set()


def test_a_late_form_is_released_at_once_to_who_had_submitted():
    before = (12, 13, 21)
    assert _released(*before, hours=50) == {12}
    assert _released(*before, 11, hours=51, released=(12,)) == {11}
    assert _released(*before, 11, 22, 23, hours=52, released=(12, 11)) == {13, 21, 22, 23}


def test_people_without_a_missing_form_are_done():
    assert people_done(_forms(12, 13, 21)) == {ANN}
    assert people_done(_forms()) == set()


@given(
    submitted=st.sets(st.sampled_from([i for i, _, _ in SWAP])),
    hours=st.floats(min_value=0, max_value=100),
)
def test_nobody_who_owes_a_form_ever_sees_one(submitted, hours):
    forms = {form.id: form for form in _forms(*submitted)}
    released = _released(*submitted, hours=hours)
    done = people_done(forms.values())
    assert {forms[i].subject for i in released} <= done
    assert all(forms[i].is_submitted for i in released)
