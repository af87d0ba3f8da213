"""The rules that the database itself keeps."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from feedback.models import (
    Estimate,
    Moment,
    RaterFlag,
    Rating,
    Review,
    ReviewDispute,
    ReviewReply,
    ReviewVersion,
    SharedReport,
)
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
        ("review_carries_one_of_three", {"carries": 4}),
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


def test_shared_report_ends_after_it_begins(now):
    leg = opened_session(now=now).legs.get(number=1)
    times = {"created_at": now, "expires_at": now}
    with pytest.raises(IntegrityError):
        SharedReport.objects.create(owner=leg.candidate, leg=leg, token_hash="0" * 64, **times)


def test_a_note_is_kept_once_for_its_key(review, now):
    fields = {"leg": review.leg, "author": review.author, "key": uuid4(), "noted_at": now}
    Moment.objects.create(seconds=1, text="once", **fields)
    assert _refused(lambda: Moment.objects.create(seconds=2, text="twice", **fields))


def test_versions_of_a_form_are_numbered_apart(review, now):
    fields = {"review": review, "number": 1, "answers": {}}
    times = {"stood_since_at": now, "replaced_at": now}
    ReviewVersion.objects.create(**fields, **times)
    assert _refused(lambda: ReviewVersion.objects.create(**fields, **times))


@pytest.mark.parametrize(
    "fields", [{"state": "open", "closed_at": "2026-11-02T18:00Z"}, {"state": "upheld"}]
)
def test_a_dispute_is_open_or_closed(review, now, fields):
    dispute = ReviewDispute(review=review, text="-", opened_at=now, **fields)
    assert "review_dispute_open_or_closed" in _refused(dispute.save)


@pytest.mark.parametrize("kind", [ReviewReply, ReviewDispute])
def test_a_form_has_one_reply_and_one_dispute(review, now, kind):
    at = {"replied_at": now} if kind is ReviewReply else {"opened_at": now}
    kind.objects.create(review=review, text="one", **at)
    assert _refused(lambda: kind.objects.create(review=review, text="two", **at))


@pytest.fixture
def estimate(now):
    low, high = {"lo95": 0.1, "lo80": 0.2}, {"hi80": 0.6, "hi95": 0.7}
    return Estimate.objects.create(
        **{"user": UserFactory(), "kind": "coding", "p": 0.4, "as_of": now, **low, **high},
        **{"sessions": 3, "interviewers": 2, "is_enough": True},
    )


def test_a_person_has_one_estimate_in_each_kind(estimate):
    estimate.pk = None
    assert _refused(estimate.save)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("estimate_is_a_chance", {"p": 1.1}),
        ("estimate_is_a_chance", {"p": -0.1}),
        ("estimate_is_a_chance", {"lo95": -0.1}),
        ("estimate_is_a_chance", {"hi95": 1.1}),
        ("estimate_intervals_nested", {"lo95": 0.3}),
        ("estimate_intervals_nested", {"lo80": 0.65}),
        ("estimate_intervals_nested", {"hi80": 0.8}),
    ],
)
def test_an_estimate_keeps_its_rules(estimate, name, change):
    rows = Estimate.objects.filter(pk=estimate.pk)
    assert name in _refused(lambda: rows.update(**change))


@pytest.fixture
def flag(now):
    first, second = sorted((UserFactory(), UserFactory()), key=lambda user: user.pk)
    return RaterFlag.objects.create(
        **{"sort": "collusion", "first": first, "second": second, "reason": "-", "numbers": {}},
        **{"chance": 0.01, "data_version": "-", "found_at": now},
    )


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rater_flag_chance", {"chance": -0.1}),
        ("rater_flag_chance", {"chance": 1.1}),
        ("rater_flag_fits_its_people", {"sort": "retaliation"}),
        ("rater_flag_fits_its_people", {"second": None}),
        ("rater_flag_fits_its_people", {"second": F("first")}),
        ("rater_flag_says_when", {"state": "confirmed"}),
        ("rater_flag_says_when", {"state": "dismissed"}),
        ("rater_flag_says_when", {"decided_at": "2026-11-02T18:00Z"}),
        ("rater_flag_says_when", {"note": "decided"}),
        ("rater_flag_says_when", {"state": "taken_back", "decided_at": "2026-11-02T18:00Z"}),
        ("rater_flag_says_when", {"state": "taken_back", "taken_back_at": "2026-11-02T18:00Z"}),
    ],
)
def test_a_flag_keeps_its_rules(flag, name, change):
    rows = RaterFlag.objects.filter(pk=flag.pk)
    assert name in _refused(lambda: rows.update(**change))


@pytest.mark.parametrize("sort", ["collusion", "straight_liner"])
def test_there_is_one_open_flag_of_a_sort_about_the_same_people(flag, now, sort):
    if sort != "collusion":
        RaterFlag.objects.update(sort=sort, second=None)
        flag.refresh_from_db()
    flag.pk, flag.public_id = None, uuid4()
    assert _refused(flag.save)
    RaterFlag.objects.update(state="dismissed", decided_at=now)
    flag.save()
    assert RaterFlag.objects.open().get() == flag
