import hashlib
import os
import time

TRIES = 3


class NotThere(Exception):
    """The server does not have this file."""


def save(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(data.decode())


def fetch_one(job, fetch, folder):
    """Store the file of this job. Return whether it is there."""
    path = os.path.join(folder, job["title"], job["language"] + ".vtt")
    if os.path.exists(path):
        return True
    for attempt in range(1, TRIES):
        try:
            data = fetch(job["url"])
            save(path, data)
            if hashlib.sha256(data).hexdigest() == job["sha256"]:
                return True
        except Exception:
            pass
        time.sleep(attempt)
    return False


def fetch_all(jobs, fetch, folder):
    """Fetch all files. Return the jobs that failed."""
    for job in jobs:
        if fetch_one(job, fetch, folder):
            jobs.remove(job)
    return jobs
