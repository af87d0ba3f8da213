import hashlib
import os
import time
from pathlib import Path

TRIES = 3


class NotThere(Exception):
    """The server does not have this file."""


class WrongChecksum(Exception):
    pass


def digest(data):
    return hashlib.sha256(data).hexdigest()


def place(folder, job):
    folder = Path(folder).resolve()
    path = (folder / job["title"] / (job["language"] + ".vtt")).resolve()
    if path.parent.parent != folder:
        raise ValueError("title or language leads out of its folder")
    return path


def save(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    os.replace(part, path)  # readers see the old file or the new one, nothing between


def download(job, fetch, sleep):
    for attempt in range(1, TRIES + 1):
        try:
            data = fetch(job["url"])
            if digest(data) != job["sha256"]:
                raise WrongChecksum(f"got {digest(data)}")
            return data
        except (OSError, WrongChecksum):
            if attempt == TRIES:
                raise
        sleep(attempt)


def fetch_one(job, fetch, folder, sleep):
    path = place(folder, job)
    if not path.exists() or digest(path.read_bytes()) != job["sha256"]:
        save(path, download(job, fetch, sleep))


def fetch_all(jobs, fetch, folder, sleep=time.sleep):
    """Fetch what is missing or out of date; return the failures as [(job, reason)]."""
    failed = []
    for job in jobs:
        try:
            fetch_one(job, fetch, folder, sleep)
        except Exception as error:  # recorded, so that the others go on
            failed.append((job, repr(error)))
    return failed
