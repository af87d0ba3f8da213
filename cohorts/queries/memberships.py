"""Who is in which cohort, and who coaches whom."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from cohorts.domain.periods import last_date_counted
from cohorts.models import Cohort, Membership


def _places_coached_by(coach: User, *, member: User) -> QuerySet[Membership]:
    return (
        Membership.objects.current()
        .members()
        .of(member)
        .filter(cohort__in=Cohort.objects.coached_by(coach))
    )


def is_coach_of(coach: User, member: User) -> bool:
    """Whether `coach` coaches a cohort in which `member` is a member; neither has left.

    It says nothing of when: for what happened at an instant (a session, a report) ask
    `is_coach_of_at`, which leaves out what lies before the joining or after the cohort's end.
    """
    return _places_coached_by(coach, member=member).exists()


def is_coach_of_at(coach: User, member: User, *, at: datetime) -> bool:
    """Whether `coach` may see what `member` did at `at` (aware).

    True if the coach coaches now, the member is one now and was one then, and the cohort's
    last date was not over.
    """
    return (
        _places_coached_by(coach, member=member)
        .filter(joined_at__lte=at, cohort__ends_date__gte=last_date_counted(at))
        .exists()
    )
