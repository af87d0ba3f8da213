"""Keep what an interviewer notes while their round runs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from feedback.domain.moments import MAX_NOTES, MAX_TEXT
from feedback.models import Moment, Review
from interviews.models import Leg


class CannotNote(Exception):
    """The note was not kept; the message says why to people."""


@transaction.atomic
def note_moment(
    leg: Leg, *, key: UUID, text: str, criterion: str, began_at: datetime, by: User, now: datetime
) -> Moment:
    """Keep a note of the leg's interviewer, stamped with the time since `began_at`.

    The same `key` a second time returns the note that is there. `criterion`: a slug of the leg's
    rubric, or empty. Raises CannotNote.
    """
    if leg.interviewer_id != by.pk:
        raise CannotNote("Only the interviewer of a round takes notes on it.")
    Leg.objects.select_for_update().get(pk=leg.pk)  # so that the count below holds
    kept = Moment.objects.filter(leg=leg, key=key).first()
    if kept is not None:
        return kept
    _check(leg, text=text, criterion=criterion)
    return Moment.objects.create(
        leg=leg,
        author=by,
        key=key,
        seconds=max(0, int((now - began_at).total_seconds())),
        text=text.strip(),
        criterion=criterion,
        noted_at=now,
    )


def _check(leg: Leg, *, text: str, criterion: str) -> None:
    if not text.strip():
        raise CannotNote("Write a word or two; then it is kept with the time.")
    if len(text.strip()) > MAX_TEXT:
        raise CannotNote(f"A note has at most {MAX_TEXT} characters. Nothing was kept.")
    if criterion and not leg.rubric_version.criteria.filter(slug=criterion).exists():
        raise CannotNote("This round does not rate that. Nothing was kept.")
    if Moment.objects.filter(leg=leg).count() >= MAX_NOTES:
        raise CannotNote(f"That is more than {MAX_NOTES} notes. This one was not kept.")
    form = Review.objects.submitted().filter(leg=leg, perspective=Review.Perspective.INTERVIEWER)
    if form.exists():
        raise CannotNote("Your form on this round is submitted, so its notes are closed.")
