"""A session's whole life in its person's own calendar, at a real CalDAV server (Radicale)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.calendar_watching import watch_due_accounts
from scheduling.actions.proposals import propose_move
from scheduling.models import CalendarAccount, Proposal, WrittenEvent
from tests.scheduling.radicale import Owner
from tests.scheduling.stand_in_calendars import look_now
from tests.scheduling.worlds import book, deliver, in_days, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pair(catalogue):
    return person(pseudonym="Calm Heron"), person(pseudonym="Quiet Fox")


@pytest.fixture
def calendar(ana: Owner) -> str:
    """The address of her calendar “Work”."""
    return ana.calendar("Work")


@pytest.fixture
def connected(client, pair, ana: Owner, calendar):
    """Through the pages: connected, busy by “Work”, and written into it."""
    client.force_login(pair[0])
    form = {"address": ana.server.url, "name": ana.name, "password": ana.password}
    answer = client.post(reverse("calendar_account_connect"), form)
    page = client.get(answer["Location"])
    (key,) = [key for key, name in page.context["form"].fields["busy"].choices if name == "Work"]
    answer = client.post(answer["Location"], {"busy": [key], "write": key})
    assert answer["Location"] == reverse("calendars")
    return client


@pytest.fixture
def session(connected, pair) -> Session:
    session = book(*pair, starts_at=in_days(4))
    deliver("write_event")
    return session


def standing(ana: Owner, calendar: str) -> list[Event]:
    return [
        event
        for address in ana.events(calendar)
        for event in Calendar.from_ical(ana.get(address)).walk("VEVENT")
    ]


def times(ana: Owner, calendar: str) -> list[tuple[datetime, int]]:
    return [(event["DTSTART"].dt, event["SEQUENCE"]) for event in standing(ana, calendar)]


def move_there(ana: Owner, calendar: str, to: datetime) -> None:
    (address,) = ana.events(calendar)
    start, end = (f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (to, to + timedelta(hours=1)))
    ana.move(address, start=start, end=end)


def look() -> None:
    look_now(CalendarAccount.objects.get())
    watch_due_accounts(now=timezone.now(), clock=lambda: 0.0)


def answer(client, session, button: str):
    return client.post(reverse("session_in_calendar", args=[session.public_id]), {button: ""})


def test_what_is_booked_moved_and_cancelled_here_is_right_there(session, pair, ana, calendar):
    (event,) = standing(ana, calendar)
    assert (str(event["UID"]), event["DTSTART"].dt) == (str(session.public_id), session.starts_at)
    assert "Quiet Fox" in event["SUMMARY"]
    assert not {"ORGANIZER", "ATTENDEE", "METHOD"} & set(event)
    later = session.starts_at + DAY
    proposal = propose_move(session, by=pair[1], starts_at=later, message="", now=timezone.now())
    moved = accept_proposal(proposal, by=pair[0], now=timezone.now())
    deliver("write_event")
    assert times(ana, calendar) == [(later, 1)]
    look()
    assert WrittenEvent.objects.get().state == "written"
    cancel_booking(moved, by=pair[1], reason="", now=timezone.now())
    deliver("write_event")
    assert standing(ana, calendar) == []


def test_what_is_moved_there_is_a_question_then_a_proposal_then_the_new_time(
    session, connected, pair, ana, calendar
):
    later = session.starts_at + DAY
    look()
    move_there(ana, calendar, later)
    look()
    assert (WrittenEvent.objects.get().state, times(ana, calendar)) == ("moved", [(later, 0)])
    assert Session.objects.get().starts_at == session.starts_at
    answer(connected, session, "propose")
    proposal = Proposal.objects.get(moves_session=session)
    accept_proposal(proposal, by=pair[1], now=timezone.now())
    deliver("write_event")
    assert times(ana, calendar) == [(later, 1)]
    assert Session.objects.get().starts_at == later
    look()
    assert WrittenEvent.objects.get().state == "written"


def test_what_is_moved_there_can_be_put_back(session, connected, ana, calendar):
    move_there(ana, calendar, session.starts_at + DAY)
    look()
    answer(connected, session, "put_back")
    deliver("write_event")
    assert times(ana, calendar) == [(session.starts_at, 0)]


def test_what_is_deleted_there_is_a_question_and_can_be_put_back(session, connected, ana, calendar):
    look()
    ana.delete(ana.events(calendar)[0])
    look()
    assert (WrittenEvent.objects.get().state, Session.objects.get().state) == (
        *("deleted", "confirmed"),
    )
    answer(connected, session, "put_back")
    deliver("write_event")
    assert times(ana, calendar) == [(session.starts_at, 0)]
    assert WrittenEvent.objects.get().state == "written"


def test_a_note_there_is_no_question_and_survives(session, ana, calendar):
    (address,) = ana.events(calendar)
    ana.put(address, ana.get(address).replace(b"END:VEVENT", b"COMMENT:My note\r\nEND:VEVENT"))
    look()
    assert WrittenEvent.objects.get().state == "written"
    assert b"My note" in ana.get(address)


def test_disconnecting_takes_it_out(session, connected, ana, calendar):
    account = CalendarAccount.objects.get()
    url = reverse("calendar_account_disconnect", args=[account.public_id])
    connected.post(url, {"take_out": "on"})
    assert standing(ana, calendar) == []
    assert not CalendarAccount.objects.exists()
    keys = Job.objects.filter(kind="scheduling.send_invitation").values_list("key", flat=True)
    assert len([key for key in keys if re.match("invitation:by_mail:", key)]) == 1
