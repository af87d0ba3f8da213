from datetime import UTC, datetime, timedelta

import pytest

from dashboards.queries.home import home_of
from feedback.models import Review
from scheduling.models import Proposal
from tests.dashboards.builders import held, interviewer_form
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.stand_in_calendars import deleted_in_calendar

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)  # a Wednesday


def proposal(proposer, partner, *, expires_at, **fields) -> Proposal:
    return Proposal.objects.create(
        proposer=proposer,
        partner=partner,
        mode="swap",
        proposer_kind="coding",
        partner_kind="coding",
        starts_at=NOW + timedelta(days=3),
        ends_at=NOW + timedelta(days=3, hours=1),
        created_at=NOW,
        proposer_accepted_at=NOW,
        expires_at=expires_at,
        **fields,
    )


@pytest.fixture
def user():
    return UserFactory(timezone="Asia/Kathmandu", weekly_goal=2)


def test_new_person_has_nothing_yet(user):
    home = home_of(user, now=NOW)
    assert home.is_new is True
    assert (home.next, home.proposals, home.owed, home.practice) == (None, [], [], None)
    assert (home.week.done, home.week.booked, home.week.goal, home.week.percent) == (0, 0, 2, 0)


def test_next_session_is_the_one_that_runs_or_begins_soonest(user):
    partner = UserFactory()
    SessionFactory(first=user, second=partner, starts_at=NOW + timedelta(days=1))
    running = SessionFactory(first=partner, second=user, starts_at=NOW - timedelta(minutes=30))
    SessionFactory(first=user, starts_at=NOW + timedelta(minutes=5), state="cancelled")
    SessionFactory(starts_at=NOW + timedelta(minutes=5))
    found = home_of(user, now=NOW).next
    assert (found.session, found.partner, found.others, found.is_open) == (
        running,
        partner,
        1,
        True,
    )


@pytest.mark.parametrize(("minutes", "is_open"), [(16, False), (15, True)])
def test_joining_is_offered_when_the_room_opens(user, minutes, is_open):
    SessionFactory(first=user, starts_at=NOW + timedelta(minutes=minutes))
    assert home_of(user, now=NOW).next.is_open is is_open


def test_partner_whose_account_is_gone_leaves_the_session_readable(user):
    session = SessionFactory(first=user, starts_at=NOW + timedelta(days=1))
    session.participations.exclude(user=user).delete()
    assert home_of(user, now=NOW).next.partner is None


def test_only_open_proposals_to_me_wait_for_my_answer(user):
    others = UserFactory.create_batch(4)
    later = NOW + timedelta(hours=1)
    waiting = proposal(others[0], user, expires_at=later)
    proposal(user, others[1], expires_at=later)
    proposal(others[2], user, expires_at=NOW)
    proposal(others[3], user, expires_at=later, state="declined")
    assert home_of(user, now=NOW).proposals == [waiting]


def test_owed_feedback_is_told_by_session_with_how_long(user):
    partner = UserFactory(pseudonym="Calm Heron 1234")
    late = held(user, partner, starts_at=NOW - timedelta(hours=32))
    interviewer_form(late, hours=None)
    sent = held(user, partner, starts_at=NOW - timedelta(days=3))
    interviewer_form(sent)
    fresh = held(user, partner, starts_at=NOW - timedelta(hours=3), mode="swap")
    interviewer_form(fresh, hours=None)
    leg = fresh.legs.get(number=2)
    Review.objects.create(
        leg=leg, perspective="self", author=user, subject=user, opened_at=fresh.ends_at
    )
    assert [
        (item.session, item.partner, item.forms, item.waited, item.is_late)
        for item in home_of(user, now=NOW).owed
    ] == [
        (late, "Calm Heron 1234", 1, "31 hours", True),
        (fresh, "Calm Heron 1234", 2, "2 hours", False),
    ]


def test_practice_is_the_last_released_drill_and_never_an_unreleased_one(user):
    interviewer = UserFactory(pseudonym="Calm Heron 1234")
    old = held(interviewer, user, starts_at=NOW - timedelta(days=9))
    interviewer_form(old, drill="Say the plan aloud.", takeaways=["T"])
    newer = held(interviewer, user, starts_at=NOW - timedelta(days=2))
    interviewer_form(newer, drill="SECRET", released_at=None)
    practice = home_of(user, now=NOW).practice
    assert practice.words == "Say the plan aloud."
    assert practice.source == ("The drill Calm Heron 1234 gave you after your last coding round")
    assert practice.leg == old.legs.get().public_id


def test_without_a_drill_the_takeaway_is_practised(user):
    session = held(UserFactory(), user, starts_at=NOW - timedelta(days=2))
    interviewer_form(session, takeaways=["", "Name the edges."])
    assert home_of(user, now=NOW).practice.words == "Name the edges."


def test_without_either_the_weakest_competency_is_practised(user):
    interviewers = UserFactory.create_batch(3)
    for number, interviewer in enumerate(interviewers):
        session = held(interviewer, user, starts_at=NOW - timedelta(days=number + 1))
        form = interviewer_form(session, score=4)
        form.ratings.filter(criterion__slug="verbal-reasoning").update(score=2)
    practice = home_of(user, now=NOW).practice
    assert (practice.words, practice.leg) == ("Verbal-Reasoning", None)
    assert practice.source == "Your lowest competency so far: getting there"


def test_home_asks_the_database_as_often_for_one_row_as_for_three(user, django_assert_num_queries):
    def more(number):
        interviewer = UserFactory()
        interviewer_form(
            held(interviewer, user, starts_at=NOW - timedelta(days=number + 1)), drill="D"
        )
        interviewer_form(
            held(user, interviewer, starts_at=NOW - timedelta(days=number + 1, hours=3)), hours=None
        )
        coming = SessionFactory(first=user, starts_at=NOW + timedelta(days=number + 1))
        deleted_in_calendar(coming, user, now=NOW)
        proposal(interviewer, user, expires_at=NOW + timedelta(hours=1))

    more(0)
    with django_assert_num_queries(40):
        home_of(user, now=NOW)
    more(1)
    more(2)
    with django_assert_num_queries(40):
        home = home_of(user, now=NOW)
    assert [len(home.owed), len(home.calendar_questions), len(home.lost_accounts)] == [3, 3, 1]


def test_a_clock_change_before_the_next_session_is_said(user):
    partner = UserFactory(timezone="Europe/Berlin")
    now = datetime(2026, 10, 24, 12, tzinfo=UTC)
    SessionFactory(first=user, second=partner, starts_at=now + timedelta(days=2))
    found = home_of(user, now=now).next
    assert [(notice.is_reader, notice.change.words) for notice in found.clock_notices] == [
        (False, "back by 60 minutes")
    ]
    assert home_of(user, now=now + timedelta(days=1)).next.clock_notices == []
