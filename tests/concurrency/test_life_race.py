"""Two steps of a booking's life at the same moment: one wins, and every calendar agrees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from interviews.actions.attendance import close_session
from interviews.actions.disputes import agree_to_dispute, decide_dispute, dispute_mark
from interviews.actions.life import CannotChangeSession
from interviews.models import Dispute, Session
from jobs.models import Job
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.undo import CannotUndo, undo_cancel
from scheduling.actions.waitlist import fill_slot, join_waitlist
from scheduling.models import Claim, FreedSlot, Proposal
from tests.cohorts.factories import CohortFactory
from tests.concurrency.test_accept_race import (
    a_database_that_threads_share,
    accept,
    all_at_once,
    open_proposal,
)
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, claimed, fill_catalogue, held_by, in_days, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count
    a_database_that_threads_share()
    fill_catalogue(kinds=["coding"], packets=6)


def undo(session_pk: int, by_pk: int) -> str:
    by = User.objects.get(pk=by_pk)
    try:
        undo_cancel(Session.objects.get(pk=session_pk), by=by, now=timezone.now())
    except CannotUndo:
        return "refused"
    return "undone"


def cancelled(*, days: float = 3) -> tuple[User, User, Session]:
    alone, away = person(), person()
    session = book(alone, away, starts_at=in_days(days))
    cancel_booking(session, by=away, reason="", now=timezone.now())
    return alone, away, session


def claims_are_those_of_booked_sessions() -> None:
    for user in User.objects.all():
        booked = Session.objects.filter(state="confirmed", participations__user=user)
        assert claimed(user) == held_by(*booked)


def test_an_undo_and_a_booking_of_the_partner_at_once_leave_one_session():
    for _ in range(4):
        alone, away, session = cancelled()
        rival = open_proposal(person(), alone, starts_at=session.starts_at)
        results = all_at_once(
            [
                lambda session=session, away=away: undo(session.pk, away.pk),
                lambda rival=rival: accept(rival.pk),
            ]
        )
        assert results in ({"undone": 1, "refused": 1}, {"booked": 1, "refused": 1})
        claims_are_those_of_booked_sessions()
        assert len(claimed(alone)) == 4


def test_twenty_clicks_on_undo_bring_the_session_back_once():
    _, away, session = cancelled()
    results = all_at_once([lambda: undo(session.pk, away.pk)] * 20)
    session.refresh_from_db()
    assert results == {"undone": 20}
    assert (session.state, session.sequence) == ("confirmed", 2)
    assert AuditEntry.objects.filter(verb="booking.undo_cancel").count() == 1
    again = Job.objects.filter(kind="scheduling.send_invitation", arguments__is_again=True)
    assert again.count() == 2
    assert Claim.objects.count() == 8


def test_cancels_of_both_at_once_cancel_once():
    session = book(one := person(), other := person(), starts_at=in_days(3))

    def cancel(by: User) -> str:
        try:
            fresh = Session.objects.get(pk=session.pk)
            cancel_booking(fresh, by=by, reason="", now=timezone.now())
        except CannotCancel:
            return "refused"
        return "cancelled"

    results = all_at_once([lambda: cancel(one), lambda: cancel(other)] * 5)
    assert results == {"cancelled": 1, "refused": 9}
    assert FreedSlot.objects.count() == 1


def test_three_yeses_to_one_freed_time_book_one():
    now = timezone.now()
    for _ in range(3):
        wishes = dict.fromkeys(("from_date", "until_date", "starts", "ends"))
        join_waitlist(person(), ways=["swap"], kinds=[], now=now, **wishes)
    alone, _, session = cancelled(days=0.5)
    fill_slot(FreedSlot.objects.get().pk, now=now)
    offers = list(Proposal.objects.filter(origin="waitlist").values_list("pk", flat=True))
    assert len(offers) == 3
    results = all_at_once([lambda pk=pk: accept(pk) for pk in offers] * 3)
    assert results == {"booked": 1, "refused": 8}
    claims_are_those_of_booked_sessions()
    booked = Session.objects.get(state="confirmed")
    assert booked.starts_at == session.starts_at
    assert claimed(alone) == held_by(booked)


def test_two_looks_at_a_freed_time_at_once_ask_nobody_twice():
    now = timezone.now()
    for _ in range(5):
        wishes = dict.fromkeys(("from_date", "until_date", "starts", "ends"))
        join_waitlist(person(), ways=["swap"], kinds=[], now=now, **wishes)
    cancelled(days=0.5)
    slot = FreedSlot.objects.get()

    def look() -> str:
        fill_slot(slot.pk, now=now)
        return "looked"

    assert all_at_once([look] * 6) == {"looked": 6}
    asked = list(slot.offers.values_list("user_id", flat=True))
    assert len(asked) == len(set(asked)) == 3


def test_an_agreement_and_a_decision_at_once_settle_a_dispute_once():
    now = timezone.now()
    one, other, coach = UserFactory(), UserFactory(), UserFactory()
    CohortFactory(coach=coach, members=[one])
    session = SessionFactory(first=one, second=other, starts_at=now - timedelta(hours=2))
    close_session(session, marks={other.pk: "present"}, by=None, now=now)
    place = session.participations.get(user=one)
    dispute_mark(place, claimed="technical", text="-", by=one, now=now)

    def settle(act, **more) -> str:
        try:
            act(Dispute.objects.select_related("place__session").get(), now=now, **more)
        except CannotChangeSession:
            return "refused"
        return "settled"

    results = all_at_once(
        [
            lambda: settle(agree_to_dispute, by=other),
            lambda: settle(decide_dispute, by=coach, mark="absent", note=""),
        ]
    )
    assert results == {"settled": 1, "refused": 1}
    place.refresh_from_db()
    assert place.attendance == Dispute.objects.get().result
