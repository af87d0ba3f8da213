from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cohorts.factories import CohortFactory, person_who_may_coach
from tests.dashboards.builders import held, interviewer_form
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory
from tests.feedback.flag_builders import pair_flagged

pytestmark = pytest.mark.django_db


def page_of(client, user):
    client.force_login(user)
    response = client.get(reverse("home"))
    assert response.status_code == 200
    return response.content.decode()


def test_anonymous_reads_what_the_site_is(client):
    response = client.get(reverse("home"))
    assert response.status_code == 200
    assert next(template.name for template in response.templates) == "dashboards/landing.html"


def test_person_without_onboarding_is_sent_there(client):
    user = UserFactory()
    user.profile.onboarded_at = None
    user.profile.save()
    client.force_login(user)
    assert client.get(reverse("home")).url == reverse("onboarding")


def test_new_person_is_told_how_to_begin(client):
    page = page_of(client, UserFactory())
    assert "Book your first 60-minute swap" in page
    assert f'href="{reverse("sample_report")}"' in page


def test_whoever_only_interviewed_is_not_new(client):
    user = UserFactory()
    held(user, UserFactory(), starts_at=timezone.now() - timedelta(days=30))
    page = page_of(client, user)
    assert "Book your first" not in page
    assert "No session is booked" in page


def test_filled_home_shows_both_zones_and_the_join_button_when_open(client):
    user = UserFactory(timezone="Europe/Berlin")
    partner = UserFactory(timezone="Asia/Kathmandu", pseudonym="Calm Heron 1234")
    SessionFactory(first=user, second=partner, starts_at=timezone.now() + timedelta(minutes=5))
    page = page_of(client, user)
    assert "Calm Heron 1234, where it is" in page
    assert "(UTC+5:45)" in page
    assert ">Join</a>" in page
    assert "Book your first" not in page
    assert partner.email not in page


def test_join_button_is_not_there_the_day_before(client):
    user = UserFactory()
    SessionFactory(first=user, starts_at=timezone.now() + timedelta(days=1))
    assert ">Join</a>" not in page_of(client, user)


def test_the_round_to_practise_next_leads_to_partners_for_it(client):
    PacketVersionFactory(kind="behavioural")
    page = page_of(client, UserFactory(candidate_kinds=["behavioural"]))
    assert "You want to practise behavioural, and have not yet." in page
    assert f'href="{reverse("partners")}?kind=behavioural"' in page


def test_round_without_questions_is_not_offered_for_booking(client):
    page = page_of(client, UserFactory(candidate_kinds=["behavioural"]))
    assert "There are no behavioural questions here yet." in page
    assert "?kind=behavioural" not in page


def test_whoever_only_interviews_is_told_nothing_to_practise(client):
    page = page_of(client, UserFactory(volunteers_only=True))
    assert "One thing to practise" not in page


def test_streak_and_its_forgiveness_are_said(client):
    user = UserFactory(weekly_goal=1)
    assert "streak" not in page_of(client, user)
    for weeks in (1, 3):
        held(user, UserFactory(), starts_at=timezone.now() - timedelta(weeks=weeks))
    page = page_of(client, user)
    assert "A streak of two weeks, one missed week forgiven." in page
    assert "may be missed" not in page


def test_late_feedback_is_named_with_its_consequence(client):
    user = UserFactory()
    session = held(user, UserFactory(), starts_at=timezone.now() - timedelta(hours=30))
    interviewer_form(session, hours=None)
    page = page_of(client, user)
    assert "owed for 29 hours. Until it is in, no new session can be booked." in page
    assert f'href="{reverse("session_feedback", args=[session.public_id])}"' in page


def test_navigation_has_cohorts_only_for_who_has_some_or_may_make_one(client):
    link = f'href="{reverse("cohorts")}"'
    member = UserFactory()
    CohortFactory(members=[member])
    assert link in page_of(client, member)
    assert link in page_of(client, person_who_may_coach())
    assert link not in page_of(client, UserFactory())


def test_sample_report_says_that_it_is_one_and_is_open_to_all(client):
    page = client.get(reverse("sample_report")).content.decode()
    assert '<span class="badge badge--info">Sample</span>' in page
    assert "Invented people, an invented session" in page


@pytest.mark.parametrize("name", ["home", "readiness", "cohorts", "sample_report"])
def test_pages_are_only_read(client, name):
    client.force_login(UserFactory())
    assert client.post(reverse(name)).status_code == 405


def test_whoever_interviews_is_shown_the_way_to_their_own_page(client):
    interviewer, candidate = UserFactory(), UserFactory(interviewer_kinds=[])
    link = f'<a href="{reverse("interviewing")}">Open your page</a>'
    assert link not in page_of(client, interviewer)  # nothing to see there yet
    held(interviewer, candidate, starts_at=timezone.now() - timedelta(days=3))
    assert link in page_of(client, interviewer)
    assert link not in page_of(client, candidate)


def test_staff_are_led_to_flags_and_nobody_else(client, now):
    flag = pair_flagged(now=now)
    line = "1 flag to look at</a>"
    assert line in page_of(client, UserFactory(is_superuser=True))
    for user in (flag.first, UserFactory(), UserFactory(is_staff=True)):
        assert line not in page_of(client, user)


def test_home_does_not_count_flags_for_people_without_any_permission(client):
    client.force_login(UserFactory())
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("home"))
    asked = [one["sql"] for one in queries]
    assert [sql for sql in asked if "COUNT(" in sql and "raterflag" in sql] == []
    permissions = 'SELECT "django_content_type"."app_label", "auth_permission"."codename"'
    assert [sql for sql in asked if sql.startswith(permissions)] == []
