from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.proposals import propose_move
from scheduling.models import Claim, Proposal
from tests.scheduling.worlds import book, claimed, in_days, person

pytestmark = pytest.mark.django_db


def test_a_cancelled_session_frees_both_calendars(catalogue, now):
    asker, partner, third = person(), person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    cancel_booking(session, by=partner, reason="Exam", now=now)
    session.refresh_from_db()
    assert (session.state, session.sequence, session.cancel_reason, session.cancelled_by) == (
        *("cancelled", 1, "Exam", partner),
    )
    assert claimed(asker) == claimed(partner) == []
    again = book(third, partner, starts_at=in_days(3))
    assert again.state == "confirmed"


def test_a_cancellation_tells_both_and_says_whether_it_was_late(catalogue):
    now = in_days(0)
    asker, partner = person(), person()
    early = book(asker, partner, starts_at=in_days(3), now=now)
    other = {"proposer_kind": "behavioural", "partner_kind": "behavioural"}  # new questions
    late = book(asker, partner, starts_at=now + timedelta(hours=24), now=now, **other)
    cancel_booking(early, by=asker, reason="", now=now)
    cancel_booking(late, by=asker, reason="", now=now + timedelta(minutes=1))
    entries = AuditEntry.objects.filter(verb="booking.cancel").order_by("pk")
    assert [entry.details["to"] for entry in entries] == ["cancelled_early", "cancelled_late"]
    kept = Session.objects.order_by("pk").values_list("cancelled_late", flat=True)
    assert list(kept) == [False, True]
    keys = Job.objects.filter(kind="scheduling.send_cancellation").values_list("key", flat=True)
    assert set(keys) == {
        f"cancellation:{session.pk}:{user.pk}:1"
        for session in (early, late)
        for user in (asker, partner)
    }


def test_cancelling_twice_from_the_start_on_or_as_a_stranger_changes_nothing(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    with pytest.raises(CannotCancel, match="has begun"):
        cancel_booking(session, by=asker, reason="", now=session.starts_at)
    with pytest.raises(CannotCancel, match="Only the two people"):
        cancel_booking(session, by=person(), reason="", now=now)
    assert Claim.objects.count() == 8
    stale = Session.objects.get()
    cancel_booking(session, by=asker, reason="", now=now)
    jobs = Job.objects.count()
    with pytest.raises(CannotCancel, match="cancelled already"):
        cancel_booking(stale, by=partner, reason="", now=now)
    assert (Session.objects.get().sequence, Job.objects.count()) == (1, jobs)


def test_a_cancel_that_meets_a_move_half_way_is_refused(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    seen_before = Session.objects.get()
    move = propose_move(session, by=asker, starts_at=in_days(4), message="", now=now)
    accept_proposal(move, by=partner, now=now)
    with pytest.raises(CannotCancel, match="changed a moment ago"):
        cancel_booking(seen_before, by=asker, reason="", now=now)
    assert Claim.objects.count() == 8


def test_a_cancelled_session_takes_its_open_move_with_it_without_a_second_mail(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    move = propose_move(session, by=asker, starts_at=in_days(4), message="", now=now)
    cancel_booking(Session.objects.get(), by=partner, reason="", now=now)
    move = Proposal.objects.get(pk=move.pk)
    assert (move.state, move.answer_reason) == ("expired", "The session was cancelled.")
    assert not Job.objects.filter(kind="scheduling.send_proposal_expired").exists()
