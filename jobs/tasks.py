"""Celery's side: a task names a row, beat resends the rows that are due."""

from celery import shared_task
from django.utils import timezone

from jobs.actions import enqueue_recurring
from jobs.execution import run_job
from jobs.models import Job


@shared_task
def run_job_by_key(key: str) -> None:
    job_id = Job.objects.filter(key=key).values_list("pk", flat=True).first()
    if job_id is not None:
        run_job(job_id)


@shared_task
def publish_due_jobs() -> int:
    """Resend every due row (a repeat finds the row leased or done); return how many."""
    now = timezone.now()
    enqueue_recurring(now=now)
    keys = list(Job.objects.due(now=now).order_by("run_at").values_list("key", flat=True)[:500])
    for key in keys:
        run_job_by_key.delay(key)
    return len(keys)
