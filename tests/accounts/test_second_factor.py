import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from tests.accounts.helpers import (
    PASSWORD,
    TOTP_SECRET,
    add_totp,
    delivered_to,
    is_signed_in,
    reauthenticate,
    sign_in,
    totp_code,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SECOND_STEP = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _early_in_a_half_minute():
    """A code is never out of date between being made and being typed."""
    with time_machine.travel(int(time.time()) // 30 * 30 + 5, tick=True):
        yield


def enter_code(client, code):
    return client.post(SECOND_STEP, {"code": code})


def test_password_alone_does_not_sign_in(client):
    user = UserFactory()
    add_totp(user)
    response = sign_in(client, user.email)

    assert response.url == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get(reverse("profile")).status_code == 302


def test_password_and_wrong_code_do_not_sign_in(client):
    user = UserFactory()
    add_totp(user)
    sign_in(client, user.email)
    wrong = f"{(int(totp_code()) + 1) % 1_000_000:06}"
    response = enter_code(client, wrong)

    assert response.context["form"].errors.keys() == {"code"}
    assert not is_signed_in(client)


def test_code_of_an_earlier_half_minute_is_refused(client):
    user = UserFactory()
    add_totp(user)
    sign_in(client, user.email)
    enter_code(client, totp_code(at=time.time() - 60))

    assert not is_signed_in(client)


def test_password_and_code_sign_in_under_a_new_session_id(client):
    user = UserFactory()
    add_totp(user)
    sign_in(client, user.email)
    half_way = client.session.session_key
    enter_code(client, totp_code())

    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != half_way
    assert not client.session.exists(half_way)


def test_code_works_once(client):
    user = UserFactory()
    add_totp(user)
    code = totp_code()
    sign_in(client, user.email)
    enter_code(client, code)
    thief = Client()
    sign_in(thief, user.email)
    enter_code(thief, code)

    assert (is_signed_in(client), is_signed_in(thief)) == (True, False)


def test_code_of_one_person_does_not_open_the_account_of_another(client):
    victim, thief = UserFactory(), UserFactory()
    add_totp(thief)
    Authenticator.objects.create(user=victim, type="totp", data={"secret": encrypt("A" * 32)})
    sign_in(client, victim.email)
    enter_code(client, totp_code())

    assert not is_signed_in(client)


def test_recovery_code_works_once():
    user = UserFactory()
    codes = add_totp(user)
    results = []
    for _ in range(2):
        client = Client()
        sign_in(client, user.email)
        enter_code(client, codes[0])
        results.append(is_signed_in(client))

    assert (len(codes), results) == (10, [True, False])


def test_eleventh_wrong_code_is_429(client):
    user = UserFactory()
    add_totp(user)
    sign_in(client, user.email)
    statuses = [
        client.post(SECOND_STEP, {"code": "0"}, REMOTE_ADDR=f"198.51.100.{n}").status_code
        for n in range(11)
    ]

    assert statuses == [200] * 10 + [429]
    assert enter_code(client, totp_code()).status_code == 429
    assert not is_signed_in(client)


def test_secret_in_the_database_is_encrypted():
    user = UserFactory()
    add_totp(user)

    for authenticator in Authenticator.objects.filter(user=user):
        assert TOTP_SECRET not in str(authenticator.data)
        assert "".join(str(value)[:6] for value in authenticator.data.values()).count("gAAAAA") == 1


def test_secret_survives_a_change_of_the_secret_key(client, settings):
    user = UserFactory()
    add_totp(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    sign_in(client, user.email)
    enter_code(client, totp_code())

    assert is_signed_in(client)


def test_turning_an_app_on_asks_who_it_is_shows_codes_and_says_so(
    client, django_capture_on_commit_callbacks
):
    user = UserFactory()
    sign_in(client, user.email)
    page = reverse("mfa_activate_totp")
    assert client.get(page).url.startswith(reverse("account_reauthenticate"))
    reauthenticate(client)
    secret = client.get(page).context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(page, {"code": code})

    assert response.url == reverse("mfa_view_recovery_codes")
    assert [m.subject for m in delivered_to(user.email)] == ["An authenticator app was added"]
    assert AuditEntry.objects.filter(verb="accounts.add_second_factor", by=user).count() == 2


@pytest.mark.parametrize(
    "name",
    [
        *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
        *("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_add_webauthn"),
        "privacy_erase",
    ],
)
def test_pages_that_open_the_account_ask_again_who_it_is(client, name):
    user = UserFactory()
    if name != "mfa_activate_totp":
        add_totp(user)
    client.force_login(user)
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_wrong_password_does_not_reauthenticate(client):
    user = UserFactory()
    add_totp(user)
    client.force_login(user)
    reauthenticate(client, "wrong password")
    response = client.post(reverse("mfa_deactivate_totp"))

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_key_of_another_person_can_neither_be_renamed_nor_removed(client):
    other, user = UserFactory(), UserFactory()
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Theirs"})
    client.force_login(user)
    reauthenticate(client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        url = reverse(name, kwargs={"pk": key.pk})
        assert (client.get(url).status_code, client.post(url, {"name": "Mine"}).status_code) == (
            404,
            404,
        )

    key.refresh_from_db()
    assert key.data["name"] == "Theirs"


MADE_UP = [
    *("", "{}", "null", "[1]", '"x"', "7", '{"id": "x"}', "not json"),
    '{"id": "eA", "rawId": "eA", "type": "public-key"}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30",'
    ' "authenticatorData": "eA", "attestationObject": "eA", "signature": "eA",'
    ' "userHandle": "MQ"}}',
]


@pytest.mark.parametrize("credential", MADE_UP)
def test_passkey_that_is_none_signs_nobody_in(client, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert response.status_code == 302
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", MADE_UP)
def test_made_up_key_is_neither_second_step_nor_added(client, credential):
    user = UserFactory()
    client.force_login(user)
    reauthenticate(client)
    client.get(reverse("mfa_add_webauthn"))
    added = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})
    assert added.status_code == 200
    assert not Authenticator.objects.exists()

    add_totp(user)
    half_way = Client()
    sign_in(half_way, user.email)
    half_way.get(SECOND_STEP)
    assert half_way.post(SECOND_STEP, {"credential": credential}).status_code == 200
    assert not is_signed_in(half_way)


def test_passkeys_are_bound_to_the_sites_own_name_in_production(client, settings):
    settings.IS_PRODUCTION = True
    settings.SITE_URL = "https://rehearse.example"
    settings.ALLOWED_HOSTS = ["*"]
    response = client.get(
        reverse("mfa_login_webauthn"),
        headers={"accept": "application/json", "host": "evil.example"},
    )

    assert response.json()["request_options"]["publicKey"]["rpId"] == "rehearse.example"


def test_admin_site_asks_for_the_second_factor_too(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    add_totp(user)
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"
    client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
    assert not is_signed_in(client)
    sign_in(client, user.email, data={"next": "/admin/"})
    response = enter_code(client, totp_code())

    assert response.url == "/admin/"
    assert client.get("/admin/").status_code == 200
