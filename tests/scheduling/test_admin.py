"""What staff can do about rounds outside the coaches' pages."""

import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.models import Cohort
from scheduling.models import RoundRules

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff@example.org", "a long password 1"))
    return client


def test_staff_switch_the_rounds_of_the_site_without_touching_a_running_one(staff: Client) -> None:
    rules = RoundRules.objects.get(scope=RoundRules.SITE)
    page = reverse("admin:scheduling_roundrules_change", args=[rules.pk])
    assert staff.get(page).status_code == 200
    lease = uuid.uuid4()
    RoundRules.objects.filter(pk=rules.pk).update(lease=lease)  # a round begins meanwhile
    assert staff.post(page, {"every_hours": "6"}).status_code == 302
    rules.refresh_from_db()
    assert (rules.is_on, rules.every_hours, rules.lease) == (False, 6, lease)


def test_the_rules_of_a_cohort_are_its_coachs(staff: Client) -> None:
    cohort = Cohort.objects.create(
        name="Autumn",
        join_code="AUTUMN",
        starts_date="2026-09-01",
        ends_date="2026-12-01",
        created_at=datetime(2026, 9, 1, tzinfo=UTC),
    )
    rules = RoundRules.objects.create(scope=f"cohort:{cohort.pk}", cohort=cohort)
    page = reverse("admin:scheduling_roundrules_change", args=[rules.pk])
    assert staff.post(page, {"is_on": "on", "every_hours": "6"}).status_code == 403
    rules.refresh_from_db()
    assert (rules.is_on, rules.every_hours) == (False, 1)
