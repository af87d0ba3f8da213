from datetime import datetime

from cohorts.models import Invitation
from cohorts.notifications import invitation_mail
from cohorts.queries.invitations import invitation_token
from common.tokens import hash_token
from jobs.registry import delivery_job


def invitation_job_key(invitation: Invitation) -> str:
    """One mail for each token: sending again makes a new token, and so a new mail."""
    return f"cohort-invitation:{invitation.pk}:{invitation.token_hash[:16]}"


@delivery_job("cohorts.send_invitation")
def send_invitation(*, now: datetime, invitation_id: int, nonce: str) -> None:
    """Mail the invitation, unless it was withdrawn, accepted, sent again or has expired."""
    token = invitation_token(nonce)
    invitation = (
        Invitation.objects.acceptable(now=now)
        .filter(pk=invitation_id, token_hash=hash_token(token))
        .select_related("cohort", "invited_by__profile")
        .first()
    )
    if invitation is not None:
        invitation_mail(invitation, token=token, key=invitation_job_key(invitation)).send()
