"""Inviting people by address, and accepting."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from cohorts.actions.groups import set_group
from cohorts.actions.memberships import join_cohort
from cohorts.domain.periods import is_over
from cohorts.domain.roster import Roster
from cohorts.models import Cohort, Invitation, Membership
from cohorts.queries.invitations import (
    invitation_by_token,
    invitation_token,
    is_addressed_to,
    new_nonce,
)
from cohorts.queries.roster import check_roster
from cohorts.tasks import invitation_job_key
from common.tokens import hash_token
from jobs.actions import enqueue


class CannotInvite(Exception):
    pass


class CannotAccept(Exception):
    pass


@transaction.atomic
def invite_people(cohort: Cohort, *, roster: Roster, by: User, now: datetime) -> int:
    """Invite everyone on the list who can be invited, and return how many that are.

    The list is checked again here, under the cohort's lock: what the dry run said is not
    trusted. Raises CannotInvite if nobody is left to invite.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    _refuse_if_over(cohort, now=now)
    rows = check_roster(cohort, roster=roster).ready
    if not rows:
        raise CannotInvite("There is nobody on the list to invite. Nothing was changed.")
    # Someone who accepted once and left since has a row already: it starts again.
    cohort.invitations.filter(email__in=[row.email for row in rows]).delete()
    nonces = [new_nonce() for _ in rows]
    invitations = Invitation.objects.bulk_create(
        Invitation(
            cohort=cohort,
            email=row.email,
            name=row.name,
            group=row.group,
            token_hash=hash_token(invitation_token(nonce)),
            invited_by=by,
            invited_at=now,
        )
        for row, nonce in zip(rows, nonces, strict=True)
    )
    _enqueue_mails(invitations, nonces=nonces, now=now)
    record_audit(cohort, verb="cohorts.invite_people", by=by, now=now, people=len(rows))
    return len(rows)


@transaction.atomic
def send_invitation_again(invitation: Invitation, *, by: User, now: datetime) -> None:
    """A new link and a new mail; the old link opens nothing from now on."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        raise CannotInvite("This invitation was accepted meanwhile.")
    _refuse_if_over(invitation.cohort, now=now)
    nonce = new_nonce()
    invitation.token_hash = hash_token(invitation_token(nonce))
    invitation.invited_at, invitation.invited_by = now, by
    invitation.save(update_fields=["token_hash", "invited_at", "invited_by"])
    _enqueue_mails([invitation], nonces=[nonce], now=now)
    record_audit(invitation, verb="cohorts.send_invitation_again", by=by, now=now)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Take an invitation back that nobody has accepted."""
    deleted, _ = Invitation.objects.pending().filter(pk=invitation.pk).delete()
    if not deleted:
        raise CannotInvite("This invitation was accepted or withdrawn meanwhile.")
    record_audit(invitation.cohort, verb="cohorts.withdraw_invitation", by=by, now=now)


@transaction.atomic
def accept_invitation(token: str, *, user: User, now: datetime) -> Membership:
    """Join by a mailed link. Raises CannotAccept unless the link is good and `user` owns the
    invited address: having the link is not enough, and having the address is not either."""
    invitation = invitation_by_token(token, now=now)
    if invitation is None:
        raise CannotAccept("This invitation was withdrawn, used or has expired.")
    if not is_addressed_to(invitation, user):
        raise CannotAccept("This invitation is for an address that your account does not have.")
    accepted = (
        Invitation.objects.pending()
        .filter(pk=invitation.pk, token_hash=invitation.token_hash)
        .update(accepted_at=now, accepted_by=user)
    )
    if not accepted:
        raise CannotAccept("This invitation was withdrawn, used or has expired.")
    membership = join_cohort(invitation.cohort, user=user, now=now)
    if invitation.group and not membership.group:
        set_group(membership, group=invitation.group, by=invitation.invited_by, now=now)
    return membership


def _refuse_if_over(cohort: Cohort, *, now: datetime) -> None:
    if is_over(cohort.ends_date, now=now):
        raise CannotInvite(
            "This cohort is over, so nobody can join it. Set a later last day first."
        )


def _enqueue_mails(
    invitations: Sequence[Invitation], *, nonces: Sequence[str], now: datetime
) -> None:
    for invitation, nonce in zip(invitations, nonces, strict=True):
        enqueue(
            "cohorts.send_invitation",
            key=invitation_job_key(invitation),
            run_at=now,
            now=now,
            invitation_id=invitation.pk,
            nonce=nonce,
        )
