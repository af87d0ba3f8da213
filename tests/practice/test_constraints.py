import pytest
from django.db import IntegrityError

from practice.models import ChecklistTick, Story, Telling
from tests.factories import UserFactory
from tests.practice.builders import told_round, write

pytestmark = pytest.mark.django_db


def test_story_has_a_title(now):
    with pytest.raises(IntegrityError):
        Story.objects.create(owner=UserFactory(), title="", created_at=now, saved_at=now)


def test_story_is_told_once_in_a_leg(now):
    user = UserFactory()
    story, leg = write(user, now=now), told_round(user, now=now)
    Telling.objects.create(story=story, leg=leg, noted_at=now)
    with pytest.raises(IntegrityError):
        Telling.objects.create(story=story, leg=leg, noted_at=now)


def test_line_is_ticked_once(now):
    user = UserFactory()
    ChecklistTick.objects.create(user=user, line="culture", ticked_at=now)
    with pytest.raises(IntegrityError):
        ChecklistTick.objects.create(user=user, line="culture", ticked_at=now)
