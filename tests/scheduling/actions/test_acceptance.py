from datetime import timedelta

import pytest

from accounts.models import AuditEntry
from interviews.models import Exposure, Session
from jobs.models import Job
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import CannotPropose, propose_move, withdraw_proposal
from scheduling.domain.rules import REMINDERS
from scheduling.models import Claim, Proposal
from tests.factories import SessionFactory
from tests.scheduling.actions.test_proposals import owe_feedback
from tests.scheduling.worlds import book, claimed, fill_catalogue, held_by, in_days, person, propose

pytestmark = pytest.mark.django_db


def everything() -> list[list[dict]]:
    tables = (Session, Proposal, Claim, Exposure, Job, AuditEntry)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_accepting_makes_the_session_and_claims_the_time_of_both(catalogue, now):
    asker, partner = person(), person()
    proposal = propose(
        asker, partner, starts_at=in_days(3), proposer_kind="coding", partner_kind="behavioural"
    )
    session = accept_proposal(proposal, by=partner, now=now)
    legs = session.legs.order_by("number")
    assert [(leg.interviewer, leg.candidate, leg.kind) for leg in legs] == [
        (partner, asker, "coding"),
        (asker, partner, "behavioural"),
    ]
    assert (session.starts_at, session.ends_at) == (proposal.starts_at, proposal.ends_at)
    assert claimed(asker) == claimed(partner) == held_by(session)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.session) == ("accepted", session)
    entry = AuditEntry.objects.get(verb="booking.accept")
    assert (entry.by, entry.object_id) == (partner, str(proposal.pk))


def test_extra_time_holds_a_longer_stretch_of_both_calendars(catalogue):
    asker, partner = person(extra_time_percent=50), person()
    session = book(asker, partner, starts_at=in_days(3))
    assert session.ends_at - session.starts_at == timedelta(minutes=75)
    assert len(claimed(asker)) == len(claimed(partner)) == 5


def test_both_get_an_invitation_and_three_reminders(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3), now=now)
    for user in (asker, partner):
        keys = [f"invitation:{session.pk}:{user.pk}:0"] + [
            f"reminder:{which}:{session.pk}:{user.pk}:0" for which in REMINDERS
        ]
        rows = Job.objects.filter(key__in=keys).order_by("run_at")
        assert [row.run_at for row in rows] == [
            now,
            session.starts_at - timedelta(hours=24),
            session.starts_at - timedelta(hours=2),
            session.starts_at - timedelta(minutes=10),
        ]


def test_a_booking_at_short_notice_queues_no_reminder_that_is_past(catalogue):
    now = in_days(0)
    session = book(person(), person(), starts_at=now + timedelta(hours=3), now=now)
    reminders = Job.objects.filter(kind="scheduling.send_reminder").order_by("run_at")
    assert [session.starts_at - row.run_at for row in reminders] == [
        *(timedelta(hours=2), timedelta(hours=2), timedelta(minutes=10), timedelta(minutes=10)),
    ]


def test_only_the_person_asked_can_accept(catalogue, now):
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3))
    before = everything()
    for user in (asker, person()):
        with pytest.raises(CannotAccept, match="Only the person who was asked"):
            accept_proposal(proposal, by=user, now=now)
    assert everything() == before


def test_accepting_twice_books_once(catalogue, now):
    proposal = propose(person(), person(), starts_at=in_days(3))
    accept_proposal(proposal, by=proposal.partner, now=now)
    before = everything()
    with pytest.raises(CannotAccept, match="accepted already"):
        accept_proposal(proposal, by=proposal.partner, now=now)
    assert everything() == before


def test_accepting_what_was_withdrawn_or_has_run_out_changes_nothing(catalogue, now):
    asker, partner = person(), person()
    withdrawn = propose(asker, partner, starts_at=in_days(3))
    withdraw_proposal(withdrawn, by=asker, now=now)
    late = propose(asker, partner, starts_at=in_days(4))
    before = everything()
    with pytest.raises(CannotAccept, match="withdrawn"):
        accept_proposal(withdrawn, by=partner, now=now)
    with pytest.raises(CannotAccept, match="run out"):
        accept_proposal(late, by=partner, now=late.expires_at)
    assert everything() == before


def test_time_taken_by_a_forgotten_path_is_refused_and_rolled_back(catalogue, now):
    """The claims refuse it even where no proposal was closed: here a claim from nowhere."""
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3))
    other = SessionFactory(starts_at=in_days(3))
    last_quarter = proposal.ends_at - timedelta(minutes=15)
    Claim.objects.create(user=partner, quarter_at=last_quarter, session=other)
    before = everything()
    with pytest.raises(CannotAccept, match="That time was just taken"):
        accept_proposal(proposal, by=partner, now=now)
    assert everything() == before


def test_what_became_impossible_is_closed_with_a_reason_and_a_mail(catalogue, now):
    partner, winner, loser, elsewhere = person(), person(), person(), person()
    won = propose(winner, partner, starts_at=in_days(3))
    beaten = propose(loser, partner, starts_at=in_days(3) + timedelta(minutes=45))
    also_asked = propose(winner, elsewhere, starts_at=in_days(3) - timedelta(minutes=45))
    after = propose(loser, partner, starts_at=in_days(3) + timedelta(minutes=60) * 2)
    unrelated = propose(loser, elsewhere, starts_at=in_days(3))
    accept_proposal(won, by=partner, now=now)
    states = {row.pk: (row.state, row.answer_reason) for row in Proposal.objects.exclude(pk=won.pk)}
    assert states == {
        beaten.pk: ("expired", "That time is no longer free."),
        also_asked.pk: ("expired", "That time is no longer free."),
        after.pk: ("open", ""),
        unrelated.pk: ("open", ""),
    }
    keys = Job.objects.filter(kind="scheduling.send_proposal_expired").values_list("key", flat=True)
    assert sorted(keys) == sorted(
        f"proposal_expired:{p.pk}:{p.proposer_id}" for p in (beaten, also_asked)
    )


def test_back_to_back_sessions_do_not_touch(catalogue):
    partner = person()
    first = book(person(), partner, starts_at=in_days(3))
    second = book(person(), partner, starts_at=first.ends_at)
    assert claimed(partner) == held_by(first, second)


def test_a_thirty_minute_overlap_with_a_shared_person_is_refused(catalogue, now):
    shared, other = person(), person()
    book(person(), shared, starts_at=in_days(3))
    with pytest.raises(CannotPropose):
        propose(shared, other, starts_at=in_days(3) + timedelta(minutes=30))


def test_owed_feedback_keeps_either_person_from_a_new_booking(catalogue, now):
    asker, partner = person(), person()
    proposal = propose(asker, partner, starts_at=in_days(3))
    for debtor, words in ((partner, "You owe feedback"), (asker, "cannot book a new session")):
        review = owe_feedback(debtor, since=now - timedelta(hours=25))
        before = everything()
        with pytest.raises(CannotAccept, match=words):
            accept_proposal(proposal, by=partner, now=now)
        assert everything() == before
        review.delete()
    assert accept_proposal(proposal, by=partner, now=now).pk


def test_a_proposer_who_left_cannot_be_booked(catalogue, now):
    proposal = propose(person(), person(), starts_at=in_days(3))
    proposal.proposer.is_active = False
    proposal.proposer.save()
    with pytest.raises(CannotAccept, match="left the site"):
        accept_proposal(proposal, by=proposal.partner, now=now)
    assert Session.objects.count() == 0


def test_no_question_left_books_nothing(now):
    fill_catalogue(packets=1, kinds=["coding"])
    proposal = propose(person(), person(), starts_at=in_days(3))  # a swap needs two packets
    before = everything()
    with pytest.raises(CannotAccept, match="already seen every coding question"):
        accept_proposal(proposal, by=proposal.partner, now=now)
    assert everything() == before


# --- Moves ----------------------------------------------------------------------------------


def move(session, *, by, starts_at, now):
    return propose_move(session, by=by, starts_at=starts_at, message="", now=now)


def test_a_move_swaps_the_claims_when_it_is_accepted_and_not_before(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    old = held_by(session)
    proposal = move(session, by=asker, starts_at=in_days(4), now=now)
    assert claimed(asker) == claimed(partner) == old
    moved = accept_proposal(proposal, by=partner, now=now)
    assert (moved.pk, moved.starts_at, moved.sequence, moved.moves) == (
        *(session.pk, in_days(4), 1, 1),
    )
    assert claimed(asker) == claimed(partner) == held_by(moved) != old


def test_a_move_may_overlap_the_time_it_leaves(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    later = in_days(3) + timedelta(minutes=15)
    moved = accept_proposal(move(session, by=partner, starts_at=later, now=now), by=asker, now=now)
    assert claimed(asker) == held_by(moved)


def test_a_move_queues_new_reminders_under_the_new_sequence(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3), now=now)
    accept_proposal(move(session, by=asker, starts_at=in_days(5), now=now), by=partner, now=now)
    keys = set(Job.objects.filter(arguments__sequence=1).values_list("key", flat=True))
    assert keys == {
        f"{name}:{session.pk}:{user.pk}:1"
        for user in (asker, partner)
        for name in ("invitation", "reminder:day", "reminder:hours", "reminder:join")
    }


def test_a_move_into_somebodys_booked_time_is_refused_and_rolled_back(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    book(person(), partner, starts_at=in_days(4))
    with pytest.raises(CannotPropose, match="not free"):
        move(session, by=asker, starts_at=in_days(4), now=now)
    proposal = move(session, by=asker, starts_at=in_days(5), now=now)
    Claim.objects.create(
        user=partner, quarter_at=in_days(5), session=SessionFactory(starts_at=in_days(5))
    )
    before = everything()
    with pytest.raises(CannotAccept, match="That time was just taken"):
        accept_proposal(proposal, by=partner, now=now)
    assert everything() == before


def test_whoever_proposed_the_move_cannot_accept_it(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    proposal = move(session, by=asker, starts_at=in_days(4), now=now)
    with pytest.raises(CannotAccept, match="Only the person who was asked"):
        accept_proposal(proposal, by=asker, now=now)


def test_one_open_move_at_a_time(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    move(session, by=asker, starts_at=in_days(4), now=now)
    with pytest.raises(CannotPropose, match="proposed already"):
        move(session, by=partner, starts_at=in_days(5), now=now)


def test_a_third_move_is_refused(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    for days in (4, 5):
        accept_proposal(
            move(session, by=asker, starts_at=in_days(days), now=now), by=partner, now=now
        )
        session.refresh_from_db()
    assert session.sequence == 2
    with pytest.raises(CannotPropose, match="moved twice"):
        move(session, by=asker, starts_at=in_days(6), now=now)


def test_moving_closes_twelve_hours_before_the_start(catalogue):
    now = in_days(0)
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=now + timedelta(hours=13), now=now)
    cut_off = session.starts_at - timedelta(hours=12)
    with pytest.raises(CannotPropose, match="12 hours"):
        move(session, by=asker, starts_at=in_days(2), now=cut_off + timedelta(seconds=1))
    assert move(session, by=asker, starts_at=in_days(2), now=cut_off).state == "open"


def test_a_move_is_answered_before_the_old_start_comes_near(catalogue):
    now = in_days(0)
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=now + timedelta(hours=20), now=now)
    proposal = move(session, by=asker, starts_at=in_days(6), now=now)
    assert proposal.expires_at == session.starts_at - timedelta(hours=1)


def test_a_stranger_moves_nothing_and_neither_is_the_same_time_a_move(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    with pytest.raises(CannotPropose, match="Only the two people"):
        move(session, by=person(), starts_at=in_days(4), now=now)
    with pytest.raises(CannotPropose, match="time it has now"):
        move(session, by=asker, starts_at=in_days(3), now=now)


def test_accepting_a_move_after_a_cancel_changes_nothing(catalogue, now):
    asker, partner = person(), person()
    session = book(asker, partner, starts_at=in_days(3))
    proposal = move(session, by=asker, starts_at=in_days(4), now=now)
    cancel_booking(Session.objects.get(pk=session.pk), by=asker, reason="", now=now)
    before = everything()
    with pytest.raises(CannotAccept, match="The session was cancelled"):
        accept_proposal(proposal, by=partner, now=now)
    assert everything() == before
    assert claimed(asker) == claimed(partner) == []
