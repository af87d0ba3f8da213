"""Disputes about who came, with what follows: mails, and forms where a session was held."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from feedback.actions.reviews import open_reviews
from feedback.models import Review
from interviews.actions import disputes as marks
from interviews.actions.disputes import CannotDispute
from interviews.domain.booking_life import Stage, Step
from interviews.models import Dispute, Participation, Session
from scheduling.actions.mail_jobs import enqueue_mail

__all__ = ["CannotDispute", "agree", "decide", "dispute", "reopen", "take_back"]


@transaction.atomic
def dispute(place: Participation, *, claimed: str, text: str, by: User, now: datetime) -> Dispute:
    """Dispute the mark of `place`; the other person is told. Raises CannotChangeSession."""
    opened = marks.dispute_mark(place, claimed=claimed, text=text, by=by, now=now)
    _tell(opened, "opened", but_not=by, now=now)
    return opened


@transaction.atomic
def agree(found: Dispute, *, by: User, now: datetime) -> None:
    """The other person agrees: settled. Raises CannotChangeSession."""
    _settled(found, marks.agree_to_dispute(found, by=by, now=now), by=by, now=now)


@transaction.atomic
def decide(found: Dispute, *, mark: str, note: str, by: User, now: datetime) -> None:
    """A coach or staff decides: settled, both are told. Raises CannotChangeSession."""
    step = marks.decide_dispute(found, mark=mark, note=note, by=by, now=now)
    _settled(found, step, by=by, now=now)


def take_back(found: Dispute, *, by: User, now: datetime) -> None:
    marks.take_back_dispute(found, by=by, now=now)


def reopen(found: Dispute, *, by: User, now: datetime) -> None:
    marks.reopen_dispute(found, by=by, now=now)


def _settled(found: Dispute, step: Step | None, *, by: User, now: datetime) -> None:
    if step is None:
        return  # a second click
    session = Session.objects.get(pk=found.place.session_id)
    has_forms = Review.objects.filter(leg__session=session).exists()
    if step.target == Stage.COMPLETED and not has_forms:
        open_reviews(session, now=now)  # it took place after all
    _tell(found, "settled", but_not=by, now=now)


def _tell(found: Dispute, event: str, *, but_not: User, now: datetime) -> None:
    people = Participation.objects.filter(session=found.place.session_id)
    for user_id in people.exclude(user=but_not).values_list("user_id", flat=True):
        key = f"dispute_{event}:{found.pk}:{user_id}:{now:%Y%m%d%H%M%S%f}"
        enqueue_mail(f"dispute_{event}", key=key, now=now, dispute_id=found.pk, user_id=user_id)
