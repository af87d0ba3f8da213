"""The monthly note to interviewers, and the mail to coaches of what is disputed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.actions.mail_choices import turn_off_mail
from accounts.domain.mail_kinds import KIND_BY_NAME
from accounts.models import User
from feedback.actions.disputes import decide_dispute, dispute_review
from feedback.actions.responses import thank_for
from feedback.domain.interviewing import severity_tip
from feedback.models import Review, ReviewDispute
from feedback.periodic import plan_monthly_notes
from feedback.queries import monthly_note as note_queries
from feedback.queries.interviewing import OwnTip
from jobs.models import Job
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, submit_all
from tests.feedback.test_permissions import coach_of
from tests.scheduling.worlds import by_address, deliver, html_of, text_of, whole

pytestmark = pytest.mark.django_db

HELD = datetime(2026, 10, 20, 16, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 0, 0, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def pair():
    return (
        UserFactory(pseudonym="Anna O'Hara", timezone="Europe/Berlin"),
        UserFactory(pseudonym="Quiet Fox", timezone="America/New_York"),
    )


def held(pair, *, at=HELD):
    """A 45 minute interview by the first of the pair; all forms are in."""
    session = opened_session(now=at, first=pair[0], second=pair[1], mode="one_way")
    for user in pair:
        submit_all(user, session, now=at, evidence="SECRET quote")
    return session


def mails_at(at, kind):
    with time_machine.travel(at, tick=False):
        return deliver(kind)


def notes_until(at, *, planned_at=FIRST):
    plan_monthly_notes(now=planned_at)
    return mails_at(at, "send_monthly_note")


# --- the monthly note -----------------------------------------------------------------------


def test_whoever_interviewed_gets_one_note_at_nine_where_they_live(pair):
    held(pair, at=HELD - timedelta(days=40))
    session = held(pair)
    review = Review.objects.get(leg__session=session, perspective="interviewer")
    thank_for(review, by=pair[1], now=HELD + HOUR)
    nine = datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert notes_until(nine - timedelta(seconds=1)) == []
    (note,) = mails_at(nine, "send_monthly_note")
    assert (note["To"], note["Subject"]) == (
        pair[0].email,
        "Your October as an interviewer: 45 min",
    )
    for text in (text_of(note), html_of(note)):
        words = " ".join(text.replace("<strong>", "").replace("</strong>", "").split())
        assert "in October you gave 1 interview, 45 min. Altogether: 2 interviews" in words
        assert "1 candidate said thank you." in words
        assert "/interviewing/" in words
    for day in range(5):  # planned again, on each of the days on which it is
        assert notes_until(nine + timedelta(days=day), planned_at=FIRST + timedelta(days=day)) == []


def test_nobody_gets_a_note_of_a_month_without_an_interview(pair):
    held(pair, at=HELD - timedelta(days=40))
    assert notes_until(FIRST + timedelta(days=2)) == []


def test_the_month_is_that_of_the_interviewers_zone(pair):
    held(pair, at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))  # November in Berlin
    held(pair[::-1], at=datetime(2026, 11, 1, 3, 30, tzinfo=UTC))  # October in New York
    notes = notes_until(FIRST + timedelta(days=2))
    assert set(by_address(notes)) == {pair[1].email}


def test_after_the_first_days_no_note_is_planned_any_more(pair):
    held(pair)
    plan_monthly_notes(now=FIRST + timedelta(days=5))
    assert not Job.objects.filter(kind="feedback.send_monthly_note").exists()


def test_notes_are_not_sent_to_who_turned_them_off_or_left(pair):
    other = UserFactory()
    held(pair)
    held((other, pair[1]))
    turn_off_mail(pair[0], kind=KIND_BY_NAME["interviewing_note"], now=HELD)
    plan_monthly_notes(now=FIRST)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert notes_until(FIRST + timedelta(days=2)) == []


def test_a_note_can_be_turned_off_by_its_own_link(pair):
    held(pair)
    (note,) = notes_until(FIRST + timedelta(days=2))
    assert "/mail/off/" in note["List-Unsubscribe"]
    assert "Turn this kind of mail off: " in text_of(note)


def test_the_tip_stands_in_ones_own_note_in_words_alone(pair, monkeypatch):
    held(pair)
    held(pair[::-1])
    tip = severity_tip(value=0.3, deviation=0.1, forms=9)
    only = {pair[0].pk: OwnTip(tip, 9)}
    monkeypatch.setattr(note_queries, "own_tip", lambda user: only.get(user.pk, OwnTip(None, 1)))
    notes = by_address(notes_until(FIRST + timedelta(days=2)))
    mine, theirs = notes[pair[0].email], notes[pair[1].email]
    for text in (text_of(mine), html_of(mine)):
        assert "You rate stricter than most interviewers here." in text
    assert "stricter" not in whole(theirs)
    for figure in (tip.interval, "0.3", "9 forms"):
        assert figure not in whole(mine)


def test_a_note_holds_nothing_that_anybody_wrote_and_names_nobody(pair):
    held(pair)
    (note,) = notes_until(FIRST + timedelta(days=2))
    for secret in ("SECRET", "private words", pair[1].email, pair[1].profile.pseudonym):
        assert secret not in whole(note)


def test_planning_takes_the_same_queries_however_many_interviewed(pair, django_assert_num_queries):
    for _ in range(2):
        held(pair)
        held((UserFactory(), pair[1]))
        Job.objects.filter(kind="feedback.send_monthly_note").delete()
        with django_assert_num_queries(4):  # two of them of the savepoint
            plan_monthly_notes(now=FIRST)


# --- disputes, to coaches -------------------------------------------------------------------


def disputed(session, *, at):
    review = Review.objects.get(leg__session=session, perspective="interviewer")
    return dispute_review(review, text="SECRET reason", by=review.subject, now=at)


def test_a_coach_is_told_once_on_the_next_morning_of_all_new_disputes(pair):
    coach = coach_of(pair[1], now=HELD)
    at = HELD + timedelta(days=1)
    for n in range(3):
        disputed(held(pair, at=HELD + n * HOUR), at=at + n * HOUR)
    morning = at.replace(hour=9) + timedelta(days=1)
    assert mails_at(morning - timedelta(seconds=1), "tell_coach") == []
    (mail,) = mails_at(morning, "tell_coach")
    assert (mail["To"], mail["Subject"]) == (coach.email, "3 disputes of feedback wait for you")
    assert "/reports/disputed/" in text_of(mail)
    assert "/mail/off/" in mail["List-Unsubscribe"]
    people = [user.profile.pseudonym for user in pair]
    assert [word for word in ("SECRET", *people) if word in whole(mail)] == []
    disputed(held(pair, at=HELD + 5 * HOUR), at=morning + HOUR)
    assert mails_at(morning + timedelta(hours=20), "tell_coach") == []
    (mail,) = mails_at(morning + timedelta(days=1), "tell_coach")
    assert mail["Subject"] == "A member of yours disputes feedback"


def test_a_second_click_tells_nobody_again(pair):
    coach_of(pair[1], now=HELD)
    session = held(pair)
    for n in range(2):
        disputed(session, at=HELD + n * timedelta(days=2))
    assert Job.objects.filter(kind="feedback.tell_coach_of_disputes").count() == 1


def test_what_is_decided_by_then_is_no_news(pair):
    coach = coach_of(pair[1], now=HELD)
    dispute = disputed(held(pair), at=HELD + HOUR)
    decide_dispute(dispute, is_upheld=False, note="", by=coach, now=HELD + 2 * HOUR)
    assert mails_at(HELD + timedelta(days=2), "tell_coach") == []


def test_only_current_coaches_of_the_candidate_are_told(pair):
    coach_of(pair[0], now=HELD)  # of the interviewer
    coach_of(UserFactory(), now=HELD)
    coach_of(pair[1], now=HELD, left_at=HELD)  # the candidate has left
    mine = coach_of(pair[1], now=HELD)
    off = coach_of(pair[1], now=HELD)
    gone = coach_of(pair[1], now=HELD)
    turn_off_mail(off, kind=KIND_BY_NAME["review_disputes"], now=HELD)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    disputed(held(pair), at=HELD + HOUR)
    asked = Job.objects.filter(kind="feedback.tell_coach_of_disputes")
    assert set(asked.values_list("arguments__user_id", flat=True)) == {mine.pk, off.pk}
    assert [mail["To"] for mail in mails_at(HELD + timedelta(days=2), "tell_coach")] == [mine.email]


def test_a_coach_who_was_the_interviewer_is_not_told(pair):
    coach = coach_of(pair[1], now=HELD)
    disputed(held((coach, pair[1])), at=HELD + HOUR)
    assert ReviewDispute.objects.count() == 1
    assert not Job.objects.filter(kind="feedback.tell_coach_of_disputes").exists()
