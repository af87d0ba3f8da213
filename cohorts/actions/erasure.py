"""Take somebody who erases their account out of every cohort."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.models import Cohort, Membership
from cohorts.queries.cohorts import cohorts_left_without_coach
from cohorts.queries.invitations import invitations_of
from cohorts.tasks import lost_coach_job_key
from jobs.actions import enqueue


@transaction.atomic
def forget_memberships(user: User, *, now: datetime) -> None:
    """End every place, also that of an only coach, and delete invitations to the person.

    Nobody can be kept from leaving the site: a cohort may lose its last coach by it. Every
    administrator is told by mail, to give it another.
    """
    own = Cohort.objects.of(user).order_by("pk").values_list("pk", flat=True)
    locked = Cohort.objects.select_for_update().filter(pk__in=list(own))  # its other coach leaves
    list(locked.order_by("pk"))
    orphans = list(cohorts_left_without_coach(user, now=now))
    places = Membership.objects.current().of(user).select_for_update(of=("self",))
    for membership in places.order_by("pk"):
        membership.left_at = now
        membership.save(update_fields=["left_at"])
        record_audit(
            membership,
            verb="cohorts.leave_cohort",
            by=user,
            now=now,
            cohort=membership.cohort_id,
        )
    _tell_administrators(orphans, leaver=user, now=now)
    Membership.objects.of(user).update(group="")
    invitations_of(user).delete()


def _tell_administrators(cohorts: list[Cohort], *, leaver: User, now: datetime) -> None:
    administrators = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=leaver.pk)
    for cohort in cohorts:
        for administrator in administrators.order_by("pk"):
            enqueue(
                "cohorts.tell_of_lost_coach",
                key=lost_coach_job_key(cohort.pk, administrator.pk, lost_at=now),
                run_at=now,
                now=now,
                cohort_id=cohort.pk,
                administrator_id=administrator.pk,
                lost_at=now.isoformat(),
            )
