"""What a session's page says once it is over or cancelled: who came, what can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from interviews.domain.booking_life import ENDED, Event, Facts, Stage, Who, can_step
from interviews.domain.session_times import DISPUTE_WITHIN, UNDO_WITHIN
from interviews.models import Dispute, Participation, Session
from interviews.permissions import is_participant
from interviews.queries.disputes import disputes_of
from scheduling.models import FreedSlot
from scheduling.queries.session_history import HistoryLine, session_history
from scheduling.queries.waitlist import slot_of_session


@dataclass(frozen=True)
class MarkRow:
    """One person's coming. `dispute` is the latest about it, if any."""

    place: Participation
    name: str  # "You" for the reader
    dispute: Dispute | None

    @property
    def is_disputed(self) -> bool:
        return self.dispute is not None and self.dispute.state == Dispute.State.OPEN


@dataclass(frozen=True)
class AfterSession:
    """`dispute_until` and `undo_cancel_until` are None where there is nothing to do so."""

    marks: list[MarkRow]
    dispute_until: datetime | None
    undo_cancel_until: datetime | None
    history: list[HistoryLine]
    slot: FreedSlot | None  # the search for a replacement for the reader, who was left alone


def after_session(session: Session, reader: User, *, now: datetime) -> AfterSession:
    """`session` was loaded with its people. Two queries, one more when it is over."""
    is_own = is_participant(reader, session)
    is_over = session.stage in (*ENDED, Stage.DISPUTED)
    return AfterSession(
        marks=_marks(session, reader) if is_over else [],
        dispute_until=_dispute_until(session, now=now) if is_own else None,
        undo_cancel_until=_undo_until(session, reader, now=now) if is_own else None,
        history=session_history(session, reader=reader),
        slot=slot_of_session(session, person=reader) if is_own and session.cancelled_at else None,
    )


def _marks(session: Session, reader: User) -> list[MarkRow]:
    latest = {dispute.place_id: dispute for dispute in disputes_of(session)}
    return [
        MarkRow(
            place=place,
            name="You" if place.user_id == reader.pk else place.user.profile.pseudonym,
            dispute=latest.get(place.pk),
        )
        for place in session.participations.all()
    ]


def _facts(session: Session, *, since: datetime | None, now: datetime) -> Facts:
    return Facts(now=now, starts_at=session.starts_at, ends_at=session.ends_at, since=since)


def _dispute_until(session: Session, *, now: datetime) -> datetime | None:
    facts = _facts(session, since=session.marked_at, now=now)
    if session.marked_at is None or not can_step(
        session.stage, Event.DISPUTE, who=Who.PERSON, facts=facts
    ):
        return None
    return session.marked_at + DISPUTE_WITHIN


def _undo_until(session: Session, reader: User, *, now: datetime) -> datetime | None:
    facts = _facts(session, since=session.cancelled_at, now=now)
    is_own_act = session.cancelled_by_id == reader.pk
    who = Who.PERSON if is_own_act else Who.PARTNER
    if session.cancelled_at is None or not can_step(
        session.stage, Event.UNDO_CANCEL, who=who, facts=facts
    ):
        return None
    return min(session.cancelled_at + UNDO_WITHIN, session.starts_at)
