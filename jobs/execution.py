"""Claim a due job, do it, and mark it: the same code in every executor."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jobs.models import Job
from jobs.registry import Registration, registration_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than any handler may take
MAX_TRIES = 8
FIRST_BACK_OFF = timedelta(seconds=10)  # doubles with each try: about 21 minutes in all


class LeaseLost(Exception):
    """Somebody else took the job over while we were busy."""


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
    try:
        registration = registration_of(job.kind)
        if registration.is_transactional:
            _do_in_transaction(job, registration)
        else:
            registration.handler(now=timezone.now(), **job.arguments)
            _mark_done(job, now=timezone.now())
    except LeaseLost:
        logger.info("Job %s was taken over by another worker.", job.key)
    except Exception as error:  # a handler may fail in any way; the others must go on
        _mark_failed(job, error, now=timezone.now())
    return True


def run_due_jobs(*, limit: int = 50) -> int:
    """Do what is due now, oldest first; return how many jobs were done or failed."""
    due = Job.objects.due(now=timezone.now()).order_by("run_at", "pk")
    return sum(run_job(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _do_in_transaction(job: Job, registration: Registration) -> None:
    now = timezone.now()
    with transaction.atomic():
        _mark_done(job, now=now)
        registration.handler(now=now, **job.arguments)


def _mark_done(job: Job, *, now: datetime) -> None:
    # The lease in the filter is the fence: whoever lost it must not commit.
    updated = Job.objects.filter(pk=job.pk, done_at=None, lease_until=job.lease_until).update(
        done_at=now, lease_until=None, last_error="", arguments={}
    )
    if not updated:
        raise LeaseLost(job.key)


def _mark_failed(job: Job, error: Exception, *, now: datetime) -> None:
    is_last = job.tries >= MAX_TRIES
    log = logger.error if is_last else logger.warning
    log("Job %s failed (try %s of %s).", job.key, job.tries, MAX_TRIES, exc_info=error)
    Job.objects.filter(pk=job.pk, done_at=None, lease_until=job.lease_until).update(
        lease_until=None,
        run_at=now + FIRST_BACK_OFF * 2 ** (job.tries - 1),
        dead_at=now if is_last else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
