"""Tell whoever executes jobs that one is due. Losing this message loses nothing but seconds."""

import logging
import threading

from django.conf import settings

logger = logging.getLogger(__name__)

work_arrived = threading.Event()  # the embedded threads wait on it


def announce_job(key: str) -> None:
    """Wake the job threads of this process, or publish the job to Celery."""
    if settings.JOBS_EXECUTOR == "threads":
        work_arrived.set()
        return
    from jobs.tasks import run_job_by_key  # noqa: PLC0415 (tasks import the executor, which imports us)

    try:
        run_job_by_key.delay(key)
    except Exception:  # whatever the broker's client raises: beat resends the row
        logger.warning("Job %s was not published; the sweep will resend it.", key)
