"""Reminders of feedback that is owed, parsed back from their bytes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.actions.mail_choices import turn_off_mail
from accounts.domain.mail_kinds import KIND_BY_NAME
from feedback.queries.owed import is_blocked_by_owed_feedback
from interviews.models import Session
from jobs.models import Job
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, submit, submit_all
from tests.scheduling.worlds import by_address, deliver, html_of, text_of, whole

pytestmark = pytest.mark.django_db

OPENED = datetime(2026, 10, 24, 16, 50, tzinfo=UTC)  # the night after, Berlin's clocks go back
HOUR = timedelta(hours=1)
AFTER = (1 * HOUR, 12 * HOUR, 24 * HOUR)


@pytest.fixture
def pair():
    return (
        UserFactory(pseudonym="Anna O'Hara", timezone="Europe/Berlin"),
        UserFactory(pseudonym="Quiet Fox", timezone="America/New_York"),
    )


@pytest.fixture
def session(pair):
    starts_at = OPENED - timedelta(minutes=50)
    return opened_session(first=pair[0], second=pair[1], now=OPENED, starts_at=starts_at)


def reminders_at(at: datetime):
    with time_machine.travel(at, tick=False):
        return deliver("feedback.remind")


def test_both_are_reminded_after_one_twelve_and_24_hours(session, pair):
    emails = {user.email for user in pair}
    assert reminders_at(OPENED + HOUR - timedelta(seconds=1)) == []
    ids = []
    for after in AFTER:
        messages = reminders_at(OPENED + after)
        assert {message["To"] for message in messages} == emails
        assert reminders_at(OPENED + after) == []
        ids += [message["Message-ID"] for message in messages]
    assert len(set(ids)) == 6
    assert reminders_at(OPENED + timedelta(days=30)) == []


def test_whoever_has_submitted_everything_is_left_alone(session, pair):
    submit_all(pair[0], session, now=OPENED)
    submit(pair[1], session, "self", now=OPENED)
    (message,) = reminders_at(OPENED + HOUR)
    assert message["To"] == pair[1].email
    assert "2 forms are" in text_of(message)
    submit_all(pair[1], session, now=OPENED + 2 * HOUR)
    assert reminders_at(OPENED + 12 * HOUR) == []
    assert reminders_at(OPENED + 24 * HOUR) == []


def test_it_names_the_session_and_the_partner_and_leads_to_the_form(session, pair):
    message = by_address(reminders_at(OPENED + HOUR))[pair[1].email]
    url = f"http://127.0.0.1:8000/sessions/{session.public_id}/feedback/"
    assert "Anna O'Hara" in message["Subject"]
    assert "you practised with Anna O'Hara on Sat 24 Oct 2026, 12:00 (UTC−4)" in text_of(message)
    assert url in text_of(message).splitlines()
    assert f'href="{url}"' in html_of(message)
    assert "Anna O&#x27;Hara" in html_of(message)


def test_only_the_last_says_that_bookings_wait(session, pair):
    said = {}
    for after in AFTER:
        said[after] = [
            "New bookings wait until" in body(message)
            for message in reminders_at(OPENED + after)
            for body in (text_of, html_of)
        ]
    assert said == dict(zip(AFTER, ([False] * 4, [False] * 4, [True] * 4), strict=True))
    at = OPENED + 24 * HOUR + timedelta(seconds=1)
    assert is_blocked_by_owed_feedback(pair[0], now=at)


@pytest.mark.parametrize("state", ["missed", "cancelled"])
def test_a_session_that_was_not_held_asks_nobody(session, state):
    Session.objects.update(state=state)
    for after in AFTER:
        assert reminders_at(OPENED + after) == []


def test_a_site_that_was_down_sends_the_latest_alone(session, pair):
    messages = reminders_at(OPENED + 30 * HOUR)
    assert len(messages) == 2
    assert "This is the last reminder." in text_of(messages[0])


def test_it_can_be_turned_off(session, pair):
    turn_off_mail(pair[0], kind=KIND_BY_NAME["feedback_reminder"], now=OPENED)
    (message,) = reminders_at(OPENED + HOUR)
    assert message["To"] == pair[1].email
    assert "/mail/off/" in message["List-Unsubscribe"]
    assert "Turn this kind of mail off: " in text_of(message)


def test_the_mail_of_a_release_can_be_turned_off(session, pair):
    turn_off_mail(pair[0], kind=KIND_BY_NAME["feedback_released"], now=OPENED)
    with time_machine.travel(OPENED + HOUR, tick=False):
        for user in pair:
            submit_all(user, session, now=OPENED + HOUR)
        (message,) = deliver("tell_released")
    assert message["To"] == pair[1].email
    assert "/mail/off/" in message["List-Unsubscribe"]


def test_no_reminder_holds_what_anybody_wrote_or_an_address(session, pair):
    submit(pair[0], session, "self", now=OPENED)
    submit(pair[0], session, "interviewer", now=OPENED, evidence="SECRET words")
    for message in reminders_at(OPENED + HOUR):
        other = pair[1] if message["To"] == pair[0].email else pair[0]
        assert other.email not in whole(message)
        assert "SECRET" not in whole(message)


def test_the_two_reminders_are_rows(session):
    kinds = Job.objects.filter(kind="feedback.remind").values_list("arguments__hours", flat=True)
    assert sorted(kinds) == [1, 1, 12, 12, 24, 24]
