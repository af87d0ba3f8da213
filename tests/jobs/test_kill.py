"""Real worker processes, killed with SIGKILL in the middle of a job."""

import signal
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from common.mail import message_id
from jobs.execution import claim_job
from jobs.models import Job
from tests.factories.people import UserFactory
from tests.jobs.conftest import end_lease, wait_until_done
from tests.jobs.handlers import effects
from tests.processes import Process, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

Put = Callable[..., Job]
Worker = Callable[..., Process]


def test_killed_worker_leaves_nothing_half_done_and_the_next_does_it_once(
    put: Put, worker: Worker, tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    job = put("tests.effect", about="moved", folder=str(tmp_path))
    with worker() as first:
        wait_until((tmp_path / "reached-moved").exists, what="the middle of the job")
        first.kill()
    assert effects("moved") == 0
    job.refresh_from_db()
    assert (job.done_at, job.tries) == (None, 1)
    assert job.lease_until is not None

    (tmp_path / "hold").unlink()
    end_lease(job)
    with worker():
        wait_until_done(job)
    assert effects("moved") == 1


def test_worker_killed_between_send_and_done_sends_again_under_the_same_message_id(
    put: Put, worker: Worker, tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    job = put("tests.mail", to_id=UserFactory().pk, key_of_mail="m1", folder=str(tmp_path))
    with worker() as first:
        wait_until((tmp_path / "reached-m1").exists, what="the mail to be out")
        first.kill()
    assert Job.objects.get(pk=job.pk).done_at is None

    (tmp_path / "hold").unlink()
    end_lease(job)
    with worker():
        wait_until_done(job)
    files = sorted((tmp_path / "worker" / "mail").iterdir())
    ids = [message_from_bytes(file.read_bytes())["Message-ID"] for file in files]
    assert ids == [message_id("m1")] * 2


def test_person_who_left_while_the_mail_was_leased_gets_none(
    put: Put, worker: Worker, tmp_path: Path
) -> None:
    person = UserFactory()
    job = put("tests.mail", to_id=person.pk, key_of_mail="m2")
    claim_job(job.pk, now=timezone.now())  # by a worker that dies before it sends
    person.is_active = False
    person.save()
    end_lease(job)
    with worker():
        wait_until_done(job)
    assert not (tmp_path / "worker" / "mail").exists()


def test_two_workers_do_each_of_two_hundred_jobs_once(
    put: Put, worker: Worker, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    jobs = [put("tests.effect", about=f"job {n}") for n in range(100)]
    jobs += [put("tests.note", path=str(notes), line=str(n)) for n in range(100)]
    with worker(), worker():
        wait_until_done(*jobs, seconds=60)
    counts = [effects(f"job {n}") for n in range(100)]
    assert counts == [1] * 100
    assert sorted(map(int, notes.read_text().split())) == list(range(100))
    assert set(Job.objects.filter(pk__in=[j.pk for j in jobs]).values_list("tries")) == {(1,)}


def test_worker_asked_to_stop_finishes_its_job_and_begins_no_other(
    put: Put, worker: Worker, tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    running = [put("tests.note", path=str(tmp_path / "n"), line="0")]
    with worker() as process:
        process.wait_for("working")
        wait_until_done(*running)
        first = put("tests.effect", about="first", folder=str(tmp_path))
        wait_until((tmp_path / "reached-first").exists, what="the middle of the job")
        process.child.send_signal(signal.SIGTERM)
        (tmp_path / "hold").unlink()
        process.wait_for("finished")
        later = put("tests.effect", about="later")
        assert process.child.wait(timeout=5) == 0
    assert (effects("first"), effects("later")) == (1, 0)
    assert Job.objects.get(pk=first.pk).done_at is not None
    assert Job.objects.get(pk=later.pk).tries == 0
    assert AuditEntry.objects.filter(verb="tests.effect").count() == 1
