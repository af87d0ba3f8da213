from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from interviews.models import Company, Loop, Preparation
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PREPARATION = "/preparation/"


def save(client, person, **changed):
    client.force_login(person)
    data = {"candidate_kinds": ["coding"], "interviewer_kinds": ["coding"], "level": "3", **changed}
    return client.post(PREPARATION, data)


def test_every_field_is_saved(client):
    user = UserFactory()
    loop = Loop.objects.create(
        company=Company.objects.create(slug="acme", name="Acme"), slug="one", name="One loop"
    )
    day = timezone.localdate() + timedelta(days=30)
    response = save(
        client,
        user,
        candidate_kinds=["system_design", "behavioural"],
        interviewer_kinds=["take_home_review"],
        level="1",
        target_loop=loop.pk,
        interview_date=day.isoformat(),
        volunteers_only="on",
    )

    assert response.url == PREPARATION
    stored = Preparation.objects.get(user=user)
    assert sorted(stored.candidate_kinds) == ["behavioural", "system_design"]
    assert stored.interviewer_kinds == ["take_home_review"]
    assert (stored.level, stored.target_loop, stored.interview_date) == (1, loop, day)
    assert stored.volunteers_only


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("candidate_kinds", {"candidate_kinds": [], "interviewer_kinds": []}),
        ("candidate_kinds", {"candidate_kinds": ["x"]}),
        ("interviewer_kinds", {"interviewer_kinds": ["x"]}),
        ("interviewer_kinds", {"interviewer_kinds": [], "volunteers_only": "on"}),
        ("level", {"level": ""}),
        ("level", {"level": "0"}),
        ("target_loop", {"target_loop": "no number"}),
        ("interview_date", {"interview_date": "yesterday"}),
        ("interview_date", {"interview_date": "2020-02-30"}),
    ],
)
def test_wrong_answer_is_a_form_error_and_changes_nothing(client, field, changed):
    user = UserFactory()
    before = Preparation.objects.filter(user=user).values().get()
    response = save(client, user, **changed)

    assert response.context["form"].errors.keys() == {field}
    assert Preparation.objects.filter(user=user).values().get() == before


def test_date_is_past_or_not_in_the_persons_own_zone(client):
    """At 11:30 UTC it is already the next day in Auckland, and still today in Honolulu."""
    with time_machine.travel("2026-11-21T11:30:00+00:00", tick=False):
        east = save(client, UserFactory(timezone="Pacific/Auckland"), interview_date="2026-11-21")
        west = save(client, UserFactory(timezone="Pacific/Honolulu"), interview_date="2026-11-21")

    assert east.context["form"].errors.keys() == {"interview_date"}
    assert west.status_code == 302


def test_stored_date_that_has_passed_can_stay(client):
    past = timezone.localdate() - timedelta(days=3)
    user = UserFactory(interview_date=past)

    assert save(client, user, interview_date=past.isoformat()).status_code == 302


def test_preparation_of_another_is_not_reachable(client):
    other = UserFactory(level=1)
    user = UserFactory()
    save(client, user, level="5", user=other.pk, id=other.preparation.pk, pk=other.preparation.pk)

    other.preparation.refresh_from_db()
    user.preparation.refresh_from_db()
    assert (other.preparation.level, user.preparation.level) == (1, 5)


def test_page_costs_the_same_whatever_the_number_of_loops(client, django_assert_num_queries):
    company = Company.objects.create(slug="acme", name="Acme")
    client.force_login(UserFactory(is_superuser=True))
    for count in (1, 3):
        for n in range(count):
            Loop.objects.create(company=company, slug=f"loop-{count}-{n}", name=f"Loop {n}")
        with django_assert_num_queries(4):  # session, person with profile, preparation, loops
            client.get(PREPARATION)


@pytest.mark.parametrize(("given", "kept"), [("5", 5), ("", None)])
def test_level_as_interviewer_is_apart_from_the_candidates(given, kept, client):
    user = UserFactory()
    assert save(client, user, interviewer_level=given).status_code == 302
    stored = Preparation.objects.get(user=user)
    assert (stored.level, stored.interviewer_level) == (3, kept)
