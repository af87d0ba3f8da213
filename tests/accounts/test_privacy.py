import json

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.actions.audit import record_audit
from accounts.actions.erasure import CannotErase, erase_account
from accounts.models import AuditEntry, User
from accounts.privacy import export_of
from jobs.models import Job
from tests.accounts.helpers import (
    TOTP_SECRET,
    add_totp,
    delivered_to,
    is_signed_in,
    reauthenticate,
    sign_in,
)
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
ERASE = "/profile/privacy/erase/"
EXPORT = "/profile/privacy/export/"


def person(**fields):
    return UserFactory(email="ann.marker@example.org", pseudonym="Marker Heron", **fields)


def test_export_holds_what_is_mine(client, now):
    user = person(timezone="Asia/Tokyo", candidate_kinds=["coding"], level=4)
    add_totp(user)
    record_audit(user, verb="accounts.test", by=user, now=now)
    sign_in(client, user.email)
    client.force_login(user)
    reauthenticate(client)
    response = client.post(EXPORT)

    assert response["Content-Disposition"].startswith('attachment; filename="rehearse-')
    data = json.loads(response.content)
    assert data["account"]["email"] == user.email
    assert [one["type"] for one in data["account"]["second_factors"]] == ["totp", "recovery_codes"]
    assert (data["profile"]["pseudonym"], data["profile"]["timezone"]) == (
        "Marker Heron",
        "Asia/Tokyo",
    )
    assert data["preparation"]["level"] == "Senior"
    assert [deed["verb"] for deed in data["actions"]] == ["accounts.test", "accounts.export"]


def test_export_holds_no_secret_and_nothing_of_others(client):
    user, other = person(), UserFactory(email="other.person@example.org")
    add_totp(user)
    SessionFactory(first=user, second=other)
    client.force_login(user)
    reauthenticate(client)
    text = client.post(EXPORT).content.decode()

    assert TOTP_SECRET not in text
    assert "gAAAAA" not in text  # nor the encrypted secret
    assert user.password not in text
    assert "other.person" not in text
    assert client.session.session_key not in text


def test_export_asks_who_it_is_and_then_goes_on(client):
    user = person()
    client.force_login(user)
    asked = client.post(EXPORT)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    response = client.post(asked.url, {"password": "correct horse battery", "next": EXPORT})

    assert json.loads(response.content)["account"]["email"] == user.email


def test_looking_at_the_export_address_gives_nothing(client):
    client.force_login(person())

    assert client.get(EXPORT).status_code == 405


def test_every_section_of_every_app_can_be_exported():
    assert export_of(person()).keys() >= {"account", "profile", "actions", "preparation"}


def test_erasing_needs_the_password_and_the_word(client):
    user = person()
    client.force_login(user)
    assert client.post(ERASE, {"confirmation": "erase"}).url.startswith("/accounts/reauthenticate/")
    reauthenticate(client)
    response = client.post(ERASE, {"confirmation": "yes"})

    assert response.context["form"].errors["confirmation"] == [
        "Type the word erase. Nothing was erased."
    ]
    user.refresh_from_db()
    assert user.is_active


def test_erased_person_is_out_everywhere_and_gets_a_last_mail(client):
    user = person()
    add_totp(user)
    SocialAccount.objects.create(user=user, provider="github", uid="1")
    other_browser = Client()
    sign_in(other_browser, user.email)
    client.force_login(user)
    reauthenticate(client)
    response = client.post(ERASE, {"confirmation": "Erase"})

    assert response.url == "/"
    assert not is_signed_in(client)
    assert [m.subject for m in delivered_to("ann.marker@example.org")] == [
        "Your account was erased"
    ]
    sign_in(client, "ann.marker@example.org")
    assert not is_signed_in(client)
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert user.email.endswith("@erased.invalid")
    assert user.profile.pseudonym == "Former member 1"


def test_erasure_leaves_nothing_of_the_person_in_any_table(client, now):
    user = person(
        timezone="Asia/Tokyo", languages=["ja"], accommodations=["captions"], is_staff=True
    )
    sign_in(client, user.email)
    add_totp(user)
    SocialAccount.objects.create(
        user=user, provider="github", uid="77", extra_data={"login": "ann.marker"}
    )
    LogEntry.objects.log_actions(
        user_id=user.pk,
        queryset=[user],
        action_flag=CHANGE,
        change_message="ann.marker",
        single_object=True,
    )
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert Job.objects.filter(arguments__to=user.email).count() == 1
    session = SessionFactory(first=user)
    erase_account(user, by=user, now=now)
    delivered_to("ann.marker@example.org")

    assert _tables_with("ann.marker") == _tables_with("Marker Heron") == set()
    assert not UserSession.objects.filter(user=user).exists()
    assert not Session.objects.exists()
    assert session.participations.filter(user=user).count() == 1
    entry = AuditEntry.objects.get(verb="accounts.erase")
    assert (entry.object_id, entry.by) == (str(user.pk), user)


def test_mail_that_waited_for_an_erased_person_is_never_sent(client, now):
    user = person()
    client.post(reverse("account_reset_password"), {"email": user.email})
    erase_account(user, by=user, now=now)

    assert [m.subject for m in delivered_to("ann.marker@example.org")] == [
        "Your account was erased"
    ]


def test_former_members_are_numbered_apart(now):
    users = [UserFactory() for _ in range(3)]
    for user in users:
        erase_account(user, by=user, now=now)

    names = [User.objects.get(pk=user.pk).profile.pseudonym for user in users]
    assert names == ["Former member 1", "Former member 2", "Former member 3"]


def test_only_administrator_cannot_go(now):
    user = UserFactory(is_superuser=True)
    with pytest.raises(CannotErase, match="only administrator"):
        erase_account(user, by=user, now=now)
    UserFactory(is_superuser=True)
    erase_account(user, by=user, now=now)

    user.refresh_from_db()
    assert (user.is_superuser, user.is_active) == (False, False)


def test_address_of_an_erased_person_is_free_for_a_new_account(client, now):
    user = person()
    erase_account(user, by=user, now=now)
    client.post(
        reverse("account_signup"),
        {"email": "ann.marker@example.org", "password1": "correct horse battery"},
    )

    assert User.objects.get(email="ann.marker@example.org").pk != user.pk


def _tables_with(text: str) -> set[str]:
    """Tables in which some column of some row contains `text`, in any case."""
    found = set()
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            if any(text.lower() in str(value).lower() for value in row):
                found.add(model._meta.label)
    return found
