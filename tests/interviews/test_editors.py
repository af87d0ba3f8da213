"""Who is an editor, and where that shows."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from interviews.permissions import is_editor
from tests.factories import UserFactory
from tests.interviews.library.builders import make_editor

pytestmark = pytest.mark.django_db


def test_people_of_the_group_and_superusers_are_editors() -> None:
    assert is_editor(make_editor())
    assert is_editor(UserFactory(is_superuser=True))
    assert not is_editor(UserFactory())
    assert not is_editor(UserFactory(is_staff=True))
    assert not is_editor(AnonymousUser())


def test_deactivated_editor_is_none() -> None:
    assert not is_editor(make_editor(is_active=False))


def test_the_group_has_this_permission_alone() -> None:
    permissions = Group.objects.get(name="Editors").permissions
    assert list(permissions.values_list("content_type__app_label", "codename")) == [
        ("interviews", "edit_packets")
    ]


def test_migrating_again_leaves_the_group_as_an_admin_made_it() -> None:
    group = Group.objects.get(name="Editors")
    group.permissions.set(Permission.objects.filter(codename="view_packet"))
    call_command("migrate", verbosity=0)
    assert [found.codename for found in group.permissions.all()] == ["view_packet"]
    group.delete()
    call_command("migrate", verbosity=0)
    made = Group.objects.get(name="Editors").permissions.get()
    assert made.codename == "edit_packets"


def test_whether_somebody_is_an_editor_costs_other_people_no_query(
    django_assert_num_queries,
) -> None:
    """One each for the session, the person, their choices and "Cohorts"."""
    client = Client()
    client.force_login(UserFactory())
    with django_assert_num_queries(4):
        client.get(reverse("mail_choices"))


def test_navigation_shows_the_library_to_editors_alone(client: Client) -> None:
    link = f'href="{reverse("library")}"'
    for person, shown in ((make_editor(), True), (UserFactory(), False)):
        client.force_login(person)
        page = client.get(reverse("profile")).content.decode()
        assert (link in page) == shown
    client.logout()
    assert link not in client.get(reverse("loops")).content.decode()
