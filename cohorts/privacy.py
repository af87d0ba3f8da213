"""What the cohorts app holds of a person: see accounts.privacy."""

from datetime import datetime

from accounts.models import User
from accounts.privacy import register_erasure, register_export, register_warning
from cohorts.actions.erasure import forget_memberships
from cohorts.queries.cohorts import cohorts_left_without_coach
from cohorts.queries.own_data import own_invitations, own_invitations_sent, own_memberships


def left_without_coach(user: User, *, now: datetime) -> list[str]:
    return [
        f"You are the only coach of {cohort}. Its members stay, without a coach until those who"
        " run the site have named another; we ask them to by mail."
        for cohort in cohorts_left_without_coach(user, now=now)
    ]


register_export("cohort_invitations", own_invitations)
register_export("cohort_invitations_sent", own_invitations_sent)
register_export("cohorts", own_memberships)
register_erasure("cohorts", forget_memberships)
register_warning("cohorts", left_without_coach)
