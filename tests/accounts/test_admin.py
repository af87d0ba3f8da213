import pytest
from django.contrib.auth.models import Permission

from accounts.models import AuditEntry, User
from tests.accounts.helpers import PASSWORD
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"


def staff_with_all_rights_on_people():
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    return user


def form_of(person, **changed):
    return {
        "email": person.email,
        "is_active": "on",
        "profile-TOTAL_FORMS": "0",
        "profile-INITIAL_FORMS": "0",
        **changed,
    }


def test_administrator_finds_and_changes_people(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    person = UserFactory(pseudonym="Calm Heron 9")
    assert "Calm Heron 9" in client.get(f"{PEOPLE}?q=heron").content.decode()
    assert client.get(f"{PEOPLE}{person.pk}/change/").status_code == 200
    client.post(f"{PEOPLE}{person.pk}/change/", form_of(person, is_staff="on"))

    person.refresh_from_db()
    assert person.is_staff


def test_administrator_makes_an_account_with_profile(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.post(
        f"{PEOPLE}add/",
        {
            "email": "New@Example.org",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert User.objects.get(email="new@example.org").profile.onboarded_at is None


def test_staff_cannot_make_anybody_an_administrator(client):
    staff, person = staff_with_all_rights_on_people(), UserFactory()
    client.force_login(staff)
    for target in (person, staff):
        client.post(
            f"{PEOPLE}{target.pk}/change/",
            form_of(target, is_staff="on", is_superuser="on", user_permissions=["1"]),
        )

    person.refresh_from_db()
    staff.refresh_from_db()
    assert (person.is_staff, person.is_superuser, staff.is_superuser) == (False, False, False)
    assert person.user_permissions.count() == 0


def test_staff_can_neither_change_an_administrator_nor_the_password(client):
    boss = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(staff_with_all_rights_on_people())
    client.post(f"{PEOPLE}{boss.pk}/change/", form_of(boss, email="mine@example.org"))
    changed = client.post(
        f"{PEOPLE}{boss.pk}/password/",
        {"usable_password": "true", "password1": "my own one now", "password2": "my own one now"},
    )

    assert changed.status_code == 403
    email = boss.email
    boss.refresh_from_db()
    assert (boss.email, boss.check_password(PASSWORD)) == (email, True)


def test_nobody_deletes_people_or_touches_the_audit_trail(client, now):
    boss, person = UserFactory(is_staff=True, is_superuser=True), UserFactory()
    entry = AuditEntry.objects.create(at=now, by=boss, verb="x", object_type="y", object_id="1")
    client.force_login(boss)
    trail = "/admin/accounts/auditentry/"
    assert client.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{trail}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{trail}{entry.pk}/change/", {"verb": "z"}).status_code == 403
    assert client.get(f"{trail}add/").status_code == 403
    assert client.get(trail).status_code == 200

    entry.refresh_from_db()
    assert entry.verb == "x"


def test_person_without_rights_stays_outside(client):
    client.force_login(UserFactory())

    assert client.get("/admin/login/").status_code == 403
    assert client.get(PEOPLE).status_code == 302
