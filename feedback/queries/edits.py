"""A submitted form as its author sees it while they change it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback.domain.answers import Answers
from feedback.domain.versions import from_json
from feedback.models import EditDraft, Review
from feedback.queries.forms import answers_of


@dataclass(frozen=True)
class Edit:
    """`revision` grows with each change of the form and each save of the draft of one."""

    answers: Answers
    revision: int
    kept_at: datetime | None  # when the draft was saved; None: there is none


def edit_of(review: Review) -> Edit:
    """The draft of a change if one waits, else what the form says. One query."""
    draft = EditDraft.objects.filter(review=review).first()
    if draft is None:
        return Edit(answers_of(review), review.revision, None)
    revision = review.revision + draft.saves
    if not draft.answers:
        return Edit(answers_of(review), revision, None)
    return Edit(from_json(draft.answers), revision, draft.saved_at)


def own_edit(review: Review) -> dict[str, Any] | None:
    """The draft's answers for their author's export."""
    draft = EditDraft.objects.filter(review=review).exclude(answers={}).first()
    return {"saved_at": draft.saved_at, "answers": draft.answers} if draft else None
