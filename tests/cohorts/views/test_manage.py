from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Membership
from tests.cohorts.factories import CohortFactory, join, person_who_may_coach
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()
GOOD = {
    "name": "Spring",
    "starts_date": TODAY.isoformat(),
    "ends_date": (TODAY + timedelta(days=70)).isoformat(),
}


@pytest.fixture
def coach():
    return UserFactory()


@pytest.fixture
def member():
    return UserFactory(pseudonym="Amber Fox 1000")


@pytest.fixture
def cohort(coach, member):
    return CohortFactory(coach=coach, members=[member])


def test_migration_made_the_group_that_may_make_cohorts():
    permissions = Group.objects.get(name="Coaches").permissions
    assert list(permissions.values_list("content_type__app_label", "codename")) == [
        ("cohorts", "add_cohort")
    ]


def test_person_of_the_group_makes_a_cohort_and_coaches_it(client):
    coach = UserFactory()
    coach.groups.add(Group.objects.get(name="Coaches"))
    client.force_login(coach)
    assert client.get(reverse("cohort_new")).status_code == 200
    response = client.post(reverse("cohort_new"), GOOD)
    cohort = Cohort.objects.get()
    assert response.url == reverse("cohort", args=[cohort.public_id])
    assert cohort.name == "Spring"
    assert list(Membership.objects.values_list("user", "role", "left_at")) == [
        (coach.pk, "coach", None)
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_others_may_not_make_cohorts(client, member, method):
    client.force_login(member)
    assert getattr(client, method)(reverse("cohort_new"), GOOD).status_code == 403
    assert Cohort.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"ends_date": (TODAY - timedelta(days=1)).isoformat()}, "This day is over."),
        (
            {"starts_date": (TODAY + timedelta(days=71)).isoformat()},
            "The last day must not be before the first.",
        ),
        ({"starts_date": "9999-12-31"}, "Choose a day within two years from now."),
        ({"ends_date": "9999-12-31"}, "A cohort lasts two years at most."),
        ({"starts_date": "soon"}, "Enter a valid date."),
    ],
)
def test_wrong_dates_are_named_and_change_nothing(client, change, words):
    client.force_login(person_who_may_coach())
    response = client.post(reverse("cohort_new"), GOOD | change)
    assert words in response.content.decode()
    assert Cohort.objects.count() == 0


def test_coach_changes_the_cohort(client, coach, cohort):
    client.force_login(coach)
    url = reverse("cohort_edit", args=[cohort.public_id])
    assert client.get(url).status_code == 200
    client.post(url, GOOD)
    cohort.refresh_from_db()
    assert (cohort.name, cohort.starts_date) == ("Spring", TODAY)


def test_refused_change_keeps_the_name_and_the_row(client, coach, cohort):
    client.force_login(coach)
    response = client.post(
        reverse("cohort_edit", args=[cohort.public_id]), GOOD | {"ends_date": "2001-01-01"}
    )
    old = Cohort.objects.get()
    assert old.name == cohort.name
    assert f">{cohort.name}</a>" in response.content.decode()


def test_new_code_replaces_the_old_one(client, coach, cohort):
    client.force_login(coach)
    old = cohort.join_code
    client.post(reverse("cohort_code", args=[cohort.public_id]))
    cohort.refresh_from_db()
    assert cohort.join_code != old


def test_coach_removes_a_member_after_being_asked(client, coach, member, cohort):
    client.force_login(coach)
    url = reverse("cohort_remove_member", args=[cohort.public_id, member.public_id])
    assert "Amber Fox 1000" in client.get(url).content.decode()
    assert Membership.objects.current().filter(user=member).exists()
    client.post(url)
    assert not Membership.objects.current().filter(user=member).exists()


def pages(cohort, member):
    """What only a coach of the cohort may do, as (name, arguments)."""
    return [
        ("cohort_edit", [cohort.public_id]),
        ("cohort_code", [cohort.public_id]),
        ("cohort_import", [cohort.public_id]),
        ("cohort_remove_member", [cohort.public_id, member.public_id]),
    ]


def snapshot():
    return list(Cohort.objects.values()), list(Membership.objects.order_by("pk").values())


@pytest.mark.parametrize("who", ["member", "stranger", "other coach", "former coach", "admin"])
def test_everybody_but_the_coach_gets_404_and_nothing_changes(client, member, cohort, who):
    user = {
        "member": member,
        "admin": UserFactory(is_staff=True, is_superuser=True),
    }.get(who) or person_who_may_coach()
    if who == "other coach":
        CohortFactory(coach=user)
    if who == "former coach":
        join(cohort, user, role="coach", left_at=timezone.now())
    client.force_login(user)
    before = snapshot()
    for name, arguments in pages(cohort, member):
        assert client.post(reverse(name, args=arguments), GOOD).status_code == 404, name
    assert snapshot() == before


def test_anonymous_is_sent_to_sign_in(client, member, cohort):
    for name, arguments in [*pages(cohort, member), ("cohort_new", []), ("join_cohort", [])]:
        response = client.post(reverse(name, args=arguments), GOOD)
        assert response.url.startswith(reverse("account_login")), name


def test_member_of_another_cohort_cannot_be_removed_by_address(client, coach, cohort):
    stranger = UserFactory()
    CohortFactory(members=[stranger])
    client.force_login(coach)
    url = reverse("cohort_remove_member", args=[cohort.public_id, stranger.public_id])
    assert client.post(url).status_code == 404
    assert Membership.objects.current().filter(user=stranger).exists()
