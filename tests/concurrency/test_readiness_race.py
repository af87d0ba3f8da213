"""Nightly runs, updates and an erasure at the same moment: estimates end up true of the forms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.erasure import erase_account
from accounts.models import User
from feedback.actions.readiness import refit_readiness, request_updates, update_readiness
from feedback.models import Estimate, ReadinessModel, Review
from feedback.queries.readiness_forms import forms_versions
from interviews.models import Kind
from jobs.execution import run_due_jobs
from tests.concurrency.test_accept_race import all_at_once
from tests.feedback.readiness_worlds import world_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them until they are called for


def refit(*, earlier: int = 0) -> str:
    row = refit_readiness(now=timezone.now() - timedelta(seconds=earlier))
    return "stored" if row else "was late"


def exclude(pk: int) -> str:
    review = Review.objects.get(pk=pk)
    Review.objects.filter(pk=pk).update(is_excluded=True)
    request_updates([review], cause="upheld", now=timezone.now())
    return "excluded"


def update(pk: int) -> str:
    update_readiness(User.objects.get(pk=pk), now=timezone.now())
    return "updated"


def erase(pk: int) -> str:
    user = User.objects.get(pk=pk)
    erase_account(user, by=user, now=timezone.now())
    return "erased"


def test_everything_at_once_leaves_estimates_of_the_forms_as_they_are(monkeypatch):
    monkeypatch.setattr("feedback.actions.readiness.PEOPLE_AT_ONCE", 3)
    now = timezone.now()
    world = world_of(12, now=now)
    world.hold(90, begin=60, end=1)
    forms = list(Review.objects.order_by("pk").values_list("pk", flat=True)[:4])
    leaver = world.people[0].pk
    results = all_at_once(
        [
            *[refit, lambda: refit(earlier=5), lambda: refit(earlier=9)],
            *[lambda pk=pk: exclude(pk) for pk in forms],
            *[lambda pk=user.pk: update(pk) for user in world.people[1:4]],
            lambda: erase(leaver),
        ]
    )
    run_due_jobs()

    assert (results["excluded"], results["updated"], results["erased"]) == (4, 3, 1)
    newest = ReadinessModel.objects.newest_first().first()
    people = set(Review.objects.counted().values_list("subject", flat=True)) - {leaver}
    assert newest.fitted_at >= now
    assert set(Estimate.objects.values_list("user", "kind")) == {
        (pk, kind) for pk in people for kind in Kind.values
    }
    assert set(Estimate.objects.values_list("model", flat=True)) == {newest.pk}
    versions = dict(Estimate.objects.values_list("user", "forms_version").distinct())
    assert versions == forms_versions(people, now=timezone.now())
