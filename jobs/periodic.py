from datetime import datetime, timedelta

from jobs.models import Job
from jobs.registry import transactional_job

KEPT = timedelta(days=30)


@transactional_job("jobs.purge_done", every=timedelta(days=1))
def purge_done_jobs(*, now: datetime) -> None:
    """Forget what was done more than thirty days ago. Dead letters stay for the admin."""
    Job.objects.filter(done_at__lt=now - KEPT).delete()
