"""People whose partners are found by rounds."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from cohorts.models import Membership
from scheduling.models import MatchPreference, RoundRules
from tests.cohorts.factories import CohortFactory
from tests.scheduling.worlds import person


def seeker(*, sessions=2, per_week=2, waited_days=0, is_on=True, **fields) -> User:
    """Somebody who is free all the time and wants partners found."""
    user = person(**fields)
    MatchPreference.objects.create(
        user=user,
        is_on=is_on,
        sessions=sessions,
        per_week=per_week,
        waiting_since=timezone.now() - timedelta(days=waited_days),
    )
    return user


def cohort_of(*members, coach=None, is_on=True, groups=(), **terms):
    """A cohort with rounds; `groups` are the members' labels, in their order."""
    cohort = CohortFactory(**({"coach": coach} if coach else {}), members=members)
    for member, group in zip(members, groups, strict=False):
        Membership.objects.filter(user=member, cohort=cohort).update(group=group)
    RoundRules.objects.create(scope=f"cohort:{cohort.pk}", cohort=cohort, is_on=is_on, terms=terms)
    return cohort
