"""The nightly run and the command that operators have."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from feedback.models import Estimate, ReadinessModel
from feedback.periodic import plan_nightly_refit, refit_each_night, update_one_readiness
from jobs.execution import run_job
from jobs.models import Job
from jobs.registry import registration_of
from tests.feedback.readiness_worlds import world_of

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 11, 21, tzinfo=UTC)


def test_refit_is_planned_once_a_night_within_an_hour_from_two_on():
    for hours in (0, 1, 23):
        plan_nightly_refit(now=MIDNIGHT + timedelta(hours=hours))
    job = Job.objects.get()
    plan_nightly_refit(now=MIDNIGHT + timedelta(days=1))

    assert job.kind == "feedback.refit_readiness"
    assert timedelta(hours=2) <= job.run_at - MIDNIGHT < timedelta(hours=3)
    assert Job.objects.count() == 2
    assert registration_of("feedback.plan_refit").every == timedelta(days=1)


def test_refit_runs_outside_a_transaction_and_the_update_in_one():
    kinds = ("feedback.refit_readiness", "feedback.update_readiness")
    assert [registration_of(kind).is_transactional for kind in kinds] == [False, True]


def test_search_for_unfair_raters_follows_the_refit_once_a_night(now):
    for _ in range(2):
        refit_each_night(now=MIDNIGHT + timedelta(hours=2))
    job = Job.objects.get()
    assert (job.kind, job.key) == ("feedback.find_unfair_raters", "unfair-raters:2026-11-21")
    assert not registration_of(job.kind).is_transactional
    assert run_job(job.pk)
    assert Job.objects.get().done_at is not None


def test_jobs_do_their_work(now):
    world = world_of(4, now=now)
    world.hold(8, begin=9, end=1, candidate=0)
    user = world.people[0]
    update_one_readiness(now=now, user_id=user.pk)
    assert set(Estimate.objects.values_list("user", "model")) == {(user.pk, None)}
    refit_each_night(now=now)
    row = ReadinessModel.objects.get()
    assert set(Estimate.objects.values_list("user", "model")) == {(user.pk, row.pk)}
    update_one_readiness(now=now, user_id=0)  # somebody who was deleted


def test_command_says_what_it_stored(now, capsys):
    call_command("refit_readiness")
    assert capsys.readouterr().out == (
        "Nothing stored: no form counts yet, or a later run was faster.\n"
    )
    world_of(4, now=now).hold(8, begin=9, end=1, candidate=0)
    call_command("refit_readiness")
    row = ReadinessModel.objects.get()
    assert capsys.readouterr().out == (
        f"{row.version}: 8 forms (24 ratings) by {row.interviewers} interviewers on 1 people.\n"
    )
