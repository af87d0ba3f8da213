"""`manage.py serve` as a real process, on the test's own database."""

import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.actions import enqueue
from jobs.models import Job
from tests.processes import Process, free_port, python, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

Serve = Callable[..., Process]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def serve(tmp_path: Path, port: int) -> Serve:
    def start(**environment: str) -> Process:
        environment = {
            "PREP_VAR_DIR": str(tmp_path / "var"),
            "PREP_SITE_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            "REDIS_URL": "",
            **environment,
        }
        return python("manage.py", "serve", folder=tmp_path, **environment)

    return start


def _get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _children(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task")
    return [child for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def test_one_process_serves_pages_and_does_jobs(serve: Serve, port: int, now) -> None:
    with serve() as site:
        site.wait_for(f"Rehearse runs at http://127.0.0.1:{port} (Ctrl-C stops it)")
        assert json.loads(_get(port, "/healthz")[1])["status"] == "well"
        status, page = _get(port, "/")
        assert (status, "<h1" in page) == (200, True)
        # Done under its own kind by the handler that every site has.
        enqueue("jobs.purge_done", key="by hand", run_at=now, now=now)
        row = Job.objects.filter(key="by hand").exclude(done_at=None)
        wait_until(row.exists, what="the job threads")
        assert _children(site.child.pid) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_everything_cleanly(serve: Serve, port: int, number: int) -> None:
    with serve() as site:
        site.wait_for("runs at")
        assert _get(port, "/healthz")[0] == 200
        began = time.monotonic()
        site.child.send_signal(number)
        assert site.child.wait(timeout=15) == 0
        assert time.monotonic() - began < 5
        assert site.printed().rstrip().endswith("Stopped.")
    assert _is_free(port)


def test_second_instance_is_refused_and_the_first_goes_on(serve: Serve, port: int) -> None:
    with serve() as first:
        first.wait_for("runs at")
        with serve(PORT=str(free_port())) as second:
            assert second.child.wait(timeout=20) == 1
            assert (
                f"The site runs already in this folder (process {first.child.pid},"
                f" http://127.0.0.1:{port})." in second.printed()
            )
        assert _get(port, "/healthz")[0] == 200


def test_killed_site_starts_again_at_once(serve: Serve, port: int) -> None:
    with serve() as first:
        first.wait_for("runs at")
        os.kill(first.child.pid, signal.SIGKILL)
        first.child.wait()
    with serve() as second:
        second.wait_for("runs at")
        assert _get(port, "/healthz")[0] == 200


def test_taken_port_is_said_before_any_work(serve: Serve, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), serve() as site:
        assert site.child.wait(timeout=20) == 1
        assert f"Nothing can listen on 127.0.0.1 port {port}" in site.printed()
        assert f"PORT={port + 1} script/server" in site.printed()


def test_with_redis_no_threads_run_and_worker_and_beat_are_named(
    serve: Serve, port: int, now
) -> None:
    enqueue("jobs.purge_done", key="waits", run_at=now, now=now)
    with serve(REDIS_URL="redis://127.0.0.1:1/0") as site:
        site.wait_for("celery -A prepplatform worker")
        site.wait_for("celery -A prepplatform beat")
        assert _get(port, "/healthz")[0] == 200
        time.sleep(2)
    assert Job.objects.get(key="waits").tries == 0


def test_log_keeps_no_token_and_no_query(serve: Serve, port: int) -> None:
    with serve(PREP_LOG_LEVEL="DEBUG") as site:
        site.wait_for("runs at")
        assert _get(port, "/calendar/very-secret-token.ics?key=also-secret")[0] == 404
        assert _get(port, "/accounts/login/?next=/also-secret/")[0] == 200
        site.wait_for("GET /accounts/login/?… HTTP/1.1")
        assert "/calendar/…" in site.printed()
        assert "secret" not in site.printed()
