"""Every (stage, step, who) of a session's life through the real actions: allowed or in words."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import AuditEntry, User
from interviews.actions.attendance import close_session, resume_session, settle_marks
from interviews.actions.disputes import (
    agree_to_dispute,
    decide_dispute,
    dispute_mark,
    reopen_dispute,
    take_back_dispute,
)
from interviews.actions.life import CannotChangeSession, take_step
from interviews.actions.sessions import cancel_session, restore_session, shift_session
from interviews.domain.booking_life import ENDED, TABLE, Event, Stage, Who
from interviews.models import Dispute, Session
from tests.cohorts.factories import CohortFactory
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
MARKS = {
    Stage.COMPLETED: ("present", "present"),
    Stage.NO_SHOW_ONE: ("present", "absent"),
    Stage.NO_SHOW_BOTH: ("absent", "absent"),
    Stage.NOT_HELD: ("unknown", "unknown"),
}
OF_SESSIONS = {
    step.event for step in TABLE if step.origin in (Stage.CONFIRMED, *ENDED, Stage.DISPUTED)
} | {Event.UNDO_CANCEL}
STAGES = [Stage.CONFIRMED, Stage.CANCELLED_EARLY, Stage.CANCELLED_LATE, Stage.IN_PROGRESS]
STAGES += [*ENDED, Stage.DISPUTED]


class Case:
    """A session at a stage, its people, and a moment at which the step's time has come."""

    def __init__(self, stage: Stage) -> None:
        self.person, self.partner, self.coach, self.stranger = (UserFactory() for _ in range(4))
        CohortFactory(coach=self.coach, members=[self.person])
        self.session = SessionFactory(first=self.person, second=self.partner)
        start, end = self.session.starts_at, self.session.ends_at
        self.now = start - 2 * timedelta(hours=24) + MINUTE
        if stage in (Stage.CANCELLED_EARLY, Stage.CANCELLED_LATE):
            if stage == Stage.CANCELLED_LATE:
                self.now = start - timedelta(hours=3)
            cancel_session(self.session, reason="", by=self.person, now=self.now)
        elif stage != Stage.CONFIRMED:
            take_step(self.session, Event.START, by=self.person, now=start)
            self.now = end
            if stage != Stage.IN_PROGRESS:
                shown = MARKS.get(stage, ("present", "absent"))
                pairs = zip((self.person, self.partner), shown, strict=True)
                marks = {user.pk: mark for user, mark in pairs}
                close_session(self.session, marks=marks, by=self.person, now=end)
            if stage == Stage.DISPUTED:
                self.place = self.session.participations.get(user=self.partner)
                args = {"claimed": "technical", "text": "-", "by": self.person}
                dispute_mark(self.place, now=end, **args)
        self.session = Session.objects.get()
        assert self.session.stage == stage

    def who(self, who: Who) -> User | None:
        return None if who == Who.SITE else getattr(self, who.value)

    @property
    def dispute(self) -> Dispute:
        found = Dispute.objects.first()
        if found is None:
            raise CannotChangeSession("There is nothing to settle. Nothing was changed.")
        return found


def _close(case: Case, by: User | None, now: datetime) -> object:
    marks = {case.person.pk: "present", case.partner.pk: "present"}
    return close_session(case.session, marks=marks, by=by, now=now)


def _settle(case: Case, by: User | None, now: datetime) -> object:
    before = AuditEntry.objects.count()
    if by is None and case.session.marked_at:
        settle_marks(case.session.pk, marked_at=case.session.marked_at, now=now)
    if AuditEntry.objects.count() == before:
        raise CannotChangeSession("Nothing was settled. Nothing was changed.")
    return None


def _dispute(case: Case, by: User, now: datetime) -> object:
    place = case.session.participations.get(user=case.person)
    other = "late" if place.attendance != "late" else "present"
    return dispute_mark(place, claimed=other, text="-", by=by, now=now)


def _reopen(case: Case, by: User, now: datetime) -> object:
    """After a decision by the coach, or an agreement of the partner."""
    found = case.dispute
    if by.pk == case.coach.pk:
        decide_dispute(found, mark="absent", note="", by=by, now=now)
    elif by.pk == case.partner.pk:
        agree_to_dispute(found, by=by, now=now)
    else:
        decide_dispute(found, mark="absent", note="", by=case.coach, now=now)
    found.refresh_from_db()
    return reopen_dispute(found, by=by, now=now)


ACTS: dict[Event, Callable[[Case, User, datetime], object]] = {
    Event.MOVE: lambda c, by, now: shift_session(
        c.session, starts_at=c.session.starts_at + timedelta(days=1), by=by, now=now
    ),
    Event.CANCEL: lambda c, by, now: cancel_session(c.session, reason="", by=by, now=now),
    Event.UNDO_CANCEL: lambda c, by, now: restore_session(c.session, by=by, now=now),
    Event.START: lambda c, by, now: take_step(c.session, Event.START, by=by, now=now),
    Event.CLOSE: _close,
    Event.RESUME: lambda c, by, now: resume_session(
        c.session, ended_at=c.session.marked_at or c.now, by=by, now=now
    ),
    Event.DISPUTE: _dispute,
    Event.AGREE: lambda c, by, now: agree_to_dispute(c.dispute, by=by, now=now),
    Event.DECIDE: lambda c, by, now: decide_dispute(
        c.dispute, mark="late", note="", by=by, now=now
    ),
    Event.TAKE_BACK: lambda c, by, now: take_back_dispute(c.dispute, by=by, now=now),
    Event.REOPEN: _reopen,
    Event.SETTLE: _settle,
}
# When the step's time has come, from the moment at which the stage was reached.
AFTER = {
    Event.SETTLE: timedelta(hours=72),
    Event.DISPUTE: timedelta(hours=71),
}
NEEDS_SOMEBODY = {Event.MOVE, Event.CANCEL, Event.UNDO_CANCEL, Event.DISPUTE, Event.AGREE}
NEEDS_SOMEBODY |= {Event.DECIDE, Event.TAKE_BACK, Event.REOPEN, Event.RESUME}


def _expected(stage: Stage, event: Event, who: Who) -> bool:
    """From the table alone; two actions narrow it down by whose deed it was."""
    if event == Event.REOPEN:  # the act brings the decision with it
        return stage == Stage.DISPUTED and who in (Who.PARTNER, Who.COACH)
    if event in (Event.AGREE, Event.TAKE_BACK, Event.UNDO_CANCEL):
        mine = who
    else:  # either of the two is "person" where neither has acted
        mine = Who.PERSON if who == Who.PARTNER else who
    return any(s.origin == stage and s.event == event and mine in s.who for s in TABLE)


def _moment(case: Case, stage: Stage, event: Event, who: Who) -> datetime:
    if event == Event.START and stage == Stage.CONFIRMED:
        return case.session.starts_at
    if event == Event.CLOSE and stage == Stage.CONFIRMED:
        return case.session.ends_at + timedelta(minutes=15)
    return case.now + AFTER.get(event, MINUTE)


def _refusal(event: Event, case: Case, by: User | None, now: datetime) -> str:
    """The words with which the act was refused; "" if it was done."""
    try:
        with transaction.atomic():
            ACTS[event](case, by, now)  # type: ignore[arg-type]
    except CannotChangeSession as error:
        return str(error)
    return ""


@pytest.mark.parametrize("event", sorted(OF_SESSIONS))
@pytest.mark.parametrize("stage", STAGES)
def test_a_step_works_for_those_who_may_and_refuses_the_others_in_words(stage, event):
    case = Case(stage)
    for who in Who:
        by = case.who(who)
        if by is None and event in NEEDS_SOMEBODY:
            continue  # the site has no way to do it
        is_allowed = _expected(stage, event, who)
        with transaction.atomic():
            case.session = Session.objects.get()
            rows = AuditEntry.objects.count()
            now = _moment(case, stage, event, who)
            refusal = _refusal(event, case, by, now)
            assert (refusal == "") == is_allowed, (who, refusal)
            if refusal:
                assert refusal.endswith("Nothing was changed."), who
                assert event == Event.REOPEN or Session.objects.get().stage == stage
            else:
                entry = AuditEntry.objects.latest("pk")
                assert AuditEntry.objects.count() > rows
                assert (entry.verb, entry.by, entry.at) == (f"booking.{event}", by, now)
                assert entry.details["from"] in {stage, *ENDED}
            transaction.set_rollback(True)
    assert ACTS.keys() == OF_SESSIONS


LATE = [
    (Stage.CONFIRMED, Event.CANCEL, timedelta(days=3)),
    (Stage.CONFIRMED, Event.MOVE, timedelta(days=3)),
    (Stage.CANCELLED_EARLY, Event.UNDO_CANCEL, timedelta(minutes=15)),
    (Stage.CANCELLED_LATE, Event.UNDO_CANCEL, timedelta(minutes=15)),
    (Stage.COMPLETED, Event.RESUME, timedelta(minutes=5)),
    (Stage.COMPLETED, Event.DISPUTE, timedelta(hours=72)),
    (Stage.NO_SHOW_ONE, Event.DISPUTE, timedelta(hours=72)),
    (Stage.DISPUTED, Event.DISPUTE, timedelta(hours=72)),
]


@pytest.mark.parametrize(("stage", "event", "later"), LATE)
def test_a_step_whose_time_is_over_is_refused_in_words(stage, event, later):
    case = Case(stage)
    with pytest.raises(CannotChangeSession, match=r"Nothing was changed\.$"):
        ACTS[event](case, case.person, case.now + later)
    assert Session.objects.get().stage == stage
