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


class JobThreads:
    """`start()` them with the server, `stop()` them before it goes: a running job is finished."""

    def __init__(self, *, count: int) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"jobs-{n}", daemon=True) for n in range(count)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, *, timeout_seconds: float = 10) -> None:
        self._stopping.set()
        work_arrived.set()
        for thread in self._threads:
            thread.join(timeout_seconds)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                enqueue_recurring(now=timezone.now())
                while not self._stopping.is_set() and run_due_jobs():
                    pass
            except Exception:  # the database may be away for a while; the thread must live on
                logger.exception("The job thread could not reach its queue; trying again.")
                self._stopping.wait(5)
            finally:
                close_old_connections()
            work_arrived.wait(POLL_SECONDS)
            work_arrived.clear()
        connection.close()
