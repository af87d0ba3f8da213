from datetime import timedelta

import pytest

from cohorts.models import Cohort, Membership
from feedback.models import Review
from feedback.permissions import can_read_review
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, people_of, submit, submit_all

pytestmark = pytest.mark.django_db


def coach_of(member, *, now, left_at=None):
    """A coach of a cohort that `member` has been in for a month."""
    coach = UserFactory()
    cohort = Cohort.objects.create(
        name=f"Cohort of {member.pk}",
        join_code=f"code-{member.pk}-{coach.pk}",
        starts_date=(now - timedelta(days=40)).date(),
        ends_date=(now + timedelta(days=40)).date(),
        created_at=now,
    )
    joined_at = now - timedelta(days=30)
    Membership.objects.create(cohort=cohort, user=coach, role="coach", joined_at=joined_at)
    Membership.objects.create(
        cohort=cohort, user=member, role="member", joined_at=joined_at, left_at=left_at
    )
    return coach


def _readable(user, session):
    reviews = Review.objects.filter(leg__session=session).select_related("leg__session", "subject")
    return {review.perspective for review in reviews if can_read_review(user, review)}


@pytest.fixture
def session(now):
    return opened_session(now=now, mode="one_way")


def test_before_the_release_only_authors_read(session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    submit(candidate, session, "self", now=now)
    assert _readable(interviewer, session) == {"interviewer"}
    assert _readable(candidate, session) == {"self", "candidate"}
    assert _readable(coach_of(candidate, now=now), session) == set()
    assert _readable(UserFactory(), session) == set()


def test_after_the_release_subjects_read_and_the_coach_only_the_interviewers_words(session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    submit_all(candidate, session, now=now)
    assert _readable(candidate, session) == {"interviewer", "self", "candidate"}
    assert _readable(interviewer, session) == {"interviewer", "candidate"}
    assert _readable(coach_of(candidate, now=now), session) == {"interviewer"}
    assert _readable(coach_of(interviewer, now=now), session) == set()
    assert _readable(coach_of(candidate, now=now, left_at=now), session) == set()
    assert _readable(UserFactory(is_staff=True, is_superuser=True), session) == set()


def test_a_candidate_rates_themself_before_reading_whatever_the_release_says(session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    Review.objects.filter(perspective="interviewer").update(released_at=now)
    assert _readable(candidate, session) == {"self", "candidate"}
    submit(candidate, session, "self", now=now)
    assert _readable(candidate, session) == {"interviewer", "self", "candidate"}
