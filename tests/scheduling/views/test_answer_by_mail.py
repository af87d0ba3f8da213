"""The links behind "No" and "Another time" in an invitation."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Participation, Session
from scheduling.actions.bookings import cancel_booking
from scheduling.queries.reconfirm_links import answer_link
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db
ANSWERS = ("decline", "move")


@pytest.fixture
def pair(catalogue):
    return (
        person(pseudonym="Calm Heron", timezone="Asia/Kathmandu"),
        person(pseudonym="Quiet Fox", timezone="Europe/Berlin"),
    )


@pytest.fixture
def session(pair):
    return book(*pair, starts_at=in_days(2))


def path(session, user, answer) -> str:
    return answer_link(session, user, answer=answer).removeprefix("http://127.0.0.1:8000")


def main_of(response) -> str:
    return response.content.decode().split("<main")[1]


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_link_speaks_to_its_person_and_leads_to_the_page_that_decides(session, pair, answer):
    page = main_of(Client().get(path(session, pair[0], answer)))
    assert "Calm Heron?" in page
    assert "(UTC+5:45)" in page
    name = {"decline": "session_cancel", "move": "session_move"}[answer]
    target = reverse(name, args=[session.public_id])
    assert f'class="button button--primary" href="{target}"' in page
    signed_out = Client().get(target)
    assert signed_out["Location"] == f"{reverse('account_login')}?next={target}"


@pytest.mark.parametrize("answer", ANSWERS)
def test_opening_it_changes_nothing_and_it_takes_no_form(session, pair, answer):
    url = path(session, pair[0], answer)
    assert [Client().get(url).status_code, Client().post(url).status_code] == [200, 405]
    assert Session.objects.get().state == "confirmed"
    assert not Participation.objects.exclude(reconfirmed_at=None).exists()
    assert "<form" not in main_of(Client().get(url))


def test_too_late_to_move_says_so(session, pair):
    url = path(session, pair[0], "move")
    with time_machine.travel(session.starts_at - timedelta(hours=11), tick=False):
        page = main_of(Client().get(url))
    assert "can no longer be moved" in page
    assert reverse("session_move", args=[session.public_id]) not in page


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_old_link_leads_nowhere_and_says_why(session, pair, answer):
    url = path(session, pair[0], answer)
    with time_machine.travel(session.starts_at, tick=False):
        begun = Client().get(url)
    cancel_booking(session, by=pair[1], reason="private words", now=timezone.now())
    cancelled = Client().get(url)
    for response, words in ((begun, "has begun"), (cancelled, "was cancelled")):
        assert response.status_code == 410
        assert words in main_of(response)
        assert "private words" not in main_of(response)
        assert reverse("session_cancel", args=[session.public_id]) not in main_of(response)


@pytest.mark.parametrize("answer", ANSWERS)
def test_forged_links_are_not_found(session, pair, answer):
    good = path(session, pair[0], answer)
    assert Client().get(good).status_code == 200
    token = good.split("/")[3]
    for wrong in ("x", "a:b", token[:-1], token + "a", "é" * 50):
        url = f"/mail/answer/{wrong}/{answer}/"
        assert Client().get(url).status_code == 404
    assert Client().get(f"/mail/answer/{token}/accept/").status_code == 404


def test_the_number_of_queries_is_fixed(session, pair, django_assert_num_queries):
    with django_assert_num_queries(3):
        Client().get(path(session, pair[0], "decline"))
