from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import tests.jobs.handlers  # noqa: F401 (registers what the tests enqueue)
from jobs.actions import enqueue
from jobs.models import Job
from jobs.registry import Registration, _registrations
from tests.processes import Process, python, wait_until


@pytest.fixture
def put() -> Callable[..., Job]:
    """`put("tests.effect", about="a")`: a job that is due now, keyed by its arguments."""

    def put_job(kind: str, **arguments: object) -> Job:
        now = timezone.now()
        key = f"{kind}:" + ":".join(str(value)[-60:] for value in arguments.values())
        enqueue(kind, key=key, run_at=now, now=now, **arguments)
        return Job.objects.get(key=key)

    return put_job


@pytest.fixture
def recurring(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Registration]:
    """Register a recurring job for one test only, and no other recurring job."""

    def register(handler: Callable[..., None], *, every: timedelta) -> Registration:
        for kind in [kind for kind, known in _registrations.items() if known.every]:
            monkeypatch.delitem(_registrations, kind)
        entry = Registration("tests.recurring", handler, is_transactional=True, every=every)
        monkeypatch.setitem(_registrations, entry.kind, entry)
        return entry

    return register


@pytest.fixture
def worker(tmp_path: Path) -> Callable[..., Process]:
    """`with worker(): …`: two job threads in a process of their own, on the test's database."""

    def start(**environment: str) -> Process:
        folder = tmp_path / "worker"
        folder.mkdir(exist_ok=True)
        return python(
            "-m",
            "tests.jobs.worker",
            folder=folder,
            REDIS_URL="",
            PREP_VAR_DIR=str(folder),
            **environment,
        )

    return start


def wait_until_done(*jobs: Job, seconds: float = 30) -> None:
    open_jobs = Job.objects.filter(pk__in=[job.pk for job in jobs], done_at=None)
    wait_until(lambda: not open_jobs.exists(), seconds=seconds, what="the jobs to be done")


def end_lease(job: Job) -> None:
    """Five minutes later, as the row sees it."""
    assert Job.objects.filter(pk=job.pk).update(lease_until=timezone.now()) == 1
