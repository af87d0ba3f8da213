"""Dispute a mark of who came, agree, decide, take that back; and forget what was written."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from interviews.actions.attendance import outcome_in
from interviews.actions.life import CannotChangeSession, take_step
from interviews.domain.booking_life import NOTHING_CHANGED, Event, Outcome, Step, Who
from interviews.models import Dispute, Participation, Session
from interviews.permissions import can_decide_dispute, is_participant, role_in

UNKNOWN = Participation.Attendance.UNKNOWN


class CannotDispute(CannotChangeSession):
    """Nothing was changed; the message says why."""


def _locked(session: Session) -> Session:
    """The session's row, held until the end of the transaction: one step at a time."""
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


@transaction.atomic
def dispute_mark(
    place: Participation, *, claimed: str, text: str, by: User, now: datetime
) -> Dispute:
    """`by`, one of the two, says that the mark of `place` is wrong and what would be right.

    For 72 hours after the marks were made. Until it is settled the mark has no effect. Saying
    the same a second time changes nothing. Raises CannotDispute and CannotChangeSession.
    """
    session = _locked(place.session)
    place.refresh_from_db()
    opened = Dispute.objects.open().filter(place=place).first()
    if opened is not None:
        if opened.by_id == by.pk:
            return opened  # a second click
        raise CannotDispute(f"This mark is disputed already. {NOTHING_CHANGED}")
    if claimed == place.attendance:
        raise CannotDispute(f"That is what the mark says already. {NOTHING_CHANGED}")
    take_step(session, Event.DISPUTE, by=by, now=now, since=session.marked_at, details=_of(place))
    Participation.objects.filter(pk=place.pk).update(settled_at=None)
    try:
        with transaction.atomic():
            return Dispute.objects.create(
                place=place,
                by=by,
                mark=place.attendance,
                claimed=claimed,
                text=text,
                opened_at=now,
            )
    except IntegrityError as error:  # both people at the same moment
        raise CannotDispute(f"This mark is disputed already. {NOTHING_CHANGED}") from error


@transaction.atomic
def agree_to_dispute(dispute: Dispute, *, by: User, now: datetime) -> Step | None:
    """The other person says the same: the mark is what was claimed, and final."""
    claimed = dispute.claimed
    return _close(dispute, Event.AGREE, mark=claimed, note="", by=by, now=now)


@transaction.atomic
def decide_dispute(
    dispute: Dispute, *, mark: str, note: str, by: User, now: datetime
) -> Step | None:
    """A coach of one of the two (or staff) says which mark is right; it is final."""
    return _close(dispute, Event.DECIDE, mark=mark, note=note, by=by, now=now)


@transaction.atomic
def take_back_dispute(dispute: Dispute, *, by: User, now: datetime) -> Step | None:
    """Whoever disputed thinks better of it: the mark is as it was."""
    return _close(dispute, Event.TAKE_BACK, mark=dispute.mark, note="", by=by, now=now)


_STATE_AFTER = {
    Event.AGREE: Dispute.State.AGREED,
    Event.DECIDE: Dispute.State.DECIDED,
    Event.TAKE_BACK: Dispute.State.TAKEN_BACK,
}


def _close(
    dispute: Dispute, event: Event, *, mark: str, note: str, by: User, now: datetime
) -> Step | None:
    """open → closed, by one conditional update; None if `by` has done just that already."""
    session = _locked(dispute.place.session)
    closed = Dispute.objects.open().filter(pk=dispute.pk)
    after = {"closed_at": now, "closed_by": by, "result": mark, "note": note}
    if not closed.update(state=_STATE_AFTER[event], **after):
        dispute.refresh_from_db()
        is_same = (dispute.closed_by_id, dispute.result) == (by.pk, mark)
        if is_same and dispute.state == _STATE_AFTER[event]:
            return None  # a second click
        raise CannotDispute(f"This dispute is settled already. {NOTHING_CHANGED}")
    settled_at = None if event == Event.TAKE_BACK else now
    place = Participation.objects.get(pk=dispute.place_id)
    place.attendance, place.settled_at = mark, settled_at
    place.save(update_fields=["attendance", "settled_at"])
    step = take_step(
        session,
        event,
        by=by,
        now=now,
        role=_role(dispute, session, by),
        outcome=_outcome(session),
        details=_of(place),
    )
    dispute.refresh_from_db()
    return step


@transaction.atomic
def reopen_dispute(dispute: Dispute, *, by: User, now: datetime) -> Step | None:
    """Whoever agreed or decided takes that back within 15 minutes; it is open again."""
    session = _locked(dispute.place.session)
    dispute.refresh_from_db()
    if dispute.state == Dispute.State.OPEN:
        if is_participant(by, session) or can_decide_dispute(by, session):
            return None  # a second click
        raise CannotDispute(f"Only whoever agreed or decided can take that back. {NOTHING_CHANGED}")
    role = role_in(session, by)
    if dispute.closed_by_id != by.pk or dispute.state == Dispute.State.TAKEN_BACK:
        role = Who.STRANGER
    step = take_step(
        session,
        Event.REOPEN,
        by=by,
        now=now,
        role=role,
        since=dispute.closed_at,
        details=_of(dispute.place),
    )
    Participation.objects.filter(pk=dispute.place_id).update(
        attendance=dispute.mark, settled_at=None
    )
    try:
        with transaction.atomic():
            Dispute.objects.filter(pk=dispute.pk).update(
                state=Dispute.State.OPEN, closed_at=None, closed_by=None, result="", note=""
            )
    except IntegrityError as error:
        raise CannotDispute(
            f"This mark was disputed anew in the meantime. {NOTHING_CHANGED}"
        ) from error
    dispute.refresh_from_db()
    return step


def _role(dispute: Dispute, session: Session, by: User) -> Who:
    """PERSON is whoever disputed; the other of the two is PARTNER."""
    who = role_in(session, by)
    return Who.PARTNER if who == Who.PERSON and by.pk != dispute.by_id else who


def _outcome(session: Session) -> Outcome:
    still = Dispute.objects.open().filter(place__session=session).exists()
    return Outcome.OTHER_DISPUTE if still else outcome_in(session)


def _of(place: Participation) -> dict[str, int]:
    """Whose mark it is: for the audit trail."""
    return {"place": place.pk}


@transaction.atomic
def forget_disputes(user: User, *, now: datetime) -> None:
    """Empty what the person wrote; open disputes of theirs are taken back."""
    open_ones = Dispute.objects.open().filter(Q(by=user)).select_related("place__session")
    for dispute in open_ones:
        take_back_dispute(dispute, by=user, now=now)
    Dispute.objects.filter(by=user).update(text="")
    Dispute.objects.filter(closed_by=user).update(note="", closed_by=None)
