from datetime import datetime

from accounts.models import User
from cohorts.models import Cohort, Invitation
from cohorts.notifications import invitation_mail, lost_coach_mail
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


def lost_coach_job_key(cohort_id: int, administrator_id: int, *, lost_at: datetime) -> str:
    """One mail to each administrator for each time that the cohort is left alone."""
    return f"cohort-lost-coach:{cohort_id}:{administrator_id}:{lost_at.isoformat()}"


@delivery_job("cohorts.tell_of_lost_coach")
def tell_of_lost_coach(
    *, now: datetime, cohort_id: int, administrator_id: int, lost_at: str
) -> None:
    """Ask an administrator for another coach, unless the cohort has one again or is over."""
    cohort = Cohort.objects.running(at=now).without_coach().filter(pk=cohort_id).first()
    administrator = User.objects.filter(
        pk=administrator_id, is_superuser=True, is_active=True
    ).first()
    if cohort is not None and administrator is not None:
        key = lost_coach_job_key(
            cohort_id, administrator_id, lost_at=datetime.fromisoformat(lost_at)
        )
        lost_coach_mail(cohort, to=administrator.email, key=key).send()
