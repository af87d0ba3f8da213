"""Turning mail off and on: on the page, and by the links in the mails themselves."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.erasure import erase_account
from accounts.actions.mail_choices import turn_off_mail
from accounts.domain.mail_kinds import KIND_BY_NAME, MAIL_KINDS
from accounts.models import TurnedOffMail
from accounts.privacy import export_of
from accounts.queries.mail_choices import (
    find_mail_link,
    is_turned_off,
    turn_off_link,
    turned_off_kinds,
)
from common.mail import compose
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

EVERY = {kind.name for kind in MAIL_KINDS}
PAGE = "/profile/mail/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_of(link: str) -> str:
    assert link.startswith("http://127.0.0.1:8000/mail/off/")
    return link.removeprefix("http://127.0.0.1:8000")


# --- The page -------------------------------------------------------------------------------


def test_everything_is_on_until_somebody_turns_it_off(client):
    client.force_login(UserFactory())
    content = client.get(PAGE).content.decode()
    assert content.count(" checked") == len(MAIL_KINDS)
    assert TurnedOffMail.objects.count() == 0


def test_what_is_not_ticked_is_off_for_oneself_alone(client):
    user, other = UserFactory(), UserFactory()
    client.force_login(user)
    kept = EVERY - {"reminder_day", "feedback_released"}
    response = client.post(PAGE, dict.fromkeys(kept, "on"), follow=True)
    assert "Saved. It holds from the next mail on." in response.content.decode()
    assert turned_off_kinds(user) == {"reminder_day", "feedback_released"}
    assert turned_off_kinds(other) == set()
    assert response.content.decode().count(" checked") == len(kept)
    client.post(PAGE, dict.fromkeys(EVERY, "on"))
    assert turned_off_kinds(user) == set()


def test_a_kind_that_does_not_exist_is_not_stored(client):
    user = UserFactory()
    client.force_login(user)
    client.post(PAGE, {**dict.fromkeys(EVERY, "on"), "invitation": "", "user": "1"})
    assert turned_off_kinds(user) == set()


# --- The link in a mail ---------------------------------------------------------------------


def test_a_program_that_follows_the_link_turns_nothing_off():
    user = UserFactory()
    path = path_of(turn_off_link(user, kind="reminder_day"))
    for method in ("get", "head"):
        response = getattr(Client(), method)(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert TurnedOffMail.objects.count() == 0
    content = Client().get(path).content.decode()
    assert "Turn this mail off?" in content
    assert content.count("<button") == 1


def test_one_click_needs_no_cookie_and_no_page_before_it():
    user = UserFactory()
    strict = Client(enforce_csrf_checks=True)
    path = path_of(turn_off_link(user, kind="reminder_day"))
    for _ in range(2):  # a second click is no error
        response = strict.post(path, ONE_CLICK)
        assert response.status_code == 200
        assert "This mail is turned off" in response.content.decode()
    assert turned_off_kinds(user) == {"reminder_day"}
    assert "A day before a session" in response.content.decode()
    assert strict.cookies.get("sessionid") is None


def test_the_page_of_the_link_turns_it_on_again():
    user = UserFactory()
    turn_off_mail(user, kind=KIND_BY_NAME["proposals"], now=timezone.now())
    turn_off_mail(user, kind=KIND_BY_NAME["reminder_day"], now=timezone.now())
    path = path_of(turn_off_link(user, kind="proposals"))
    assert "Turn it on again" in Client().get(path).content.decode()
    response = Client().post(path, {"turn": "on"})
    assert "This mail is on again" in response.content.decode()
    assert turned_off_kinds(user) == {"reminder_day"}


def test_a_post_that_asks_for_nothing_changes_nothing():
    user = UserFactory()
    path = path_of(turn_off_link(user, kind="proposals"))
    for data in ({}, {"List-Unsubscribe": "Two-Clicks"}, {"turn": "off"}):
        assert Client().post(path, data).status_code == 200
    assert TurnedOffMail.objects.count() == 0


def test_a_link_is_of_its_person_whoever_is_signed_in(client):
    user, other = UserFactory(), UserFactory()
    client.force_login(other)
    client.post(path_of(turn_off_link(user, kind="proposals")), ONE_CLICK)
    assert (turned_off_kinds(user), turned_off_kinds(other)) == ({"proposals"}, set())


def forged(of, *, salt: str = "accounts.mail-off", **changes: str) -> str:
    content = {"user": of.public_id.hex, "kind": "proposals", **changes}
    return signing.Signer(salt=salt).sign_object(content)


def test_forged_and_broken_links_are_not_found():
    user = UserFactory()
    good = forged(user)
    assert find_mail_link(good) is not None
    payload, signature = good.split(":")
    other = forged(UserFactory()).split(":")[0]
    bad = (
        *("x", ":", "::", "a:b:c", good[:-1], good + "a", payload, f"{payload}:"),
        f"{other}:{signature}",
        forged(user, salt="scheduling.reconfirm"),
        forged(user, kind="invitation"),
        forged(user, user="0" * 32),
        "é" * 40,
        "a" * 3000,
    )
    for token in bad:
        url = reverse("mail_off", args=[token])
        assert Client().get(url).status_code == 404, token
        assert Client().post(url, ONE_CLICK).status_code == 404, token
    assert TurnedOffMail.objects.count() == 0


def test_links_outlive_years_but_not_the_account():
    user = UserFactory()
    path = path_of(turn_off_link(user, kind="proposals"))
    with time_machine.travel(timezone.now() + timedelta(days=800), tick=False):
        assert Client().get(path).status_code == 200
    erase_account(user, by=user, now=timezone.now())
    assert Client().post(path, ONE_CLICK).status_code == 404


# --- What a mail carries --------------------------------------------------------------------


def sample(settings, *, site: str, turn_off: str):
    settings.SITE_URL = site
    profile, session = UserFactory().profile, SessionFactory()
    context = {"profile": profile, "session": session, "partner": "Quiet Heron", "url": "/x/"}
    return compose("feedback_released", to="a@example.org", key="k", context=context, **turn_off)


def test_the_headers_follow_rfc_8058(settings):
    settings.SITE_URL = "https://prep.example.org"
    link = turn_off_link(UserFactory(), kind="feedback_released")
    message = sample(settings, site=settings.SITE_URL, turn_off={"turn_off_url": link})
    sent = message.message()
    assert link.startswith("https://prep.example.org/mail/off/")
    assert "".join(sent["List-Unsubscribe"].split()) == f"<{link}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in message.body
    assert link in message.alternatives[0][0]


def test_without_https_no_one_click_is_promised(settings):
    link = turn_off_link(UserFactory(), kind="feedback_released")
    site = "http://127.0.0.1:8000"
    sent = sample(settings, site=site, turn_off={"turn_off_url": link}).message()
    assert sent["List-Unsubscribe"] is not None
    assert sent["List-Unsubscribe-Post"] is None


def test_what_cannot_be_turned_off_says_nothing_of_it(settings):
    message = sample(settings, site="https://prep.example.org", turn_off={})
    assert message.message()["List-Unsubscribe"] is None
    assert "Turn this kind of mail off" not in message.body
    assert "Turn this kind of mail off" not in message.alternatives[0][0]


# --- One's own data -------------------------------------------------------------------------


def test_the_choices_are_exported_and_erased():
    user, other = UserFactory(), UserFactory()
    now = timezone.now()
    for person in (user, other):
        turn_off_mail(person, kind=KIND_BY_NAME["proposals"], now=now)
    assert export_of(user)["mail"] == [{"kind": "proposals", "turned_off_at": now}]
    erase_account(user, by=user, now=now)
    assert not is_turned_off(user, kind="proposals")
    assert is_turned_off(other, kind="proposals")
