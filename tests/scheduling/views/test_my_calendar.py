from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import UserFactory
from tests.feedback.builders import opened_session
from tests.scheduling.worlds import book, person, propose

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
PAGE = "/calendar/week/"


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(NOW, tick=False):
        yield


def content_of(client, user, url=PAGE):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_everything_leads_somewhere_from_the_picture_and_from_the_list(client, catalogue):
    me = person(timezone="Europe/Berlin")
    other = person(pseudonym="Anna <O'Hara>")
    session = book(me, other, starts_at=NOW + timedelta(days=2))
    proposal = propose(other, me, starts_at=NOW + timedelta(days=3))
    content = content_of(client, me)
    for name, one in (("session", session), ("proposal", proposal)):
        assert content.count(f'href="{reverse(name, args=[one.public_id])}"') == 2
    label = 'aria-label="Thursday 22 October, 14:00–15:00: Anna &lt;O&#x27;Hara&gt;, Booked"'
    assert label in content
    assert "Anna <O'Hara>" not in content
    assert "Times are in Europe/Berlin." in content


def test_one_leafs_by_links(client):
    me = UserFactory(timezone="Europe/Berlin")
    content = content_of(client, me)
    assert f'href="{PAGE}?day=2026-10-12"' in content
    assert f'href="{PAGE}?day=2026-10-26"' in content
    assert "This week" not in content
    following = content_of(client, me, f"{PAGE}?day=2026-10-26")
    assert "26 October to 1 November 2026" in following
    assert f'href="{PAGE}"' in following.split("<main")[1]
    assert "Your clocks go back by 60 minutes on" in content


@pytest.mark.parametrize("day", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-W43-2"])
def test_what_is_no_day_of_use_is_a_week_all_the_same(client, day):
    assert "19 October to 25 October 2026" in content_of(client, UserFactory(), f"{PAGE}?day={day}")


def test_an_empty_week_says_what_to_do(client):
    content = content_of(client, UserFactory())
    assert "Nothing is booked or proposed in this week." in content
    assert "You have no hours in it either" in content


def test_nobody_is_shown_another_persons_week(client, catalogue):
    me, other = person(), person(pseudonym="Hidden Heron")
    book(person(pseudonym="Third Thrush"), other, starts_at=NOW + timedelta(days=1))
    content = content_of(client, me, f"{PAGE}?user={other.pk}")
    assert "Hidden Heron" not in content
    assert "Third Thrush" not in content


def test_the_ledger_is_empty_and_then_says_both_sides(client):
    me = UserFactory()
    assert "Nothing yet" in content_of(client, me, "/ledger/")
    opened_session(first=me, mode="one_way", now=NOW - timedelta(days=40))
    opened_session(second=me, kind="behavioural", mode="one_way", now=NOW - timedelta(days=2))
    content = " ".join(content_of(client, me, "/ledger/").split())
    assert "You have given <strong>45 min</strong> as a volunteer" in content
    assert content.count("Behavioural") == 2
    assert content.count('<th scope="row">Coding</th>') == 1  # too long ago for the 30 days


def test_the_ledger_costs_the_same_whatever_is_in_it(client, django_assert_num_queries):
    me = UserFactory()
    client.force_login(me)
    for _ in range(2):
        opened_session(first=me, now=NOW)
        client.get("/ledger/")
        with django_assert_num_queries(5):
            client.get("/ledger/")
