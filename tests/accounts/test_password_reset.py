import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.helpers import (
    add_totp,
    delivered_to,
    is_signed_in,
    link_in,
    path_of,
    sign_in,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = "an entirely new one"


def ask(client, email, **extra):
    return client.post(reverse("account_reset_password"), {"email": email}, **extra)


def choose(client, link, password=NEW):
    form = client.get(path_of(link))
    target = form.url if form.status_code == 302 else path_of(link)
    return client.post(target, {"password1": password, "password2": password})


def test_reset_link_changes_the_password_once(client):
    user = UserFactory()
    ask(client, user.email)
    link = link_in(delivered_to(user.email)[-1])
    choose(client, link)
    choose(Client(), link, "and once more, other")

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert delivered_to(user.email)[-1].subject == "Your password was reset"


def test_reset_ends_every_signed_in_browser(client):
    user = UserFactory()
    sign_in(client, user.email)
    stranger = Client()
    ask(stranger, user.email)
    choose(stranger, link_in(delivered_to(user.email)[-1]))

    assert client.get(reverse("profile")).status_code == 302
    assert not is_signed_in(stranger)


def test_second_factor_is_still_asked_after_a_reset(client):
    user = UserFactory()
    add_totp(user)
    ask(client, user.email)
    choose(client, link_in(delivered_to(user.email)[-1]))
    response = sign_in(client, user.email, NEW)

    assert response.url == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_link_goes_to_the_site_whatever_host_the_request_claims(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    user = UserFactory()
    for email in (user.email, "nobody@example.org"):
        ask(client, email, headers={"host": "evil.example"})
        (message,) = delivered_to(email)
        html, _ = message.alternatives[0]
        assert link_in(message).startswith(f"{settings.SITE_URL}/accounts/")
        assert "evil.example" not in f"{message.subject}{message.body}{html}"


def test_known_and_unknown_address_get_the_same_page_and_each_a_mail(client):
    user = UserFactory()
    pages = []
    for email in (user.email, "nobody@example.org"):
        response = ask(client, email)
        page = client.get(response.url).content.decode()
        pages.append((response.status_code, response.url, page))
        assert len(delivered_to(email)) == 1

    assert pages[0] == pages[1]


def test_barred_person_gets_no_link(client):
    user = UserFactory(is_active=False)
    ask(client, user.email)

    (message,) = delivered_to(user.email)
    assert message.subject == "There is no account with this address at Rehearse"


def test_fourth_request_in_ten_minutes_is_429(client):
    user = UserFactory()

    assert [ask(client, user.email).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert len(delivered_to(user.email)) == 3


@pytest.mark.parametrize("key", ["x-y", "1-set-password", "1-abc-def", "zzzzzz-abc"])
def test_made_up_link_is_refused_in_words(client, key):
    response = client.get(f"/accounts/password/reset/key/{key}/")

    assert response.status_code == 200
    assert "This link is no longer valid" in response.content.decode()


def test_link_is_dead_after_the_address_was_changed(client):
    user = UserFactory()
    ask(client, user.email)
    link = link_in(delivered_to(user.email)[-1])
    user.emailaddress_set.update(email="other@example.org")
    user.email = "other@example.org"
    user.save()
    choose(client, link)

    user.refresh_from_db()
    assert not user.check_password(NEW)
