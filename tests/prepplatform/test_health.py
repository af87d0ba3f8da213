from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from jobs.models import Job

pytestmark = pytest.mark.django_db


def _job(now, *, minutes: int, **fields) -> None:
    at = now - timedelta(minutes=minutes)
    Job.objects.create(kind="tests.x", key=f"k{minutes}", run_at=at, created_at=at, **fields)


def test_health_answers_without_a_sign_in_or_a_cache(client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "well", "database": "answers"},
    )
    assert "no-store" in response["Cache-Control"]


def test_health_is_503_when_the_database_does_not_answer(client, monkeypatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection to 10.1.2.3 refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    for address in ("/healthz", "/healthz/jobs"):
        response = client.get(address)
        assert response.status_code == 503
        assert response.json() == {"status": "unwell", "database": "does not answer"}


def test_jobs_health_is_503_when_work_waits_for_more_than_five_minutes(client, now) -> None:
    _job(now, minutes=4)
    _job(now, minutes=90, dead_at=now)
    response = client.get("/healthz/jobs")
    assert response.status_code == 200
    assert response.json()["dead_jobs"] == 1
    _job(now, minutes=6)
    response = client.get("/healthz/jobs")
    assert response.status_code == 503
    assert response.json()["status"] == "late"
    assert response.json()["oldest_due_job_waits_seconds"] // 60 == 6


def test_health_changes_nothing_on_post(client) -> None:
    assert client.post("/healthz").status_code == 405
