from datetime import UTC, date, datetime, timedelta

import pytest

from dashboards.domain.plan import Round
from dashboards.queries.plan import what_is_ahead
from interviews.models import Value
from practice.models import Story
from tests.dashboards.builders import held
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory
from tests.feedback.builders import loop_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 6, 22, tzinfo=UTC)  # Thursday, 3:45 in Kathmandu


@pytest.fixture
def user():
    for _ in range(12):
        PacketVersionFactory(kind="coding")
    return UserFactory(
        timezone="Asia/Kathmandu", interview_date=date(2026, 6, 12), candidate_kinds=["coding"]
    )


def rounds(user) -> list[list[Round]]:
    plan = what_is_ahead(user, now=NOW).plan
    assert plan is not None
    return [list(week.rounds) for week in plan.weeks]


def test_plan_counts_back_from_the_interview_by_the_dates_of_the_person(user):
    ahead = what_is_ahead(user, now=NOW)
    assert ahead.plan.words.startswith("There are 36 days: nine sessions fit")
    assert [week.monday for week in ahead.plan.weeks] == [
        date(2026, 5, 4) + timedelta(weeks=n) for n in range(6)
    ]
    assert (ahead.next.kind, ahead.week.done) == ("coding", 0)


def test_rounds_held_and_booked_stand_in_their_week_and_those_given_do_not(user):
    held(UserFactory(), user, starts_at=datetime(2026, 5, 3, 18, 15, tzinfo=UTC))  # Monday 00:00
    held(UserFactory(), user, starts_at=datetime(2026, 5, 3, 18, 14, tzinfo=UTC))
    held(UserFactory(), user, starts_at=NOW, state="cancelled")
    SessionFactory(second=user, mode="one_way", starts_at=datetime(2026, 5, 10, 18, 15, tzinfo=UTC))
    SessionFactory(first=user, mode="one_way", starts_at=NOW + timedelta(days=1))
    open_ = Round("coding", "Coding")
    assert rounds(user)[:2] == [
        [Round("coding", "Coding", date(2026, 5, 4), is_held=True), open_],
        [Round("coding", "Coding", date(2026, 5, 11)), open_],
    ]


def test_story_gaps_are_those_of_the_loops_company(user):
    loop = user.preparation.target_loop = loop_of("coding")
    user.preparation.save()
    values = [
        Value.objects.create(company=loop.company, slug=name, name=name, position=n, meaning="m")
        for n, name in enumerate(("Courage", "Candour"))
    ]
    words = {"situation": "s", "task": "t", "action": "a", "result": "r"}
    for _ in range(2):
        story = Story.objects.create(
            owner=user, title="T", created_at=NOW, saved_at=NOW, is_passed=True, **words
        )
        story.values.add(values[1])
    plan = what_is_ahead(user, now=NOW).plan
    assert [week.stories for week in plan.weeks[:3]] == [(("Courage", 1),), (("Courage", 1),), ()]


def test_rounds_of_the_loop_that_are_not_wanted_are_named_and_not_planned(user):
    user.preparation.target_loop = loop_of("behavioural", "coding")
    PacketVersionFactory(kind="behavioural")
    ahead = what_is_ahead(user, now=NOW)
    assert (ahead.next.kind, ahead.left_out) == ("coding", ["Behavioural"])
    assert {one.kind for week in ahead.plan.weeks for one in week.rounds} == {"coding"}
    user.preparation.candidate_kinds = []
    ahead = what_is_ahead(user, now=NOW)
    assert (ahead.next.is_wanted, ahead.left_out) == (False, [])


def test_whoever_only_interviews_has_a_week_and_no_plan():
    ahead = what_is_ahead(UserFactory(volunteers_only=True), now=NOW)
    assert (ahead.next, ahead.plan, ahead.week.goal) == (None, None, 2)


def test_it_asks_as_often_for_one_round_as_for_three(user, django_assert_num_queries):
    what_is_ahead(user, now=NOW)
    for hours in (1, 2, 3):
        held(UserFactory(), user, starts_at=NOW - timedelta(hours=hours))
        with django_assert_num_queries(13):
            what_is_ahead(user, now=NOW)
