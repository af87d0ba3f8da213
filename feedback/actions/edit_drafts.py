"""Keep what an author is changing in a submitted form until they send it, or throw it away."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from feedback.actions.reviews import SavedElsewhere
from feedback.actions.revising import check_changeable, locked_review
from feedback.domain.answers import Answers
from feedback.domain.versions import as_json
from feedback.models import EditDraft, Review
from feedback.queries.edits import Edit, edit_of
from feedback.queries.forms import answers_of


@transaction.atomic
def save_edit(review: Review, *, answers: Answers, revision: int, by: User, now: datetime) -> Edit:
    """Keep `answers` as the draft of a change; nobody but the author ever reads it.

    A draft that says what the form says is none. Raises CannotSave when the form cannot be
    changed (any more), SavedElsewhere when anything was saved since `revision`.
    """
    stored = locked_review(review)
    check_changeable(stored, by=by, now=now)
    if edit_of(stored).revision != revision:
        raise SavedElsewhere(stored)
    EditDraft.objects.get_or_create(review=stored, defaults={"saved_at": now})
    EditDraft.objects.filter(review=stored).update(
        answers={} if answers == answers_of(stored) else as_json(answers),
        saves=F("saves") + 1,
        saved_at=now,
    )
    return edit_of(stored)


@transaction.atomic
def discard_edit(review: Review, *, by: User, now: datetime) -> None:
    """Throw the draft away; the form stays as it is. Without a draft nothing happens.

    Raises CannotSave.
    """
    stored = locked_review(review)
    check_changeable(stored, by=by, now=now)
    waiting = EditDraft.objects.filter(review=stored).exclude(answers={})
    waiting.update(answers={}, saves=F("saves") + 1, saved_at=now)
