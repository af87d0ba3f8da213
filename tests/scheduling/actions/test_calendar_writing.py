"""Sessions written into people's own calendars: at a stand-in that keeps to the contract."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.calendar_writing import LEASE, write_event
from scheduling.actions.proposals import propose_move
from scheduling.actions.undo import undo_cancel
from scheduling.models import CalendarAccount, WrittenEvent
from scheduling.remote.contract import RemoteProblem, TryLater
from tests.scheduling.stand_in_calendars import PASSWORD, stand_in, writing_account
from tests.scheduling.worlds import (
    book,
    by_address,
    calendar_in,
    deliver,
    person,
    text_of,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 26, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server():
    with stand_in() as running:
        yield running


@pytest.fixture
def pair(catalogue):
    return person(pseudonym="Calm Heron"), person(pseudonym="Quiet Fox")


@pytest.fixture
def account(pair, server):
    return writing_account(pair[0], now=NOW)


@pytest.fixture
def session(pair, account):
    return book(*pair, starts_at=START)


def write() -> None:
    deliver("write_event")


def mails(clock, kind: str):
    """What is sent half a minute later."""
    clock.shift(timedelta(seconds=30))
    return by_address(deliver(kind))


def move(session, pair, *, to: datetime) -> Session:
    proposal = propose_move(session, by=pair[1], starts_at=to, message="", now=timezone.now())
    return accept_proposal(proposal, by=pair[0], now=timezone.now())


def has_event(message) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in message.walk())


def row() -> WrittenEvent:
    return WrittenEvent.objects.get()


def standing(server, session):
    event = server.event(session)
    return event and (event.starts_at, event.entry.sequence)


def waiting_write() -> Job:
    return Job.objects.get(kind="scheduling.write_event", done_at=None)


# --- Booked, moved, cancelled -----------------------------------------------------------------


def test_a_booking_is_written_for_one_and_mailed_to_the_other(session, pair, server, clock):
    assert deliver("write_event") == []
    assert standing(server, session) == (START, 0)
    sent = mails(clock, "send_invitation")
    assert [has_event(sent[user.email]) for user in pair] == [False, True]
    assert "It stands in your calendar “Work”." in text_of(sent[pair[0].email]).splitlines()
    assert "Work" not in text_of(sent[pair[1].email])
    assert (row().state, row().is_due, row().sequence) == ("written", False, 0)


def test_moves_and_the_cancellation_follow_in_the_calendar_and_by_mail_without_an_event(
    session, pair, server, clock
):
    write()
    for n in (1, 2):
        session = move(session, pair, to=START + n * DAY)
        write()
        assert standing(server, session) == (START + n * DAY, n)
    sent = mails(clock, "send_invitation")
    assert [has_event(sent[user.email]) for user in pair] == [False, True]
    assert calendar_in(sent[pair[1].email]).walk("VEVENT")[0]["SEQUENCE"] == 2
    cancel_booking(session, by=pair[1], reason="", now=timezone.now())
    write()
    assert server.event(session) is None
    sent = mails(clock, "send_cancellation")
    assert [has_event(sent[user.email]) for user in pair] == [False, True]
    expected = "It is no longer in your calendar “Work”."
    assert expected in text_of(sent[pair[0].email]).splitlines()
    assert [name for name in server.calls if name != "create"] == ["update", "update", "delete"]


def test_a_cancellation_taken_back_is_written_again(session, pair, server):
    write()
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    write()
    undo_cancel(Session.objects.get(), by=pair[0], now=NOW)
    write()
    assert standing(server, session) == (START, 2)


def test_what_was_overtaken_is_written_once_as_it_is_now(session, pair, server):
    session = move(session, pair, to=START + DAY)
    write()
    assert standing(server, session) == (START + DAY, 1)
    assert server.calls == ["create"]


def test_cancelled_before_it_was_written_is_never_written(session, pair, server):
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    write()
    assert (server.calls, row().state, row().is_due) == ([], "absent", False)


def test_a_session_that_has_begun_is_left_alone(session, server, clock):
    clock.move_to(START)
    write()
    assert (server.calls, row().is_due) == ([], False)


def test_both_people_may_have_calendars_of_their_own(pair, server, account, clock):
    server.calendars["/home/"] = {}
    writing_account(pair[1], calendar="/home/", now=NOW)
    session = book(*pair, starts_at=START)
    write()
    entries = [server.event(session, calendar).entry for calendar in ("/work/", "/home/")]
    assert ["Quiet Fox" in entries[0].summary, "Calm Heron" in entries[1].summary] == [True, True]
    assert [has_event(mail) for mail in mails(clock, "send_invitation").values()] == [False, False]


# --- One channel ------------------------------------------------------------------------------


def test_what_came_by_mail_stays_with_mail_when_a_calendar_is_connected_later(pair, server, clock):
    session = book(*pair, starts_at=START)
    deliver()
    writing_account(pair[0], now=NOW)
    session = move(session, pair, to=START + DAY)
    assert not WrittenEvent.objects.exists()
    assert [has_event(mail) for mail in deliver("send_invitation")] == [True, True]
    assert server.calls == []


def test_no_session_is_given_to_an_account_that_lets_us_in_no_more(pair, account, server):
    CalendarAccount.objects.update(is_lost=True)
    book(*pair, starts_at=START)
    assert [has_event(mail) for mail in deliver("send_invitation")] == [True, True]
    assert not WrittenEvent.objects.exists()


def test_a_lost_sign_in_falls_back_to_the_mail_at_once_and_tells_the_owner_once(
    pair, account, server, clock
):
    server.password = "changed"
    session = book(*pair, starts_at=START)
    kinds = {"proposer_kind": "behavioural", "partner_kind": "behavioural"}
    later = book(*pair, starts_at=START + DAY, **kinds)
    write()
    clock.shift(timedelta(minutes=1))
    to_owner = [mail for mail in deliver("send_") if mail["To"] == pair[0].email]
    invited = [mail for mail in to_owner if has_event(mail)]
    (lost,) = [mail for mail in to_owner if mail not in invited]
    assert lost["Subject"] == "Connect your calendar again: ana at dav.example.org"
    events = [calendar_in(mail).walk("VEVENT")[0]["UID"] for mail in invited]
    assert events == [str(session.public_id), str(later.public_id)]
    assert all("so this mail brings the event" in text_of(mail) for mail in invited)
    account.refresh_from_db()
    assert (account.is_lost, account.problem) == (True, "The password is not accepted.")
    assert not WrittenEvent.objects.exists()


def test_a_service_that_is_away_for_an_hour_is_tried_on_and_then_the_mail_comes_instead(
    pair, account, server, clock
):
    server.before["create"] = [RemoteProblem("The server is away.")] * 50
    book(*pair, starts_at=START)
    tries = []
    while WrittenEvent.objects.exists():
        clock.move_to(waiting_write().run_at)
        tries.append((timezone.now() - NOW).total_seconds())
        write()
    assert tries == [0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560]
    clock.shift(timedelta(hours=1))
    to_owner = [mail for mail in deliver("send_invitation") if mail["To"] == pair[0].email]
    assert [has_event(mail) for mail in to_owner] == [True]
    account.refresh_from_db()
    assert (account.problem, account.failures) == ("The server is away.", len(tries))


def test_meanwhile_the_mail_says_that_the_calendar_does_not_show_it(pair, account, server, clock):
    server.before["create"] = [RemoteProblem("The server is away.")]
    session = book(*pair, starts_at=START)
    write()
    (sent,) = [m for u, m in mails(clock, "send_invitation").items() if u == pair[0].email]
    assert "does not show this yet" in text_of(sent)
    assert not has_event(sent)
    write()
    assert standing(server, session) == (START, 0)
    assert deliver("send_invitation") == []


def test_a_service_that_asks_for_time_gets_it(session, server, clock):
    server.before["create"] = [TryLater("Too many requests.", after=timedelta(minutes=7))]
    write()
    assert waiting_write().run_at == NOW + timedelta(minutes=7)
    clock.shift(timedelta(minutes=7))
    write()
    assert standing(server, session) == (START, 0)


def test_what_stands_there_is_never_invited_by_mail_when_it_cannot_be_changed(
    session, pair, server, clock
):
    write()
    server.password = "changed"
    move(session, pair, to=START + DAY)
    write()
    sent = mails(clock, "send_invitation")[pair[0].email]
    assert not has_event(sent)
    assert "lets us in no more and does not show this" in text_of(sent)
    assert (row().state, row().is_due, row().sequence) == ("written", True, 0)


# --- What its owner has changed -----------------------------------------------------------------


def test_a_note_stays_when_the_session_has_not_moved(session, pair, server):
    write()
    server.write_note(session, "bring the book")
    WrittenEvent.objects.update(is_due=True, sequence=7)  # as after a cancellation taken back
    Job.objects.filter(kind="scheduling.write_event").update(done_at=None, run_at=NOW)
    write_event(session_id=session.pk, user_id=pair[0].pk, asked_at=NOW, now=NOW)
    assert server.event(session).note == "bring the book"
    assert (row().version, row().is_due) == (server.event(session).version, False)


def test_the_new_time_is_written_over_a_note_but_not_over_another_time(session, pair, server):
    write()
    server.write_note(session, "bring the book")
    session = move(session, pair, to=START + DAY)
    write()
    assert standing(server, session) == (START + DAY, 1)
    server.move(session, START + 3 * DAY)
    session = move(session, pair, to=START + 2 * DAY)
    write()
    assert server.event(session).starts_at == START + 3 * DAY
    assert (row().state, row().moved_to) == ("moved", START + 3 * DAY)


def test_deleted_there_while_the_session_moves_is_a_question(session, pair, server):
    write()
    server.delete(session)
    move(session, pair, to=START + DAY)
    write()
    assert (server.event(session), row().state, row().is_due) == (None, "deleted", False)


def test_a_cancelled_session_vanishes_even_if_it_was_changed_there(session, pair, server):
    write()
    server.move(session, START + DAY)
    cancel_booking(session, by=pair[1], reason="", now=NOW)
    write()
    assert (server.event(session), row().state) == (None, "absent")


# --- Crashes and two at once --------------------------------------------------------------------


def killed_at(server, name: str, when: str, session, pair) -> None:
    getattr(server, when)[name] = [Killed()]
    with pytest.raises(Killed):
        write_event(session_id=session.pk, user_id=pair[0].pk, asked_at=NOW, now=timezone.now())


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_created_it_is_there_once(session, pair, server, clock, when):
    killed_at(server, "create", when, session, pair)
    write()
    assert waiting_write().run_at > timezone.now()  # the dead one's lease
    clock.shift(LEASE)
    write()
    assert standing(server, session) == (START, 0)
    assert len(server.calendars["/work/"]) == 1
    assert (row().state, row().version) == ("written", server.event(session).version)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_created_and_moved_since_it_shows_the_new_time(
    session, pair, server, clock, when
):
    killed_at(server, "create", when, session, pair)
    session = move(session, pair, to=START + DAY)
    clock.shift(LEASE)
    write()
    assert standing(server, session) == (START + DAY, 1)
    assert row().state == "written"


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_created_and_cancelled_since_it_is_not_there(
    session, pair, server, clock, when
):
    killed_at(server, "create", when, session, pair)
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    clock.shift(LEASE)
    write()
    assert (server.calendars["/work/"], row().state) == ({}, "absent")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("again", [0, 1])
def test_killed_while_it_is_moved_nobody_is_taken_to_have_moved_it(
    session, pair, server, clock, when, again
):
    write()
    session = move(session, pair, to=START + DAY)
    killed_at(server, "update", when, session, pair)
    if again:
        session = move(session, pair, to=START + 2 * DAY)
    clock.shift(LEASE)
    write()
    assert standing(server, session) == (START + (1 + again) * DAY, 1 + again)
    assert (row().state, row().is_due, row().questions) == ("written", False, 0)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_taken_out_it_is_not_there(session, pair, server, clock, when):
    write()
    cancel_booking(session, by=pair[0], reason="", now=NOW)
    killed_at(server, "delete", when, session, pair)
    clock.shift(LEASE)
    write()
    assert (server.event(session), row().state, row().is_due) == (None, "absent", False)


def test_a_second_worker_waits_for_the_first(session, pair, server):
    waits = []

    def second() -> None:
        waits.append(write_event(session_id=session.pk, user_id=pair[0].pk, asked_at=NOW, now=NOW))

    server.before["create"] = [second]
    write()
    assert waits == [timedelta(seconds=10)]
    assert server.calls == ["create"]


def test_what_moves_while_it_is_written_is_due_again(session, pair, server):
    server.after["create"] = [lambda: move(Session.objects.get(), pair, to=START + DAY)]
    write()
    write()
    assert standing(server, session) == (START + DAY, 1)
    assert (row().is_due, row().sequence) == (False, 1)


def test_a_renewed_token_is_kept(session, server, account):
    opened = server.open

    def renew(secret, seconds):
        service = opened(secret, seconds)
        server.before["create"] = [lambda: service.secret.update(token="new")]
        return service

    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(
            __import__("scheduling.remote.services").remote.services.SERVICES, "caldav", renew
        )
        write()
    secret = CalendarAccount.objects.get().secret
    assert secret != account.secret
    assert PASSWORD not in secret
