from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import Rating, Review
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "readiness"


@pytest.fixture
def candidate():
    return UserFactory()


def practise(candidate, times, **fields):
    for number in range(times):
        session = held(
            UserFactory(), candidate, starts_at=timezone.now() - timedelta(days=times - number)
        )
        interviewer_form(session, **{"evidence": f"Quote {number}"} | fields)


def page_of(client, user):
    client.force_login(user)
    return client.get(reverse(URL)).content.decode()


def test_anonymous_is_sent_to_sign_in(client):
    assert client.get(reverse(URL)).url.startswith(reverse("account_login"))


def test_without_feedback_there_is_not_enough_evidence_and_no_zero(client, candidate):
    page = page_of(client, candidate)
    assert "Not enough evidence yet" in page
    assert '<svg class="interval"' not in page
    assert '<svg class="plot"' not in page


def test_two_sessions_say_what_is_missing(client, candidate):
    practise(candidate, 2)
    page = page_of(client, candidate)
    assert "1 more session will give a first estimate." in page
    assert '<svg class="interval"' not in page


def test_three_sessions_give_a_range_with_its_evidence(client, candidate):
    practise(candidate, 3)
    page = page_of(client, candidate)
    assert '<svg class="interval"' in page
    assert "3 sessions, 3 interviewers, last on" in page
    assert page.count("Quote 2") == 4  # of two criteria: in the round, and in each competency
    assert '<svg class="plot"' not in page
    assert "The trend is drawn from four sessions on." in page


def test_four_sessions_draw_the_trend_beside_its_table(client, candidate):
    practise(candidate, 4)
    page = page_of(client, candidate)
    assert page.count('<svg class="plot"') == 3
    assert page.count("<caption>What each session said, and the chance in 100 right after it") == 3
    assert " style=" not in page


def test_unreleased_feedback_and_that_of_others_is_nowhere(client, candidate):
    practise(candidate, 3, evidence="SECRET", released_at=None)
    practise(UserFactory(), 3, evidence="SECRET")
    page = page_of(client, candidate)
    assert "SECRET" not in page
    assert "Not enough evidence yet" in page


def test_self_score_gap_is_told_in_words(client, candidate):
    practise(candidate, 4, score=2)
    for review in Review.objects.filter(subject=candidate):
        own = Review.objects.create(
            leg=review.leg,
            perspective="self",
            author=candidate,
            subject=candidate,
            opened_at=review.opened_at,
            submitted_at=review.submitted_at,
        )
        for rating in review.ratings.all():
            Rating.objects.create(review=own, criterion=rating.criterion, score=3)
    page = page_of(client, candidate)
    assert "Over 4 sessions you rated yourself higher than your interviewers do" in page
    assert page.count('<svg class="plot"') == 4


def test_quotes_are_escaped(client, candidate):
    practise(candidate, 3, evidence="<script>alert(1)</script>")
    page = page_of(client, candidate)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_page_costs_the_same_queries_at_one_and_at_three(
    client, candidate, django_assert_num_queries
):
    practise(candidate, 1)
    client.force_login(candidate)
    client.get(reverse(URL))
    with django_assert_num_queries(27):
        client.get(reverse(URL))
    practise(candidate, 2)
    with django_assert_num_queries(27):
        client.get(reverse(URL))
