"""A person's own limits bind whoever books, whichever way it is booked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import AuditEntry
from interviews.models import Session
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.limits import set_limits
from scheduling.actions.offers import CannotOffer
from scheduling.actions.proposals import CannotPropose, propose_move
from scheduling.actions.standby import CannotAsk, CannotSit, ask_sitter, sit_down
from scheduling.actions.undo import CannotUndo, undo_cancel
from scheduling.domain.pair_value import Way
from scheduling.models import BookingLimits, Proposal
from scheduling.queries.session_page import alternatives
from scheduling.queries.standby import sitters_for
from tests.scheduling.actions.test_offers import offer
from tests.scheduling.actions.test_waitlist import fill, left_alone, offers, waiter
from tests.scheduling.calendars import busy, hour
from tests.scheduling.worlds import book, fill_catalogue, limited, person, propose

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = NOW + DAY + 3 * HOUR
WEEK_FULL = "has no room for another session that week"


@pytest.fixture(autouse=True)
def _catalogue(db) -> None:
    fill_catalogue(packets=9)


@pytest.fixture
def ana():
    return person(pseudonym="Ana")


def booked(user, *starts: datetime) -> list[Session]:
    return [book(person(), user, starts_at=at, now=NOW) for at in starts]


def refused(error, work) -> str:
    with pytest.raises(error) as caught:
        work()
    return str(caught.value)


def save(user, **limits) -> BookingLimits:
    wanted = {
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 0,
        "notice_hours": 2,
        "most_per_day": None,
        "most_per_week": None,
        **limits,
    }
    return set_limits(user, now=NOW, **wanted)


def test_limits_are_kept_once_and_what_is_booked_stays_booked(ana):
    booked(ana, TUESDAY, TUESDAY + DAY)
    save(ana, most_per_week=3)
    save(ana, most_per_week=1, buffer_after_minutes=30)
    save(ana, most_per_week=1, buffer_after_minutes=30)
    row = BookingLimits.objects.get()
    assert (row.user, row.most_per_week, row.buffer_after_minutes) == (ana, 1, 30)
    assert set(Session.objects.values_list("state", flat=True)) == {"confirmed"}
    assert AuditEntry.objects.filter(verb="scheduling.set_limits", by=ana).count() == 3


# --- asking ---------------------------------------------------------------------------------


def test_others_cannot_ask_in_a_full_week_and_do_not_read_the_figures(ana):
    booked(limited(ana, most_per_week=2), TUESDAY, TUESDAY + DAY)
    told = refused(
        CannotPropose, lambda: propose(person(), ana, starts_at=TUESDAY + 3 * DAY, now=NOW)
    )
    assert told == f"Ana {WEEK_FULL}. Choose another time."
    assert propose(person(), ana, starts_at=TUESDAY + 7 * DAY, now=NOW).state == "open"


def test_others_cannot_ask_on_a_full_day(ana):
    booked(limited(ana, most_per_day=1), TUESDAY)
    told = refused(
        CannotPropose, lambda: propose(person(), ana, starts_at=TUESDAY + 5 * HOUR, now=NOW)
    )
    assert told == "Ana has no room for another session that day. Choose another time."
    assert propose(person(), ana, starts_at=TUESDAY + DAY, now=NOW).state == "open"


def test_others_cannot_ask_within_a_pause(ana):
    booked(limited(ana, buffer_before_minutes=15, buffer_after_minutes=30), TUESDAY)
    for at in (TUESDAY + HOUR + timedelta(minutes=15), TUESDAY - HOUR - timedelta(minutes=15)):
        told = refused(CannotPropose, lambda at=at: propose(person(), ana, starts_at=at, now=NOW))
        assert told == "Ana is not free for the whole of that time. Choose another time."
    after = TUESDAY + HOUR + timedelta(minutes=30)
    assert propose(person(), ana, starts_at=after, now=NOW).state == "open"


def test_a_pause_is_kept_from_calendars_elsewhere_too(ana):
    busy(limited(ana, buffer_before_minutes=30), hour(TUESDAY))
    near = TUESDAY + HOUR + timedelta(minutes=15)
    assert "not free" in refused(
        CannotPropose, lambda: propose(person(), ana, starts_at=near, now=NOW)
    )
    assert propose(person(), ana, starts_at=TUESDAY - HOUR, now=NOW).state == "open"


def test_others_ask_with_the_notice_that_is_wanted_and_oneself_without(ana):
    limited(ana, notice_hours=24)
    soon = NOW + 20 * HOUR
    told = refused(CannotPropose, lambda: propose(person(), ana, starts_at=soon, now=NOW))
    assert told == "Ana wants to be asked longer ahead than that. Choose a later time."
    assert propose(person(), ana, starts_at=NOW + 24 * HOUR, now=NOW).state == "open"
    assert propose(ana, person(), starts_at=soon, now=NOW).state == "open"


def test_whoever_asks_beyond_their_own_limit_is_told_it(ana):
    booked(limited(ana, most_per_week=2), TUESDAY, TUESDAY + DAY)
    told = refused(
        CannotPropose, lambda: propose(ana, person(), starts_at=TUESDAY + 3 * DAY, now=NOW)
    )
    assert told == ("That week is full: your limit is 2 sessions a week. Choose another time.")


# --- answering ------------------------------------------------------------------------------


def test_what_was_asked_before_the_week_was_full_is_refused_to_both(ana):
    ben = person(pseudonym="Ben")
    limited(ana, most_per_week=1)
    asked = propose(ben, ana, starts_at=TUESDAY + 2 * DAY, now=NOW)
    asks = propose(ana, ben, starts_at=TUESDAY + 3 * DAY, now=NOW)
    booked(ana, TUESDAY)
    told = refused(CannotAccept, lambda: accept_proposal(asked, by=ana, now=NOW))
    assert told == (
        "That week is full: your limit is 1 session a week."
        " Nothing was booked. Propose another time."
    )
    told = refused(CannotAccept, lambda: accept_proposal(asks, by=ben, now=NOW))
    assert told == f"Ana {WEEK_FULL}. Nothing was booked. Propose another time."
    assert list(Proposal.objects.open().order_by("pk")) == [asked, asks]


def test_notice_is_for_being_asked_and_not_for_the_answer(ana):
    limited(ana, notice_hours=24)
    asked = propose(person(), ana, starts_at=NOW + 25 * HOUR, now=NOW)
    session = accept_proposal(asked, by=ana, now=NOW + 10 * HOUR)
    assert session.starts_at == NOW + 25 * HOUR


def test_a_first_yes_to_the_site_beyond_ones_limit_is_refused_at_once(ana):
    ben = person()
    proposal = offer(ana, ben, starts_at=TUESDAY + DAY, now=NOW, expires_at=TUESDAY)
    booked(limited(ana, most_per_week=1), TUESDAY)
    told = refused(CannotAccept, lambda: accept_proposal(proposal, by=ana, now=NOW))
    assert told.startswith("That week is full: your limit is 1 session a week.")
    assert accept_proposal(proposal, by=ben, now=NOW) is None  # theirs is only the first yes


# --- moving ---------------------------------------------------------------------------------


def test_a_session_that_is_moved_does_not_count_itself(ana):
    limited(ana, most_per_day=1, most_per_week=1, buffer_before_minutes=60)
    (session,) = booked(ana, TUESDAY)
    later = TUESDAY + HOUR + timedelta(minutes=30)
    move = propose_move(session, by=ana, starts_at=later, message="", now=NOW)
    assert accept_proposal(move, by=move.partner, now=NOW).starts_at == later
    on_friday = propose_move(
        session, by=move.partner, starts_at=later + 3 * DAY, message="", now=NOW
    )
    assert accept_proposal(on_friday, by=ana, now=NOW).starts_at == later + 3 * DAY


def test_a_move_into_a_full_day_is_refused(ana):
    limited(ana, most_per_day=1)
    _, second = booked(ana, TUESDAY, TUESDAY + DAY)
    into = {"starts_at": TUESDAY + 5 * HOUR, "message": "", "now": NOW}
    told = refused(CannotPropose, lambda: propose_move(second, by=ana, **into))
    assert told == "That day is full: your limit is 1 session a day. Choose another time."


def test_other_times_for_a_session_keep_both_peoples_limits_but_not_against_itself(ana):
    limited(ana, most_per_week=2, notice_hours=72)
    _, second = booked(ana, TUESDAY + 2 * DAY, TUESDAY + 3 * DAY)
    other = next(user for user in second_people(second) if user != ana)
    found = alternatives(second, other, now=NOW)
    assert found[0] == NOW + 72 * HOUR  # this week has room for the one that is moved
    assert len(found) == 3


def second_people(session):
    return [place.user for place in session.participations.all()]


def test_nobody_moves_a_session_into_a_pause_from_the_site(ana):
    (session,) = booked(ana, TUESDAY)
    partner = next(user for user in second_people(session) if user != ana)
    later = TUESDAY + 3 * DAY
    move = propose_move(session, by=partner, starts_at=later, message="", now=NOW)
    pause(partner, until=date(2026, 12, 20))
    told = refused(CannotAccept, lambda: accept_proposal(move, by=ana, now=NOW))
    assert told.endswith("takes a pause at that time. Choose another partner or time.")
    move.delete()
    told = refused(
        CannotPropose,
        lambda: propose_move(session, by=partner, starts_at=later, message="", now=NOW),
    )
    assert told == "You are on a pause at that time. End it in your profile, then book."


def pause(user, *, until: date) -> None:
    user.profile.paused_until_date = until
    user.profile.save()


# --- what the site brings about -------------------------------------------------------------


def test_the_site_offers_nothing_beyond_anybodys_limits(ana):
    booked(limited(ana, most_per_week=1), TUESDAY)
    terms = {"starts_at": TUESDAY + DAY, "now": NOW, "expires_at": TUESDAY}
    assert refused(CannotOffer, lambda: offer(ana, person(), **terms)).startswith("Ana is not free")
    assert refused(
        CannotOffer, lambda: offer(ana, person(), accepted_by=[ana], **terms)
    ).startswith("Ana is not free")
    next_week = {**terms, "starts_at": TUESDAY + 7 * DAY}
    assert offer(ana, person(), **next_week).state == "open"


def test_the_site_keeps_the_notice_of_whoever_has_not_said_yes(ana):
    limited(ana, notice_hours=72)
    terms = {"starts_at": TUESDAY, "now": NOW, "expires_at": TUESDAY}
    assert "not free" in refused(CannotOffer, lambda: offer(ana, person(), **terms))
    assert offer(ana, person(), accepted_by=[ana], **terms).state == "open"


def test_the_waitlist_passes_over_whose_limits_or_notice_say_no():
    full, late, willing = (waiter(now=NOW + n * timedelta(minutes=1)) for n in range(3))
    booked(limited(full, most_per_week=1), TUESDAY)
    limited(late, notice_hours=72)
    left_alone(days=2, now=NOW)
    fill(NOW)
    assert [made.partner for made in offers()] == [willing]


def test_the_waitlist_asks_shortly_before_whoever_wants_no_longer_notice():
    willing = waiter(now=NOW)
    limited(willing, notice_hours=2)
    _, _, session = left_alone(days=1, now=NOW)
    fill(session.starts_at - timedelta(minutes=70))
    assert [made.partner for made in offers()] == [willing]


def test_on_the_bench_notice_does_not_count_but_a_full_day_does(ana):
    ben, until = person(), NOW + 2 * HOUR
    entry = sit_down(
        limited(ana, notice_hours=72), ways=["swap"], kinds=[], until_at=until, now=NOW
    )
    assert [sitter.member.pk for sitter in sitters_for(ben, now=NOW)] == [ana.pk]
    booked(limited(ana, notice_hours=2, most_per_day=1), NOW + 6 * HOUR)
    assert sitters_for(ben, now=NOW) == []
    told = refused(CannotAsk, lambda: ask_sitter(entry, by=ben, way=Way.SWAP, now=NOW))
    assert told.startswith("Ana cannot be asked any more")
    told = refused(
        CannotSit, lambda: sit_down(ana, ways=["swap"], kinds=[], until_at=until, now=NOW)
    )
    assert told == (
        "That day is full: your limit is 1 session a day."
        " You can change your limits on the page of your hours."
    )


def test_whoever_keeps_a_pause_sits_down_for_what_comes_after_it(ana):
    booked(limited(ana, buffer_after_minutes=30), NOW + 3 * HOUR)
    at, until = NOW + 4 * HOUR, NOW + 6 * HOUR  # the session is just over
    entry = sit_down(ana, ways=["swap"], kinds=[], until_at=until, now=at)
    assert sitters_for(person(), now=at) == []
    assert [
        sitter.entry for sitter in sitters_for(person(), now=at + 20 * timedelta(minutes=1))
    ] == [entry]


def test_a_cancelled_session_is_not_back_on_over_somebodys_limit(ana):
    (session,) = booked(limited(ana, most_per_week=1), TUESDAY)
    other = next(user for user in second_people(session) if user != ana)
    cancel_booking(session, by=other, reason="", now=NOW)
    booked(ana, TUESDAY + DAY)
    told = refused(CannotUndo, lambda: undo_cancel(session, by=other, now=NOW))
    assert told == f"Ana {WEEK_FULL}. The session stays cancelled."
