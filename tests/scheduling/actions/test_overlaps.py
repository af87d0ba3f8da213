"""Busy time that comes over a booked session: its person is asked, once, and nobody else."""

import json
from datetime import timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from accounts.actions.erasure import erase_account
from accounts.privacy import export_of
from interviews.models import Session
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.overlaps import keep_session
from scheduling.actions.proposals import decline_proposal, propose_move
from scheduling.actions.source_reading import Outcome, read_file, tasks_for
from scheduling.actions.source_refresh import store_outcome
from scheduling.actions.sources import remove_source
from scheduling.models import BusyOverlap, CalendarSource
from scheduling.queries import overlaps
from scheduling.queries.overlaps import open_overlaps, overlaps_of
from scheduling.queries.session_history import session_history
from tests.scheduling.calendars import TITLE, busy, hour, ics, intervals
from tests.scheduling.worlds import (
    book,
    calendar_part,
    deliver,
    fill_catalogue,
    html_of,
    in_days,
    person,
    text_of,
    whole,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
MAIL = "scheduling.send_busy_overlaps"


@pytest.fixture
def two(db):
    fill_catalogue(packets=12, kinds=["coding"])
    return person(timezone="Europe/Berlin"), person(timezone="Asia/Kathmandu")


@pytest.fixture
def session(two):
    booked = book(*two, starts_at=in_days(3))
    deliver()
    return booked


@pytest.fixture
def source(two):
    return busy(two[0], name="Work")


class Reading:
    """One look after another into a calendar, a minute apart."""

    def __init__(self, source: CalendarSource, *, now) -> None:
        self.source, self.now = source, now - timedelta(hours=1)

    def __call__(self, *times, uids=()) -> CalendarSource | None:
        self.now += MINUTE
        self.source = CalendarSource.objects.get(pk=self.source.pk)
        (task,) = tasks_for([self.source], now=self.now)
        return store_outcome(read_file(task, ics(*times, uids=uids)), now=self.now)

    def same(self) -> None:
        self.now += MINUTE
        (task,) = tasks_for([self.source], now=self.now)
        store_outcome(Outcome(task), now=self.now)


@pytest.fixture
def read(source, now) -> Reading:
    return Reading(source, now=now)


def asked(user, *, now):
    return [overlap.session.pk for overlap in open_overlaps(user, now=now)]


# --- The mail ---------------------------------------------------------------------------------


def test_the_owner_is_asked_and_the_partner_hears_nothing(two, session, read):
    user, partner = two
    read(hour(session.starts_at + timedelta(minutes=15), 0.5))
    (mail,) = deliver()
    assert mail["To"] == user.email
    name = partner.profile.pseudonym
    text = text_of(mail)
    berlin = session.starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    start, end = (f"{berlin + timedelta(minutes=minutes):%H:%M}" for minutes in (15, 45))
    assert f"With {name}:" in text
    assert f"Your calendar “Work” says: busy from {start} to {end}." in text
    assert "for you" in text
    assert f"for {name}" in text
    for address in (f"/sessions/{session.public_id}/", "/decline/", "/move/"):
        assert address in text
        assert address in html_of(mail)
    assert mail["Subject"].endswith("your calendar says: keep the session?")
    assert TITLE not in whole(mail)
    assert Session.objects.get().state == "confirmed"
    with pytest.raises(StopIteration):
        calendar_part(mail)


def test_another_reading_that_says_the_same_asks_nothing(two, session, read, now):
    for _ in range(3):
        read(hour(session.starts_at))
        read.same()
    assert len(deliver()) == 1
    assert asked(two[0], now=now) == [session.pk]


def test_holidays_over_three_sessions_are_one_mail(two, read):
    user, partner = two
    sessions = [book(partner, user, starts_at=in_days(day)) for day in (3, 4, 5)]
    book(user, partner, starts_at=in_days(8))
    deliver()
    read((in_days(2.5), in_days(5.5)))
    (mail,) = deliver()
    text = text_of(mail)
    assert mail["Subject"] == "You are busy during 3 sessions, your calendar says: keep them?"
    assert [text.count(f"/sessions/{one.public_id}/") for one in sessions] == [1, 1, 1]
    assert text.count("Cancel it: ") == 3


def test_two_calendars_with_the_same_event_ask_once(two, session, read, now):
    user = two[0]
    read(hour(session.starts_at))
    other = Reading(busy(user, name="Home"), now=now)
    other(hour(session.starts_at, 0.5))
    assert len(deliver()) == 1
    (overlap,) = open_overlaps(user, now=now)
    assert overlap.calendars_in_words == "calendars “Home” and “Work” say"


def test_more_busy_time_than_was_asked_about_is_asked_about(two, session, read, now):
    user = two[0]
    read(hour(session.starts_at, 0.5))
    keep_session(session, by=user, now=read.now)
    read(hour(session.starts_at, 0.25))
    read(hour(session.starts_at, 0.5))
    assert asked(user, now=now) == []
    read(hour(session.starts_at))
    assert asked(user, now=now) == [session.pk]
    assert len(deliver(MAIL)) == 2
    assert BusyOverlap.objects.get().kept_at is None


def test_the_question_goes_with_the_overlap_and_comes_back_without_a_second_mail(
    two, session, read, now
):
    user = two[0]
    read(hour(session.starts_at))
    deliver()
    read()
    assert asked(user, now=now) == []
    read(hour(session.starts_at))
    assert asked(user, now=now) == [session.pk]
    remove_source(read.source, by=user, now=now)
    assert asked(user, now=now) == []
    assert deliver() == []


@pytest.mark.parametrize("what", ["gone", "kept", "cancelled", "begun", "deactivated"])
def test_what_was_settled_before_the_mail_went_out_is_not_in_it(two, session, read, now, what):
    user, partner = two
    other = book(user, partner, starts_at=in_days(5))
    read(hour(session.starts_at), hour(other.starts_at))
    deliver("scheduling.send_invitation")
    if what == "gone":
        read.source.busy_intervals.filter(starts_at=session.starts_at).delete()
    elif what == "kept":
        keep_session(session, by=user, now=now)
    elif what == "cancelled":
        cancel_booking(session, by=user, reason="", now=now)
    elif what == "begun":
        Session.objects.filter(pk=session.pk).update(state="in_progress")
    else:
        user.is_active = False
        user.save()
    texts = [text_of(mail) for mail in deliver(MAIL)]
    assert [str(session.public_id) in text for text in texts] == (
        [] if what == "deactivated" else [False]
    )
    assert [str(other.public_id) in text for text in texts] == (
        [] if what == "deactivated" else [True]
    )


# --- What is no overlap -----------------------------------------------------------------------


def test_our_own_event_and_what_only_touches_the_session_ask_nothing(two, session, read, now):
    start, end = session.starts_at, session.ends_at
    read((start, end), uids=[str(session.public_id)])
    read(hour(start - timedelta(hours=1)), hour(end))
    assert overlaps_of(two[0], now=now) == []
    assert deliver() == []


def test_only_ones_own_coming_sessions_are_asked_about(two, read, now):
    user, partner = two
    cancelled, running, others = (
        book(*pair, starts_at=in_days(day))
        for day, pair in ((3, two), (4, two), (5, (partner, person())))
    )
    cancel_booking(cancelled, by=user, reason="", now=now)
    Session.objects.filter(pk=running.pk).update(state="in_progress")
    coming = book(user, partner, starts_at=in_days(6))
    begun = book(user, partner, starts_at=in_days(1))
    later = begun.starts_at + MINUTE
    busy(user, (in_days(0), in_days(7)), name="All")
    assert asked(user, now=later) == [coming.pk]
    assert asked(partner, now=later) == []
    assert others.state == "confirmed"


def test_nothing_is_asked_while_a_new_time_waits_for_an_answer(two, session, read, now):
    user, partner = two
    move = propose_move(session, by=user, starts_at=in_days(4), message="", now=now)
    read(hour(session.starts_at))
    assert asked(user, now=now) == []
    assert deliver(MAIL) == []
    decline_proposal(move, by=partner, reason="", now=now)
    assert asked(user, now=now) == [session.pk]
    read.same()
    assert len(deliver(MAIL)) == 1


def test_a_reading_that_failed_asks_nothing(two, session, source, now):
    source.busy_intervals.create(user=two[0], starts_at=session.starts_at, ends_at=session.ends_at)
    (task,) = tasks_for([source], now=now)
    store_outcome(Outcome(task, problem="It did not answer."), now=now)
    assert not BusyOverlap.objects.exists()


# --- At one moment ----------------------------------------------------------------------------


def test_busy_time_stored_while_the_session_was_booked_is_found_by_the_next_reading(two, read):
    read(hour(in_days(3)))
    source = read.source
    held = list(source.busy_intervals.all())
    source.busy_intervals.all().delete()
    book(*two, starts_at=in_days(3))
    deliver()
    source.busy_intervals.bulk_create(held)  # neither saw the other before both committed
    read.same()
    assert len(deliver()) == 1


def test_the_question_is_stored_with_the_busy_time_or_neither_is(session, read):
    with (
        patch("scheduling.actions.overlaps.announce_overlaps", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        read(hour(session.starts_at))
    assert intervals(read.source) == []
    assert not BusyOverlap.objects.exists()
    read(hour(session.starts_at))
    assert len(deliver()) == 1


@pytest.mark.parametrize("was_there", [False, True], ids=["first", "wider"])
def test_of_two_readings_at_one_moment_one_asks(two, session, read, was_there):
    """Between the look and the row, the reading of another calendar has asked the same."""
    user = two[0]
    if was_there:
        read(hour(session.starts_at, 0.5))
        deliver()
    real, start, end = overlaps.overlaps_of, session.starts_at, session.ends_at

    def outrun(*args, **wanted):
        found = real(*args, **wanted)
        about = {"sequence": 0, "starts_at": start, "ends_at": end, "asked_at": start}
        BusyOverlap.objects.update_or_create(session=session, user=user, defaults=about)
        return found

    with patch("scheduling.actions.overlaps.overlaps_of", side_effect=outrun):
        read(hour(start))
    assert deliver() == []
    assert BusyOverlap.objects.count() == 1
    assert intervals(read.source) == [hour(start)]


def test_a_session_is_asked_about_once_in_the_database(two, session, now):
    about = {"user": two[0], "session": session, "sequence": 0, "asked_at": now}
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    BusyOverlap.objects.create(**about, **times)
    for wrong in (times, {"starts_at": now, "ends_at": now}):
        user = two[0] if wrong is times else two[1]
        with pytest.raises(IntegrityError), transaction.atomic():
            BusyOverlap.objects.create(**{**about, "user": user}, **wrong)


# --- The answer -------------------------------------------------------------------------------


def test_keeping_it_ends_the_question_for_this_time_alone(two, session, read, now):
    user, partner = two
    read(hour(session.starts_at))
    assert not keep_session(session, by=partner, now=now)
    assert keep_session(session, by=user, now=now)
    assert not keep_session(session, by=user, now=now)
    read(hour(session.starts_at))
    assert asked(user, now=now) == []
    lines = [line.words for line in session_history(session, reader=user)]
    assert lines[-1] == "You kept it, although your calendar says that you are busy"
    assert len(session_history(session, reader=partner)) == len(lines) - 1
    Session.objects.filter(pk=session.pk).update(sequence=1)  # it moved, say
    assert asked(user, now=now) == [session.pk]


def test_keeping_before_any_mail_needs_no_mail(two, session, source, read, now):
    source.busy_intervals.create(user=two[0], starts_at=session.starts_at, ends_at=session.ends_at)
    assert keep_session(session, by=two[0], now=now)
    read(hour(session.starts_at))
    assert deliver() == []


def test_what_was_asked_is_in_the_export_and_goes_with_the_account(two, session, read, now):
    user, partner = two
    read(hour(session.starts_at))
    keep_session(session, by=user, now=read.now)
    (row,) = export_of(user)["busy_overlaps"]
    assert row["kept_at"] == read.now
    assert export_of(partner)["busy_overlaps"] == []
    assert "Work" not in json.dumps(export_of(partner), cls=DjangoJSONEncoder)
    erase_account(user, by=user, now=now)
    assert not BusyOverlap.objects.exists()


# --- How often the database is asked ----------------------------------------------------------


def test_three_overlaps_take_as_many_queries_as_one(two, now, django_assert_num_queries):
    user, partner = two
    with django_assert_num_queries(1):
        assert overlaps_of(user, now=now) == []
    for days, count in (([3], 1), ([4, 5], 3)):
        for day in days:
            book(user, partner, starts_at=in_days(day))
            busy(user, hour(in_days(day)), name=str(day))
        with django_assert_num_queries(6):
            found = overlaps_of(user, now=now)
            assert [(one.partner.profile.pseudonym, one.calendars_in_words) for one in found]
        assert len(found) == count
