"""Note that the site is up."""

from datetime import datetime, timedelta

from django.db import transaction

from room.domain.attendance import MISSED_BEAT
from room.models import Uptime

KEPT = timedelta(days=30)


@transaction.atomic
def note_uptime(*, now: datetime) -> None:
    """One beat: the running stretch goes on, or a new one begins after a gap."""
    last = Uptime.objects.order_by("-seen_at").first()
    if last is None or now - last.seen_at > MISSED_BEAT:
        Uptime.objects.create(began_at=now, seen_at=now)
        Uptime.objects.filter(seen_at__lt=now - KEPT).delete()
    else:
        Uptime.objects.filter(pk=last.pk, seen_at__lt=now).update(seen_at=now)
