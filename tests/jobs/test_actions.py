from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry
from jobs.actions import enqueue
from jobs.models import Job
from jobs.periodic import KEPT, purge_done_jobs
from jobs.queries import queue_state

pytestmark = pytest.mark.django_db


def test_same_key_twice_is_one_job_with_the_first_arguments(now) -> None:
    for about in ("first", "second"):
        enqueue("tests.effect", key="k", run_at=now, now=now, about=about)
    assert [job.arguments for job in Job.objects.all()] == [{"about": "first"}]


def test_same_key_twice_does_not_break_the_callers_transaction(now) -> None:
    with transaction.atomic():
        for _ in range(2):
            enqueue("tests.effect", key="k", run_at=now, now=now, about="a")
        AuditEntry.objects.create(at=now, verb="v", object_type="t", object_id="after")
    assert AuditEntry.objects.filter(object_id="after").count() == 1


def test_job_of_a_transaction_that_failed_never_was(
    now, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        enqueue("tests.effect", key="k", run_at=now, now=now, about="a")
        transaction.set_rollback(True)
    assert (Job.objects.count(), callbacks) == (0, [])


def test_only_what_is_due_now_is_announced(now, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue("tests.effect", key="now", run_at=now, now=now, about="a")
        enqueue("tests.effect", key="later", run_at=now + timedelta(hours=1), now=now, about="a")
    assert len(callbacks) == 1


def test_kind_without_a_handler_is_refused_at_once(now) -> None:
    with pytest.raises(KeyError, match=r"scheduling\.send_invitaton"):
        enqueue("scheduling.send_invitaton", key="k", run_at=now, now=now)


def test_key_that_postgresql_would_refuse_is_refused_on_sqlite_too(now) -> None:
    with pytest.raises(ValueError, match="at most 200 characters"):
        enqueue("tests.effect", key="k" * 201, run_at=now, now=now)


def test_purge_forgets_old_done_jobs_and_keeps_dead_and_open_ones(now) -> None:
    old = now - KEPT - timedelta(days=1)
    for key, fields in {
        "old": {"done_at": old},
        "recent": {"done_at": now},
        "dead": {"dead_at": old},
        "open": {},
    }.items():
        Job.objects.create(kind="tests.effect", key=key, run_at=old, created_at=old, **fields)
    purge_done_jobs(now=now)
    assert set(Job.objects.values_list("key", flat=True)) == {"recent", "dead", "open"}


def test_queue_state_tells_how_long_the_oldest_unclaimed_job_waits(now) -> None:
    def add(key: str, minutes: int, **fields: object) -> None:
        at = now - timedelta(minutes=minutes)
        Job.objects.create(kind="tests.effect", key=key, run_at=at, created_at=at, **fields)

    add("done", 50, done_at=now)
    add("dead", 40, dead_at=now)
    add("being done", 30, lease_until=timezone.now() + timedelta(minutes=5))
    add("worker died", 20, lease_until=now - timedelta(minutes=15))
    add("waits", 10)
    add("later", -10)
    state = queue_state(now=now)
    assert (state.waiting, state.dead) == (timedelta(minutes=20), 1)
