import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.actions.readiness import update_readiness
from feedback.models import Rating, Review
from interviews.models import Competency
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "readiness"
FIGURE = re.compile(r'data-is="(?:p|low|high|step)"')


@pytest.fixture
def candidate():
    return UserFactory()


def practise(candidate, times, *, is_estimated=True, **fields):
    """Coding rounds, the newest yesterday; each with another interviewer."""
    now = timezone.now()
    for number in range(times):
        at = now - timedelta(days=times - number)
        session = held(UserFactory(), candidate, starts_at=at)
        interviewer_form(session, **{"evidence": f"Quote {number}."} | fields)
    if is_estimated:
        update_readiness(candidate, now=now)


def page_of(client, user, *, anchor=""):
    client.force_login(user)
    return client.get(
        reverse("readiness_line", args=[anchor]) if anchor else reverse(URL)
    ).content.decode()


@pytest.mark.parametrize("address", [("readiness",), ("readiness_line", "round-coding")])
def test_anonymous_is_sent_to_sign_in(client, address):
    url = reverse(address[0], args=address[1:])
    assert client.get(url).url.startswith(reverse("account_login"))


def test_without_feedback_it_says_what_to_do_and_no_figure(client, candidate):
    page = page_of(client, candidate)
    assert "Not enough evidence yet" in page
    assert reverse("partners") in page
    assert reverse("sample_report") in page
    assert FIGURE.findall(page) == []
    assert page.count("<figure") == 0


@pytest.mark.parametrize("times", [1, 2])
def test_too_few_sessions_show_what_is_missing_and_the_quotes_but_no_figure(
    client, candidate, times
):
    practise(candidate, times)
    page = page_of(client, candidate)
    missing = "2 more sessions with 1 more interviewer" if times == 1 else "1 more session"
    assert f"{missing} will give a first estimate." in page
    assert FIGURE.findall(page) == []
    assert (
        page.count(f"Quote {times - 1}.") == 4
    )  # of two criteria: in the round, and in each competency


def test_three_sessions_give_a_range_with_the_raw_share_beside_it(client, candidate):
    practise(candidate, 3)
    page = page_of(client, candidate)
    # the round and its two competencies: each once in a row, once in words below
    assert page.count('data-is="p"') == page.count('data-is="low"') == 6
    assert "100 % of the sessions, mean 3.0 of 4" in page
    assert "3 sessions, 3 interviewers, last on" in page
    assert page.count("The trend is drawn from four sessions on.") == 3
    assert '<figure class="plot"' not in page


def test_four_sessions_have_a_trend_of_which_each_row_has_its_figures(client, candidate):
    practise(candidate, 4)
    page = page_of(client, candidate)
    trends = re.findall(r'<figure class="plot" data-plot="chance".*?</figure>', page, re.DOTALL)
    assert [FIGURE.findall(trend).count('data-is="step"') for trend in trends] == [4, 4, 4]
    assert [len(FIGURE.findall(trend)) for trend in trends] == [16, 16, 16]
    assert 'data-is="step" value="3">yes' in trends[0]
    assert 'data-is="step" value="3">3 of 4' in trends[1]
    assert " style=" not in page


def test_many_quotes_are_cut_and_lead_to_all_of_them(client, candidate):
    practise(candidate, 4)
    page = page_of(client, candidate)
    shown = page.count('<figure class="quote">')
    assert shown == 9  # three for the round, three for each of two competencies
    assert f'href="{reverse("readiness_line", args=["round-coding"])}">All 8 quotes' in page
    everything = page_of(client, candidate, anchor="round-coding")
    assert everything.count('<figure class="quote">') == 8
    assert "<h1>Coding</h1>" in everything
    assert 'data-plot="chance"' in everything


def test_quotes_are_shown_fifty_at_a_time(client, candidate):
    practise(candidate, 26, is_estimated=False)
    assert page_of(client, candidate, anchor="round-coding").count('<figure class="quote">') == 50
    rest = client.get(f"{reverse('readiness_line', args=['round-coding'])}?page=2")
    assert rest.content.decode().count('<figure class="quote">') == 2


@pytest.mark.parametrize("anchor", ["round-system_design", "competency-candour", "x"])
def test_what_one_has_no_session_of_has_no_page(client, candidate, anchor):
    practise(candidate, 1)
    Competency.objects.create(slug="candour", name="Candour", position=9)
    client.force_login(candidate)
    assert client.get(reverse("readiness_line", args=[anchor])).status_code == 404


def test_nobody_reads_the_quotes_of_somebody_else(client, candidate):
    practise(candidate, 3, evidence="SECRET")
    client.force_login(UserFactory())
    assert client.get(reverse("readiness_line", args=["round-coding"])).status_code == 404


def test_unreleased_feedback_and_that_of_others_is_nowhere(client, candidate):
    practise(candidate, 3, evidence="SECRET", released_at=None)
    practise(UserFactory(), 3, evidence="SECRET")
    page = page_of(client, candidate)
    assert "SECRET" not in page
    assert "Not enough evidence yet" in page


def test_a_form_that_is_not_in_the_estimate_yet_is_announced(client, candidate):
    practise(candidate, 3)
    announced = "the new estimate follows within a minute"
    assert announced not in page_of(client, candidate)
    practise(candidate, 1, is_estimated=False)
    assert announced in page_of(client, candidate)


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
    gap = page.split('data-plot="gap"')[1].split("</figure>")[0]
    assert re.findall(r'data-is="p" value="([^"]*)">([^<]*)<', gap) == [("1.00", "+1.0")] * 4


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
