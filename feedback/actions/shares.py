"""Give a part of one's report to people without an account, for a while."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.actions.audit import record_audit
from accounts.models import User
from common.tokens import hash_token, new_token
from feedback.domain.shares import FEWEST_DAYS, MOST_DAYS, SLUGS
from feedback.models import SharedReport
from feedback.queries.shares import report_to_share
from interviews.models import Leg

MOST_OPEN = 20


class CannotShare(Exception):
    """Nothing was shared; the message says why."""


@transaction.atomic
def share_report(
    leg: Leg, *, parts: Collection[str], days: int, by: User, now: datetime
) -> tuple[SharedReport, str]:
    """An address of the report that shows `parts` for `days`, and its token, to show once.

    Only the candidate shares, and only feedback that was released to them.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs cannot pass the limit
    if report_to_share(leg, owner=by) is None:
        raise CannotShare("Only feedback that was released to you can be shared.")
    if not parts or not set(parts) <= set(SLUGS):
        raise CannotShare("Choose at least one thing to show.")
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise CannotShare(f"A link works for {FEWEST_DAYS} to {MOST_DAYS} days.")
    if by.shared_reports.open(now=now).count() >= MOST_OPEN:
        raise CannotShare(
            f"You have {MOST_OPEN} links that work, which is as many as there can be. Revoke one"
            " first."
        )
    token = new_token()
    share = SharedReport.objects.create(
        owner=by,
        leg=leg,
        token_hash=hash_token(token),
        parts=[slug for slug in SLUGS if slug in parts],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    record_audit(share, verb="feedback.share_report", by=by, now=now, parts=share.parts, days=days)
    return share, token


@transaction.atomic
def revoke_share(share: SharedReport, *, by: User, now: datetime) -> None:
    """The address is dead from now on. Twice changes nothing."""
    found = SharedReport.objects.filter(pk=share.pk, owner=by, revoked_at=None)
    if found.update(revoked_at=now):
        record_audit(share, verb="feedback.revoke_share", by=by, now=now)


def count_view(share: SharedReport, *, now: datetime) -> None:
    SharedReport.objects.filter(pk=share.pk).update(views=F("views") + 1, last_viewed_at=now)


def forget_shares(user: User, *, now: datetime) -> None:
    """Delete the addresses of somebody who erases their account."""
    user.shared_reports.all().delete()
