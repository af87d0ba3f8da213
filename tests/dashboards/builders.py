"""Sessions that were held, and what was written of them."""

from datetime import datetime, timedelta

from feedback.models import Rating, Review
from interviews.models import Session
from tests.factories import SessionFactory


def held(
    first, second, *, starts_at: datetime, state="completed", mode="one_way", **attendance
) -> Session:
    """A session at `starts_at`; one-way: `first` interviews `second`.

    `first_came` and `second_came` are attendance values; they are final.
    """
    session = SessionFactory(
        first=first, second=second, mode=mode, starts_at=starts_at, state=state
    )
    for who, name in ((first, "first_came"), (second, "second_came")):
        came = attendance.get(name, "present" if state == "completed" else "unknown")
        session.participations.filter(user=who).update(attendance=came, settled_at=starts_at)
    return session


def interviewer_form(session: Session, *, hours: float | None = 2, **fields) -> Review:
    """The interviewer's form of leg 1, opened at the end, sent and released `hours` later.

    None: still owed. `evidence` and `score` go with every criterion.
    """
    leg = session.legs.get(number=1)
    evidence = fields.pop("evidence", "")
    score = fields.pop("score", 3)
    sent_at = None if hours is None else session.ends_at + timedelta(hours=hours)
    review = Review.objects.create(
        leg=leg,
        perspective="interviewer",
        author=leg.interviewer,
        subject=leg.candidate,
        opened_at=session.ends_at,
        **{"submitted_at": sent_at, "released_at": sent_at, "recommendation": 3} | fields,
    )
    for criterion in leg.rubric_version.criteria.all():
        Rating.objects.create(review=review, criterion=criterion, score=score, evidence=evidence)
    return review
