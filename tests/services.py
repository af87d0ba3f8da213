"""What a run of the tests takes for itself, so that several may run beside each other.

Each process of a run (each pytest-xdist worker) owns a folder, a PostgreSQL database and a Redis
database. It gives them back at its end; what a killed run left behind is removed by the next one
that finds its owner gone. Only names of the patterns below are ever touched.
"""

import atexit
import fcntl
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import redis
from psycopg import sql

FOLDER_PREFIX = "rehearse-tests-"
DATABASE_PREFIX = "rehearse_test_"
_DATABASE_NAME = re.compile(rf"{DATABASE_PREFIX}(\d+)(_gw\d+)?")
_LOCK_CLASS = 0x52454845  # of advisory locks, so that a number of ours is nobody else's
REDIS_CLAIM = "rehearse-tests:database:{}"  # in database 0: the name of the client that owns it
_REDIS_CLIENT_PREFIX = "rehearse-tests-"


# --- A folder --------------------------------------------------------------------------------


def own_folder() -> Path:
    """A new folder for this process. Its `lock` is held for as long as the process lives."""
    _remove_left_folders()
    unlocked = Path(tempfile.mkdtemp(prefix=f"new-{FOLDER_PREFIX}"))
    lock = os.open(unlocked / "lock", os.O_CREAT | os.O_RDWR)  # children do not inherit it
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder = unlocked.rename(unlocked.with_name(unlocked.name.removeprefix("new-")))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _remove_left_folders() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*/lock"):
        try:
            lock = os.open(path, os.O_RDWR)
        except OSError:  # somebody else's, or just removed
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path.parent, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)


# --- A PostgreSQL database -------------------------------------------------------------------


def own_postgresql_database(url: str) -> str:
    """A name that no other run has, for a database that is yet to be made on the server of `url`.

    An advisory lock says that its owner lives: PostgreSQL lets go of it when the connection ends,
    however the process ended.
    """
    connection = psycopg.connect(url, autocommit=True)
    atexit.register(connection.close)
    while True:
        number = secrets.randbelow(2**31)
        lock = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, number])
        if lock.fetchone() == (True,):
            break
    _drop_left_databases(connection)
    return f"{DATABASE_PREFIX}{number}"


def _drop_left_databases(connection: psycopg.Connection) -> None:
    # Locks of all databases are seen here, so runs that began from different ones respect each
    # other. A connection, of whoever wants to look at what a failed test left, also keeps it.
    names = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        " AND oid NOT IN (SELECT datid FROM pg_stat_activity WHERE datid IS NOT NULL)",
        [DATABASE_PREFIX],
    ).fetchall()
    for (name,) in names:
        found = _DATABASE_NAME.fullmatch(name)
        if found is None or _is_locked(connection, int(found[1])):
            continue
        try:
            drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
            connection.execute(drop)
        except psycopg.Error:  # another run drops it in the same moment, or it is not ours to drop
            continue


def _is_locked(connection: psycopg.Connection, number: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s",
        [_LOCK_CLASS, number],
    )
    return found.fetchone() is not None


# --- A Redis database ------------------------------------------------------------------------


def own_redis_database(url: str) -> str:
    """`url` with the number of a database that nobody else uses, empty now and after the run.

    Its owner is a named client that stays connected. Database 0 holds these claims and nothing
    else of ours; one that is not empty is taken only when a claim says that a killed run filled
    it. RuntimeError when none is left.
    """
    url = url.rstrip("/")
    name = _REDIS_CLIENT_PREFIX + secrets.token_hex(8)
    claims = redis.Redis.from_url(f"{url}/0", client_name=name, single_connection_client=True)
    # 15, 14, …: low numbers may be somebody's
    addresses = {number: f"{url}/{number}" for number in range(15, 0, -1)}
    for number, address in addresses.items():
        was_claimed = claims.exists(REDIS_CLAIM.format(number))
        if was_claimed and _claim(claims, address, number=number, name=name):  # by a killed run
            _give_back(claims, address, number=number)
    for number, address in addresses.items():
        if _claim(claims, address, number=number, name=name):
            atexit.register(claims.close)
            atexit.register(_give_back, claims, address, number=number)
            return address
    claims.close()
    raise RuntimeError(f"Each of the databases 1 to 15 of {url} is in use, or is not empty.")


def _claim(claims: redis.Redis, address: str, *, number: int, name: str) -> bool:
    """Whether database `number` is now ours: two who try at once do not both get it."""
    key = REDIS_CLAIM.format(number)
    with claims.pipeline() as pipeline, redis.Redis.from_url(address) as database:
        pipeline.watch(key)
        owner: Any = pipeline.get(key)
        if owner is not None:
            clients: Any = claims.client_list()
            living = {client["name"] for client in clients}
            if owner.decode() in living:
                return False
        elif database.dbsize():
            return False  # never one of ours
        pipeline.multi()
        pipeline.set(key, name)
        try:
            pipeline.execute()
        except redis.WatchError:
            return False
        database.flushdb()
        return True


def _give_back(claims: redis.Redis, address: str, *, number: int) -> None:
    with redis.Redis.from_url(address) as database:
        database.flushdb()
    claims.delete(REDIS_CLAIM.format(number))
