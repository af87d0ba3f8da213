from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.models import Membership


@transaction.atomic
def set_group(membership: Membership, *, group: str, by: User, now: datetime) -> None:
    """Label a membership ("" for no group); at most 40 characters."""
    membership.group = group
    membership.save(update_fields=["group"])
    record_audit(membership, verb="cohorts.set_group", by=by, now=now)
