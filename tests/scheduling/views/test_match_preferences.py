import time
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.actions.rounds import run_round
from scheduling.domain.declines import Why
from scheduling.models import Decline, MatchPreference, RoundRules
from tests.scheduling.actions.test_offers import offer
from tests.scheduling.rounds import cohort_of, seeker
from tests.scheduling.worlds import person

pytestmark = pytest.mark.django_db
PAGE = "/proposals/finder/"
ON = {"is_on": "on", "sessions": 3, "per_week": 2}


@pytest.fixture
def user(client):
    user = person()
    client.force_login(user)
    return user


def test_it_is_off_until_somebody_turns_it_on(client, user):
    assert client.get(PAGE).context["form"]["is_on"].value() is False
    assert not MatchPreference.objects.exists()
    page = client.post(PAGE, ON, follow=True)
    assert "We look for partners for you from now on." in page.content.decode()
    stored = MatchPreference.objects.get()
    assert (stored.user, stored.is_on, stored.sessions, stored.per_week) == (user, True, 3, 2)
    client.post(PAGE, {"sessions": 3, "per_week": 2})
    assert MatchPreference.objects.get().is_on is False


@pytest.mark.parametrize(
    "change", [{"sessions": 0}, {"sessions": 11}, {"per_week": 4}, {"sessions": "x"}]
)
def test_wrong_numbers_are_an_error_in_words_and_write_nothing(change, client, user):
    response = client.post(PAGE, ON | change)
    assert response.status_code == 400
    assert "Nothing has changed." in response.content.decode()
    assert not MatchPreference.objects.exists()


def test_a_cohort_with_rounds_is_joined_with_one_click(client, user):
    cohort_of(user)
    page = client.get("/proposals/").content.decode()
    assert "Yes, find partners for me" in page
    hidden = {"is_on": "on", "sessions": "2", "per_week": "2"}
    assert all(f'name="{name}" value="{value}"' in page for name, value in hidden.items())
    client.post(PAGE, hidden)
    assert MatchPreference.objects.get().is_on
    assert "Yes, find partners for me" not in client.get("/proposals/").content.decode()


def test_a_cohort_without_rounds_asks_nothing(client, user):
    cohort_of(user)
    RoundRules.objects.update(is_on=False)
    assert "Yes, find partners for me" not in client.get("/proposals/").content.decode()


def test_who_is_not_wanted_is_listed_and_can_be_wanted_again(client, catalogue):
    first, second = seeker(), seeker(pseudonym="Ben")
    proposal = offer(first, second)
    client.force_login(first)
    client.post(reverse("proposal_decline", args=[proposal.public_id]), {"why": Why.PERSON.value})
    again = reverse("proposals_finder_want_again", args=[second.public_id])
    assert again in client.get(PAGE).content.decode()
    client.force_login(second)
    back = reverse("proposals_finder_want_again", args=[first.public_id])
    assert back not in client.get(PAGE).content.decode()
    assert client.post(back).status_code == 404
    client.force_login(first)
    assert client.post(again, follow=True).status_code == 200
    assert not Decline.objects.exists()


def test_who_was_not_matched_reads_why_and_what_to_change(client, catalogue):
    alone = seeker(languages=["sw"], sessions=1, per_week=1)
    client.force_login(alone)
    assert "There was none yet." in client.get(PAGE).content.decode()
    now = timezone.now()
    match_round = run_round("site", due_at=now, now=now, clock=time.monotonic, time_limit=5)
    page = client.get(PAGE).content.decode()
    assert "no partner this time." in page
    assert match_round.outcomes.get(user=alone).why_none in unescape(page)
    assert reverse("availability") in page
