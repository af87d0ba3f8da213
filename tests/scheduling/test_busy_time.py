"""Nothing is ever offered or booked over what stands in somebody's calendar elsewhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from interviews.models import Session
from scheduling.actions.acceptance import CannotAccept, accept_proposal, accept_when_free
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.offers import CannotOffer, Meeting, offer_session
from scheduling.actions.proposals import (
    CannotPropose,
    decline_proposal,
    move_when_free,
    propose_move,
    withdraw_proposal,
)
from scheduling.actions.sources import add_address, remove_source
from scheduling.actions.standby import CannotAsk, ask_sitter, sit_down
from scheduling.actions.undo import (
    CannotUndo,
    undo_cancel,
    undo_cancel_when_free,
    undo_decline,
    undo_withdraw,
)
from scheduling.domain.intervals import clip
from scheduling.domain.pair_value import Way
from scheduling.domain.round_terms import RoundTerms
from scheduling.models import BusyInterval, CalendarSource, Claim, Proposal
from scheduling.queries.free_time import free_time
from scheduling.queries.match_pool import load_match_pool
from scheduling.queries.partners import find_partners
from scheduling.queries.proposal_page import other_times
from scheduling.queries.standby import sitters_for
from tests.scheduling.calendars import EMPTY, TITLE, busy, hour, ics, intervals
from tests.scheduling.http_server import Server, answer, serving
from tests.scheduling.rounds import seeker
from tests.scheduling.worlds import book, claimed, in_days, person, propose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

DAY = timedelta(days=1)


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with serving() as running:
        settings.FETCH_ALLOW = [running.allow]
        yield running


@pytest.fixture
def two():
    return person(), person()


def starts_found(user, other, *, now):
    """The starts at which a search offers `other` to the user."""
    search = find_partners(user, way=Way.SWAP, kind="", now=now)
    days = [start.at for starts in search.days.values() for start in starts]
    return {*days} if other.pk in search.found.pks_of(search.matches) else set()


# --- Free time --------------------------------------------------------------------------------


def test_busy_time_is_not_free(two):
    user, other = two
    start = in_days(2)
    busy(user, hour(start + timedelta(minutes=10), 0.5))
    span = {"start": start, "end": start + timedelta(hours=2)}
    minutes = [(a - start, b - start) for a, b in free_time(user, **span)]
    assert minutes == [
        (timedelta(), timedelta(minutes=10)),
        (timedelta(minutes=40), timedelta(hours=2)),
    ]
    assert free_time(other, **span) == [(start, start + timedelta(hours=2))]


def test_busy_time_that_meets_the_span_counts_whole_or_in_part(two):
    user, start = two[0], in_days(2)
    times = [hour(start - timedelta(minutes=30)), hour(start + timedelta(minutes=90), 5)]
    busy(user, *times, hour(start - timedelta(hours=2)), hour(start + timedelta(hours=7)))
    span = {"start": start, "end": start + timedelta(hours=2)}
    assert free_time(user, **span) == [hour(start + timedelta(minutes=30))]


def test_several_calendars_and_sessions_add_up(two):
    user, partner = two
    start = in_days(2)
    book(user, partner, starts_at=start)
    busy(user, hour(start), hour(start + timedelta(hours=1)))
    busy(user, hour(start + timedelta(hours=1.5)), name="Home")
    span = {"start": start, "end": start + timedelta(hours=3)}
    assert free_time(user, **span) == [(start + timedelta(hours=2.5), start + timedelta(hours=3))]


def test_a_search_offers_nobody_who_is_busy_and_knows_it_at_once(two, now):
    user, other = two
    assert starts_found(user, other, now=now)
    at = in_days(3)
    source = busy(other, hour(at))
    found = starts_found(user, other, now=now)
    assert found
    assert not {start for start in found if abs(start - at) < timedelta(hours=1)}
    whole = busy(other, (now - DAY, now + 30 * DAY))
    assert starts_found(user, other, now=now) == set()
    for each in (source, whole):
        remove_source(each, by=other, now=now)
    assert at in starts_found(user, other, now=now)


def test_ones_own_busy_time_counts_in_the_search_too(two, now):
    user, other = two
    busy(user, (now - DAY, now + 30 * DAY))
    assert starts_found(user, other, now=now) == set()


def test_a_round_plans_nobody_over_their_busy_time(now):
    user = seeker()
    start = in_days(3)
    busy(user, hour(start))
    loaded = load_match_pool(None, terms=RoundTerms(), now=now)
    (member,) = [
        member
        for member, entrant in zip(loaded.pool.people, loaded.entrants, strict=True)
        if entrant.pk == user.pk
    ]
    assert member.available
    assert clip(list(member.available), start=start, end=start + timedelta(hours=1)) == []


# --- The bench --------------------------------------------------------------------------------


def test_who_is_busy_is_not_offered_on_the_bench_and_cannot_be_asked(two, now):
    user, other = two
    entry = sit_down(other, ways=["swap"], kinds=[], until_at=now + timedelta(hours=2), now=now)
    assert [sitter.entry for sitter in sitters_for(user, now=now)] == [entry]
    source = busy(other, hour(now + timedelta(minutes=30)))
    assert sitters_for(user, now=now) == []
    with pytest.raises(CannotAsk):
        ask_sitter(entry, by=user, way=Way.SWAP, now=now)
    remove_source(source, by=other, now=now)
    busy(user, hour(now + timedelta(minutes=30)))
    assert sitters_for(user, now=now) == []


# --- Proposals and bookings -------------------------------------------------------------------


def test_nobody_can_be_asked_over_their_busy_time_or_ones_own(two):
    user, other = two
    source = busy(other, hour(in_days(3)))
    with pytest.raises(CannotPropose) as refusal:
        propose(user, other, starts_at=in_days(3))
    name = other.profile.pseudonym
    assert str(refusal.value) == (
        f"{name} is busy at that time, their own calendar says. Choose another."
    )
    remove_source(source, by=other, now=source.created_at)
    busy(user, hour(in_days(3)), name="My job")
    with pytest.raises(CannotPropose, match="Your calendar “My job” says that you are busy then"):
        propose(user, other, starts_at=in_days(3))


def test_a_meeting_that_came_meanwhile_is_said_and_nothing_is_booked(two, now):
    user, other = two
    proposal = propose(user, other, starts_at=in_days(3))
    source = busy(other, hour(in_days(3)), name="My job")
    with pytest.raises(CannotAccept, match="Your calendar “My job” says"):
        accept_proposal(proposal, by=other, now=now)
    remove_source(source, by=other, now=now)
    busy(user, hour(in_days(3)), name="Secret firm")
    with pytest.raises(
        CannotAccept, match=r"their own calendar says\. Nothing was booked"
    ) as refusal:
        accept_proposal(proposal, by=other, now=now)
    assert "Secret firm" not in str(refusal.value)
    assert not Session.objects.exists()
    assert Proposal.objects.get().state == "open"


def test_what_only_touches_the_session_is_no_clash(two, now):
    user, other = two
    start = in_days(3)
    busy(user, hour(start - timedelta(hours=1)), hour(start + timedelta(hours=1)))
    assert book(user, other, starts_at=start).starts_at == start


def test_a_session_is_not_moved_over_busy_time(two, now):
    user, other = two
    session = book(user, other, starts_at=in_days(3))
    later = session.starts_at + timedelta(minutes=30)
    source = busy(other, hour(later, 0.25))
    with pytest.raises(CannotPropose, match="busy"):
        propose_move(session, by=user, starts_at=later, message="", now=now)
    remove_source(source, by=other, now=now)
    move = propose_move(session, by=user, starts_at=later, message="", now=now)
    busy(user, hour(later, 0.25))
    with pytest.raises(CannotAccept, match="The old time stands"):
        accept_proposal(move, by=other, now=now)
    assert Session.objects.get().starts_at == in_days(3)


def test_our_own_session_that_came_back_does_not_block_its_own_move(two, now, server):
    user, other = two
    session = book(user, other, starts_at=in_days(3))
    uid = str(session.public_id)
    for each in two:
        server.handle = answer(ics((session.starts_at, session.ends_at), uids=[uid]))
        add_address(each, name="Work", address=server.url, now=now)
    later = session.starts_at + timedelta(minutes=30)
    move = propose_move(session, by=user, starts_at=later, message="", now=now)
    accept_when_free(move, by=other, now=now + timedelta(minutes=5))
    assert Session.objects.get().starts_at == later
    assert set(claimed(user)) == {later + n * timedelta(minutes=15) for n in range(4)}


def test_the_site_offers_nobody_who_is_busy_even_if_they_said_yes(two, now):
    user, other = two
    busy(other, hour(in_days(3)))
    meeting = Meeting(
        first=user,
        second=other,
        mode="swap",
        starts_at=in_days(3),
        first_kind="coding",
        second_kind="coding",
    )
    for more in ({}, {"accepted_by": [other]}, {"free_anyway": True}):
        with pytest.raises(CannotOffer, match="not free"):
            offer_session(meeting, origin="standby", expires_at=now + DAY, now=now, **more)


def test_other_times_are_free_of_what_both_have(two, now):
    user, other = two
    proposal = propose(user, other, starts_at=in_days(3))
    busy(user, (now, now + 5 * DAY))
    busy(other, (now + 5 * DAY, now + 10 * DAY))
    found = [time.at for time in other_times(proposal, other, now=now)]
    assert found
    assert min(found) >= now + 10 * DAY


def test_a_cancellation_is_not_undone_over_busy_time(two, now):
    user, other = two
    session = book(user, other, starts_at=in_days(3))
    cancel_booking(session, by=user, reason="", now=now)
    busy(other, hour(in_days(3)))
    with pytest.raises(CannotUndo, match="stays cancelled"):
        undo_cancel(session, by=user, now=now)
    assert not Claim.objects.exists()


def test_a_no_and_a_withdrawal_are_not_undone_over_busy_time(two, now):
    user, other = two
    declined = propose(user, other, starts_at=in_days(3))
    withdrawn = propose(user, other, starts_at=in_days(4))
    decline_proposal(declined, by=other, reason="", now=now)
    withdraw_proposal(withdrawn, by=user, now=now)
    source = busy(other, hour(in_days(3)), hour(in_days(4)), name="My job")
    with pytest.raises(CannotUndo) as own:
        undo_decline(declined, by=other, now=now)
    assert str(own.value) == (
        "Your calendar “My job” says that you are busy then. Nothing was changed."
    )
    with pytest.raises(CannotUndo) as others:
        undo_withdraw(withdrawn, by=user, now=now)
    assert str(others.value) == (
        f"{other.profile.pseudonym} is busy at that time, their own calendar says."
        " Nothing was changed."
    )
    assert set(Proposal.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
    remove_source(source, by=other, now=now)
    assert undo_decline(declined, by=other, now=now).state == "open"
    assert undo_withdraw(withdrawn, by=user, now=now).state == "open"


# --- Just before the booking ------------------------------------------------------------------


def test_a_booking_is_decided_on_a_fresh_look(two, now, server):
    user, other = two
    server.handle = answer(EMPTY)
    source = add_address(user, name="Work", address=server.url, now=now - timedelta(minutes=10))
    proposal = propose(user, other, starts_at=in_days(3), now=now)
    server.handle = answer(ics(hour(in_days(3))))
    with pytest.raises(CannotAccept, match="their own calendar says") as refusal:
        accept_when_free(proposal, by=other, now=now)
    assert intervals(source) == [hour(in_days(3))]
    assert TITLE not in str(refusal.value)
    assert not Session.objects.exists()


def test_a_move_and_an_undone_cancellation_are_decided_on_a_fresh_look(two, now, server):
    user, other = two
    server.handle = answer(EMPTY)
    session = book(user, other, starts_at=in_days(3))
    add_address(other, name="Work", address=server.url, now=now - timedelta(minutes=10))
    server.handle = answer(ics(hour(in_days(3)), hour(in_days(5))))
    with pytest.raises(CannotPropose, match="their own calendar says"):
        move_when_free(session, by=user, starts_at=in_days(5), message="", now=now)
    assert not Proposal.objects.filter(moves_session=session).exists()
    cancel_booking(session, by=user, reason="", now=now)
    CalendarSource.objects.update(last_success_at=now - DAY, last_tried_at=now - DAY, sha256="")
    BusyInterval.objects.all().delete()
    with pytest.raises(CannotUndo, match="stays cancelled"):
        undo_cancel_when_free(session, by=user, now=now)
    assert BusyInterval.objects.count() == 2
    assert Session.objects.get().state == "cancelled"


def test_a_calendar_that_cannot_be_read_says_what_it_said_last(two, now, server):
    user, other = two
    server.handle = answer(ics(hour(in_days(3))))
    add_address(user, name="Work", address=server.url, now=now - timedelta(minutes=10))
    proposals = [
        Proposal.objects.create(
            proposer=user,
            partner=other,
            mode="swap",
            proposer_kind="coding",
            partner_kind="coding",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            created_at=now,
            proposer_accepted_at=now,
            expires_at=now + DAY,
        )
        for start in (in_days(3), in_days(4))
    ]
    server.handle = answer(b"", status=500)
    with pytest.raises(CannotAccept, match="busy"):
        accept_when_free(proposals[0], by=other, now=now)
    assert accept_when_free(proposals[1], by=other, now=now).starts_at == in_days(4)
