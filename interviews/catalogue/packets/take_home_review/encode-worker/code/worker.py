import signal
import socket
import sqlite3
import subprocess
import time

LEASE_S = 300
MAX_ATTEMPTS = 5
stopping = False


def connect(path):
    db = sqlite3.connect(path, isolation_level=None)  # each statement commits
    db.row_factory = sqlite3.Row
    db.execute(
        "CREATE TABLE IF NOT EXISTS jobs (id INTEGER PRIMARY KEY, source TEXT, "
        "status TEXT DEFAULT 'queued', owner TEXT, lease_until REAL, "
        "attempts INTEGER DEFAULT 0, output TEXT, error TEXT)"
    )
    return db


def claim(db, me):
    now = time.time()
    job = db.execute(
        "SELECT * FROM jobs WHERE status = 'queued' "
        "OR (status = 'running' AND lease_until < ?) ORDER BY id LIMIT 1",
        (now,),
    ).fetchone()
    if job is None:
        return None
    db.execute(
        "UPDATE jobs SET status = 'running', owner = ?, lease_until = ? WHERE id = ?",
        (me, now + LEASE_S, job["id"]),
    )
    return job


def encode(job):
    target = f"/srv/out/{job['id']}.mp4"
    subprocess.run(f"ffmpeg -y -i {job['source']} {target}", shell=True)
    return target


def run_one(db, me):
    job = claim(db, me)
    if job is None:
        return False
    try:
        output = encode(job)
    except Exception as error:
        attempts = job["attempts"] + 1
        status = "failed" if attempts > MAX_ATTEMPTS else "queued"
        db.execute(
            "UPDATE jobs SET status = ?, attempts = ?, error = ? WHERE id = ?",
            (status, attempts, str(error), job["id"]),
        )
    else:
        db.execute(
            "UPDATE jobs SET status = 'done', output = ? WHERE id = ?",
            (output, job["id"]),
        )
    return True


def stop(signum, frame):
    global stopping
    stopping = True


def main(path):
    db = connect(path)
    me = socket.gethostname()
    signal.signal(signal.SIGTERM, stop)
    while not stopping:
        if not run_one(db, me):
            time.sleep(1)
