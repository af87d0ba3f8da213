from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cohorts.queries.memberships import is_coach_of_at
from tests.cohorts.factories import CohortFactory, join
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return UserFactory()


@pytest.fixture
def member():
    return UserFactory()


@pytest.fixture
def cohort(coach, member):
    return CohortFactory(coach=coach, members=[member])


def test_coach_is_coach_of_the_members_and_not_the_other_way_round(cohort, coach, member):
    assert is_coach_of_at(coach, member, at=timezone.now()) is True
    assert is_coach_of_at(member, coach, at=timezone.now()) is False
    assert is_coach_of_at(coach, coach, at=timezone.now()) is False


def test_coach_of_another_cohort_is_not_coach_of_the_member(cohort, member):
    other = UserFactory()
    CohortFactory(coach=other, members=[UserFactory()])
    assert is_coach_of_at(other, member, at=timezone.now()) is False


def test_fellow_member_is_not_coach(cohort, member):
    fellow = UserFactory()
    join(cohort, fellow)
    assert is_coach_of_at(fellow, member, at=timezone.now()) is False


@pytest.mark.parametrize("who", ["coach", "member"])
def test_leaving_ends_it_at_once(cohort, coach, member, who):
    leaver = {"coach": coach, "member": member}[who]
    cohort.memberships.filter(user=leaver).update(left_at=timezone.now())
    assert is_coach_of_at(coach, member, at=timezone.now()) is False
    assert is_coach_of_at(coach, member, at=timezone.now() - timedelta(days=1)) is False


def test_coach_sees_the_time_from_joining_to_the_cohorts_end_everywhere(cohort, coach, member):
    joined_at = cohort.memberships.get(user=member).joined_at
    over_at = datetime.fromisoformat(f"{cohort.ends_date + timedelta(days=1)}T12:00:00+00:00")
    second = timedelta(seconds=1)
    seen = [
        is_coach_of_at(coach, member, at=at)
        for at in (joined_at - second, joined_at, over_at - second, over_at)
    ]
    assert seen == [False, True, True, False]
