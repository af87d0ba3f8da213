"""Take somebody who erases their account out of every cohort."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.models import Membership
from cohorts.queries.invitations import invitations_of


@transaction.atomic
def forget_memberships(user: User, *, now: datetime) -> None:
    """End every place, also that of an only coach, and delete invitations to the person.

    Nobody can be kept from leaving the site: a cohort may lose its last coach by it, and then
    an administrator gives it another.
    """
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
    invitations_of(user).delete()
