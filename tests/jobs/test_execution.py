from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import AuditEntry
from jobs.actions import enqueue_recurring
from jobs.execution import FIRST_BACK_OFF, LEASE, MAX_TRIES, claim_job, run_due_jobs, run_job
from jobs.models import Job
from jobs.registry import Registration, _registrations
from tests.factories.people import UserFactory
from tests.jobs.handlers import effects

pytestmark = pytest.mark.django_db

Put = Callable[..., Job]
Recurring = Callable[..., Registration]


def _due_again(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now())


def test_poison_job_is_given_up_after_eight_tries_and_leaves_no_effect(put: Put) -> None:
    poison = put("tests.poison", about="poison")
    waits = []
    for _ in range(MAX_TRIES):
        _due_again(poison)
        before = timezone.now()
        assert run_job(poison.pk) is True
        poison.refresh_from_db()
        waits.append(round((poison.run_at - before) / FIRST_BACK_OFF))
    assert waits[:-1] == [1, 4, 16, 64, 256, 1024, 4096]
    assert poison.dead_at is not None
    assert poison.last_error == "RuntimeError: the handler does not like this row"
    assert effects("poison") == 0
    _due_again(poison)
    assert run_job(poison.pk) is False


def test_poison_job_does_not_keep_others_waiting(put: Put) -> None:
    put("tests.poison", about="poison")
    put("tests.effect", about="good")
    assert run_due_jobs() == 2
    assert effects("good") == 1


def test_job_that_kills_its_process_each_time_is_given_up_too(put: Put) -> None:
    job = put("tests.effect", about="killer")
    Job.objects.filter(pk=job.pk).update(tries=MAX_TRIES, lease_until=timezone.now())
    assert run_job(job.pk) is True
    job.refresh_from_db()
    assert job.dead_at is not None
    assert job.last_error == "Every try ended with the death of its process."
    assert effects("killer") == 0


def test_a_job_that_asks_for_another_time_gets_it_as_often_as_it_asks(put: Put, caplog) -> None:
    job = put("tests.wait", seconds=90)
    for _ in range(MAX_TRIES + 1):
        _due_again(job)
        with time_machine.travel(timezone.now(), tick=False):
            assert run_job(job.pk) is True
            job.refresh_from_db()
            assert job.run_at == timezone.now() + timedelta(seconds=90)
        assert (job.tries, job.lease_until, job.is_closed, job.last_error) == (0, None, False, "")
    assert caplog.records == []


def test_leased_job_is_nobody_elses_until_the_lease_ends(put: Put) -> None:
    job = put("tests.effect", about="leased")
    now = timezone.now()
    assert claim_job(job.pk, now=now) is not None
    assert claim_job(job.pk, now=now + LEASE - timedelta(seconds=1)) is None
    assert claim_job(job.pk, now=now + LEASE) is not None


def test_whoever_lost_the_lease_undoes_what_was_done(put: Put, monkeypatch) -> None:
    job = put("tests.effect", about="lost")
    first = claim_job(job.pk, now=timezone.now())
    second_now = timezone.now() + LEASE
    assert claim_job(job.pk, now=second_now) is not None
    monkeypatch.setattr("jobs.execution.claim_job", lambda job_id, *, now: first)
    assert run_job(job.pk) is True
    assert effects("lost") == 0
    job.refresh_from_db()
    assert (job.lease_until, job.tries, job.last_error) == (second_now + LEASE, 2, "")


def test_done_job_forgets_its_arguments_and_is_not_done_again(put: Put) -> None:
    job = put("tests.mail", to_id=UserFactory().pk, key_of_mail="m")
    assert run_due_jobs() == 1
    assert run_due_jobs() == 0
    job.refresh_from_db()
    assert job.arguments == {}
    assert len(mail.outbox) == 1


def test_jobs_are_done_oldest_first_and_none_before_its_time(put: Put) -> None:
    now = timezone.now()
    for about, minutes in (("new", 1), ("old", 3), ("middle", 2), ("early", -1)):
        job = put("tests.effect", about=about)
        Job.objects.filter(pk=job.pk).update(run_at=now - timedelta(minutes=minutes))
    run_due_jobs()
    done = AuditEntry.objects.filter(verb="tests.effect").order_by("pk")
    assert list(done.values_list("object_id", flat=True)) == ["old", "middle", "new"]


def test_job_of_a_kind_that_an_upgrade_dropped_becomes_a_dead_letter(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = put("tests.effect", about="orphan")
    monkeypatch.delitem(_registrations, "tests.effect")
    for _ in range(MAX_TRIES):
        _due_again(job)
        run_job(job.pk)
    job.refresh_from_db()
    assert job.dead_at is not None
    assert job.last_error == "UnknownKind: tests.effect"


# --- Recurring --------------------------------------------------------------------------------


def test_recurring_job_is_one_row_that_moves_to_its_next_turn(recurring: Recurring) -> None:
    calls: list[datetime] = []
    recurring(lambda *, now: calls.append(now), every=timedelta(minutes=1))
    enqueue_recurring(now=timezone.now())
    enqueue_recurring(now=timezone.now())
    assert run_due_jobs() == 1
    assert run_due_jobs() == 0
    row = Job.objects.get()
    next_minute = calls[0].replace(second=0, microsecond=0) + timedelta(minutes=1)
    assert (row.run_at, row.done_at, row.tries, row.lease_until) == (next_minute, None, 0, None)


def test_turns_missed_while_the_site_was_down_are_not_made_up(recurring: Recurring) -> None:
    calls: list[datetime] = []
    recurring(lambda *, now: calls.append(now), every=timedelta(minutes=1))
    enqueue_recurring(now=datetime(2020, 1, 1, tzinfo=UTC))
    run_due_jobs()
    run_due_jobs()
    assert len(calls) == 1


def test_recurring_job_that_fails_is_never_given_up_nor_late_for_its_next_turn(
    recurring: Recurring,
) -> None:
    def fail_always(*, now: datetime) -> None:
        raise RuntimeError("not today")

    recurring(fail_always, every=timedelta(minutes=1))
    enqueue_recurring(now=timezone.now())
    for _ in range(MAX_TRIES + 3):
        Job.objects.update(run_at=timezone.now())
        assert run_due_jobs() == 1
    row = Job.objects.get()
    assert (row.dead_at, row.tries, row.last_error) == (None, 11, "RuntimeError: not today")
    assert row.run_at - timezone.now() < timedelta(minutes=1)


@pytest.mark.parametrize(
    "broken",
    [
        {"run_at": datetime(2099, 1, 1, tzinfo=UTC)},
        {"done_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"dead_at": datetime(2020, 1, 1, tzinfo=UTC), "tries": 9},
    ],
)
def test_recurring_row_that_a_wrong_clock_or_a_hand_put_away_comes_back(
    recurring: Recurring, broken: dict[str, object]
) -> None:
    calls: list[datetime] = []
    recurring(lambda *, now: calls.append(now), every=timedelta(minutes=1))
    enqueue_recurring(now=timezone.now())
    Job.objects.update(**broken)
    enqueue_recurring(now=timezone.now())
    assert run_due_jobs() == 1
    assert len(calls) == 1
