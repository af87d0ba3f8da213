"""What was done by mistake is taken back: for 15 minutes, by whoever did it, twice as once."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from interviews.models import Exposure, Session
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import decline_proposal, propose_move, withdraw_proposal
from scheduling.actions.undo import CannotUndo, undo_cancel, undo_decline, undo_withdraw
from scheduling.domain.declines import Why
from scheduling.models import Decline, Proposal
from tests.scheduling.worlds import (
    book,
    calendar_in,
    claimed,
    deliver,
    held_by,
    in_days,
    person,
    propose,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
MINUTE = timedelta(minutes=1)


def cancelled(now, *, days=3):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(days, now=now), now=now)
    cancel_booking(session, by=asker, reason="Wrong button", now=now)
    return asker, partner, session


def test_an_undone_cancellation_is_the_session_as_it_was_with_a_newer_sequence(now):
    asker, partner, session = cancelled(now)
    questions = list(session.legs.order_by("number").values_list("packet_version", flat=True))
    undo_cancel(session, by=asker, now=now + 14 * MINUTE)
    session = Session.objects.get()
    assert (session.state, session.sequence, session.cancel_reason) == ("confirmed", 2, "")
    assert (session.cancelled_at, session.cancelled_by, session.cancelled_late) == (None,) * 3
    assert claimed(asker) == claimed(partner) == held_by(session)
    legs = session.legs.order_by("number")
    assert list(legs.values_list("packet_version", flat=True)) == questions
    for leg in legs:
        assert Exposure.objects.filter(leg=leg).count() == 2


def test_both_calendars_get_the_event_again_by_a_request_with_a_higher_sequence(now):
    asker, partner, session = cancelled(now - 2 * MINUTE)
    undo_cancel(session, by=asker, now=now - MINUTE)
    mails = deliver("scheduling.send_invitation")
    assert {mail["To"] for mail in mails} == {asker.email, partner.email}
    for mail in mails:
        calendar = calendar_in(mail)
        (event,) = calendar.walk("VEVENT")
        assert (calendar["METHOD"], event["SEQUENCE"], event["STATUS"]) == (
            *("REQUEST", 2, "CONFIRMED"),
        )
        assert event["UID"] == str(session.public_id)
        assert "is on again" in mail.get_body(("plain",)).get_content()
    assert deliver("send_cancellation") == []  # it was queued for a state that is over


def test_undoing_twice_changes_nothing_and_others_or_too_late_are_refused(now):
    asker, partner, session = cancelled(now)
    with pytest.raises(CannotUndo, match="who cancelled"):
        undo_cancel(session, by=partner, now=now + MINUTE)
    with pytest.raises(CannotUndo, match="who cancelled"):
        undo_cancel(session, by=person(), now=now + MINUTE)
    with pytest.raises(CannotUndo, match="15 minutes"):
        undo_cancel(session, by=asker, now=now + 15 * MINUTE)
    for _ in range(2):
        undo_cancel(session, by=asker, now=now + MINUTE)
    assert Session.objects.get().sequence == 2
    assert AuditEntry.objects.filter(verb="booking.undo_cancel").count() == 1


def test_nothing_is_undone_from_the_start_on(now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3, now=now), now=now)
    cancel_booking(session, by=asker, reason="", now=session.starts_at - 5 * MINUTE)
    with pytest.raises(CannotUndo, match="before the start"):
        undo_cancel(session, by=asker, now=session.starts_at)


def test_a_partner_who_has_booked_over_it_keeps_their_booking(now):
    asker, partner, session = cancelled(now)
    other = book(partner, person(), starts_at=session.starts_at, now=now)
    with pytest.raises(CannotUndo, match="booked something else"):
        undo_cancel(session, by=asker, now=now + MINUTE)
    session.refresh_from_db()
    assert (session.state, session.sequence, session.cancel_reason) == (
        *("cancelled", 1, "Wrong button"),
    )
    assert claimed(partner) == held_by(other)
    assert claimed(asker) == []


def test_a_question_that_was_given_elsewhere_meanwhile_is_replaced(now):
    asker, _, session = cancelled(now)
    leg = session.legs.get(candidate=asker)
    Exposure.objects.create(
        user=asker, packet=leg.packet_version.packet, role="candidate", leg=None, at=now
    )
    before = leg.packet_version_id
    undo_cancel(session, by=asker, now=now + MINUTE)
    leg.refresh_from_db()
    assert leg.packet_version_id != before
    assert leg.packet_version.packet_id not in session.legs.exclude(pk=leg.pk).values_list(
        "packet_version__packet", flat=True
    )


def test_a_no_taken_back_opens_the_proposal_forgets_the_reason_and_tells_the_asker(now):
    asker, partner = person(), person()
    now -= 20 * MINUTE
    proposal = propose(asker, partner, starts_at=in_days(3), now=now)
    decline_proposal(proposal, by=partner, reason="oops", why=Why.LEVEL, now=now)
    deliver("send_proposal_declined")
    for _ in range(2):
        undo_decline(proposal, by=partner, now=now + 14 * MINUTE)
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.answer_reason, proposal.reopenings) == ("open", "", 1)
    assert (proposal.answered_at, proposal.answered_by) == (None, None)
    assert not Decline.objects.exists()
    (mail,) = deliver("send_proposal_reopened")
    assert (mail["To"], "oops" in mail.as_string()) == (asker.email, False)
    decline_proposal(proposal, by=partner, reason="after all", now=now + 14 * MINUTE)
    (told,) = deliver("send_proposal_declined")
    assert told["To"] == asker.email


def test_a_no_is_not_taken_back_by_the_other_too_late_or_over_a_booking(now):
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3), now=now)
    decline_proposal(proposal, by=partner, reason="", now=now)
    with pytest.raises(CannotUndo, match="who declined"):
        undo_decline(proposal, by=asker, now=now + MINUTE)
    with pytest.raises(CannotUndo, match="15 minutes"):
        undo_decline(proposal, by=partner, now=now + 15 * MINUTE)
    book(asker, person(), starts_at=in_days(3), now=now)
    with pytest.raises(CannotUndo, match="another session"):
        undo_decline(proposal, by=partner, now=now + MINUTE)
    assert Proposal.objects.get(pk=proposal.pk).state == "declined"


def test_a_withdrawal_is_taken_back_while_nothing_else_is_asked(now):
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3), now=now)
    withdraw_proposal(proposal, by=asker, now=now)
    second = propose(asker, partner, starts_at=in_days(3), now=now)
    with pytest.raises(CannotUndo, match="another open proposal"):
        undo_withdraw(proposal, by=asker, now=now + MINUTE)
    withdraw_proposal(second, by=asker, now=now)
    undo_withdraw(proposal, by=asker, now=now + MINUTE)
    assert accept_proposal(Proposal.objects.get(pk=proposal.pk), by=partner, now=now) is not None


def test_a_declined_move_comes_back_only_while_its_session_stands(now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3), now=now)
    move = propose_move(session, by=asker, starts_at=in_days(4), message="", now=now)
    decline_proposal(move, by=partner, reason="", now=now)
    cancel_booking(Session.objects.get(), by=asker, reason="", now=now)
    with pytest.raises(CannotUndo, match="no longer booked"):
        undo_decline(Proposal.objects.get(pk=move.pk), by=partner, now=now + MINUTE)
