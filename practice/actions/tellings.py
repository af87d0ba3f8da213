"""Note which stories were told in which rounds."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.models import Leg
from practice.models import Story, Telling
from practice.queries.rounds import rounds_to_tell_of


class CannotNote(Exception):
    """Nothing was noted; the message says why."""


@transaction.atomic
def note_told(leg: Leg, *, stories: Collection[Story], by: User, now: datetime) -> None:
    """Of the person's stories, exactly `stories` were told in the leg."""
    if not rounds_to_tell_of(by).filter(pk=leg.pk).exists():
        raise CannotNote("Stories are noted for your own behavioural rounds, once they are over.")
    kept = [story for story in stories if story.owner_id == by.pk]
    Telling.objects.filter(leg=leg, story__owner=by).exclude(story__in=kept).delete()
    Telling.objects.bulk_create(
        [Telling(story=story, leg=leg, noted_at=now) for story in kept], ignore_conflicts=True
    )


@transaction.atomic
def note_rounds(story: Story, *, legs: Collection[Leg], by: User, now: datetime) -> None:
    """The story was told in exactly `legs`."""
    allowed = set(rounds_to_tell_of(by).values_list("pk", flat=True))
    if story.owner_id != by.pk or not {leg.pk for leg in legs} <= allowed:
        raise CannotNote("Stories are noted for your own behavioural rounds, once they are over.")
    story.tellings.exclude(leg__in=legs).delete()
    Telling.objects.bulk_create(
        [Telling(story=story, leg=leg, noted_at=now) for leg in legs], ignore_conflicts=True
    )
