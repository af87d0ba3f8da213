"""The executor of production: a real Celery worker and beat on a real Redis."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings

from jobs.models import Job
from tests.jobs.conftest import end_lease, wait_until_done
from tests.jobs.handlers import effects
from tests.processes import Process, python, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.redis,
    pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis (TEST_REDIS_URL)"),
]

Put = Callable[..., Job]


@pytest.fixture(autouse=True)
def broker() -> Iterator[redis.Redis]:
    """The test's own Redis database, empty before and after."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.flushdb()
    yield client
    client.flushdb()
    client.close()


@pytest.fixture
def celery(tmp_path: Path) -> Callable[..., Process]:
    def start(*arguments: str) -> Process:
        return python(
            *("-m", "celery", "-A", "prepplatform", *arguments, "--loglevel=INFO"),
            folder=tmp_path,
            REDIS_URL=settings.REDIS_URL,
            PREP_VAR_DIR=str(tmp_path),
        )

    return start


def _worker(celery: Callable[..., Process]) -> Process:
    return celery("worker", "--concurrency=2", "--include=tests.jobs.handlers")


def test_announced_jobs_are_done_by_the_worker_without_a_beat(put: Put, celery) -> None:
    with _worker(celery) as worker:
        worker.wait_for("ready.")
        jobs = [put("tests.effect", about=f"job {n}") for n in range(50)]
        wait_until_done(*jobs)
        worker.child.send_signal(signal.SIGTERM)
        assert worker.child.wait(timeout=20) == 0
    assert [effects(f"job {n}") for n in range(50)] == [1] * 50


def test_nothing_is_lost_when_redis_is_wiped(put: Put, celery, broker: redis.Redis) -> None:
    jobs = [put("tests.effect", about=f"job {n}") for n in range(50)]
    assert broker.llen("celery") == 50
    with _worker(celery) as worker, celery("beat"):
        broker.flushdb()
        wait_until_done(*jobs)
        later = [put("tests.effect", about=f"later {n}") for n in range(10)]
        broker.flushdb()  # also with a worker that listens already
        wait_until_done(*later)
        assert worker.child.poll() is None
    assert [effects(f"job {n}") for n in range(50)] == [1] * 50
    assert [effects(f"later {n}") for n in range(10)] == [1] * 10


def test_killed_celery_worker_leaves_nothing_half_done(put: Put, celery, tmp_path: Path) -> None:
    (tmp_path / "hold").touch()
    with _worker(celery) as worker:
        worker.wait_for("ready.")
        job = put("tests.effect", about="moved", folder=str(tmp_path))
        wait_until((tmp_path / "reached-moved").exists, what="the middle of the job")
        worker.kill()
    assert effects("moved") == 0
    (tmp_path / "hold").unlink()
    end_lease(job)
    with _worker(celery), celery("beat"):
        wait_until_done(job)
    assert effects("moved") == 1


def test_redis_that_never_answers_costs_a_request_little_and_loses_nothing(
    tmp_path: Path,
) -> None:
    """Three jobs in a request; the socket accepts and stays silent, like a dropped route."""
    script = (
        "import django, time; django.setup(); import tests.jobs.handlers\n"
        "from django.utils import timezone; from jobs.actions import enqueue\n"
        "began = time.monotonic(); now = timezone.now()\n"
        "for n in range(3): enqueue('tests.effect', key=f'k{n}', run_at=now, now=now, about='a')\n"
        "print('took', time.monotonic() - began, 'seconds')"
    )
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with python("-c", script, folder=tmp_path, REDIS_URL=address) as process:
            process.wait_for("seconds\n")
            seconds = float(process.printed().split("took ")[1].split()[0])
        assert process.printed().count("The broker did not take a job") == 1
    assert seconds < 1.5
    assert Job.objects.filter(done_at=None).count() == 3


def test_two_beats_do_nothing_twice(put: Put, celery, tmp_path: Path) -> None:
    with _worker(celery) as worker, celery("beat"):
        worker.wait_for("ready.")
        with celery("beat", f"--schedule={tmp_path}/second-beat"):
            jobs = [put("tests.effect", about=f"job {n}") for n in range(20)]
            wait_until_done(*jobs)
            time.sleep(0.5)
    assert [effects(f"job {n}") for n in range(20)] == [1] * 20
