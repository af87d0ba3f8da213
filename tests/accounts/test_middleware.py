import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Profile
from accounts.queries.profiles import profile_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "/etc/localtime"]
)
def test_bad_zone_in_the_database_shows_utc_and_can_be_repaired(client, zone):
    user = UserFactory()
    Profile.objects.filter(user=user).update(timezone=zone)
    client.force_login(user)
    response = client.get(reverse("profile"))

    assert response.status_code == 200
    assert "(UTC)" in response.content.decode()


def test_times_are_shown_in_the_readers_zone(client):
    client.force_login(UserFactory(timezone="Asia/Kathmandu"))

    assert "(UTC+5:45)" in client.get(reverse("profile")).content.decode()


def test_signed_in_page_spends_two_queries_on_who_reads(client):
    client.force_login(UserFactory())
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("privacy"))

    tables = [
        query["sql"].rsplit('FROM "', 1)[1].split('"')[0]  # after the columns' own questions
        for query in queries.captured_queries
        if "cohorts_membership" not in query["sql"]  # the navigation's own question
    ]
    assert tables == ["django_session", "accounts_user"]


def test_person_without_a_profile_reads_as_new_in_utc(client):
    user = UserFactory()
    Profile.objects.filter(user=user).delete()
    client.force_login(user)
    user = type(user).objects.get(pk=user.pk)

    assert (profile_of(user).timezone, profile_of(user).onboarded_at) == ("UTC", None)
    assert client.get(reverse("privacy")).status_code == 200


@pytest.mark.parametrize("path", ["/profile/", "/preparation/", "/profile/?a=b"])
def test_new_person_is_sent_to_the_welcome_page_and_back(client, path):
    user = UserFactory()
    Profile.objects.filter(user=user).update(onboarded_at=None)
    client.force_login(user)
    response = client.get(path)

    assert response.status_code == 302
    assert response.url.startswith("/welcome/?next=%2Fp")


def test_new_person_is_sent_from_home_to_the_plain_welcome_page(client):
    user = UserFactory()
    Profile.objects.filter(user=user).update(onboarded_at=None)
    client.force_login(user)

    assert client.get("/").url == "/welcome/"


@pytest.mark.parametrize(
    "name", ["onboarding", "account_email", "account_logout", "loops", "privacy", "mfa_index"]
)
def test_new_person_may_see_what_comes_before_the_welcome(client, name):
    user = UserFactory()
    Profile.objects.filter(user=user).update(onboarded_at=None)
    client.force_login(user)

    assert client.get(reverse(name)).status_code == 200
