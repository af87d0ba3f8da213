from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import PacketVersionFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


def page_of(client, user) -> str:
    client.force_login(user)
    response = client.get(reverse("readiness"))
    assert response.status_code == 200
    return response.content.decode()


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_plan_says_what_fits_until_the_interview_and_where_to_book_it(client):
    for _ in range(5):
        PacketVersionFactory(kind="coding")
    page = page_of(client, UserFactory(interview_date=in_days(9)))
    assert "There are 9 days: three sessions fit, and the last two days stay free." in page
    assert f'href="{reverse("partners")}?kind=coding"' in page
    assert "the plan takes" in page


def test_booked_round_stands_in_the_plan_of_its_candidate_alone(client):
    PacketVersionFactory(kind="coding")
    me, partner = UserFactory(interview_date=in_days(30)), UserFactory()
    SessionFactory(first=partner, second=me, mode="one_way")
    assert page_of(client, me).count(">Booked<") == 1
    assert page_of(client, partner).count(">Booked<") == 0


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "Without an interview date this looks two weeks ahead."),
        (-1, ", is past. Until you set another this looks two weeks ahead."),
        (0, "Your interview is today. No session fits any more"),
        (300, "Your interview is 42 weeks away"),
    ],
)
def test_plan_has_words_for_every_date(client, days, words):
    day = None if days is None else in_days(days)
    assert words in page_of(client, UserFactory(interview_date=day))


def test_nothing_is_to_be_booked_on_the_last_days(client):
    PacketVersionFactory(kind="coding")
    me, link = UserFactory(interview_date=in_days(1)), f"{reverse('partners')}?kind=coding"
    assert link not in page_of(client, me)
    assert link not in client.get(reverse("home")).text
    me.preparation.interview_date = in_days(9)
    me.preparation.save()
    assert link in page_of(client, me)
    assert link in client.get(reverse("home")).text


def test_whoever_only_interviews_sees_their_week_and_no_plan(client):
    page = page_of(client, UserFactory(volunteers_only=True, interview_date=in_days(9)))
    assert "0 of 2</span> sessions done" in page
    assert "The plan" not in page


def test_far_plan_folds_its_later_weeks(client):
    page = page_of(client, UserFactory(interview_date=in_days(100)))
    assert page.count("The weeks after that, until the interview") == 1
    assert page_of(client, UserFactory(interview_date=in_days(20))).count("The weeks after") == 0
