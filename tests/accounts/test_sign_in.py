import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from tests.accounts.helpers import PASSWORD, delivered_to, is_signed_in, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_right_password_signs_in_and_gives_the_session_a_new_id(client):
    user = UserFactory()
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = 1
    session.save()
    old = session.session_key
    response = sign_in(client, user.email)

    assert response.url == "/"
    assert is_signed_in(client)
    assert client.session.session_key != old
    assert not client.session.exists(old)


def test_address_is_the_same_in_any_case(client):
    user = UserFactory(email="ann@example.org")
    sign_in(client, "Ann@Example.ORG")

    assert client.session["_auth_user_id"] == str(user.pk)


def test_known_and_unknown_address_get_the_same_words_for_the_same_work(client, monkeypatch):
    user = UserFactory()
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k)
    )
    answers = []
    for email in (user.email, "nobody@example.org"):
        hashed.clear()
        response = sign_in(client, email, "wrong password")
        words = response.context["form"].non_field_errors()
        answers.append((response.status_code, words, len(hashed)))

    assert answers[0] == answers[1]
    assert answers[0][2] == 1


def test_erased_or_barred_person_cannot_sign_in(client):
    user = UserFactory(is_active=False)
    response = sign_in(client, user.email)

    assert response.url == reverse("account_inactive")
    assert not is_signed_in(client)


def test_person_who_is_barred_is_out_at_the_next_click(client):
    user = UserFactory()
    client.force_login(user)
    user.is_active = False
    user.save()

    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        *("//evil.example", "https://evil.example/", "http:///evil.example", "/\\evil.example"),
        *("javascript:alert(1)", "\\\\evil.example", "https:evil.example", "////evil.example"),
    ],
)
def test_next_never_leads_off_the_site(client, target):
    user = UserFactory()
    response = sign_in(client, user.email, data={"next": target})

    assert response.url == "/"


def test_next_leads_on_within_the_site(client):
    response = sign_in(client, UserFactory().email, data={"next": "/profile/?a=b"})

    assert response.url == "/profile/?a=b"


def test_eleventh_wrong_password_is_429_whatever_address_the_request_claims(client):
    user = UserFactory()
    statuses = [
        sign_in(
            client,
            user.email,
            "wrong password",
            headers={"x-forwarded-for": f"203.0.113.{n}"},
            REMOTE_ADDR=f"198.51.100.{n}",
        ).status_code
        for n in range(11)
    ]

    assert statuses == [200] * 10 + [429]
    assert sign_in(client, user.email, PASSWORD, REMOTE_ADDR="198.51.100.99").status_code == 429


def test_one_machine_cannot_try_one_password_on_many_addresses(client):
    statuses = [
        sign_in(
            client,
            f"victim{n}@example.org",
            "wrong password",
            headers={"x-forwarded-for": f"203.0.113.{n}"},
        ).status_code
        for n in range(11)
    ]

    assert statuses == [200] * 10 + [429]


def test_class_of_25_signs_in_behind_one_address():
    statuses = [sign_in(Client(), UserFactory().email).status_code for _ in range(25)]

    assert statuses == [302] * 25


def test_refusal_page_says_what_to_do(client):
    for _ in range(11):
        response = sign_in(client, "a@example.org", "wrong password")

    assert "Too many tries in a short time" in response.content.decode()


def test_signing_out_needs_a_post(client):
    client.force_login(UserFactory())
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))

    assert not is_signed_in(client)


def test_sign_in_without_csrf_token_is_refused():
    client = Client(enforce_csrf_checks=True)

    assert sign_in(client, UserFactory().email).status_code == 403


def test_changing_the_password_ends_the_other_browsers_and_says_so(client):
    user = UserFactory()
    other = Client()
    sign_in(other, user.email)
    sign_in(client, user.email)
    new = "a quite different one"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert client.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302
    assert [m.subject for m in delivered_to(user.email)] == ["Your password was changed"]
