"""The private calendar address: made, replaced, revoked."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from common.tokens import hash_token, new_token
from scheduling.models import CalendarFeed


@transaction.atomic
def make_feed(user: User, *, now: datetime) -> str:
    """A new token for the person's feed. The one before it, if any, is dead from now on.

    It is returned to be shown once; only its hash is kept.
    """
    token = new_token()
    feed, _ = CalendarFeed.objects.update_or_create(
        user=user, defaults={"token_hash": hash_token(token), "created_at": now}
    )
    record_audit(feed, verb="scheduling.make_feed", by=user, now=now)
    return token


@transaction.atomic
def revoke_feed(user: User, *, now: datetime) -> None:
    """No address answers for this person any more."""
    for feed in CalendarFeed.objects.filter(user=user):
        record_audit(feed, verb="scheduling.revoke_feed", by=user, now=now)
        feed.delete()
