"""Celery's side: a task names a row, beat resends the rows that are due."""

from celery import shared_task
from django.utils import timezone

from jobs.actions import enqueue_recurring
from jobs.execution import run_job
from jobs.models import Job

SWEEP_LIMIT = 500  # messages a sweep: what a few workers can do until the next


@shared_task
def run_job_by_key(key: str) -> None:
    job_id = Job.objects.filter(key=key).values_list("pk", flat=True).first()
    if job_id is not None:
        run_job(job_id)


@shared_task
def publish_due_jobs() -> int:
    """Resend the oldest due rows (a repeat finds the row leased or done); return how many."""
    now = timezone.now()
    enqueue_recurring(now=now)
    due = Job.objects.due(now=now).order_by("run_at", "pk")
    keys = list(due.values_list("key", flat=True)[:SWEEP_LIMIT])
    for key in keys:
        run_job_by_key.delay(key)
    return len(keys)
