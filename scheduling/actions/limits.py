"""Set how much somebody lets be booked. What is booked already stays booked."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from scheduling.models import BookingLimits


@transaction.atomic
def set_limits(
    user: User,
    *,
    buffer_before_minutes: int,
    buffer_after_minutes: int,
    notice_hours: int,
    most_per_day: int | None,
    most_per_week: int | None,
    now: datetime,
) -> BookingLimits:
    """Keep these limits from now on; None for as many sessions as come. Twice is as once."""
    lock_people([user])
    limits, _ = BookingLimits.objects.update_or_create(
        user=user,
        defaults={
            "buffer_before_minutes": buffer_before_minutes,
            "buffer_after_minutes": buffer_after_minutes,
            "notice_hours": notice_hours,
            "most_per_day": most_per_day,
            "most_per_week": most_per_week,
        },
    )
    record_audit(limits, verb="scheduling.set_limits", by=user, now=now)
    return limits
