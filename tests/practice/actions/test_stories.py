from datetime import timedelta
from uuid import uuid4

import pytest

from jobs.execution import run_due_jobs
from jobs.models import Job
from practice.actions.stories import (
    MOST_STORIES,
    CannotSaveStory,
    SavedElsewhere,
    begin_story,
    delete_story,
    restore_story,
    save_story,
)
from practice.domain.drafts import Draft
from practice.domain.specificity import Parts
from practice.models import Story
from tests.factories import UserFactory
from tests.practice.builders import SPECIFIC, VAGUE, target, told_round, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory()


def test_second_click_begins_no_second_story(user, now):
    key = uuid4()
    first, second = (
        begin_story(Draft(title, Parts()), public_id=key, by=user, now=now) for title in "ab"
    )
    assert (first.pk, second.title, user.stories.count()) == (second.pk, "a", 1)


def test_key_of_somebody_elses_story_opens_nothing(user, now):
    theirs = write(UserFactory(), now=now)
    with pytest.raises(CannotSaveStory):
        begin_story(Draft("mine", Parts()), public_id=theirs.public_id, by=user, now=now)


def test_there_is_a_limit(user, now):
    Story.objects.bulk_create(
        Story(owner=user, title=str(n), created_at=now, saved_at=now) for n in range(MOST_STORIES)
    )
    with pytest.raises(CannotSaveStory, match="100 stories"):
        write(user, now=now)
    assert user.stories.count() == MOST_STORIES


def test_save_keeps_the_words_and_what_the_check_says(user, now):
    courage, candour = target(user, "Courage", "Candour")
    story = write(user, courage, now=now, parts=VAGUE)
    draft = Draft("Better", SPECIFIC, (candour.pk,), is_decision=True)
    stored = save_story(story, draft=draft, revision=0, by=user, now=now)

    assert (story.is_passed, stored.is_passed, stored.is_english) == (False, True, True)
    assert (stored.title, stored.parts, stored.is_decision) == ("Better", SPECIFIC, True)
    assert (list(stored.values.all()), stored.revision) == ([candour], 1)


def test_two_devices_notice_each_other(user, now):
    story = write(user, now=now)
    save_story(story, draft=Draft("first", SPECIFIC), revision=0, by=user, now=now)
    with pytest.raises(SavedElsewhere) as caught:
        save_story(story, draft=Draft("second", SPECIFIC), revision=0, by=user, now=now)
    assert (caught.value.stored.title, caught.value.stored.revision) == ("first", 1)


def test_nobody_else_can_save(user, now):
    story = write(user, now=now)
    with pytest.raises(CannotSaveStory):
        save_story(story, draft=Draft("x", VAGUE), revision=0, by=UserFactory(), now=now)
    story.refresh_from_db()
    assert story.parts == SPECIFIC


def test_deleted_story_comes_back_with_all_that_belongs_to_it(user, now):
    story = write(user, *target(user, "Courage"), now=now)
    story.tellings.create(leg=told_round(user, now=now), noted_at=now)
    for _ in range(2):
        delete_story(story, by=user, now=now)
    story.refresh_from_db()
    assert (Story.objects.of(user).count(), Job.objects.open().count()) == (0, 1 + _older())
    for _ in range(2):
        restore_story(story, by=user, now=now + timedelta(minutes=14))
        story.refresh_from_db()
    _run_later(now)
    assert (story.deleted_at, story.values.count(), story.tellings.count()) == (None, 1, 1)
    assert Story.objects.of(user).count() == 1


def test_deleted_story_is_gone_after_fifteen_minutes(user, now):
    story = write(user, now=now)
    delete_story(story, by=user, now=now)
    story.refresh_from_db()
    with pytest.raises(CannotSaveStory, match="gone"):
        restore_story(story, by=user, now=now + timedelta(minutes=15))
    _run_later(now)
    assert Story.objects.count() == 0


def test_first_deletion_does_not_take_what_was_restored_and_deleted_again(user, now):
    story = write(user, now=now)
    delete_story(story, by=user, now=now)
    story.refresh_from_db()
    restore_story(story, by=user, now=now)
    delete_story(story, by=user, now=now + timedelta(minutes=10))
    Job.objects.filter(arguments__deleted_at=now.isoformat()).update(run_at=now)
    run_due_jobs()
    assert Story.objects.count() == 1


def _older() -> int:
    return Job.objects.open().exclude(kind="practice.forget_story").count()


def _run_later(now) -> None:
    Job.objects.filter(kind="practice.forget_story").update(run_at=now)
    run_due_jobs()
