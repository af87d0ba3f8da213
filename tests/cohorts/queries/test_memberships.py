from datetime import datetime, timedelta

import pytest
from django.db.models import OuterRef
from django.utils import timezone

from cohorts.queries.memberships import happened_to_members_of, is_coach_of_at
from interviews.models import Participation
from tests.cohorts.factories import CohortFactory, join
from tests.factories import SessionFactory, UserFactory

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


def test_a_coach_has_what_happened_between_joining_and_the_cohorts_end():
    now = timezone.now()
    coach, member, stranger = UserFactory(), UserFactory(), UserFactory()
    cohort = CohortFactory(coach=coach, members=[member])  # 30 days back, 30 days ahead
    inside, *_ = (
        SessionFactory(first=member, second=stranger, starts_at=now + timedelta(days=days))
        for days in (1, -40, 40)
    )

    def seen_by(user):
        whose = happened_to_members_of(user, starts_at="session__starts_at", user=OuterRef("user"))
        places = Participation.objects.filter(whose)
        return [(place.user, place.session) for place in places]

    assert seen_by(coach) == [(member, inside)]
    assert (seen_by(stranger), seen_by(member)) == ([], [])

    CohortFactory(coach=stranger)
    cohort.memberships.filter(user=member).update(left_at=now)
    assert (seen_by(coach), seen_by(stranger)) == ([], [])
