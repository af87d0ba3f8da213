from datetime import timedelta

import pytest

from feedback.actions.reviews import open_reviews
from feedback.models import Review
from feedback.queries.owed import is_blocked_by_owed_feedback, reviews_owed
from feedback.queries.readiness import readiness_of
from jobs.models import Job
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_each_leg_opens_three_forms_once(now):
    session = SessionFactory()
    open_reviews(session, now=now)
    open_reviews(session, now=now + timedelta(minutes=5))
    first, second = session.legs.all()
    people = {
        (r.leg_id, r.perspective): (r.author_id, r.subject_id, r.opened_at)
        for r in Review.objects.all()
    }
    expected = {}
    for leg in (first, second):
        expected[leg.pk, "interviewer"] = (leg.interviewer_id, leg.candidate_id, now)
        expected[leg.pk, "self"] = (leg.candidate_id, leg.candidate_id, now)
        expected[leg.pk, "candidate"] = (leg.candidate_id, leg.interviewer_id, now)
    assert people == expected


def test_opening_plans_three_reminders_a_person_and_one_release(now):
    session = SessionFactory(mode="one_way")
    open_reviews(session, now=now)
    open_reviews(session, now=now + timedelta(hours=3))
    leg = session.legs.get()
    planned = sorted(
        (job.kind, job.arguments.get("user_id", 0), job.run_at - now) for job in Job.objects.all()
    )
    assert planned == sorted(
        [("feedback.release_due", 0, timedelta(hours=48))]
        + [
            ("feedback.remind", user, timedelta(hours=hours))
            for user in (leg.interviewer_id, leg.candidate_id)
            for hours in (1, 12, 24)
        ]
    )


def test_owed_forms_come_with_the_self_score_first(now, django_assert_num_queries):
    me = UserFactory()
    session = SessionFactory(first=me)
    open_reviews(session, now=now)
    with django_assert_num_queries(1):
        owed = [(r.leg.number, r.perspective) for r in reviews_owed(me) if r.subject.profile]
    assert owed == [(2, "self"), (1, "interviewer"), (2, "candidate")]


@pytest.mark.parametrize(("hours", "expected"), [(23, False), (24, False), (25, True)])
def test_feedback_owed_for_more_than_a_day_blocks_booking(now, hours, expected):
    me = UserFactory()
    open_reviews(SessionFactory(second=me), now=now)
    assert is_blocked_by_owed_feedback(me, now=now + timedelta(hours=hours)) is expected
    assert is_blocked_by_owed_feedback(UserFactory(), now=now + timedelta(hours=hours)) is False


def test_somebody_new_has_not_enough_evidence_for_anything(now):
    readiness = readiness_of(UserFactory(candidate_kinds=["coding"]), now=now)
    assert [(line.name, str(line.band), line.chance) for line in readiness.rounds] == [
        ("Coding", "not enough evidence yet", None)
    ]
    assert readiness.sessions == 0
