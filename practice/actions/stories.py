"""Write stories down, delete them, take that back."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from jobs.actions import enqueue
from practice.domain.drafts import Draft
from practice.domain.specificity import check_story
from practice.models import Story

MOST_STORIES = 100
UNDO_WITHIN = timedelta(minutes=15)


class CannotSaveStory(Exception):
    """The story was not saved; the message says why and what is safe."""


class SavedElsewhere(CannotSaveStory):
    """The owner saved on another device since the caller read. Nothing changed."""

    def __init__(self, stored: Story) -> None:
        super().__init__(
            "This story was saved on another device. That version is kept; yours is not saved yet."
        )
        self.stored = stored


@transaction.atomic
def begin_story(draft: Draft, *, public_id: UUID, by: User, now: datetime) -> Story:
    """A new story of `by`. A second call with the same `public_id` finds the first one's."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs cannot pass the limit
    known = Story.objects.filter(public_id=public_id).first()
    if known is not None:
        if known.owner_id != by.pk or known.deleted_at:
            raise CannotSaveStory("Nothing was saved. Open the page again and try once more.")
        return known
    if Story.objects.of(by).count() >= MOST_STORIES:
        raise CannotSaveStory(
            f"You have {MOST_STORIES} stories, which is as many as fit. Nothing was saved: delete"
            " one first."
        )
    story = Story.objects.create(
        public_id=public_id, owner=by, created_at=now, saved_at=now, **_columns(draft)
    )
    story.values.set(draft.values)
    return story


@transaction.atomic
def save_story(story: Story, *, draft: Draft, revision: int, by: User, now: datetime) -> Story:
    """Keep `draft` if nothing was saved since `revision`; return the story as stored.

    Raises SavedElsewhere when another device was faster (its version stays).
    """
    # One statement decides: whoever comes second finds another revision and writes nothing.
    updated = (
        Story.objects.of(by)
        .filter(pk=story.pk, revision=revision)
        .update(revision=F("revision") + 1, saved_at=now, **_columns(draft))
    )
    stored = Story.objects.of(by).filter(pk=story.pk).first()
    if stored is None:
        raise CannotSaveStory("This story was deleted on another device. Nothing was saved.")
    if not updated:
        raise SavedElsewhere(stored)
    stored.values.set(draft.values)
    return stored


def _columns(draft: Draft) -> dict[str, Any]:
    """What a save writes: the words, and what the check says of them."""
    check = check_story(draft.parts)
    return {
        "title": draft.title,
        "is_decision": draft.is_decision,
        **asdict(draft.parts),
        "is_english": check.is_english,
        "score": check.score,
        "is_passed": check.is_passed,
    }


@transaction.atomic
def delete_story(story: Story, *, by: User, now: datetime) -> None:
    """Take the story away; for 15 minutes it can be brought back. Twice changes nothing."""
    if not Story.objects.of(by).filter(pk=story.pk).update(deleted_at=now):
        return
    enqueue(
        "practice.forget_story",
        key=f"forget-story:{story.pk}:{now.isoformat()}",
        run_at=now + UNDO_WITHIN,
        now=now,
        story_id=story.pk,
        deleted_at=now.isoformat(),
    )


@transaction.atomic
def restore_story(story: Story, *, by: User, now: datetime) -> None:
    """Bring a deleted story back within 15 minutes. Twice changes nothing."""
    if story.deleted_at is None:
        return
    since = now - UNDO_WITHIN
    found = Story.objects.filter(pk=story.pk, owner=by, deleted_at__gt=since)
    if not found.update(deleted_at=None):
        raise CannotSaveStory("It is more than 15 minutes ago: the story is gone.")


def forget_story(story_id: int, *, deleted_at: datetime) -> None:
    """Delete for good what was deleted at `deleted_at` and not brought back since."""
    Story.objects.filter(pk=story_id, deleted_at=deleted_at).delete()


def forget_stories(user: User, *, now: datetime) -> None:
    """Delete everything that somebody who erases their account kept here."""
    user.stories.all().delete()
    user.checklist_ticks.all().delete()
