import pytest

from practice.actions.tellings import CannotNote, note_rounds, note_told
from practice.models import Telling
from tests.factories import SessionFactory, UserFactory
from tests.practice.builders import told_round, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def pairs() -> set[tuple[int, int]]:
    return set(Telling.objects.values_list("story", "leg"))


def test_what_is_noted_is_exactly_what_was_told(user, now):
    first, second = (write(user, now=now, title=title) for title in "ab")
    leg, other = (told_round(user, now=now) for _ in "12")
    note_told(other, stories=[first], by=user, now=now)
    for stories in ([first, second], [second], [second]):
        note_told(leg, stories=stories, by=user, now=now)
    assert pairs() == {(first.pk, other.pk), (second.pk, leg.pk)}


def test_a_story_is_linked_to_exactly_those_rounds(user, now):
    story = write(user, now=now)
    first, second = (told_round(user, now=now) for _ in "12")
    for legs in ([first], [second], [second]):
        note_rounds(story, legs=legs, by=user, now=now)
    assert pairs() == {(story.pk, second.pk)}


def test_only_own_behavioural_rounds_that_were_held_can_be_noted(user, now):
    story, partner = write(user, now=now), UserFactory()
    held = told_round(user, now=now)
    coding = SessionFactory(first=user, state="completed").legs.get(candidate=user)
    coming = SessionFactory(first=user, kind="behavioural").legs.get(candidate=user)
    asked = held.session.legs.get(interviewer=user)
    for leg in (coding, coming, asked, told_round(partner, now=now)):
        with pytest.raises(CannotNote):
            note_told(leg, stories=[story], by=user, now=now)
        with pytest.raises(CannotNote):
            note_rounds(story, legs=[held, leg], by=user, now=now)
    assert pairs() == set()


def test_stories_of_others_are_never_noted(user, now):
    theirs, leg = write(UserFactory(), now=now), told_round(user, now=now)
    note_told(leg, stories=[theirs], by=user, now=now)
    with pytest.raises(CannotNote):
        note_rounds(theirs, legs=[leg], by=user, now=now)
    assert pairs() == set()
