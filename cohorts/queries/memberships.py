"""Who is in which cohort, and who coaches whom."""

from datetime import datetime

from accounts.models import User
from cohorts.domain.periods import last_date_counted
from cohorts.models import Cohort, Membership


def is_coach_of_at(coach: User, member: User, *, at: datetime) -> bool:
    """Whether `coach` may see what `member` did at `at` (aware).

    True if the coach coaches now, the member is one now and was one then, and the cohort's
    last date was not over.
    """
    return (
        Membership.objects.current()
        .members()
        .of(member)
        .filter(cohort__in=Cohort.objects.coached_by(coach))
        .filter(joined_at__lte=at, cohort__ends_date__gte=last_date_counted(at))
        .exists()
    )
