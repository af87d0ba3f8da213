import os
import signal
import sqlite3
import subprocess
import time

LEASE_S = 300
BEAT_S = 5  # also how soon a stop is noticed
MAX_ATTEMPTS = 5
stopping = False


def connect(path):
    db = sqlite3.connect(path, isolation_level=None)  # each statement commits
    db.row_factory = sqlite3.Row
    db.execute(
        "CREATE TABLE IF NOT EXISTS jobs (id INTEGER PRIMARY KEY, source TEXT, "
        "status TEXT DEFAULT 'queued', lease_until INTEGER, attempts INTEGER DEFAULT 0, "
        "fence INTEGER DEFAULT 0, not_before INTEGER DEFAULT 0, output TEXT, error TEXT)"
    )
    return db


# All times are the database's. In PostgreSQL the inner SELECT must end in
# FOR UPDATE SKIP LOCKED: without it two workers can still pick the same row.
PARK = """
UPDATE jobs SET status = 'failed', error = coalesce(error, 'worker died')
WHERE status = 'running' AND lease_until < unixepoch() AND attempts >= :max
"""
CLAIM = """
UPDATE jobs SET status = 'running', fence = fence + 1, attempts = attempts + 1,
                lease_until = unixepoch() + :lease
WHERE id = (SELECT id FROM jobs
            WHERE (status = 'queued' AND not_before <= unixepoch())
               OR (status = 'running' AND lease_until < unixepoch() AND attempts < :max)
            ORDER BY not_before, id LIMIT 1)
RETURNING id, source, attempts, fence
"""
MINE = "WHERE id = :id AND fence = :fence AND status = 'running'"


def claim(db):
    db.execute(PARK, {"max": MAX_ATTEMPTS})
    rows = db.execute(CLAIM, {"lease": LEASE_S, "max": MAX_ATTEMPTS}).fetchall()
    return dict(rows[0]) if rows else None


def update_mine(db, job, assignments, **values):
    """Change the job only while it is ours; say whether it was."""
    values.update(id=job["id"], fence=job["fence"])
    return db.execute(f"UPDATE jobs SET {assignments} {MINE}", values).rowcount == 1


def release(db, job):
    """Give a job back that we stopped ourselves: not the job's fault, so no attempt."""
    update_mine(db, job, "status = 'queued', attempts = attempts - 1")


def fail(db, job, error):
    final = job["attempts"] >= MAX_ATTEMPTS
    update_mine(
        db,
        job,
        "status = :status, error = :error, not_before = unixepoch() + :pause",
        status="failed" if final else "queued",
        error=error,
        pause=30 * 2 ** job["attempts"],
    )


def command(source, target):
    """No shell. The prefix keeps a name from being taken as an option or an address."""
    return ["ffmpeg", "-y", "-i", f"file:{source}", target]


def run_one(db):
    job = claim(db)
    if job is None:
        return False
    target = f"/srv/out/{job['id']}-{job['fence']}.mp4"
    keep = False
    process = None
    try:
        process = subprocess.Popen(command(job["source"], target))
        while True:
            try:
                status = process.wait(timeout=BEAT_S)
                break
            except subprocess.TimeoutExpired:
                if stopping:
                    stop_process(process)
                    release(db, job)
                    return True
                if not update_mine(db, job, "lease_until = unixepoch() + :lease", lease=LEASE_S):
                    return True  # taken over: the job is another worker's now
        if status == 0:
            keep = True  # if the next line is cut off, the row may be done
            keep = update_mine(db, job, "status = 'done', output = :out", out=target)
        else:
            fail(db, job, f"exit status {status}")
    except OSError as error:
        fail(db, job, str(error))
    finally:
        if process is not None:
            stop_process(process)
        if not keep and os.path.exists(target):
            os.remove(target)
    return True


def stop_process(process):
    if process.poll() is None:
        process.kill()
        process.wait()


def stop(signum, frame):
    global stopping
    stopping = True


def main(path):
    db = connect(path)
    signal.signal(signal.SIGTERM, stop)
    while not stopping:
        if not run_one(db):
            time.sleep(1)
