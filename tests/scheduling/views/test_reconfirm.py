"""The link with which a reminder asks: will you come?"""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.erasure import erase_account
from interviews.actions.sessions import CannotChangeSession, reconfirm_session
from interviews.models import Participation, Session
from jobs.models import Job
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import propose_move
from scheduling.actions.undo import undo_cancel
from scheduling.queries.reconfirm_links import reconfirm_link
from tests.factories import UserFactory
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(catalogue):
    return (
        person(pseudonym="Calm Heron", timezone="Asia/Kathmandu"),
        person(pseudonym="Quiet Fox", timezone="Europe/Berlin"),
    )


@pytest.fixture
def session(pair):
    return book(*pair, starts_at=in_days(1))


def path(session, user) -> str:
    return reconfirm_link(session, user).removeprefix("http://127.0.0.1:8000")


def confirmed() -> set[str]:
    places = Participation.objects.exclude(reconfirmed_at=None).select_related("user__profile")
    return {place.user.profile.pseudonym for place in places}


def move(session, *, by, partner) -> Session:
    proposal = propose_move(
        session,
        by=by,
        starts_at=session.starts_at + timedelta(days=1),
        message="",
        now=timezone.now(),
    )
    return accept_proposal(proposal, by=partner, now=timezone.now())


# --- One tap --------------------------------------------------------------------------------


def test_a_program_that_follows_the_link_confirms_nothing(session, pair):
    for method in ("get", "head", "options"):
        getattr(Client(), method)(path(session, pair[0]))
    assert confirmed() == set()


def test_the_page_has_one_button_and_says_whose_answer_it_is(session, pair):
    response = Client().get(path(session, pair[0]))
    content = response.content.decode()
    assert "Will you come, Calm Heron?" in content
    assert content.count("<button") == 1
    assert "no-store" in response["Cache-Control"]


def test_one_tap_confirms_without_signing_in(session, pair):
    client = Client()
    url = path(session, pair[0])
    response = client.post(url)
    assert (response.status_code, response["Location"]) == (302, url)
    assert confirmed() == {"Calm Heron"}
    content = client.get(url).content.decode()
    assert "Quiet Fox sees “Will be there” beside your name." in content
    assert "Quiet Fox has not confirmed yet." in content
    assert "<button" not in content
    assert "_auth_user_id" not in client.session


def test_a_second_tap_keeps_the_first(session, pair):
    Client().post(path(session, pair[0]))
    first = Participation.objects.get(user=pair[0]).reconfirmed_at
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        assert Client().post(path(session, pair[0])).status_code == 302
    assert Participation.objects.get(user=pair[0]).reconfirmed_at == first


def test_whoever_confirms_second_reads_that_the_other_will_be_there(session, pair):
    for user in pair:
        Client().post(path(session, user))
    assert "Quiet Fox will be there too." in Client().get(path(session, pair[0])).content.decode()


def test_times_are_in_the_zone_of_the_person_who_was_asked(catalogue):
    start = in_days(2).replace(hour=12, minute=0)
    pair = person(timezone="Asia/Kathmandu"), person(timezone="America/New_York")
    session = book(*pair, starts_at=start)
    client = Client()
    client.force_login(pair[1])
    content = client.get(path(session, pair[0])).content.decode()
    assert content.index("17:45 (UTC+5:45)") < content.index("(UTC−")
    assert "Asia/Kathmandu (UTC+5:45)" in content  # the foot of the page agrees


def test_moving_and_cancelling_are_offered_while_they_can_be(session, pair):
    links = [reverse(name, args=[session.public_id]) for name in ("session_move", "session_cancel")]
    content = Client().get(path(session, pair[0])).content.decode()
    assert [link in content for link in links] == [True, True]
    with time_machine.travel(session.starts_at - timedelta(hours=2), tick=False):
        content = Client().get(path(session, pair[0])).content.decode()
    assert [link in content for link in links] == [False, True]


def test_the_post_needs_the_token_of_the_page(session, pair):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path(session, pair[0])).status_code == 403
    strict.get(path(session, pair[0]))
    token = strict.cookies["csrftoken"].value
    assert strict.post(path(session, pair[0]), {"csrfmiddlewaretoken": token}).status_code == 302
    assert confirmed() == {"Calm Heron"}


def test_somebody_new_to_the_site_is_not_sent_elsewhere(session, pair, client):
    new = UserFactory()
    new.profile.onboarded_at = None
    new.profile.save()
    client.force_login(new)
    assert client.get(path(session, pair[0])).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_number_of_queries_is_fixed(session, pair, method, django_assert_num_queries):
    with django_assert_num_queries({"get": 3, "post": 9}[method]):
        getattr(Client(), method)(path(session, pair[0]))


# --- Links that no longer hold --------------------------------------------------------------


def refused(url: str, words: str) -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)(url)
        assert response.status_code == 410
        assert words in response.content.decode()
        assert "<button" not in response.content.decode().split("<main")[1]


def test_after_a_move_the_old_link_confirms_nothing_and_shows_no_new_time(session, pair):
    old = path(session, pair[0])
    Client().post(old)
    moved = move(session, by=pair[0], partner=pair[1])
    assert confirmed() == set()
    refused(old, "This session has changed")
    assert confirmed() == set()
    assert f"{moved.starts_at:%H:%M}" not in Client().get(old).content.decode().split("<main")[1]
    Client().post(path(moved, pair[0]))
    assert confirmed() == {"Calm Heron"}


def test_after_a_cancel_and_after_its_undo_the_old_link_is_dead(session, pair):
    old = path(session, pair[0])
    cancel_booking(session, by=pair[1], reason="private words", now=timezone.now())
    refused(old, "This session was cancelled")
    assert "private words" not in Client().get(old).content.decode()
    undo_cancel(session, by=pair[1], now=timezone.now())
    refused(old, "This session has changed")
    assert confirmed() == set()
    Client().post(path(Session.objects.get(), pair[0]))
    assert confirmed() == {"Calm Heron"}


@pytest.mark.parametrize("seconds", [0, 1, 24 * 3600])
def test_the_link_ends_at_the_start(session, pair, seconds):
    url = path(session, pair[0])
    with time_machine.travel(session.starts_at - timedelta(seconds=1), tick=False):
        assert Client().get(url).status_code == 200
    with time_machine.travel(session.starts_at + timedelta(seconds=seconds), tick=False):
        refused(url, "This session has begun")
    assert confirmed() == set()


@pytest.mark.parametrize("leaver", [0, 1])
def test_after_either_has_erased_the_account_the_link_leads_nowhere(session, pair, leaver):
    url = path(session, pair[0])
    erase_account(pair[leaver], by=pair[leaver], now=timezone.now())
    for method in ("get", "post"):
        response = getattr(Client(), method)(url)
        # to the partner it is a cancelled session; to whoever left, nothing
        assert response.status_code == (404 if leaver == 0 else 410)
        assert "Calm Heron" not in response.content.decode()
    assert confirmed() == set()


def forged(held, of, *, salt: str = "scheduling.reconfirm", **changes: object) -> str:
    content = {
        "session": held.public_id.hex,
        "user": of.public_id.hex,
        "sequence": held.sequence,
        **changes,
    }
    return signing.Signer(salt=salt).sign_object(content)


def test_forged_and_broken_links_are_not_found(session, pair):
    good = forged(session, pair[0])
    payload, signature = good.split(":")
    other = forged(session, pair[1]).split(":")[0]
    tokens = (
        *("x", ":", "a:b", good[:-1], good + "a", payload, f"{payload}:", f"{other}:{signature}"),
        forged(session, pair[0], salt="accounts.mail-off"),
        forged(session, pair[0], salt=""),
        forged(session, UserFactory()),  # not in the session
        forged(session, pair[0], session="0" * 32),
        "é" * 50,
        "a" * 3000,
    )
    assert Client().get(reverse("reconfirm_by_mail", args=[good])).status_code == 200
    for token in tokens:
        url = reverse("reconfirm_by_mail", args=[token])
        assert [Client().get(url).status_code, Client().post(url).status_code] == [404, 404], token
    assert confirmed() == set()


def test_a_link_confirms_for_its_person_alone_whoever_is_signed_in(session, pair, client):
    client.force_login(pair[1])
    client.post(path(session, pair[0]))
    assert confirmed() == {"Calm Heron"}
    other = book(pair[0], person(), starts_at=in_days(3))
    assert not other.participations.exclude(reconfirmed_at=None).exists()


# --- The action beneath ---------------------------------------------------------------------


def test_an_answer_to_an_older_time_is_refused_even_if_the_page_was_read_before(session, pair):
    stale = Session.objects.get()
    move(session, by=pair[0], partner=pair[1])
    with pytest.raises(CannotChangeSession, match="changed a moment ago"):
        reconfirm_session(stale, by=pair[0], now=timezone.now())
    assert confirmed() == set()


def test_the_page_of_the_session_tells_a_waiting_partner_too(session, pair, client):
    client.force_login(pair[0])
    with time_machine.travel(session.starts_at - timedelta(hours=1), tick=False):
        client.force_login(pair[0])
        for _ in range(2):
            client.post(reverse("session_reconfirm", args=[session.public_id]))
    (job,) = Job.objects.filter(kind="scheduling.send_partner_confirmed")
    assert job.arguments["user_id"] == pair[1].pk
