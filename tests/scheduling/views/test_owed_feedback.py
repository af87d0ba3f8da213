"""Whoever owes feedback for over a day cannot book, and is led to the forms wherever they try."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.feedback.builders import opened_session, submit_all
from tests.room.conftest import browser
from tests.scheduling.worlds import fill_catalogue, in_days, person, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def owing(db):
    fill_catalogue(kinds=["coding"])
    return person()


def _owe(user, *, hours):
    at = timezone.now() - timedelta(hours=hours)
    return opened_session(first=user, second=person(), now=at)


def _pages(user):
    partner = person()
    asked = propose(partner, user, starts_at=in_days(3))
    return {
        "partners": reverse("partners"),
        "propose": reverse("propose", args=[partner.public_id]),
        "proposal": reverse("proposal", args=[asked.public_id]),
        "standby": reverse("standby"),
        "waitlist": reverse("waitlist"),
    }


def _leading_to(session, user):
    link, client = reverse("session_feedback", args=[session.public_id]), browser(user)
    pages = _pages(user)
    return {name for name, url in pages.items() if link in client.get(url).content.decode()}


def test_every_page_of_booking_leads_to_the_forms(owing):
    session = _owe(owing, hours=25)
    everywhere = {"partners", "propose", "proposal", "standby", "waitlist"}
    assert _leading_to(session, owing) == everywhere
    submit_all(owing, session, now=timezone.now())
    assert _leading_to(session, owing) == set()


def test_for_a_day_nothing_is_said(owing):
    assert _leading_to(_owe(owing, hours=23), owing) == set()
