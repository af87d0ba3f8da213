"""The embedded executor: threads of the web process that do what is due."""

import logging
import threading
import time

from django.db import close_old_connections, connection
from django.utils import timezone

from jobs.actions import enqueue_recurring
from jobs.dispatch import work_arrived
from jobs.execution import run_due_jobs

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
PAUSE_SECONDS = 5.0  # after the database could not be reached


class JobThreads:
    """`start()` them with the server, `stop()` them before it goes: a running job is finished.

    Somebody with an event loop to share calls `work` from threads of their own instead.
    """

    def __init__(self, *, count: int) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self.work, name=f"jobs-{n}", daemon=True) for n in range(count)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def ask_to_stop(self) -> None:
        """Begin no further job. Returns at once."""
        self._stopping.set()
        work_arrived.set()

    def stop(self, *, timeout_seconds: float = 10) -> bool:
        """Wait for the jobs that run; False if one takes longer (its lease brings it back)."""
        self.ask_to_stop()
        deadline = time.monotonic() + timeout_seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def work(self) -> None:
        """Do due jobs until asked to stop."""
        try:
            while not self._stopping.is_set():
                self._do_what_is_due()
                work_arrived.wait(POLL_SECONDS)
                # Cleared before the next look at the table, so that nothing that arrives
                # between the two is slept over.
                work_arrived.clear()
        finally:
            work_arrived.set()  # it may have been meant for another thread that stops
            connection.close()

    def _do_what_is_due(self) -> None:
        try:
            enqueue_recurring(now=timezone.now())
            while run_due_jobs(should_stop=self._stopping.is_set):
                pass
        except Exception:  # the database may be away for a while; the thread must live on
            logger.exception("The job thread could not reach its queue; trying again.")
            self._stopping.wait(PAUSE_SECONDS)
        finally:
            close_old_connections()
