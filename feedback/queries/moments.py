"""What an interviewer noted while a leg ran."""

from typing import Any

from accounts.models import User
from feedback.domain.moments import Note
from feedback.models import Moment, Review
from interviews.models import Leg


def notes_on(leg: Leg, *, author: User) -> list[Note]:
    """The notes that `author` took in the leg, in the order of the round."""
    rows = Moment.objects.filter(leg=leg, author=author)
    return [Note(*row) for row in rows.values_list("seconds", "text", "criterion")]


def notes_for(review: Review) -> list[Note]:
    """The notes that its author may fill the form from: the interviewer's own, or none."""
    if review.perspective != Review.Perspective.INTERVIEWER:
        return []
    return notes_on(review.leg, author=review.author)


def own_moments(user: User) -> list[Any]:
    """Every note the person took as an interviewer, for their export."""
    moments = Moment.objects.filter(author=user).select_related("leg__session")
    return [
        {
            "session": str(moment.leg.session.public_id),
            "seconds_into_the_round": moment.seconds,
            "text": moment.text,
            "criterion": moment.criterion,
            "noted_at": moment.noted_at,
        }
        for moment in moments.order_by("noted_at", "pk")
    ]
