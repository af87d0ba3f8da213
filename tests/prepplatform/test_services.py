"""Runs of the tests beside each other, and after one that was killed."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql

from tests import services
from tests.processes import Process, wait_until

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")
REDIS = os.environ.get("TEST_REDIS_URL", "").rstrip("/")

needs_postgresql = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not POSTGRESQL, reason="needs PostgreSQL (TEST_DATABASE_URL)"),
]
needs_redis = [
    pytest.mark.redis,
    pytest.mark.skipif(not REDIS, reason="needs Redis (TEST_REDIS_URL)"),
]


def other_run(take: str, *, folder: Path) -> Process:
    """A process that takes what `take` says, prints it, and lives until it is killed."""
    script = (
        f"import time; from tests.services import *; print('took', {take}, 'it'); time.sleep(60)"
    )
    return Process(sys.executable, "-c", script, folder=folder, TMPDIR=str(folder))


def taken(run: Process) -> str:
    run.wait_for(" it\n")
    return run.printed().split()[1]


def test_a_folder_stays_while_its_run_lives_and_goes_after_a_kill(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    strange = tmp_path / "rehearse-tests-without-a-lock"
    strange.mkdir()
    with other_run("own_folder()", folder=tmp_path) as run:
        folder = Path(taken(run))
        assert folder.parent == tmp_path
        services._remove_left_folders()
        assert folder.exists()
    services._remove_left_folders()
    assert (folder.exists(), strange.exists()) == (False, True)


class TestPostgresql:
    pytestmark = needs_postgresql

    @pytest.fixture
    def server(self) -> Iterator[psycopg.Connection]:
        self.made: list[str] = []
        with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
            yield connection
            drop = sql.SQL("DROP DATABASE IF EXISTS {}")
            for name in self.made:
                connection.execute(drop.format(sql.Identifier(name)))

    def databases(self, server: psycopg.Connection, *names: str) -> set[str]:
        found = server.execute(
            "SELECT datname FROM pg_database WHERE datname = ANY(%s)", [list(names)]
        )
        return {name for (name,) in found}

    def test_a_killed_runs_database_goes_and_a_living_ones_stays(self, server, tmp_path: Path):
        with other_run(f"own_postgresql_database({POSTGRESQL!r})", folder=tmp_path) as run:
            base = taken(run)
            names = {f"{base}_gw0", f"{base}_gw1", f"{base}_by_hand"}
            for name in names:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
                self.made.append(name)
            services._drop_left_databases(server)
            assert self.databases(server, *names) == names
            with psycopg.connect(POSTGRESQL, dbname=f"{base}_gw1"):
                run.kill()
                # PostgreSQL lets go of the lock when it sees that the connection ended
                server.execute("SELECT pg_advisory_lock(%s, %s)", self.lock(base))
                server.execute("SELECT pg_advisory_unlock(%s, %s)", self.lock(base))
                services._drop_left_databases(server)
                assert self.databases(server, *names) == names - {f"{base}_gw0"}

        def are_gone() -> bool:
            services._drop_left_databases(server)
            return self.databases(server, *names) == {f"{base}_by_hand"}

        wait_until(are_gone, what="PostgreSQL to see that nobody looks any more")

    def lock(self, name: str) -> list[int]:
        return [services._LOCK_CLASS, int(name.removeprefix(services.DATABASE_PREFIX))]


class TestRedis:
    pytestmark = needs_redis

    def test_a_killed_runs_database_is_emptied_and_a_living_ones_is_left_alone(
        self, tmp_path: Path
    ):
        with other_run(f"own_redis_database({REDIS!r})", folder=tmp_path) as run:
            address = taken(run)
            with redis.Redis.from_url(address) as database:
                database.set("left", "behind")
                assert not self.claim(address)
                assert database.get("left") == b"behind"
                run.kill()
                wait_until(lambda: self.claim(address), what="Redis to see that it is gone")
                assert database.dbsize() == 0

    def test_a_database_that_somebody_filled_is_not_taken(self):
        address = services.own_redis_database(REDIS)
        number = self.number(address)
        with redis.Redis.from_url(f"{REDIS}/0") as claims, redis.Redis.from_url(address) as filled:
            claims.delete(services.REDIS_CLAIM.format(number))
            filled.set("of somebody", "1")
            assert not self.claim(address)
            assert filled.get("of somebody") == b"1"
            filled.flushdb()
            assert self.claim(address)

    def number(self, address: str) -> int:
        return int(address.rpartition("/")[2])

    def claim(self, address: str) -> bool:
        """Whether this process could take the database of `address`; it keeps nothing."""
        number, name = self.number(address), services._REDIS_CLIENT_PREFIX + "here"
        with redis.Redis.from_url(
            f"{REDIS}/0", client_name=name, single_connection_client=True
        ) as claims:
            is_ours = services._claim(claims, address, number=number, name=name)
            if is_ours:
                claims.delete(services.REDIS_CLAIM.format(number))
            return is_ours
