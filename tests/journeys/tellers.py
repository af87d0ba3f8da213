"""Who keeps stories and shares reports in the journeys. It runs inside the site: Site.manage."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from interviews.models import Loop
from tests.feedback.builders import opened_session, submit_all
from tests.journeys.people import PASSWORD
from tests.scheduling.worlds import person


def build_tellers() -> dict[str, str]:
    """Sara, who prepares for Netflix and was asked by Tilo two days ago; her report's path."""
    sara, tilo = (_one(name) for name in ("Sara", "Tilo"))
    sara.preparation.target_loop = Loop.objects.get(slug="senior-four-rounds")
    sara.preparation.save()
    at = timezone.now() - timedelta(days=2)
    session = opened_session(now=at, first=tilo, second=sara, mode="one_way", kind="behavioural")
    for who in (tilo, sara):
        submit_all(who, session, now=at, evidence="“I rang the captain at five.”")
    User.objects.filter(email__endswith="@telling.example").update(password=make_password(PASSWORD))
    leg = session.legs.get()
    return {"session": f"/sessions/{session.public_id}/", "report": f"/reports/{leg.public_id}/"}


def _one(name: str) -> User:
    return person(
        email=f"{name.lower()}@telling.example",
        pseudonym=f"{name} who tells",
        password=None,
        timezone="Europe/Berlin",
    )
