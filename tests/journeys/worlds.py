"""Who is on the site before a journey of bookings begins. It runs inside the site: Site.manage.

The people of each world share a language with one another and with nobody else, so that what
a page counts is what the world holds. Everybody signs in with PASSWORD.
"""

from datetime import time, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from scheduling.actions.offers import Meeting, offer_session
from scheduling.models import MatchPreference, Proposal, RoundRules
from tests.cohorts.factories import CohortFactory, person_who_may_coach
from tests.journeys.people import PASSWORD
from tests.scheduling.worlds import in_days, person, propose

TUESDAY = 1


def build_worlds() -> dict[str, str]:
    """Everybody for tests/journeys/test_booking_journeys.py; paths by the names used there."""
    paths = {}
    for build in (_neighbours, _cohort, _both_asked, _two_asked_by_one, _asked_twice):
        paths |= build()
    hashed = make_password(PASSWORD)
    User.objects.filter(email__endswith="@booking.example").update(password=hashed)
    return paths


def _one(name: str, **fields) -> User:
    return person(
        email=f"{name.lower()}@booking.example",
        pseudonym=name,
        password=None,
        timezone="Europe/Berlin",
        candidate_kinds=["coding"],
        interviewer_kinds=["coding"],
        **fields,
    )


def _only_free(user: User, starts: time, ends: time) -> None:
    user.weekly_windows.all().delete()
    user.weekly_windows.create(weekday=TUESDAY, starts=starts, ends=ends)


def _neighbours() -> dict[str, str]:
    """Two who fit, and whose hours of a week touch but do not overlap."""
    amber, birk = (_one(name, languages=["fi"]) for name in ("Amber", "Birk"))
    _only_free(amber, time(8), time(9))
    _only_free(birk, time(9), time(11))
    return {}


def _cohort() -> dict[str, str]:
    """Three members who take part in rounds; Dora and Emil suit each other best by far."""
    now = timezone.now()
    cleo = person_who_may_coach(
        email="cleo@booking.example", pseudonym="Cleo", timezone="Europe/Berlin", languages=["et"]
    )
    levels = {"Dora": 3, "Emil": 3, "Fern": 5}
    members = [_one(name, languages=["et"], level=level) for name, level in levels.items()]
    for user in members:
        MatchPreference.objects.create(
            user=user, is_on=True, sessions=1, per_week=1, waiting_since=now
        )
    cohort = CohortFactory(coach=cleo, members=members)
    # On, and not due by itself for a week.
    RoundRules.objects.create(
        scope=f"cohort:{cohort.pk}", cohort=cohort, is_on=True, every_hours=168, last_run_at=now
    )
    return {"rounds": f"/cohorts/{cohort.public_id}/rounds/"}


def _both_asked() -> dict[str, str]:
    """The site proposes Gail and Hugo to each other."""
    gail, hugo = (_one(name, languages=["is"]) for name in ("Gail", "Hugo"))
    return {"gail and hugo": _path(_offer(gail, hugo, days=3))}


def _two_asked_by_one() -> dict[str, str]:
    """Ivan asks Jana and Kurt, for times of which he can keep one."""
    ivan, jana, kurt = (_one(name, languages=["lv"]) for name in ("Ivan", "Jana", "Kurt"))
    first = in_days(3)
    return {
        "jana": _path(propose(ivan, jana, starts_at=first)),
        "kurt": _path(propose(ivan, kurt, starts_at=first + timedelta(minutes=30))),
    }


def _asked_twice() -> dict[str, str]:
    """Lena has an answer to give to Mona, who has said yes, and one to Nils."""
    lena, mona, nils = (_one(name, languages=["lt"]) for name in ("Lena", "Mona", "Nils"))
    _offer(lena, mona, days=3, accepted_by=[mona])
    propose(nils, lena, starts_at=in_days(4))
    return {}


def _offer(first: User, second: User, *, days: int, **fields) -> Proposal:
    meeting = Meeting(
        first=first,
        second=second,
        mode="swap",
        starts_at=in_days(days),
        first_kind="coding",
        second_kind="coding",
    )
    now = timezone.now()
    until = now + timedelta(hours=48)
    return offer_session(meeting, origin=Proposal.Origin.ROUND, expires_at=until, now=now, **fields)


def _path(proposal: Proposal) -> str:
    return f"/proposals/{proposal.public_id}/"
