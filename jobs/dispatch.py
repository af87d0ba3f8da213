"""Tell whoever executes jobs that one is due. Losing this message loses nothing but seconds."""

import logging
import threading
import time

from django.conf import settings

logger = logging.getLogger(__name__)

QUIET_SECONDS = 15.0

work_arrived = threading.Event()  # the embedded threads wait on it


class _Broker:
    """Remembers for a while that the broker did not answer.

    A request may announce several jobs, and each unanswered publish costs its time-out; the
    sweep finds the rows anyway.
    """

    quiet_until = 0.0  # of time.monotonic()

    @classmethod
    def publish(cls, key: str) -> None:
        if time.monotonic() < cls.quiet_until:
            return
        from jobs.tasks import run_job_by_key  # noqa: PLC0415 (tasks import the actions, which import us)

        try:
            run_job_by_key.delay(key)
        except Exception as error:  # whatever the broker's client raises
            cls.quiet_until = time.monotonic() + QUIET_SECONDS
            logger.warning(
                "The broker did not take a job (%s); the sweep resends it.", type(error).__name__
            )


def announce_job(key: str) -> None:
    """Wake the job threads of this process, or publish the job to Celery. Never raises."""
    if settings.JOBS_EXECUTOR == "threads":
        work_arrived.set()
    else:
        _Broker.publish(key)
