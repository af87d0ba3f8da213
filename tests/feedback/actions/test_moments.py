from datetime import timedelta
from uuid import uuid4

import pytest

from feedback.actions import moments
from feedback.actions.moments import CannotNote, note_moment
from feedback.domain.moments import Note
from feedback.models import Moment
from feedback.queries.moments import notes_for
from tests.feedback.builders import form_of, opened_session, people_of, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(now):
    return opened_session(now=now, mode="one_way")


def _note(session, *, now, at_seconds=252, **fields):
    leg = session.legs.get()
    given = {"key": uuid4(), "text": "Asked for sizes", "criterion": "approach"} | fields
    by = given.pop("by", leg.interviewer)
    return note_moment(leg, began_at=now - timedelta(seconds=at_seconds), by=by, now=now, **given)


def test_a_note_is_stamped_and_reaches_the_interviewers_form_alone(session, now):
    interviewer, candidate = people_of(session)
    _note(session, now=now, text=" Asked for sizes ")
    assert notes_for(form_of(interviewer, session, "interviewer")) == [
        Note(252, "Asked for sizes", "approach")
    ]
    for perspective in ("self", "candidate"):
        assert notes_for(form_of(candidate, session, perspective)) == []


def test_a_note_sent_twice_is_kept_once(session, now):
    key = uuid4()
    first = _note(session, now=now, key=key)
    again = _note(session, now=now + timedelta(seconds=9), key=key, text="something else")
    assert (again, Moment.objects.get().text) == (first, "Asked for sizes")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "  "}, "Write a word"),
        ({"text": "x" * 301}, "at most 300"),
        ({"criterion": "no-such-thing"}, "does not rate that"),
    ],
)
def test_a_note_that_cannot_be_kept_says_why(session, now, fields, words):
    with pytest.raises(CannotNote, match=words):
        _note(session, now=now, **fields)
    assert Moment.objects.count() == 0


def test_the_candidate_takes_no_notes(session, now):
    _, candidate = people_of(session)
    with pytest.raises(CannotNote, match="Only the interviewer"):
        _note(session, now=now, by=candidate)


def test_notes_are_bounded(session, now, monkeypatch):
    monkeypatch.setattr(moments, "MAX_NOTES", 1)
    _note(session, now=now)
    with pytest.raises(CannotNote, match="more than 1 notes"):
        _note(session, now=now)


def test_a_submitted_form_closes_its_notes(session, now):
    interviewer, _ = people_of(session)
    submit(interviewer, session, "interviewer", now=now)
    with pytest.raises(CannotNote, match="is submitted"):
        _note(session, now=now)
