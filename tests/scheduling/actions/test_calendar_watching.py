"""What people do to their sessions in their own calendars: they are asked, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interviews.models import Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.calendar_questions import (
    MOST_QUESTIONS,
    NO_QUESTION,
    CannotAnswerCalendar,
    leave_out,
    propose_from_calendar,
    put_back,
)
from scheduling.actions.calendar_watching import watch_due_accounts
from scheduling.actions.proposals import decline_proposal, propose_move
from scheduling.models import CalendarAccount, Proposal, WrittenEvent
from scheduling.queries.reconfirm_links import answer_link
from scheduling.queries.written_events import open_questions
from scheduling.remote.contract import RemoteProblem
from tests.scheduling.stand_in_calendars import PASSWORD, look_now, stand_in, writing_account
from tests.scheduling.worlds import book, calendar_in, deliver, person, text_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 26, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


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
def session(pair, account, clock):
    """Booked, written, and every mail about it is out."""
    session = book(*pair, starts_at=START)
    clock.shift(timedelta(minutes=1))
    deliver()
    return session


def look(account) -> None:
    look_now(account)
    watch_due_accounts(now=timezone.now(), clock=lambda: 0.0)


def row() -> WrittenEvent:
    return WrittenEvent.objects.get()


def asked() -> list[str]:
    return [mail["Subject"] for mail in deliver("send_calendar_question")]


def settle() -> None:
    deliver("write_event")


def booked() -> tuple[datetime, str]:
    return Session.objects.values_list("starts_at", "state").get()


def test_nothing_was_done_and_nothing_is_asked(session, account, server):
    for _ in range(2):
        look(account)
    assert (asked(), row().state, server.calls.count("changes")) == ([], "written", 2)


def test_what_was_moved_there_is_asked_about_once_and_moves_nothing(session, pair, account, server):
    server.move(session, START + DAY)
    for _ in range(2):
        look(account)
    (mail,) = deliver("send_calendar_question")
    assert mail["To"] == pair[0].email
    assert mail["Subject"] == (
        "You moved your session with Quiet Fox in your calendar: propose that time?"
    )
    assert "to Tue 27 Oct 2026, 17:00 (UTC)" in text_of(mail)
    assert answer_link(session, pair[0], answer="calendar") in text_of(mail)
    assert (row().state, row().moved_to) == ("moved", START + DAY)
    assert booked() == (START, "confirmed")
    assert server.event(session).starts_at == START + DAY
    assert [question.partner for question in open_questions(pair[0], now=NOW)] == ["Quiet Fox"]
    assert open_questions(pair[1], now=NOW) == []
    assert not Proposal.objects.filter(moves_session=session).exists()


def test_what_was_deleted_there_is_asked_about_once_and_cancels_nothing(
    session, pair, account, server
):
    server.delete(session)
    for _ in range(2):
        look(account)
    assert asked() == [
        "Your session with Quiet Fox is gone from your calendar: cancel it?",
    ]
    assert (row().state, booked()) == ("deleted", (START, "confirmed"))
    assert server.event(session) is None


def test_a_note_is_theirs_and_no_question(session, account, server):
    server.write_note(session, "bring the book")
    look(account)
    assert (asked(), row().state) == ([], "written")
    assert row().version == server.event(session).version
    assert server.event(session).note == "bring the book"


def test_moved_back_or_restored_there_the_question_goes(session, pair, account, server):
    event = server.event(session)
    server.move(session, START + DAY)
    look(account)
    server.move(session, START)
    look(account)
    assert (row().state, open_questions(pair[0], now=NOW)) == ("written", [])
    server.delete(session)
    look(account)
    server.put("/work/", event.entry.uid, event.entry)
    look(account)
    assert (row().state, open_questions(pair[0], now=NOW)) == ("written", [])


def test_moved_again_it_is_asked_anew_but_not_mailed_without_end(session, account, server):
    for n in range(1, MOST_QUESTIONS + 3):
        server.move(session, START + n * DAY)
        look(account)
    assert asked() == []  # those that were overtaken are not sent
    assert Job.objects.filter(kind="scheduling.send_calendar_question").count() == MOST_QUESTIONS
    assert row().moved_to == START + (MOST_QUESTIONS + 2) * DAY


# --- Answers ------------------------------------------------------------------------------------


def test_proposing_asks_the_partner_and_their_yes_is_written(session, pair, account, server):
    server.move(session, START + DAY)
    look(account)
    proposal = propose_from_calendar(session, by=pair[0], now=NOW)
    assert (proposal.starts_at, proposal.partner, booked()) == (
        *(START + DAY, pair[1]),
        (START, "confirmed"),
    )
    look(account)
    assert (asked(), row().state) == ([], "proposed")
    accept_proposal(proposal, by=pair[1], now=NOW)
    settle()
    assert (server.event(session).starts_at, server.event(session).entry.sequence) == (
        START + DAY,
        1,
    )
    assert (row().state, row().is_due, booked()) == ("written", False, (START + DAY, "confirmed"))
    mail = next(mail for mail in deliver("send_invitation") if mail["To"] == pair[1].email)
    assert calendar_in(mail).walk("VEVENT")[0]["SEQUENCE"] == 1


def test_a_no_of_the_partner_puts_the_old_time_back(session, pair, account, server):
    server.move(session, START + DAY)
    look(account)
    proposal = propose_from_calendar(session, by=pair[0], now=NOW)
    decline_proposal(proposal, by=pair[1], reason="", now=NOW)
    look(account)
    settle()
    assert (server.event(session).starts_at, row().state) == (START, "written")


def test_a_time_that_the_rules_refuse_is_refused_in_words_and_stays_a_question(
    session, pair, account, server
):
    server.move(session, START + timedelta(minutes=7))
    look(account)
    with pytest.raises(CannotAnswerCalendar, match="quarter of an hour"):
        propose_from_calendar(session, by=pair[0], now=NOW)
    assert row().state == "moved"
    assert not Proposal.objects.filter(moves_session=session).exists()


@pytest.mark.parametrize("done", ["moved", "deleted"])
def test_put_back_shows_the_session_as_it_is(session, pair, account, server, done):
    server.move(session, START + DAY) if done == "moved" else server.delete(session)
    look(account)
    put_back(session, by=pair[0], now=NOW)
    settle()
    assert (server.event(session).starts_at, row().state) == (START, "written")
    with pytest.raises(CannotAnswerCalendar, match=NO_QUESTION[:30]):
        put_back(session, by=pair[0], now=NOW)


def test_put_back_asks_again_if_it_was_moved_meanwhile(session, pair, account, server):
    server.move(session, START + DAY)
    look(account)
    put_back(session, by=pair[0], now=NOW)
    server.move(session, START + 2 * DAY)
    settle()
    assert server.event(session).starts_at == START + 2 * DAY
    assert (row().state, row().moved_to) == ("moved", START + 2 * DAY)


def test_kept_without_an_event_it_stays_without_whatever_becomes_of_it(
    session, pair, account, server, clock
):
    server.delete(session)
    look(account)
    leave_out(session, by=pair[0], now=NOW)
    proposal = propose_move(session, by=pair[1], starts_at=START + DAY, message="", now=NOW)
    accept_proposal(proposal, by=pair[0], now=NOW)
    clock.shift(timedelta(minutes=1))
    sent = {mail["To"]: mail for mail in deliver()}
    assert "It is not in your calendar, as you wished." in text_of(sent[pair[0].email])
    assert not any(
        part.get_content_type() == "text/calendar" for part in sent[pair[0].email].walk()
    )
    look(account)
    assert (server.event(session), row().state) == (None, "left_out")


def test_only_the_person_answers_and_only_while_it_is_asked(session, pair, account, server, clock):
    with pytest.raises(CannotAnswerCalendar):
        put_back(session, by=pair[0], now=NOW)
    server.move(session, START + DAY)
    look(account)
    for answer in (propose_from_calendar, put_back, leave_out):
        with pytest.raises(CannotAnswerCalendar):
            answer(session, by=pair[1], now=NOW)
    with pytest.raises(CannotAnswerCalendar):
        leave_out(session, by=pair[0], now=NOW)  # it was moved, not deleted
    with pytest.raises(CannotAnswerCalendar):
        put_back(session, by=pair[0], now=START)


@pytest.mark.parametrize("done", ["moved", "deleted"])
def test_a_move_here_takes_the_question_away_and_is_written(session, pair, account, server, done):
    server.move(session, START + DAY) if done == "moved" else server.delete(session)
    look(account)
    proposal = propose_move(session, by=pair[1], starts_at=START + 2 * DAY, message="", now=NOW)
    accept_proposal(proposal, by=pair[0], now=NOW)
    assert open_questions(pair[0], now=NOW) == []
    settle()
    assert (server.event(session).starts_at, row().state) == (START + 2 * DAY, "written")
    assert asked() == []


def test_a_cancellation_here_takes_the_question_away(session, pair, account, server):
    server.move(session, START + DAY)
    look(account)
    cancel_booking(session, by=pair[1], reason="", now=NOW)
    assert open_questions(pair[0], now=NOW) == []
    assert asked() == []
    settle()
    assert server.event(session) is None


# --- Looking ------------------------------------------------------------------------------------


def test_looks_come_every_five_minutes_and_rarely_after_failures(session, account, server, clock):
    waits = []
    for failing in (False, True, True, False):
        server.before["changes"] = [RemoteProblem("The server is away.")] if failing else []
        look(account)
        account.refresh_from_db()
        waits.append((account.next_look_at - timezone.now()) // timedelta(minutes=5))
    assert waits == [1, 2, 4, 1]
    assert (account.problem, account.failures) == ("", 0)


def test_a_lost_account_is_not_looked_into_until_it_is_connected_again(
    session, pair, account, server
):
    server.password = "changed"
    look(account)
    look(account)
    assert server.calls.count("changes") == 1
    account.refresh_from_db()
    assert account.is_lost
    server.password = PASSWORD
    writing_account(pair[0], now=timezone.now())
    look(account)
    assert server.calls.count("changes") == 2


def test_what_could_not_be_written_is_written_when_the_account_works_again(
    session, pair, account, server
):
    server.password = "changed"
    proposal = propose_move(session, by=pair[1], starts_at=START + DAY, message="", now=NOW)
    accept_proposal(proposal, by=pair[0], now=NOW)
    settle()
    assert (row().is_due, server.event(session).starts_at) == (True, START)
    server.password = PASSWORD
    writing_account(pair[0], now=timezone.now())
    look(account)
    settle()
    assert (row().is_due, server.event(session).starts_at) == (False, START + DAY)


def test_a_calendar_that_is_gone_gives_its_sessions_to_the_mail(session, pair, account, server):
    server.calendars.clear()
    look(account)
    account.refresh_from_db()
    assert (account.writes, account.next_look_at) == (False, None)
    assert account.problem.startswith("The calendar into which your sessions were written is gone")
    assert not WrittenEvent.objects.exists()
    (mail,) = deliver("send_invitation")
    assert mail["To"] == pair[0].email
    assert calendar_in(mail).walk("VEVENT")[0]["UID"] == str(session.public_id)


def test_a_look_during_a_write_passes_over_what_is_being_written(session, pair, account, server):
    proposal = propose_move(session, by=pair[1], starts_at=START + DAY, message="", now=NOW)
    accept_proposal(proposal, by=pair[0], now=NOW)
    server.after["update"] = [lambda: look(account)]
    settle()
    look(account)
    assert (row().state, row().questions, asked()) == ("written", 0, [])
    assert CalendarAccount.objects.get().cursor == str(len(server.log))


def test_what_its_owner_does_during_a_write_is_found_by_the_next_look(
    session, pair, account, server
):
    proposal = propose_move(session, by=pair[1], starts_at=START + DAY, message="", now=NOW)
    accept_proposal(proposal, by=pair[0], now=NOW)

    def move_and_look() -> None:
        server.move(session, START + 2 * DAY)
        look(account)

    server.after["update"] = [move_and_look]
    settle()
    look(account)
    assert (row().state, row().moved_to) == ("moved", START + 2 * DAY)


def test_an_unforeseen_failure_is_that_accounts_alone(session, pair, account, server, caplog):
    server.before["changes"] = [ValueError("https://secret.example.org/")]
    look(account)
    account.refresh_from_db()
    assert (account.problem, account.failures) == ("Something went wrong on our side.", 1)
    assert "secret" not in caplog.text
