"""E-mail addresses: whose they are."""

from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User


@transaction.atomic
def release_unproven_address(email: str, *, by: User, now: datetime) -> None:
    """Delete another account that signed up with `email` and never proved to own it.

    Nobody has ever been inside such an account: signing in needs a verified address.
    """
    squatters = User.objects.select_for_update().filter(
        email__iexact=email, last_login=None, is_staff=False
    )
    for squatter in squatters.exclude(pk=by.pk).exclude(emailaddress__verified=True):
        record_audit(squatter, verb="accounts.release_address", by=by, now=now)
        squatter.delete()
