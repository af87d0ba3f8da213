import pytest
from django.urls import reverse

from cohorts.models import Membership
from tests.cohorts.factories import CohortFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CODE = "K7PM-3WXA-9QFD"


@pytest.fixture
def coach():
    return UserFactory(pseudonym="Calm Heron 1234")


@pytest.fixture
def cohort(coach):
    return CohortFactory(coach=coach, name="Spring", join_code=CODE)


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def is_member(user):
    return Membership.objects.current().members().filter(user=user).exists()


def test_code_leads_to_a_page_that_names_cohort_and_coach_and_asks(client, user, cohort, coach):
    response = client.post(reverse("join_cohort"), {"code": "k7pm 3wxa 9qfd"})
    assert response.url == reverse("join_cohort_by_code", args=[CODE])
    page = client.get(response.url).content.decode()
    assert "Join Spring?" in page
    assert "Coached by Calm Heron 1234" in page
    assert coach.email not in page
    assert not is_member(user)


def test_posting_the_question_joins(client, user, cohort):
    response = client.post(reverse("join_cohort_by_code", args=[CODE]))
    assert response.url == reverse("cohort", args=[cohort.public_id])
    assert is_member(user)
    assert client.get(reverse("join_cohort_by_code", args=[CODE])).url == response.url


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_code_in_the_address_says_so_and_names_no_cohort(client, user, cohort, method):
    response = getattr(client, method)(reverse("join_cohort_by_code", args=["AAAA-BBBB-CCCC"]))
    page = response.content.decode()
    assert "No cohort can be joined with this code." in page
    assert "Spring" not in page
    assert not is_member(user)


def test_eleventh_wrong_code_is_answered_with_429_wherever_it_is_tried(client, user, cohort):
    wrong = reverse("join_cohort_by_code", args=["AAAA-BBBB-CCCC"])
    statuses = [client.get(wrong).status_code for _ in range(5)]
    statuses += [
        client.post(reverse("join_cohort"), {"code": "wrong"}).status_code for _ in range(6)
    ]
    assert statuses == [200] * 10 + [429]
    response = client.post(reverse("join_cohort_by_code", args=[CODE]))
    assert response.status_code == 429
    assert "ten wrong codes within an hour" in response.content.decode()
    assert not is_member(user)


def test_form_wants_a_code(client, user):
    assert "This field is required." in client.post(reverse("join_cohort")).content.decode()


def test_member_leaves_after_being_asked(client, user, cohort):
    client.post(reverse("join_cohort_by_code", args=[CODE]))
    url = reverse("cohort_leave", args=[cohort.public_id])
    assert client.get(url).status_code == 200
    assert is_member(user)
    assert client.post(url).url == reverse("cohorts")
    assert not is_member(user)
    assert client.post(url).status_code == 404


def test_only_coach_is_told_why_they_cannot_leave(client, cohort, coach):
    client.force_login(coach)
    response = client.post(reverse("cohort_leave", args=[cohort.public_id]))
    assert "You are the only coach of this cohort" in response.content.decode()
    assert Membership.objects.current().filter(user=coach).exists()


def test_stranger_cannot_leave_what_they_are_not_in(client, user, cohort):
    assert client.post(reverse("cohort_leave", args=[cohort.public_id])).status_code == 404
