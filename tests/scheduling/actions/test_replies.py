"""What calendars answer: mails by hand (tests/scheduling/calendar_mails.py) to real sessions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.actions.erasure import erase_account
from accounts.models import AuditEntry
from accounts.privacy import export_of
from interviews.models import Participation, Session
from jobs.models import Job
from scheduling.actions import replies
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import propose_move
from scheduling.actions.replies import MOST_ANSWERS, take_mail
from scheduling.models import CalendarReply, Proposal
from scheduling.queries.reconfirm_links import answer_link, reconfirm_link
from scheduling.queries.replies import reply_mailbox
from scheduling.queries.session_history import session_history
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory
from tests.scheduling.calendar_mails import PROGRAMS, mail
from tests.scheduling.worlds import (
    book,
    calendar_in,
    deliver,
    html_of,
    person,
    propose,
    text_of,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 26, 17, 0, tzinfo=UTC)
OLD = "It is not newer than what the calendar answered before."
NO_FIT = "No address of ours in it fits its event."


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(catalogue):
    return (
        person(pseudonym="Calm Heron", timezone="Europe/Berlin"),
        person(pseudonym="Quiet Fox", timezone="America/New_York"),
    )


@pytest.fixture
def session(pair):
    return book(*pair, starts_at=START)


def answer_of(session, user, answer="ACCEPTED", *, program="gmail", **fields) -> bytes:
    fields = {
        "to": reply_mailbox(session, user).address,
        "sender": user.email,
        "uid": str(session.public_id),
        "sequence": session.sequence,
        "stamped_at": NOW,
        "starts_at": session.starts_at,
        **fields,
    }
    return mail(program, answer=answer, **fields)


def take(session, user, answer="ACCEPTED", *, at=NOW, **fields):
    return take_mail(answer_of(session, user, answer, **fields), now=at)


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def confirmed() -> set[str]:
    places = Participation.objects.exclude(reconfirmed_at=None).select_related("user__profile")
    return {place.user.profile.pseudonym for place in places}


def words_for(session, reader) -> list[str]:
    return [line.words for line in calendar_lines(session, reader)]


def calendar_lines(session, reader):
    return [line for line in session_history(session, reader=reader) if "calendar" in line.words]


# --- Answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_yes_of_each_program_reconfirms_for_its_person_alone(session, pair, program):
    outcome = take(session, pair[1], program=program)
    assert (outcome.is_taken, outcome.what) == (True, "Accepted.")
    assert confirmed() == {"Quiet Fox"}
    assert words_for(session, pair[1]) == ["Your calendar accepted"]


def test_the_delivered_invitation_itself_is_what_gets_answered(session, pair):
    """Organizer, UID and SEQUENCE as a mail program finds them in our own mail."""
    (invitation,) = (each for each in deliver("send_invitation") if each["To"] == pair[0].email)
    event = calendar_in(invitation).walk("VEVENT")[0]
    raw = mail(
        to=str(event["ORGANIZER"]).removeprefix("mailto:").upper(),
        sender=str(event["ATTENDEE"]).removeprefix("mailto:"),
        uid=str(event["UID"]),
        sequence=event["SEQUENCE"],
        stamped_at=later(1),
    )
    assert take_mail(raw, now=later(1)).is_taken
    assert confirmed() == {"Calm Heron"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_no_cancels_nothing_and_tells_the_person_alone(session, pair, program):
    deliver()
    assert take(session, pair[1], "DECLINED", program=program).is_taken
    session.refresh_from_db()
    assert (session.state, confirmed()) == ("confirmed", set())
    (message,) = deliver()
    assert message["To"] == pair[1].email
    assert message["Subject"].strip() == (
        "Your calendar declined Mon 26 Oct 2026, 13:00 (UTC−4): cancel the session?"
    )
    for url in (
        answer_link(session, pair[1], answer="decline"),
        answer_link(session, pair[1], answer="move"),
        reconfirm_link(session, pair[1]),
    ):
        assert url in text_of(message)
        assert url in html_of(message)
    coach = UserFactory()
    CohortFactory(coach=coach, members=[pair[1]])
    assert words_for(session, pair[1]) == ["Your calendar declined. The session stood all the same"]
    assert [words_for(session, other) for other in (pair[0], coach)] == [[], []]


def test_a_maybe_is_noted(session, pair):
    deliver()
    assert take(session, pair[0], "TENTATIVE").what == "Maybe."
    assert CalendarReply.objects.get().answer == "tentative"
    assert (confirmed(), deliver()) == (set(), [])
    assert words_for(session, pair[0]) == ["Your calendar answered “maybe”"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_another_time_becomes_a_proposal_to_move(session, pair, program):
    deliver()
    wanted = START + timedelta(days=1, hours=2)
    asked = {"method": "COUNTER", "program": program, "starts_at": wanted}
    assert take(session, pair[1], "TENTATIVE", **asked).what == "Another time."
    proposal = Proposal.objects.get(moves_session=session)
    assert (proposal.proposer, proposal.starts_at, proposal.state) == (pair[1], wanted, "open")
    session.refresh_from_db()
    assert session.starts_at == START
    assert [message["To"] for message in deliver()] == [pair[0].email]
    (line,) = calendar_lines(session, pair[1])
    assert (line.words, line.time) == ("Your calendar proposed another time,", wanted)
    assert words_for(session, pair[0]) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_at": START + timedelta(minutes=7)}, "Sessions start on a quarter of an hour"),
        ({"starts_at": START + timedelta(days=90)}, "That is too far ahead"),
        ({"starts_at": NOW - timedelta(days=1)}, "That time is in the past"),
        ({"starts_at": START}, "That is the time it has now"),
        ({"start_line": "DTSTART:20261027T170000"}, "not one that we can read"),
    ],
)
def test_a_time_that_cannot_be_proposed_is_answered_with_the_reason(session, pair, fields, words):
    deliver()
    assert take(session, pair[1], method="COUNTER", **fields).what == "Another time: refused."
    assert not Proposal.objects.filter(moves_session=session).exists()
    (message,) = deliver()
    assert message["To"] == pair[1].email
    assert words in text_of(message)
    assert words in html_of(message)
    assert words_for(session, pair[1]) == [
        "Your calendar asked for another time, which could not be proposed"
    ]


def test_a_time_the_partner_is_not_free_at_is_not_proposed(session, pair):
    wanted = START + timedelta(days=1)
    book(pair[1], person(), starts_at=wanted)
    deliver()
    take(session, pair[0], method="COUNTER", starts_at=wanted)
    (message,) = deliver()
    assert "Quiet Fox is not free for the whole of that time." in text_of(message)


# --- Once, and in order ---------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_the_same_mail_twice_has_one_effect(session, pair, answer):
    deliver()
    assert [take(session, pair[0], answer).what != OLD for _ in range(3)] == [True, False, False]
    assert AuditEntry.objects.filter(verb__startswith="scheduling.calendar").count() == 1
    assert len(deliver()) == (1 if answer == "DECLINED" else 0)
    assert CalendarReply.objects.get().count == 1


def test_the_same_counter_twice_is_one_proposal_and_no_refusal(session, pair):
    deliver()
    for _ in range(2):
        take(session, pair[0], method="COUNTER", starts_at=START + timedelta(days=1))
    assert Proposal.objects.filter(moves_session=session).count() == 1
    assert [message["To"] for message in deliver()] == [pair[1].email]


def test_an_older_answer_that_comes_late_changes_nothing(session, pair):
    take(session, pair[0], "DECLINED", stamped_at=later(5), at=later(6))
    outcome = take(session, pair[0], "ACCEPTED", stamped_at=later(4), at=later(7))
    assert (outcome.is_taken, outcome.what, confirmed()) == (False, OLD, set())
    assert take(session, pair[0], "ACCEPTED", stamped_at=later(6), at=later(8)).is_taken
    assert confirmed() == {"Calm Heron"}


def test_each_person_has_an_order_of_their_own(session, pair):
    assert take(session, pair[0], stamped_at=later(5), at=later(5)).is_taken
    assert take(session, pair[1], stamped_at=later(1), at=later(5)).is_taken


def test_an_answer_to_the_old_time_does_not_confirm_the_new_one(session, pair):
    old = answer_of(session, pair[0])
    move = propose_move(
        session, by=pair[0], starts_at=START + timedelta(days=1), message="", now=NOW
    )
    moved = accept_proposal(move, by=pair[1], now=NOW)
    outcome = take_mail(old, now=later(1))
    assert outcome.what == "It is about an older time or state of the session."
    assert confirmed() == set()
    assert take(moved, pair[0], stamped_at=NOW - timedelta(hours=1)).is_taken
    assert confirmed() == {"Calm Heron"}


def test_a_version_that_was_never_sent_locks_nobody_out(session, pair):
    assert take(session, pair[0], "TENTATIVE", sequence=99).is_taken
    assert take(session, pair[0], "ACCEPTED", stamped_at=later(1), at=later(1)).is_taken
    assert confirmed() == {"Calm Heron"}


def test_an_answer_from_the_future_is_refused_and_locks_nobody_out(session, pair):
    ahead = NOW + timedelta(days=2)
    assert "in the future" in take(session, pair[0], stamped_at=ahead).what
    assert take(session, pair[0], stamped_at=NOW + timedelta(hours=3)).is_taken


def test_a_calendar_that_answers_for_ever_is_no_longer_heard(session, pair):
    for n in range(MOST_ANSWERS + 3):
        take(session, pair[0], "DECLINED", stamped_at=later(n), at=later(n))
    assert Job.objects.filter(kind="scheduling.send_calendar_declined").count() == MOST_ANSWERS


def test_a_death_in_the_middle_leaves_no_trace_and_the_mail_works_again(session, pair, monkeypatch):
    def die(*args, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(replies, "record_audit", die)  # the last thing that is done
        with pytest.raises(KeyboardInterrupt):
            take(session, pair[0])
    assert (CalendarReply.objects.count(), confirmed()) == (0, set())
    assert take(session, pair[0]).is_taken
    assert confirmed() == {"Calm Heron"}


def test_a_yes_after_the_no_makes_the_question_needless(session, pair):
    deliver()
    take(session, pair[0], "DECLINED")
    take(session, pair[0], "ACCEPTED", stamped_at=later(1), at=later(1))
    assert deliver() == []


def test_a_second_no_is_asked_about_again(session, pair):
    deliver()
    for n, answer in enumerate(("DECLINED", "ACCEPTED", "DECLINED")):
        take(session, pair[0], answer, stamped_at=later(n), at=later(n))
    with time_machine.travel(later(5), tick=False):
        first, second = deliver()
    assert first["Message-ID"] != second["Message-ID"]


# --- Whose answer it is ---------------------------------------------------------------------


def test_an_answer_needs_the_address_that_was_made_for_it(session, pair):
    other = book(pair[0], person(), starts_at=START + timedelta(days=2))
    local, domain = reply_mailbox(session, pair[0]).address.split("@")
    for to in (
        "sessions@localhost",
        f"{local[:-1]}@{domain}",
        f"{local}@evil.example",
        f"sessions+{'a' * 26}@localhost",
        reply_mailbox(other, pair[0]).address,
    ):
        assert take(session, pair[0], to=to).what == NO_FIT
    assert take(session, pair[0], uid=str(other.public_id)).what == NO_FIT
    assert take(session, pair[0], uid="not-one-of-ours").what == NO_FIT
    assert confirmed() == set()


def test_one_person_cannot_answer_for_the_other(session, pair):
    mine, theirs = (reply_mailbox(session, user).address for user in pair)
    not_theirs = "It answers for an address that is not the person’s."
    assert take(session, pair[1], to=mine).what == not_theirs
    assert take(session, pair[0], to=theirs).what == not_theirs
    assert take(session, pair[0], sender="stranger@example.org").what == not_theirs
    assert (confirmed(), CalendarReply.objects.count()) == (set(), 0)


def test_an_answer_from_another_proved_address_counts_and_from_an_unproved_one_does_not(
    session, pair
):
    for email, verified in (("proved@example.org", True), ("claimed@example.org", False)):
        EmailAddress.objects.create(user=pair[0], email=email, verified=verified)
    assert not take(session, pair[0], sender="claimed@example.org").is_taken
    assert take(session, pair[0], sender="PROVED@example.org").is_taken


def test_case_that_mail_systems_change_does_not_matter(session, pair):
    to = reply_mailbox(session, pair[0]).address.upper()
    assert take(session, pair[0], to=to, sender=pair[0].email.upper()).is_taken


def test_another_key_makes_other_addresses(session, pair, settings):
    raw = answer_of(session, pair[0])
    settings.SECRET_KEY = "another"
    assert take_mail(raw, now=NOW).what == NO_FIT


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED"])
def test_after_the_start_and_after_a_cancel_an_answer_changes_nothing(session, pair, answer):
    deliver()
    begun = take(session, pair[0], answer, at=START)
    assert begun.what.endswith("too late, nothing was changed.")
    cancel_booking(session, by=pair[1], reason="", now=NOW)
    deliver()
    cancelled = Session.objects.get()
    outcome = take(cancelled, pair[0], answer, stamped_at=later(1), at=later(2))
    assert outcome.what.endswith("too late, nothing was changed.")
    assert (confirmed(), deliver()) == (set(), [])


def test_somebody_who_left_answers_nothing(session, pair):
    raw = answer_of(session, pair[0])
    erase_account(pair[0], by=pair[0], now=NOW)
    assert take_mail(raw, now=NOW).what == NO_FIT


def test_a_proposal_is_no_session(pair):
    proposal = propose(*pair, starts_at=START)
    raw = mail(uid=str(proposal.public_id), sender=pair[0].email)
    assert take_mail(raw, now=NOW).what == NO_FIT


@pytest.mark.parametrize("raw", [b"", b"\xff" * 1000, b"To: x@example.org\r\n\r\nI am away."])
def test_what_is_no_answer_has_no_effect(session, raw):
    assert not take_mail(raw, now=timezone.now()).is_taken


# --- Privacy --------------------------------------------------------------------------------


def test_erasing_and_exporting_know_of_the_answers(session, pair):
    for user in pair:
        take(session, user, "TENTATIVE")
    (exported,) = export_of(pair[0])["calendar_replies"]
    assert exported == {
        "session__public_id": session.public_id,
        "answer": "tentative",
        "stamped_at": NOW,
        "received_at": NOW,
    }
    erase_account(pair[0], by=pair[0], now=NOW)
    assert list(CalendarReply.objects.values_list("user", flat=True)) == [pair[1].pk]
