"""Making and changing cohorts."""

from datetime import date, datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.domain.codes import new_join_code
from cohorts.models import Cohort, Membership


@transaction.atomic
def make_cohort(
    *, name: str, starts_date: date, ends_date: date, by: User, now: datetime
) -> Cohort:
    """A new cohort with a fresh join code; `by` becomes its coach."""
    cohort = Cohort.objects.create(
        name=name,
        join_code=_unused_code(),
        starts_date=starts_date,
        ends_date=ends_date,
        created_at=now,
    )
    Membership.objects.create(cohort=cohort, user=by, role=Membership.Role.COACH, joined_at=now)
    record_audit(cohort, verb="cohorts.make_cohort", by=by, now=now)
    return cohort


@transaction.atomic
def change_cohort(
    cohort: Cohort, *, name: str, starts_date: date, ends_date: date, by: User, now: datetime
) -> Cohort:
    cohort.name, cohort.starts_date, cohort.ends_date = name, starts_date, ends_date
    cohort.save(update_fields=["name", "starts_date", "ends_date"])
    record_audit(
        cohort,
        verb="cohorts.change_cohort",
        by=by,
        now=now,
        name=name,
        starts_date=starts_date.isoformat(),
        ends_date=ends_date.isoformat(),
    )
    return cohort


@transaction.atomic
def renew_join_code(cohort: Cohort, *, by: User, now: datetime) -> Cohort:
    """Give the cohort a new code. The old one opens nothing from now on."""
    cohort.join_code = _unused_code()
    cohort.save(update_fields=["join_code"])
    record_audit(cohort, verb="cohorts.renew_join_code", by=by, now=now)
    return cohort


def _unused_code() -> str:
    code = new_join_code()
    while Cohort.objects.filter(join_code=code).exists():
        code = new_join_code()
    return code
