"""Claim a due job, do it, and mark it: the same code in every executor."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.models import Job
from jobs.registry import NotYet, Registration, find_registration

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than any handler may take: settings.CELERY_TASK_TIME_LIMIT
MAX_TRIES = 8
# Waits of 10 s, 40 s, 3 min, 11 min, 43 min, 3 h and 11 h: a mail server may be away for a night.
FIRST_BACK_OFF = timedelta(seconds=10)
BACK_OFF_FACTOR = 4


class LeaseLost(Exception):
    """Somebody else took the job over while we were busy."""


class UnknownKind(Exception):
    """No handler is registered for a row's kind: an upgrade dropped it."""


def claim_job(job_id: int, *, now: datetime) -> Job | None:
    """Lease the job to the caller, or None when it is not due, done, or another's."""
    claimed = (
        Job.objects.due(now=now)
        .filter(pk=job_id)
        .update(lease_until=now + LEASE, tries=F("tries") + 1)
    )
    return Job.objects.get(pk=job_id) if claimed else None


def run_job(job_id: int) -> bool:
    """Claim and do one job. True if it was ours to do (even if it failed)."""
    job = claim_job(job_id, now=timezone.now())
    if job is None:
        return False
    registration = find_registration(job.kind)
    try:
        if registration is None:
            raise UnknownKind(job.kind)
        if job.tries > MAX_TRIES and not registration.recurs_as(job.key):
            _bury(job, "Every try ended with the death of its process.", now=timezone.now())
        elif registration.is_transactional:
            _do_in_transaction(job, registration)
        else:
            registration.handler(now=timezone.now(), **job.arguments)
            _mark_done(job, registration, now=timezone.now())
    except LeaseLost:
        logger.info("Job %s was taken over by another worker.", job.key)
    except NotYet as request:
        _put_off(job, until=timezone.now() + request.after)
    except Exception as error:  # a handler may fail in any way; the others must go on
        _mark_failed(job, registration, error, now=timezone.now())
    return True


def run_due_jobs(*, limit: int = 50, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Do what is due now, oldest first; return how many jobs were done or failed.

    `should_stop` is asked before each job: a server that ends begins no new one.
    """
    due = Job.objects.due(now=timezone.now()).order_by("run_at", "pk")
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        if should_stop():
            break
        count += run_job(pk)
    return count


def _do_in_transaction(job: Job, registration: Registration) -> None:
    now = timezone.now()
    with transaction.atomic():
        # First, so that on PostgreSQL the row stays locked while the handler works: whoever
        # tries to take the job over waits, and then finds it done.
        _mark_done(job, registration, now=now)
        registration.handler(now=now, **job.arguments)


def _mark_done(job: Job, registration: Registration, *, now: datetime) -> None:
    changes: dict[str, object] = {"lease_until": None, "last_error": ""}
    if registration.recurs_as(job.key):
        changes |= {"run_at": registration.next_run_at(now), "tries": 0}
    else:
        changes |= {"done_at": now, "arguments": {}}  # what was sent to whom is not kept
    # The lease in the filter is the fence: whoever lost it must not commit.
    if not _leased(job).update(**changes):
        raise LeaseLost(job.key)


def _put_off(job: Job, *, until: datetime) -> None:
    _leased(job).update(lease_until=None, run_at=until, tries=0, last_error="")


def _mark_failed(
    job: Job, registration: Registration | None, error: Exception, *, now: datetime
) -> None:
    last_error = f"{type(error).__name__}: {error}"[:2000]
    back_off = FIRST_BACK_OFF * BACK_OFF_FACTOR ** min(job.tries - 1, MAX_TRIES)
    logger.warning("Job %s failed at try %s.", job.key, job.tries, exc_info=error)
    if registration is not None and registration.every and registration.recurs_as(job.key):
        # Work that comes again anyway is never given up, and never later than its next turn.
        back_off = min(back_off, registration.every)
    elif job.tries >= MAX_TRIES:
        _bury(job, last_error, now=now)
        return
    _leased(job).update(lease_until=None, run_at=now + back_off, last_error=last_error)


def _bury(job: Job, last_error: str, *, now: datetime) -> None:
    logger.error("Job %s is given up after %s tries: %s", job.key, MAX_TRIES, last_error)
    _leased(job).update(lease_until=None, dead_at=now, last_error=last_error)


def _leased(job: Job):  # type: ignore[no-untyped-def]
    """The job's row, as long as the lease is still ours."""
    return Job.objects.filter(
        pk=job.pk, done_at=None, dead_at=None, lease_until=job.lease_until, tries=job.tries
    )
