"""Put work into the queue, in the transaction of what causes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from jobs.dispatch import announce_job
from jobs.models import Job
from jobs.registry import recurring_registrations, registration_of

KEY_LENGTH = 200
BATCH = 500


@dataclass(frozen=True)
class Work:
    """What `enqueue` takes, for `enqueue_all`."""

    kind: str
    key: str
    run_at: datetime
    arguments: Mapping[str, Any]


def enqueue(kind: str, *, key: str, run_at: datetime, now: datetime, **arguments: Any) -> None:
    """Do `kind` with `arguments` (JSON values) at `run_at` (UTC), once for each `key`.

    A second call with the same key changes nothing while the row is kept (30 days after it was
    done). The row commits with the caller's transaction; an executor hears of it afterwards.
    A kind that no handler is registered for raises KeyError, a key over 200 characters
    ValueError: SQLite would take both in silence.
    """
    enqueue_all([Work(kind=kind, key=key, run_at=run_at, arguments=arguments)], now=now)


def enqueue_all(work: Iterable[Work], *, now: datetime) -> None:
    """`enqueue` each, in one query for every BATCH."""
    jobs = [_job(one, now=now) for one in work]
    # ON CONFLICT DO NOTHING, not get_or_create: a repeat must not break the caller's
    # transaction on PostgreSQL, and needs no savepoint.
    Job.objects.bulk_create(jobs, ignore_conflicts=True, batch_size=BATCH)
    for job in jobs:
        if job.run_at <= now:
            transaction.on_commit(partial(announce_job, job.key))


def _job(work: Work, *, now: datetime) -> Job:
    registration_of(work.kind)
    if len(work.key) > KEY_LENGTH:
        raise ValueError(f"A job's key has at most {KEY_LENGTH} characters: {work.key!r}")
    return Job(
        kind=work.kind,
        key=work.key,
        arguments=dict(work.arguments),
        run_at=work.run_at,
        created_at=now,
    )


def enqueue_recurring(*, now: datetime) -> None:
    """Make sure that every recurring job has its one row, due within one interval from now.

    Reads first: this runs every second in development, and an idle site should not write.
    """
    entries = recurring_registrations()
    rows = {
        job.key: job
        for job in Job.objects.filter(key__in=[entry.recurring_key for entry in entries])
    }
    for entry in entries:
        assert entry.every is not None
        job = rows.get(entry.recurring_key)
        if job is None:
            enqueue(entry.kind, key=entry.recurring_key, run_at=now, now=now)
        elif job.is_closed or job.run_at > now + entry.every:
            # Closed by hand; or the interval was shortened, or somebody's clock was ahead.
            Job.objects.filter(pk=job.pk, lease_until=None).update(
                run_at=now, done_at=None, dead_at=None, tries=0
            )
