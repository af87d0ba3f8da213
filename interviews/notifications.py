"""The mails of this app. They say that something is there, never what it says."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from common.mail import compose
from interviews.models import Leg


def compose_new_question(leg: Leg, *, key: str) -> EmailMultiAlternatives:
    """Tells the interviewer that the leg has another question; neither is named."""
    reader = leg.interviewer
    path = reverse("session", args=[leg.session.public_id])
    context = {
        "pseudonym": reader.profile.pseudonym,
        "zone": reader.profile.timezone,
        "partner": leg.candidate.profile.pseudonym,
        "kind": leg.get_kind_display().lower(),
        "starts_at": leg.session.starts_at,
        "session_url": f"{settings.SITE_URL}{path}",
    }
    return compose("new_question", to=reader.email, key=key, context=context)
