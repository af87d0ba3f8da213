"""`python -m tests.jobs.worker`: two job threads in a process that a test may kill."""

import signal
import threading

import django

django.setup()

import tests.jobs.handlers  # noqa: E402, F401
from jobs.threads import JobLoop  # noqa: E402

if __name__ == "__main__":
    loop = JobLoop()
    threads = [threading.Thread(target=loop.work) for _ in range(2)]
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    for thread in threads:
        thread.start()
    print("working")
    signal.sigwait([signal.SIGTERM])
    loop.ask_to_stop()
    for thread in threads:
        thread.join()
    print("finished")
