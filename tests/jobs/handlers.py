"""Handlers that only tests use, in the tests' process and in the workers they start."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from django.core.mail import EmailMessage

from accounts.models import AuditEntry, User
from common.mail import message_id
from jobs.registry import NotYet, delivery_job, transactional_job


def effects(about: str) -> int:
    """How often the transactional handlers did `about`."""
    return AuditEntry.objects.filter(verb="tests.effect", object_id=about).count()


def _pause(folder: str, about: str) -> None:
    """Say that the job is in the middle, and stay there while the folder has a file "hold"."""
    if folder:
        (Path(folder) / f"reached-{about}").touch()
        while (Path(folder) / "hold").exists():
            time.sleep(0.01)


@transactional_job("tests.effect")
def take_effect(*, now: datetime, about: str, folder: str = "") -> None:
    AuditEntry.objects.create(at=now, verb="tests.effect", object_type="test", object_id=about)
    _pause(folder, about)


@delivery_job("tests.note")
def write_note(*, now: datetime, path: str, line: str) -> None:
    with Path(path).open("a") as notes:
        notes.write(f"{line}\n")


@delivery_job("tests.mail")
def send_mail(*, now: datetime, to_id: int, key_of_mail: str, folder: str = "") -> None:
    """Mail a person who still wants it, as every delivery does: look again, then send."""
    to = User.objects.filter(pk=to_id, is_active=True).first()
    if to is None:
        return
    EmailMessage(
        "A test", "Nothing.", to=[to.email], headers={"Message-ID": message_id(key_of_mail)}
    ).send()
    _pause(folder, key_of_mail)


@transactional_job("tests.poison")
def fail(*, now: datetime, about: str) -> None:
    AuditEntry.objects.create(at=now, verb="tests.effect", object_type="test", object_id=about)
    raise RuntimeError("the handler does not like this row")


@delivery_job("tests.wait")
def wait(*, now: datetime, seconds: int) -> None:
    raise NotYet(after=timedelta(seconds=seconds))
