"""Invitations, and the secrets in their links."""

import base64
import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from accounts.models import User
from cohorts.models import Cohort, Invitation
from common.tokens import hash_token

_SALT = "cohorts.invitation"


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


def invitation_token(nonce: str) -> str:
    """The token of an invitation link: 256 bits, HMAC-SHA-256 of the nonce under the site's key.

    The nonce waits in the arguments of the mail's job, the hash of the token in the invitation.
    The token itself is nowhere: a copy of the database opens no invitation.
    """
    digest = salted_hmac(_SALT, nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def invitation_by_token(token: str, *, now: datetime) -> Invitation | None:
    """The invitation that the link opens, if it can still be accepted."""
    return (
        Invitation.objects.acceptable(now=now)
        .filter(token_hash=hash_token(token))
        .select_related("cohort", "invited_by__profile")
        .first()
    )


def accepted_cohort(token: str, *, user: User) -> Cohort | None:
    """The cohort whose invitation `user` accepted by this link before, if they are still in it."""
    return (
        Cohort.objects.of(user)
        .filter(invitations__token_hash=hash_token(token), invitations__accepted_by=user)
        .first()
    )


def is_addressed_to(invitation: Invitation, user: User) -> bool:
    """Whether the invited address is one that `user` has verified."""
    return EmailAddress.objects.filter(
        user=user, verified=True, email__iexact=invitation.email
    ).exists()


def pending_invitations(cohort: Cohort) -> QuerySet[Invitation]:
    """Invitations that wait for an answer, newest first."""
    return cohort.invitations.pending().order_by("-invited_at", "email")


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Those the person accepted, and those to an address that they have verified."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    addresses = [email.lower() for email in verified.values_list("email", flat=True)]
    return Invitation.objects.filter(Q(accepted_by=user) | Q(email__in=addresses))
