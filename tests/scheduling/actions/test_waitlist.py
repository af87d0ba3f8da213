"""Times that somebody gives back go to those who wait, one after the other or three at once."""

from datetime import datetime, time, timedelta

import pytest

from interviews.actions.attendance import close_session, settle_marks
from interviews.models import Kind, Session
from jobs.models import Job
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.freed_slots import CannotSearch, set_slot_wanted
from scheduling.actions.proposals import decline_proposal, expire_proposal
from scheduling.actions.undo import CannotUndo, undo_cancel
from scheduling.actions.waitlist import fill_slot, join_waitlist, leave_waitlist
from scheduling.domain.declines import Why
from scheduling.models import FreedSlot, Proposal, WaitlistEntry
from scheduling.queries.waitlist import in_order, place_of_entry
from tests.factories import SessionFactory
from tests.scheduling.worlds import book, claimed, deliver, held_by, in_days, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
HOUR = timedelta(hours=1)


def waiter(*, now: datetime, ways=("swap",), kinds=(), **fields):
    """Somebody on the waitlist. `from_date` … `ends` are wishes, the rest is the person's."""
    wishes = {
        name: fields.pop(name, None) for name in ("from_date", "until_date", "starts", "ends")
    }
    user = person(**fields)
    join_waitlist(user, ways=list(ways), kinds=list(kinds), now=now, **wishes)
    return user


def left_alone(*, days: float = 3, now: datetime, cancel_at: datetime | None = None):
    """A booked session that `away` cancelled: (alone, away, session)."""
    alone, away = person(), person()
    session = book(alone, away, starts_at=in_days(days, now=now), now=now)
    cancel_booking(session, by=away, reason="private words", now=cancel_at or now)
    return alone, away, session


def fill(now: datetime) -> FreedSlot:
    fill_slot(FreedSlot.objects.get().pk, now=now)
    return FreedSlot.objects.get()


def offers() -> list[Proposal]:
    return list(Proposal.objects.filter(origin="waitlist").order_by("pk"))


def test_the_first_on_the_list_who_fits_is_offered_the_time_and_books_it(now):
    first, second = waiter(now=now), waiter(now=now + HOUR)
    alone, _, session = left_alone(now=now)
    fill(now)
    (offer,) = offers()
    assert (offer.proposer, offer.partner, offer.starts_at) == (alone, first, session.starts_at)
    assert offer.has_accepted(alone)
    assert offer.expires_at == now + timedelta(hours=2)
    assert Job.objects.filter(kind="scheduling.send_proposal_received").last().arguments[
        "user_id"
    ] in {first.pk, second.pk}
    booked = accept_proposal(offer, by=first, now=now + timedelta(minutes=5))
    assert booked is not None
    assert claimed(alone) == claimed(first) == held_by(booked)
    slot = fill(now + timedelta(minutes=6))
    assert slot.outcome == "filled"
    assert len(offers()) == 1


def test_a_no_and_a_run_out_go_on_to_the_next_and_nobody_is_asked_twice(now):
    people = [waiter(now=now + timedelta(minutes=n)) for n in range(3)]
    left_alone(now=now)
    fill(now)
    decline_proposal(offers()[0], by=people[0], reason="", why=Why.TIME, now=now)
    fill(now + timedelta(minutes=1))
    later = now + timedelta(hours=3)
    expire_proposal(offers()[1].pk, now=later)
    fill(later)
    fill(later)  # looking twice asks nobody twice
    assert [offer.partner for offer in offers()] == people
    decline_proposal(offers()[2], by=people[2], reason="", now=later)
    assert fill(later + timedelta(minutes=1)).closed_at is None
    assert len(offers()) == 3
    at_last = fill(FreedSlot.objects.get().starts_at - HOUR + timedelta(minutes=1))
    assert at_last.outcome == "over"


def test_each_end_of_an_offer_wakes_the_search_by_a_job(now):
    waiter(now=now)
    left_alone(now=now)
    fill(now)
    before = set(Job.objects.values_list("key", flat=True))
    moment = now + timedelta(minutes=7)
    decline_proposal(offers()[0], by=offers()[0].partner, reason="", now=moment)
    slot = FreedSlot.objects.get()
    assert f"fill-slot:{slot.pk}:{moment.isoformat()}" in (
        set(Job.objects.values_list("key", flat=True)) - before
    )


def test_near_the_start_three_are_asked_at_once_and_the_first_yes_wins(now):
    people = [waiter(now=now + timedelta(minutes=n)) for n in range(4)]
    alone, _, _ = left_alone(days=0.5, now=now)
    fill(now)
    assert [offer.partner for offer in offers()] == people[:3]
    assert accept_proposal(offers()[1], by=people[1], now=now) is not None
    for loser in (0, 2):
        with pytest.raises(CannotAccept, match="no longer free"):
            accept_proposal(offers()[loser], by=people[loser], now=now)
    assert claimed(people[0]) == claimed(people[2]) == []
    assert len(claimed(alone)) == 4
    assert fill(now).outcome == "filled"
    assert len(offers()) == 3


@pytest.mark.parametrize(
    ("hours", "minutes"), [(72, 120), (16, 120), (8, 60), (4, 30), (2, 20), (1, 20)]
)
def test_an_offer_lasts_as_long_as_the_time_left_allows(hours, minutes, now):
    waiter(now=now)
    start = in_days(4, now=now)
    alone, away = person(), person()
    session = book(alone, away, starts_at=start, now=now)
    cancel_at = start - timedelta(hours=hours)
    cancel_booking(session, by=away, reason="", now=cancel_at)
    fill(cancel_at)
    (offer,) = offers()
    assert offer.expires_at - cancel_at == timedelta(minutes=minutes)


def test_nobody_is_looked_for_less_than_an_hour_before(now):
    waiter(now=now)
    start = in_days(4, now=now)
    session = book(person(), away := person(), starts_at=start, now=now)
    cancel_booking(session, by=away, reason="", now=start - timedelta(minutes=59))
    assert not FreedSlot.objects.exists()


def test_who_does_not_fit_wants_something_else_or_is_busy_is_passed_over(now):
    start = in_days(3, now=now)
    waiter(now=now, level=1, candidate_kinds=["coding"], languages=["fr"])  # no common language
    waiter(now=now, ways=["one_way_interview"], kinds=["behavioural"], interviewer_kinds=["coding"])
    waiter(now=now, until_date=(start - timedelta(days=2)).date())
    waiter(now=now, from_date=(start + timedelta(days=2)).date())
    hours = (start + 2 * HOUR).time(), (start + 5 * HOUR).time()
    waiter(now=now, starts=hours[0], ends=hours[1])
    busy = waiter(now=now)
    book(busy, person(), starts_at=start, now=now, proposer_kind="behavioural")
    fitting = waiter(now=now + HOUR)
    left_alone(now=now)
    fill(now)
    assert [offer.partner for offer in offers()] == [fitting]


def test_whom_they_have_met_or_do_not_want_is_not_asked(now):
    met, unwanted, away = waiter(now=now), waiter(now=now), person()
    alone = person()
    SessionFactory(first=alone, second=met, starts_at=now - timedelta(days=90), state="completed")
    asked = Proposal.objects.create(
        **{"proposer": alone, "partner": unwanted, "mode": "swap", "created_at": now},
        **{"proposer_kind": "coding", "partner_kind": "coding", "proposer_accepted_at": now},
        **{"starts_at": in_days(9), "ends_at": in_days(9) + HOUR, "expires_at": in_days(1)},
    )
    decline_proposal(asked, by=unwanted, reason="", why=Why.PERSON, now=now)
    session = book(alone, away, starts_at=in_days(3, now=now), now=now)
    cancel_booking(session, by=away, reason="", now=now)
    fill(now)
    assert offers() == []


def test_whoever_cancels_is_not_offered_their_own_time(now):
    alone, away = person(), waiter(now=now)
    session = book(alone, away, starts_at=in_days(3, now=now), now=now)
    cancel_booking(session, by=away, reason="", now=now)
    fill(now)
    assert offers() == []
    assert FreedSlot.objects.get().person == alone


def test_an_interviewer_who_is_left_alone_gets_somebody_to_interview(now):
    learner = waiter(now=now, ways=["one_way"], kinds=["behavioural"])
    alone, away = person(), person()
    fields = {"mode": "one_way", "proposer_kind": "coding", "partner_kind": ""}
    session = book(away, alone, starts_at=in_days(3, now=now), now=now, **fields)
    cancel_booking(session, by=away, reason="", now=now)
    fill(now)
    (offer,) = offers()
    assert (offer.mode, offer.proposer_kind, offer.partner_kind) == ("one_way", "", "behavioural")
    assert offer.partner == learner


def test_left_alone_outside_their_own_hours_they_still_get_somebody(now):
    waiter(now=now)
    alone, away = person(), person()
    alone.weekly_windows.all().delete()
    start = in_days(3, now=now)
    session = book(alone, away, starts_at=start, now=now)
    cancel_booking(session, by=away, reason="", now=now)
    fill(now)
    assert len(offers()) == 1


def test_whoever_is_left_alone_can_stop_and_begin_the_search(now):
    waiter(now=now)
    alone, away, _ = left_alone(now=now)
    fill(now)
    slot = FreedSlot.objects.get()
    with pytest.raises(CannotSearch, match="left alone"):
        set_slot_wanted(slot, is_wanted=False, by=away, now=now)
    for _ in range(2):
        set_slot_wanted(slot, is_wanted=False, by=alone, now=now)
    fill(now)
    assert [offer.state for offer in offers()] == ["expired"]
    set_slot_wanted(slot, is_wanted=True, by=alone, now=now)
    someone = waiter(now=now)
    fill(now)
    assert [offer.partner for offer in offers()][1:] == [someone]


def test_the_undo_of_a_cancellation_ends_the_search_and_its_offers(now):
    waiter(now=now)
    _, away, session = left_alone(now=now)
    fill(now)
    undo_cancel(session, by=away, now=now + timedelta(minutes=5))
    assert [offer.state for offer in offers()] == ["expired"]
    slot = fill(now + timedelta(minutes=6))
    assert slot.outcome == "restored"
    assert len(offers()) == 1


def test_a_cancellation_cannot_be_undone_over_a_booking_from_the_waitlist(now):
    taker = waiter(now=now)
    alone, away, session = left_alone(now=now)
    fill(now)
    booked = accept_proposal(offers()[0], by=taker, now=now)
    with pytest.raises(CannotUndo, match="booked something else"):
        undo_cancel(session, by=away, now=now + timedelta(minutes=5))
    assert claimed(alone) == held_by(booked)
    assert Session.objects.get(pk=session.pk).state == "cancelled"


def test_a_site_proposal_that_one_wanted_frees_its_time_for_the_waitlist(now):
    one, other, third = person(), person(), waiter(now=now)
    proposal = Proposal.objects.create(
        **{"proposer": one, "partner": other, "mode": "swap", "origin": "round"},
        **{"proposer_kind": "coding", "partner_kind": "coding", "created_at": now},
        **{"starts_at": in_days(3), "ends_at": in_days(3) + HOUR, "expires_at": in_days(1)},
    )
    accept_proposal(proposal, by=one, now=now)
    decline_proposal(proposal, by=other, reason="", now=now)
    fill(now)
    assert [(offer.proposer, offer.partner) for offer in offers()] == [(one, third)]


def test_offers_that_come_to_nothing_do_not_write_to_whoever_is_left_alone(now):
    taker = waiter(now=now)
    alone, _, _ = left_alone(now=now)
    fill(now)
    decline_proposal(offers()[0], by=taker, reason="", now=now)
    subjects = [mail["Subject"] for mail in deliver("proposal") if alone.email in mail["To"]]
    assert not any("No session" in subject for subject in subjects)


def test_joining_again_keeps_the_place_and_leaving_twice_is_leaving(now):
    user = waiter(now=now)
    later = waiter(now=now + HOUR)
    join_waitlist(
        user,
        **{"ways": ["one_way"], "kinds": ["coding"], "from_date": None, "until_date": None},
        **{"starts": time(9), "ends": time(12), "now": now + 2 * HOUR},
    )
    entry = WaitlistEntry.objects.get(user=user)
    assert (entry.joined_at, entry.ways) == (now, ["one_way"])
    assert place_of_entry(entry, now=now) == (1, 2)
    for _ in range(2):
        leave_waitlist(user, now=now)
    assert place_of_entry(WaitlistEntry.objects.get(user=later), now=now) == (1, 1)


def test_whoever_waited_for_somebody_who_did_not_come_is_first_once_that_is_final(now):
    earlier, wronged = waiter(now=now), waiter(now=now + HOUR)
    session = SessionFactory(first=wronged, starts_at=now - timedelta(days=4))
    absent = session.participations.exclude(user=wronged).get().user_id
    closed_at = session.ends_at
    marks = {wronged.pk: "present", absent: "absent"}
    close_session(session, marks=marks, by=None, now=closed_at + timedelta(minutes=15))
    assert [entry.user for entry in in_order(now=now)] == [earlier, wronged]
    session.refresh_from_db()
    assert session.marked_at is not None
    settle_marks(session.pk, marked_at=session.marked_at, now=now)
    assert [entry.user for entry in in_order(now=now)] == [wronged, earlier]


def test_kinds_are_those_the_person_was_to_practise_where_that_can_be_had(now):
    taker = waiter(now=now)
    alone, away = person(), person()
    kinds = {"proposer_kind": "behavioural", "partner_kind": "coding"}
    session = book(alone, away, starts_at=in_days(3, now=now), now=now, **kinds)
    cancel_booking(session, by=away, reason="", now=now)
    fill(now)
    (offer,) = offers()
    assert (offer.partner, offer.proposer_kind) == (taker, "behavioural")
    assert offer.partner_kind in Kind.values
