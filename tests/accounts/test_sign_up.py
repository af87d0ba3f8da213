import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.urls import reverse

from accounts.models import AuditEntry, Profile, User
from common.mail import message_id
from jobs.execution import run_due_jobs
from jobs.models import Job
from tests.accounts.helpers import (
    PASSWORD,
    delivered_to,
    is_signed_in,
    link_in,
    path_of,
    reauthenticate,
    sign_in,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "new@example.org"


def sign_up(client, email=ADDRESS, **extra):
    data = {"email": email, "password1": PASSWORD, **extra.pop("data", {})}
    return client.post(reverse("account_signup"), data, **extra)


def test_signing_up_and_opening_the_mailed_link_leads_to_the_welcome_page(client):
    response = sign_up(client)

    assert response.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    (message,) = delivered_to(ADDRESS)
    assert message.subject == "Verify your address for Rehearse"
    confirmation = client.post(path_of(link_in(message)))
    assert confirmation.url == reverse("onboarding")
    assert is_signed_in(client)
    assert EmailAddress.objects.get(email=ADDRESS).verified


def test_looking_at_the_link_verifies_nothing(client):
    sign_up(client)
    client.get(path_of(link_in(delivered_to(ADDRESS)[0])))

    assert not EmailAddress.objects.get(email=ADDRESS).verified


def test_unverified_person_cannot_sign_in(client):
    sign_up(client)
    response = sign_in(client, ADDRESS)

    assert response.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)


def test_new_person_has_profile_preparation_and_address(client):
    sign_up(client)

    user = User.objects.get(email=ADDRESS)
    assert (user.profile.onboarded_at, user.preparation.candidate_kinds) == (None, [])
    assert [str(address) for address in user.emailaddress_set.all()] == [ADDRESS]


def test_rights_in_the_form_are_ignored(client):
    sign_up(client, data={"is_staff": "1", "is_superuser": "1", "is_active": "0", "id": "77"})

    user = User.objects.get(email=ADDRESS)
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert user.pk != 77


def test_mail_links_to_the_site_whatever_host_the_request_claims(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    sign_up(client, headers={"host": "evil.example"})

    (message,) = delivered_to(ADDRESS)
    assert link_in(message).startswith(f"{settings.SITE_URL}/accounts/confirm-email/")
    html, _ = message.alternatives[0]
    assert "evil.example" not in f"{message.subject}{message.body}{html}"


def test_taken_address_gets_a_mail_and_the_same_page(client):
    UserFactory(email="taken@example.org")
    new, taken = sign_up(client), sign_up(client, "taken@example.org")

    assert (new.status_code, new.url) == (taken.status_code, taken.url)
    assert User.objects.filter(email="taken@example.org").count() == 1
    (message,) = delivered_to("taken@example.org")
    assert message.subject == "You already have an account at Rehearse"
    assert "/accounts/password/reset/" in link_in(message)


def test_taken_address_takes_as_many_password_hashes_as_a_new_one(client, monkeypatch):
    UserFactory(email="taken@example.org")
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or encode(*a, **k)
    )
    sign_up(client)
    new = len(hashed)
    sign_up(client, "taken@example.org")

    assert (new, len(hashed) - new) == (1, 1)


def test_delivered_mail_leaves_no_link_in_the_queue(client):
    sign_up(client)
    job = Job.objects.get(kind="accounts.deliver_mail")
    assert "confirm-email" in job.arguments["text"]
    (message,) = delivered_to(ADDRESS)

    job.refresh_from_db()
    assert (job.arguments, job.done_at is not None) == ({}, True)
    assert message.extra_headers["Message-ID"] == message_id(job.key)


def test_mail_that_failed_goes_out_later_under_the_same_id(client, monkeypatch):
    sign_up(client)
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send",
        lambda self, **_: (_ for _ in ()).throw(ConnectionRefusedError),
    )
    run_due_jobs()
    job = Job.objects.get(kind="accounts.deliver_mail")
    assert (job.done_at, job.tries) == (None, 1)
    monkeypatch.undo()
    Job.objects.update(run_at=job.created_at)

    (message,) = delivered_to(ADDRESS)
    assert message.extra_headers["Message-ID"] == message_id(job.key)


@pytest.mark.parametrize(
    "email", ["a@example.org\nBcc: b@example.org", "a b@example.org", "x" * 300]
)
def test_address_that_is_none_is_refused_and_nothing_is_sent(client, email):
    response = sign_up(client, email)

    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"email"}
    assert (User.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize("password", ["short", "1234567890123", "password123", ADDRESS])
def test_weak_password_is_refused(client, password):
    response = sign_up(client, data={"password1": password})

    assert response.context["form"].errors.keys() == {"password1"}
    assert not User.objects.exists()


def test_whoever_proves_an_address_gets_it_from_an_account_that_never_did(client):
    sign_up(client)
    squatter = User.objects.get(email=ADDRESS)
    owner = UserFactory(email="owner@example.org")
    cache.clear()  # the sign-up has used this minute's mail to the address
    client.force_login(owner)
    reauthenticate(client)
    client.post(reverse("account_email"), {"email": ADDRESS, "action_add": "1"})
    client.post(path_of(link_in(delivered_to(ADDRESS)[-1])))

    owner.refresh_from_db()
    assert owner.email == ADDRESS
    assert not User.objects.filter(pk=squatter.pk).exists()
    assert AuditEntry.objects.filter(verb="accounts.release_address", by=owner).count() == 1


def test_verified_address_of_another_is_never_taken_over(client):
    owner = UserFactory(email="owner@example.org")
    thief = UserFactory(email="thief@example.org")
    client.force_login(thief)
    reauthenticate(client)
    client.post(reverse("account_email"), {"email": "owner@example.org", "action_add": "1"})
    (message,) = delivered_to("owner@example.org")
    assert message.subject == "Verify your address for Rehearse"
    client.post(path_of(link_in(message)))

    owner.refresh_from_db()
    thief.refresh_from_db()
    assert (owner.email, thief.email) == ("owner@example.org", "thief@example.org")
    assert EmailAddress.objects.get(email="owner@example.org", verified=True).user == owner


def test_address_that_an_administrator_holds_unproven_is_not_taken_and_says_so(client):
    boss = UserFactory(email="boss@example.org", is_staff=True)
    boss.emailaddress_set.all().delete()
    thief = UserFactory()
    client.force_login(thief)
    reauthenticate(client)
    client.post(reverse("account_email"), {"email": "boss@example.org", "action_add": "1"})
    response = client.post(path_of(link_in(delivered_to("boss@example.org")[0])), follow=True)

    assert "was verified by another account before" in response.content.decode()
    boss.refresh_from_db()
    assert boss.email == "boss@example.org"


def test_notice_survives_a_bad_zone_in_the_database(client):
    user = UserFactory()
    Profile.objects.filter(user=user).update(timezone="Mars/Olympus")
    client.force_login(user)
    new = "a quite different one"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    (message,) = delivered_to(user.email)
    assert "(UTC)" in message.body
