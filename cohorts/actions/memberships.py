"""Joining and leaving."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.domain.codes import as_join_code
from cohorts.models import Cohort, Membership

WRONG_CODES_AN_HOUR = 10
HOUR_SECONDS = 3600


class CannotJoin(Exception):
    """The message says why, and nothing of cohorts the person has no code for."""


class TooManyWrongCodes(CannotJoin):
    pass


class CannotLeave(Exception):
    pass


def cohort_by_code(text: str, *, user: User, now: datetime) -> Cohort:
    """The cohort that `user` may join with what they typed.

    An unknown code and one of a cohort that is over raise the same CannotJoin. Ten of them in
    an hour, and the person has to wait: TooManyWrongCodes, right code or not.
    """
    key = f"cohorts.wrong-codes:{user.pk}"
    if cache.get(key, 0) >= WRONG_CODES_AN_HOUR:
        raise TooManyWrongCodes(
            "That were ten wrong codes within an hour. Please wait an hour, and ask your coach"
            " for the code meanwhile."
        )
    code = as_join_code(text)
    cohort = Cohort.objects.running(at=now).filter(join_code=code).first() if code else None
    if cohort is None:
        cache.add(key, 0, HOUR_SECONDS)
        cache.incr(key)
        raise CannotJoin(
            "No cohort can be joined with this code. Check it with your coach: it has three groups"
            " of four letters and digits."
        )
    return cohort


@transaction.atomic
def join_cohort(cohort: Cohort, *, user: User, now: datetime) -> Membership:
    """Make `user` a member from now on. Joining twice changes nothing."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)  # two tabs: one row
    current = Membership.objects.current().of(user).filter(cohort=cohort).first()
    if current is not None:
        return current
    membership = Membership.objects.create(
        cohort=cohort, user=user, role=Membership.Role.MEMBER, joined_at=now
    )
    record_audit(membership, verb="cohorts.join_cohort", by=user, now=now, cohort=cohort.pk)
    return membership


@transaction.atomic
def leave_cohort(cohort: Cohort, *, user: User, now: datetime) -> None:
    """End `user`'s place in the cohort. Raises CannotLeave for its only coach."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)  # two coaches leave at once: one stays
    membership = Membership.objects.current().of(user).filter(cohort=cohort).first()
    if membership is None:
        raise CannotLeave("You are not in this cohort any more.")
    others = Membership.objects.current().coaches().filter(cohort=cohort).exclude(user=user)
    if membership.is_coach and not others.exists():
        raise CannotLeave("You are the only coach of this cohort, so you cannot leave it.")
    _end(membership, now=now)
    record_audit(membership, verb="cohorts.leave_cohort", by=user, now=now, cohort=cohort.pk)


@transaction.atomic
def remove_member(cohort: Cohort, *, member: User, by: User, now: datetime) -> None:
    """A coach ends a member's place. Raises CannotLeave if there is none (any more)."""
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .filter(cohort=cohort, user=member, left_at=None, role=Membership.Role.MEMBER)
        .first()
    )
    if membership is None:
        raise CannotLeave("This person is not a member any more. Nothing was changed.")
    _end(membership, now=now)
    record_audit(membership, verb="cohorts.remove_member", by=by, now=now, cohort=cohort.pk)


def _end(membership: Membership, *, now: datetime) -> None:
    membership.left_at = now
    membership.save(update_fields=["left_at"])
