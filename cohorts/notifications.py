"""The mail that cohorts send."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from cohorts.models import Cohort, Invitation
from common.mail import compose


def invitation_mail(invitation: Invitation, *, token: str, key: str) -> EmailMultiAlternatives:
    """The invitation with its link. `invitation` comes with cohort and invited_by's profile."""
    return compose(
        "cohort_invitation",
        to=invitation.email,
        key=key,
        context={
            "invitation": invitation,
            "cohort": invitation.cohort,
            "coach": invitation.invited_by.profile.pseudonym,
            "url": settings.SITE_URL + reverse("cohort_invitation", args=[token]),
        },
    )


def lost_coach_mail(cohort: Cohort, *, to: str, key: str) -> EmailMultiAlternatives:
    """To an administrator: the cohort's only coach has erased their account."""
    address = reverse("admin:cohorts_membership_add")
    return compose(
        "cohort_lost_coach",
        to=to,
        key=key,
        context={"cohort": cohort, "url": f"{settings.SITE_URL}{address}?cohort={cohort.pk}"},
    )
