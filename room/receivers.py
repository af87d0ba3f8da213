"""Signing out is seen in the rooms at once, not only when they look again."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from interviews.models import Session
from room.domain.door import CLOSES_AFTER, OPENS_BEFORE
from room.notifications import announce


@receiver(user_logged_out)
def tell_open_rooms(user: User | None, **kwargs: Any) -> None:
    """Let the sockets of the person's open rooms look whether they may stay."""
    if user is None:
        return
    now = timezone.now()
    sessions = Session.objects.of(user).filter(starts_at__lte=now + OPENS_BEFORE)
    for session in sessions.filter(ends_at__gt=now - CLOSES_AFTER):
        announce(session)
