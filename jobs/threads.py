"""The embedded executor: threads of the web process that do what is due."""

import logging
import threading

from django.db import close_old_connections, connection
from django.utils import timezone

from jobs.actions import enqueue_recurring
from jobs.dispatch import work_arrived
from jobs.execution import run_due_jobs

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
PAUSE_SECONDS = 5.0  # after the database could not be reached


class JobLoop:
    """What each job thread of a process does until the process is asked to end.

    `work` is called once in each thread and returns after `ask_to_stop`, as soon as the job
    that runs is finished.
    """

    def __init__(self) -> None:
        self._stopping = threading.Event()

    def ask_to_stop(self) -> None:
        """Begin no further job. Returns at once."""
        self._stopping.set()
        work_arrived.set()

    def work(self) -> None:
        try:
            while not self._stopping.is_set():
                self._do_what_is_due()
                work_arrived.wait(POLL_SECONDS)
                # Cleared before the next look at the table, so that nothing that arrives
                # between the two is slept over.
                work_arrived.clear()
        finally:
            work_arrived.set()  # it may have been meant for another thread, which stops too
            connection.close()

    def _do_what_is_due(self) -> None:
        try:
            enqueue_recurring(now=timezone.now())
            while run_due_jobs(should_stop=self._stopping.is_set):
                pass
        except Exception:  # the database may be away for a while; the thread must live on
            logger.exception("A job thread could not reach its queue; trying again.")
            self._stopping.wait(PAUSE_SECONDS)
        finally:
            close_old_connections()
