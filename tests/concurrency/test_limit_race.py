"""Many accept at once for one person: no more are booked than that person lets be booked."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from interviews.models import Session
from scheduling.models import Claim
from tests.concurrency.test_accept_race import (
    a_database_that_threads_share,
    accept,
    all_at_once,
    open_proposal,
)
from tests.scheduling.worlds import fill_catalogue, held_by, limited, person

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 12
HOURS = 2  # between starts: no two proposals overlap


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count


def proposals_of_one_day(**limits):
    """A crowd asks one person, each for another time of the same day; neither knows the others."""
    fill_catalogue(kinds=["coding"], packets=CROWD)
    partner = limited(person(timezone="UTC"), **limits)
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight + timedelta(days=3)
    return partner, [
        open_proposal(person(), partner, starts_at=day + timedelta(hours=HOURS * n))
        for n in range(CROWD)
    ]


@pytest.mark.parametrize(
    "limits", [{"most_per_day": 2}, {"most_per_week": 2}, {"most_per_day": 2, "most_per_week": 2}]
)
def test_of_many_accepts_at_once_as_many_are_booked_as_the_person_wants(limits):
    a_database_that_threads_share()
    partner, proposals = proposals_of_one_day(**limits)
    results = all_at_once([lambda pk=proposal.pk: accept(pk) for proposal in proposals])
    assert results == {"booked": 2, "refused": CROWD - 2}
    sessions = list(Session.objects.all())
    assert sorted(Claim.objects.filter(user=partner).values_list("quarter_at", flat=True)) == (
        held_by(*sessions)
    )
    assert Claim.objects.count() == 2 * len(held_by(*sessions))
