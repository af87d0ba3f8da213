"""The part of signing in through another site that decides who it is (the site is a stand-in)."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

from accounts.models import User
from tests.accounts.helpers import add_totp, delivered_to
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrive(rf, settings):
    """Come back from Google as somebody; returns the request and where it leads."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "google": {"APPS": [{"client_id": "id", "secret": "secret"}]}
    }

    def come(*, email, verified, uid="100", user=None):
        request = rf.get("/accounts/google/login/callback/")
        SessionMiddleware(lambda r: None).process_request(request)
        MessageMiddleware(lambda r: None).process_request(request)
        request.user = user or AnonymousUser()
        claims = {"sub": uid, "email": email, "email_verified": verified, "name": "Ann Real-Name"}
        with context.request_context(request):
            provider = get_adapter().get_provider(request, "google")
            login = provider.sociallogin_from_response(request, claims)
            login.state = {"process": "login"}
            return request, complete_social_login(request, login)

    return come


def test_new_person_with_a_verified_address_is_signed_in_and_welcomed(arrive):
    request, response = arrive(email="ann@example.org", verified=True)

    user = User.objects.get(email="ann@example.org")
    assert request.session["_auth_user_id"] == str(user.pk)
    assert response.url == "/welcome/"
    assert "Real" not in user.profile.pseudonym
    assert user.preparation.candidate_kinds == []


def test_unverified_address_must_be_verified_by_mail_first(arrive):
    request, response = arrive(email="ann@example.org", verified=False)

    assert "_auth_user_id" not in request.session
    assert response.url == "/accounts/confirm-email/"
    (message,) = delivered_to("ann@example.org")
    assert message.subject == "Verify your address for Rehearse"


@pytest.mark.parametrize("verified", [True, False])
def test_taken_address_is_never_linked(arrive, verified):
    owner = UserFactory(email="owner@example.org")
    request, response = arrive(email="owner@example.org", verified=verified)

    assert "_auth_user_id" not in request.session
    assert response.url == "/accounts/confirm-email/"
    assert not SocialAccount.objects.exists()
    assert list(EmailAddress.objects.values_list("user", "email")) == [
        (owner.pk, "owner@example.org")
    ]
    (message,) = delivered_to("owner@example.org")
    assert message.subject == "You already have an account at Rehearse"


def test_address_of_an_unverified_account_is_not_linked_either(arrive):
    owner = UserFactory(email="owner@example.org")
    owner.emailaddress_set.update(verified=False)
    request, _ = arrive(email="owner@example.org", verified=True)

    assert "_auth_user_id" not in request.session
    assert not SocialAccount.objects.exists()


def test_connected_account_still_asks_for_the_second_factor(arrive):
    user = UserFactory()
    SocialAccount.objects.create(user=user, provider="google", uid="100")
    add_totp(user)
    request, response = arrive(email=user.email, verified=True)

    assert response.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in request.session


def test_account_at_the_other_site_that_now_carries_my_address_is_not_me(arrive):
    mine, other = UserFactory(email="mine@example.org"), UserFactory(email="other@example.org")
    SocialAccount.objects.create(user=other, provider="google", uid="100")
    request, _ = arrive(email="mine@example.org", verified=True)

    assert request.session["_auth_user_id"] == str(other.pk)
    mine.refresh_from_db()
    assert mine.email == "mine@example.org"
    assert SocialAccount.objects.get().user == other


@pytest.fixture
def linkedin(settings):
    """LinkedIn is set up; its address answers on this machine, if at all."""
    settings.SOCIAL_ORIGINS = ["https://www.linkedin.com"]

    def at(server_url):
        app = {"provider_id": "linkedin", "name": "LinkedIn", "client_id": "id", "secret": "s"}
        app["settings"] = {"server_url": server_url}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        return "/accounts/oidc/linkedin/login/"

    return at


def test_other_site_that_is_away_is_said_in_words(client, linkedin):
    response = client.post(linkedin("http://127.0.0.1:9/.well-known/openid-configuration"))

    assert response.status_code == 502
    assert "That did not work" in response.content.decode()


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (500, b"{}"), (404, b"")])
def test_other_site_that_answers_nonsense_is_said_in_words(client, linkedin, status, body):
    class Nonsense(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Nonsense) as server:
        threading.Thread(target=server.handle_request).start()
        url = f"http://127.0.0.1:{server.server_port}/.well-known/openid-configuration"
        response = client.post(linkedin(url))

    assert response.status_code == 502
    assert "That did not work" in response.content.decode()
