"""Put work into the queue, in the transaction of what causes it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jobs.dispatch import announce_job
from jobs.models import Job
from jobs.registry import recurring_registrations


def enqueue(kind: str, *, key: str, run_at: datetime, now: datetime, **arguments: Any) -> None:
    """Do `kind` with `arguments` (JSON values) at `run_at` (UTC), once for each `key` ever.

    A second call with the same key changes nothing. The row commits with the caller's
    transaction; an executor hears of it afterwards.
    """
    job = Job(kind=kind, key=key, arguments=arguments, run_at=run_at, created_at=now)
    Job.objects.bulk_create([job], ignore_conflicts=True)
    if run_at <= now:
        transaction.on_commit(lambda: announce_job(key))


def enqueue_recurring(*, now: datetime) -> None:
    """Make sure that this interval's row of every recurring job exists."""
    for entry in recurring_registrations():
        assert entry.every is not None
        slot = int(now.timestamp() // entry.every.total_seconds())
        enqueue(entry.kind, key=f"{entry.kind}:{slot}", run_at=now, now=now)
