"""What the cohorts app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from cohorts.actions.erasure import forget_memberships
from cohorts.queries.own_data import own_invitations, own_invitations_sent, own_memberships

register_export("cohort_invitations", own_invitations)
register_export("cohort_invitations_sent", own_invitations_sent)
register_export("cohorts", own_memberships)
register_erasure("cohorts", forget_memberships)
