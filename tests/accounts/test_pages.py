"""Every page of sign-in and account: in our frame, and nothing in it that the CSP would stop."""

import re
from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.notifications import MESSAGES, NOTICES, compose_account_mail
from tests.accounts.helpers import PASSWORD, add_totp, reauthenticate, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SCRIPT = re.compile(r"<script\b([^>]*)>")
NOT_PAGES = {
    "mfa_download_recovery_codes",  # a text file
    "account_confirm_login_code",  # signing in by mailed code is off
    *("google_login", "google_callback", "google_login_by_token", "github_login"),
    *("github_callback", "openid_connect_login", "openid_connect_callback"),
}
ARGUMENTS = {
    "account_confirm_email": ["made:up"],
    "account_reset_password_from_key": ["1", "made-up"],
    "mfa_edit_webauthn": [7],
    "mfa_remove_webauthn": [7],
}


def allauth_names():
    (resolver,) = (
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and str(entry.pattern) == "accounts/"
    )
    return sorted(name for name in _names(resolver) if name not in NOT_PAGES)


def _names(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry)
        elif entry.name:
            yield entry.name


@pytest.mark.parametrize("who", ["anonymous", "signed in", "half way"])
@pytest.mark.parametrize("name", allauth_names())
def test_allauth_page_is_in_our_look_and_obeys_the_csp(client, name, who):
    user = UserFactory()
    if who == "signed in":
        add_totp(user)
        client.force_login(user)
        reauthenticate(client)
    elif who == "half way":
        add_totp(user)
        sign_in(client, user.email)
    response = client.get(reverse(name, args=ARGUMENTS.get(name, ())))

    assert response.status_code in {200, 302, 401, 404}
    if response.status_code == 200 and "text/html" in response["Content-Type"]:
        assert_obeys_csp(response.content.decode())


@pytest.mark.parametrize("path", ["/profile/", "/preparation/", "/welcome/", "/profile/privacy/"])
def test_own_page_obeys_the_csp(client, path):
    client.force_login(UserFactory())

    assert_obeys_csp(client.get(path).content.decode())


def assert_obeys_csp(page):
    assert 'class="site-header"' in page
    assert "style=" not in page
    assert not re.search(r"<[^>]+\son\w+=", page)
    for attributes in SCRIPT.findall(page):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_login_offers_other_sites_only_with_their_keys(client, settings):
    assert "Continue with" not in client.get(reverse("account_login")).content.decode()
    settings.SOCIAL_ORIGINS = ["https://accounts.google.com"]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "google": {"APPS": [{"client_id": "id", "secret": "secret"}]},
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "linkedin",
                    "name": "LinkedIn",
                    "client_id": "id",
                    "secret": "secret",
                    "settings": {"server_url": "https://www.linkedin.com/oauth"},
                }
            ]
        },
    }
    page = client.get(reverse("account_login")).content.decode()

    assert re.findall(r"Continue with (\w+)", page) == ["Google", "LinkedIn"]
    assert 'action="/accounts/google/login/?process=login"' in page


def test_development_says_where_the_mail_is_and_production_does_not(client, settings):
    url = reverse("account_email_verification_sent")
    assert 'href="/dev/mail/">Read it here' in client.get(url).content.decode()
    settings.IS_PRODUCTION = True

    assert "Read it here" not in client.get(url).content.decode()


def test_every_mail_of_allauth_has_our_words():
    templates = Path(allauth.__file__).parent / "templates"
    unused = {"login_code", "password_reset_code", "email_confirm"}
    kinds = {
        str(path.relative_to(templates)).removesuffix("_subject.txt")
        for path in templates.glob("*/email/*_subject.txt")
        if path.name.removesuffix("_subject.txt") not in unused
    }

    assert kinds == {kind for kind in {*MESSAGES, *NOTICES} if "/email/" in kind}


@pytest.mark.parametrize("kind", sorted({*MESSAGES, *NOTICES}))
def test_mail_has_a_subject_in_one_line_and_both_parts(kind, settings):
    hostile = "{x.__class__}\r\nBcc: evil@example.org <b>"
    links = ("activate_url", "password_reset_url", "signup_url")
    context = {
        **{name: f"http://evil.example/accounts/{name}/" for name in links},
        **dict.fromkeys(("from_email", "to_email", "deleted_email", "provider"), hostile),
    }
    message = compose_account_mail(kind, to="ann@example.org", key="k", context=context)
    html, mime = message.alternatives[0]

    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert message.message()["Bcc"] is None
    assert (mime, "<b>" in html, "evil.example/" in f"{html}{message.body}") == (
        "text/html",
        False,
        False,
    )
    assert settings.SITE_URL in message.body
    assert "{" not in message.body.replace("{x.__class__}", "")


def test_own_templates_are_the_ones_that_are_used():
    for name in ("account/login.html", "mfa/index.html", "usersessions/usersession_list.html"):
        assert "site-packages" not in get_template(name).origin.name


def test_reauthentication_works_without_script(client):
    user = UserFactory()
    client.force_login(user)
    response = client.post(
        "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", {"password": PASSWORD}
    )

    assert response.url == "/accounts/2fa/totp/activate/"


def test_list_of_browsers_names_them_and_ends_the_others(client):
    user = UserFactory()
    other = Client(headers={"user-agent": "Mozilla/5.0 (Android 14; Mobile) Firefox/130.0"})
    sign_in(other, user.email)
    sign_in(client, user.email)
    assert "Firefox on Android" in client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert other.get("/profile/").status_code == 302
    assert client.get("/profile/").status_code == 200
