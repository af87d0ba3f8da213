from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from cohorts.actions.memberships import (
    CannotJoin,
    CannotLeave,
    TooManyWrongCodes,
    cohort_by_code,
    join_cohort,
    leave_cohort,
    remove_member,
)
from cohorts.models import Cohort, Membership
from tests.cohorts.factories import CohortFactory, join
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CODE = "K7PM-3WXA-9QFD"


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_right_code_finds_the_cohort_however_it_is_typed():
    cohort = CohortFactory(join_code=CODE)
    assert cohort_by_code("k7pm 3wxa 9qfd", user=UserFactory(), now=NOW) == cohort


def test_wrong_code_and_code_of_an_expired_cohort_say_the_same():
    CohortFactory(join_code=CODE, ends_date=(NOW - timedelta(days=3)).date())
    words = []
    for code in (CODE, "AAAA-BBBB-CCCC", "nonsense"):
        with pytest.raises(CannotJoin) as caught:
            cohort_by_code(code, user=UserFactory(), now=NOW)
        words.append(str(caught.value))
    assert len(set(words)) == 1


def test_ten_wrong_codes_close_the_door_for_the_right_one_too_and_for_nobody_else():
    cohort = CohortFactory(join_code=CODE)
    user = UserFactory()
    for _ in range(10):
        with pytest.raises(CannotJoin) as caught:
            cohort_by_code("AAAA-BBBB-CCCC", user=user, now=NOW)
        assert type(caught.value) is CannotJoin
    with pytest.raises(TooManyWrongCodes):
        cohort_by_code(CODE, user=user, now=NOW)
    assert cohort_by_code(CODE, user=UserFactory(), now=NOW) == cohort


def test_right_codes_count_towards_no_limit():
    cohort, user = CohortFactory(join_code=CODE), UserFactory()
    assert [cohort_by_code(CODE, user=user, now=NOW) for _ in range(12)] == [cohort] * 12


def test_joining_twice_makes_one_membership():
    cohort, user = CohortFactory(), UserFactory()
    assert join_cohort(cohort, user=user, now=NOW) == join_cohort(cohort, user=user, now=NOW)
    assert list(cohort.memberships.values_list("user", "role", "left_at")) == [
        (user.pk, "member", None)
    ]


def test_database_refuses_a_second_current_membership():
    cohort = CohortFactory(members=[user := UserFactory()])
    with pytest.raises(IntegrityError), transaction.atomic():
        join(cohort, user)
    cohort.memberships.update(left_at=NOW)
    assert join(cohort, user).left_at is None


def test_database_refuses_a_cohort_that_ends_before_it_starts():
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortFactory(ends_date=(NOW - timedelta(days=31)).date())
    assert Cohort.objects.count() == 0


def test_coach_who_opens_the_code_stays_coach():
    cohort = CohortFactory(coach=(coach := UserFactory()))
    join_cohort(cohort, user=coach, now=NOW)
    assert list(cohort.memberships.values_list("user", "role")) == [(coach.pk, "coach")]


def test_leaving_and_joining_again_begins_anew():
    cohort, user = CohortFactory(), UserFactory()
    join_cohort(cohort, user=user, now=NOW)
    leave_cohort(cohort, user=user, now=NOW + timedelta(hours=1))
    join_cohort(cohort, user=user, now=NOW + timedelta(hours=2))
    assert list(Membership.objects.order_by("joined_at").values_list("joined_at", "left_at")) == [
        (NOW, NOW + timedelta(hours=1)),
        (NOW + timedelta(hours=2), None),
    ]
    assert verbs() == ["cohorts.join_cohort", "cohorts.leave_cohort", "cohorts.join_cohort"]


def test_leaving_twice_is_refused():
    cohort, user = CohortFactory(), UserFactory()
    join_cohort(cohort, user=user, now=NOW)
    leave_cohort(cohort, user=user, now=NOW)
    with pytest.raises(CannotLeave):
        leave_cohort(cohort, user=user, now=NOW + timedelta(hours=1))
    assert cohort.memberships.get().left_at == NOW


def test_only_coach_cannot_leave_and_one_of_two_can():
    coach, second = UserFactory(), UserFactory()
    cohort = CohortFactory(coach=coach)
    with pytest.raises(CannotLeave):
        leave_cohort(cohort, user=coach, now=NOW)
    join(cohort, second, role="coach")
    leave_cohort(cohort, user=coach, now=NOW)
    assert list(Membership.objects.current().values_list("user", flat=True)) == [second.pk]


def test_coach_removes_a_member_and_it_is_written_down_who_did():
    coach, member = UserFactory(), UserFactory()
    cohort = CohortFactory(coach=coach, members=[member])
    remove_member(cohort, member=member, by=coach, now=NOW)
    assert cohort.memberships.get(user=member).left_at == NOW
    assert list(AuditEntry.objects.values_list("verb", "by", "at")) == [
        ("cohorts.remove_member", coach.pk, NOW)
    ]


def test_who_has_left_and_who_coaches_cannot_be_removed():
    coach, member = UserFactory(), UserFactory()
    cohort = CohortFactory(coach=coach)
    join(cohort, member, left_at=NOW)
    for person in (coach, member):
        with pytest.raises(CannotLeave):
            remove_member(cohort, member=person, by=coach, now=NOW)
    assert verbs() == []
