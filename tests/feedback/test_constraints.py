"""The rules that the database itself keeps."""

import pytest
from django.db import IntegrityError, transaction

from feedback.models import Rating, Review
from tests.factories import UserFactory
from tests.feedback.builders import opened_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(now):
    opened_session(now=now, mode="one_way")
    return Review.objects.get(perspective="interviewer")


def _refused(update):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        update()
    return str(refused.value)


def test_a_leg_has_one_review_of_each_perspective(review):
    copy = Review(
        leg=review.leg,
        perspective="interviewer",
        author=UserFactory(),
        subject=review.subject,
        opened_at=review.opened_at,
    )
    assert _refused(copy.save)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("review_released_only_when_submitted", {"released_at": "2026-11-02T18:00Z"}),
        ("review_recommendation_1_to_4", {"recommendation": 5}),
        ("review_recommendation_1_to_4", {"recommendation": 0}),
        ("review_subject_fits_perspective", {"perspective": "self"}),
    ],
)
def test_a_review_keeps_its_rules(review, name, change):
    rows = Review.objects.filter(pk=review.pk)
    assert name in _refused(lambda: rows.update(**change))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("rating_1_to_4", {"score": 5}),
        ("rating_1_to_4", {"score": 0}),
        ("rating_only_of_what_was_seen", {"score": 3, "is_observed": False}),
    ],
)
def test_a_rating_keeps_its_rules(review, name, fields):
    criterion = review.leg.rubric_version.criteria.first()
    rating = Rating(review=review, criterion=criterion, **fields)
    assert name in _refused(rating.save)
