"""Limits on the page of one's hours, and where one meets them."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from scheduling.models import AvailabilityException, BookingLimits, Proposal
from tests.factories import UserFactory
from tests.scheduling.worlds import book, fill_catalogue, in_days, limited, person, propose

pytestmark = pytest.mark.django_db

PAGE = "/availability/"
SENT = {
    "buffer_before_minutes": "15",
    "buffer_after_minutes": "30",
    "most_per_day": "",
    "most_per_week": "2",
    "notice_hours": "24",
}
LINK = f'href="{PAGE}#limits"'


@pytest.fixture
def user():
    return person(timezone="UTC", pseudonym="Ana")


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def save(page, **fields):
    return page.post(reverse("availability_limits"), SENT | fields)


def stored(user) -> tuple:
    names = ("buffer_before_minutes", "buffer_after_minutes", "notice_hours")
    return (
        BookingLimits.objects.filter(user=user)
        .values_list(*names, "most_per_day", "most_per_week")
        .first()
    )


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_limits_are_saved_and_shown_again(page, user):
    assert save(page).url == PAGE
    assert save(page).url == PAGE  # a second click
    assert stored(user) == (15, 30, 24, None, 2)
    shown = page.get(PAGE).context["limits_form"].initial
    assert shown == {
        "buffer_before_minutes": 15,
        "buffer_after_minutes": 30,
        "most_per_day": None,
        "most_per_week": 2,
        "notice_hours": 24,
    }


def test_before_anything_is_saved_nothing_is_limited_and_the_page_says_so(page, user):
    response = page.get(PAGE)
    assert "Nothing is limited until you save." in words(response)
    assert response.context["limits_form"].initial["notice_hours"] == 2
    assert "csrfmiddlewaretoken" in words(response).split('id="limits"')[1].split("</form>")[0]
    assert stored(user) is None
    save(page)
    assert "Nothing is limited until you save." not in words(page.get(PAGE))


def test_volunteers_are_offered_two_a_week_and_a_pause_but_have_them_only_once_saved(client):
    volunteer = UserFactory(volunteers_only=True)
    client.force_login(volunteer)
    shown = client.get(PAGE).context["limits_form"].initial
    assert shown["buffer_before_minutes"] == shown["buffer_after_minutes"] == 15
    assert shown["most_per_week"] == 2
    assert stored(volunteer) is None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("buffer_before_minutes", "20", "Choose one of the pauses in the list."),
        ("buffer_after_minutes", "", "This field is required."),
        ("notice_hours", "1", "Ensure this value is greater than or equal to 2."),
        ("notice_hours", "73", "Ensure this value is less than or equal to 72."),
        ("notice_hours", "soon", "Enter a whole number."),
        ("most_per_day", "3", "This is more than the sessions a week."),
        ("most_per_day", "0", "Ensure this value is greater than or equal to 1."),
        ("most_per_week", "21", "Ensure this value is less than or equal to 20."),
        ("most_per_week", "9" * 40, "Ensure this value is less than or equal to 20."),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_saved(
    page, user, field, value, told
):
    response = save(page, **{field: value})
    assert response.status_code == 400
    assert response.context["limits_form"].errors == {field: [told]}
    assert f'href="#limits_{field}"' in words(response)
    assert stored(user) is None


def test_nobody_else_has_the_limits(page, user, client):
    save(page)
    other = person()
    client.force_login(other)
    assert client.get(PAGE).context["limits_form"].initial["most_per_week"] is None
    save(client, most_per_week="5")
    assert (stored(user)[-1], stored(other)[-1]) == (2, 5)


def test_a_proposal_beyond_ones_limit_says_so_with_the_way_to_change_it(page, user):
    fill_catalogue()
    starts_at = in_days(3)
    book(person(), limited(user, most_per_day=1), starts_at=starts_at)
    limited(user, most_per_day=None)
    asked = propose(person(), user, starts_at=starts_at + timedelta(hours=2))
    address = reverse("proposal", args=[asked.public_id])
    assert "#limits" not in words(page.get(address))
    limited(user, most_per_week=1)
    shown = words(page.get(address))
    assert "That week is full: your limit is 1 session a week." in shown
    assert LINK in shown
    refused = page.post(reverse("proposal_accept", args=[asked.public_id]))
    assert refused.status_code == 409
    assert LINK in words(refused)
    assert Proposal.objects.get(pk=asked.pk).state == "open"


def test_a_partner_reads_no_figures(client, user):
    fill_catalogue()
    starts_at, other = in_days(3), person()
    asks = propose(user, other, starts_at=starts_at + timedelta(hours=2))
    book(person(), user, starts_at=starts_at)
    limited(user, most_per_week=1)
    client.force_login(other)
    assert "#limits" not in words(client.get(reverse("proposal", args=[asks.public_id])))
    refused = words(client.post(reverse("proposal_accept", args=[asks.public_id])))
    assert "Ana has no room for another session that week. Nothing was booked." in refused
    assert "your limit" not in refused
    assert "#limits" not in refused


def test_a_time_beyond_ones_limit_is_said_before_anybody_is_asked(page, user):
    fill_catalogue()
    starts_at, other = in_days(3), person()
    book(person(), limited(user, most_per_week=1), starts_at=starts_at)
    address = reverse("propose", args=[other.public_id])
    later = starts_at + timedelta(hours=2)
    shown = words(page.get(address, {"start": later.isoformat()}))
    assert "That week is full: your limit is 1 session a week." in shown
    assert LINK in shown
    fields = {"start": later.isoformat(), "mode": "swap"}
    fields |= {"proposer_kind": "coding", "partner_kind": "coding"}
    refused = page.post(address, fields)
    assert refused.status_code == 400
    assert Proposal.objects.filter(partner=other).count() == 0


def test_the_search_leads_to_the_limits_that_leave_nobody(page, user):
    fill_catalogue()
    starts_at = in_days(2)
    person(timezone="UTC")
    user.weekly_windows.all().delete()
    AvailabilityException.objects.create(
        user=user, date=starts_at.date(), starts=time(), ends=time()
    )
    limited(user, most_per_day=1)
    book(person(), user, starts_at=starts_at)
    shown = words(page.get(reverse("partners")))
    assert "Your own limits leave no room" in shown
    assert LINK in shown
