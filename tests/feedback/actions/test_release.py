import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.models import AuditEntry
from feedback.actions.release import release_feedback
from feedback.models import Review
from feedback.periodic import release_due_feedback
from feedback.tasks import remind_of_owed_feedback, tell_of_released_feedback
from jobs.models import Job
from jobs.registry import registration_of
from tests.feedback.builders import full_answers, opened_session, people_of, submit, submit_all

pytestmark = pytest.mark.django_db


def _released():
    return {
        (review.leg.number, review.perspective)
        for review in Review.objects.released().select_related("leg")
    }


def _mails_planned():
    jobs = Job.objects.filter(kind="feedback.tell_released").order_by("pk")
    return [job.arguments["user_id"] for job in jobs]


@pytest.fixture
def sent(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def test_nothing_is_seen_until_both_have_submitted_everything(now):
    session = opened_session(now=now)
    first, second = people_of(session)
    submit_all(first, session, now=now)
    submit(second, session, "self", now=now)
    submit(second, session, "interviewer", now=now)
    assert (_released(), _mails_planned()) == (set(), [])
    submit(second, session, "candidate", now=now + timedelta(hours=1))
    assert _released() == {(n, p) for n in (1, 2) for p in ("interviewer", "self", "candidate")}
    assert set(Review.objects.values_list("released_at", flat=True)) == {now + timedelta(hours=1)}
    assert sorted(_mails_planned()) == sorted([first.pk, second.pk])
    assert AuditEntry.objects.filter(verb="feedback.release").count() == 1


def test_after_48_hours_only_who_submitted_sees_what_there_is(now):
    session = opened_session(now=now)
    first, second = people_of(session)  # first interviews in leg 1
    submit_all(first, session, now=now)
    submit(second, session, "interviewer", now=now)  # leg 2, about first
    release_due_feedback(now=now + timedelta(hours=47, minutes=59), session_id=session.pk)
    assert _released() == set()
    release_due_feedback(now=now + timedelta(hours=48), session_id=session.pk)
    assert _released() == {(2, "interviewer"), (2, "self")}
    assert _mails_planned() == [first.pk]


def test_what_comes_late_is_released_at_once_to_who_had_submitted(now):
    session = opened_session(now=now)
    first, second = people_of(session)
    submit_all(first, session, now=now)
    release_due_feedback(now=now + timedelta(hours=48), session_id=session.pk)
    assert (_released(), _mails_planned()) == ({(2, "self")}, [])
    late = now + timedelta(hours=60)
    submit(second, session, "interviewer", now=late)
    assert _released() == {(2, "self"), (2, "interviewer")}
    submit(second, session, "self", now=late)
    submit(second, session, "candidate", now=late)
    assert len(_released()) == 6
    assert _mails_planned()[0] == first.pk
    assert set(_mails_planned()[1:]) == {first.pk, second.pk}


def test_releasing_again_changes_nothing(now):
    session = opened_session(now=now, mode="one_way")
    first, second = people_of(session)
    submit_all(first, session, now=now)
    submit_all(second, session, now=now)
    before = list(Review.objects.order_by("pk").values())
    release_feedback(session, now=now + timedelta(hours=49))
    assert list(Review.objects.order_by("pk").values()) == before
    assert Job.objects.filter(kind="feedback.tell_released").count() == 2


def test_a_job_for_a_session_that_is_gone_does_nothing(now):
    release_due_feedback(now=now, session_id=987654)
    assert registration_of("feedback.release_due").is_transactional
    assert not registration_of("feedback.remind").is_transactional


def test_the_mail_of_the_release_carries_no_content(now, sent):
    session = opened_session(now=now)
    first, second = people_of(session)
    submit_all(first, session, now=now, evidence="EVIDENCE")
    submit_all(second, session, now=now, evidence="EVIDENCE")
    for job in Job.objects.filter(kind="feedback.tell_released"):
        tell_of_released_feedback(now=now, **job.arguments)
    assert {tuple(message.to) for message in sent} == {(first.email,), (second.email,)}
    answers = full_answers("interviewer")
    for message in sent:
        text = f"{message.subject}{message.body}{message.alternatives[0][0]}"
        text = re.sub(r"/mail/off/[^/]+/", "", text)  # a signature may spell anything
        for secret in ("EVIDENCE", "private words", answers.drill, "Yes", "minute 12"):
            assert secret not in text
        assert "/reports/" in message.body


def test_a_repeated_reminder_is_recognisable(now, sent):
    session = opened_session(now=now)
    first, _ = people_of(session)
    for _ in range(2):
        remind_of_owed_feedback(
            now=now + timedelta(hours=1), session_id=session.pk, user_id=first.pk, hours=1
        )
    ids = {message.extra_headers["Message-ID"] for message in sent}
    assert (len(sent), len(ids)) == (2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_attempt", range(4))
def test_two_last_forms_in_the_same_moment_are_both_released(now, _attempt):
    session = opened_session(now=now)
    first, second = people_of(session)
    for user in (first, second):
        submit(user, session, "self", now=now)
        submit(user, session, "interviewer", now=now)
    barrier = threading.Barrier(2)

    def finish(user):
        barrier.wait()
        try:
            submit(user, session, "candidate", now=now)
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=(user,)) for user in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_released()) == 6
    assert sorted(_mails_planned()) == sorted([first.pk, second.pk])
