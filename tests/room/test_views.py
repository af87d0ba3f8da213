from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cohorts.models import Cohort, Membership
from interviews.models import Session
from room.actions.clock import begin_next_phase, end_session, start_interviews
from room.models import Room
from tests.factories import UserFactory
from tests.room.conftest import both_enter, browser, session_at

pytestmark = pytest.mark.django_db


def address(session: Session) -> str:
    return reverse("room", args=[session.public_id])


def page(session: Session, user) -> str:
    response = browser(user).get(address(session))
    assert response.status_code == 200
    return response.content.decode()


def coach_of(person, now):
    """Somebody who coaches `person`."""
    coach = UserFactory()
    cohort = Cohort.objects.create(
        name="Spring",
        join_code="spring",
        starts_date=now.date(),
        ends_date=now.date(),
        created_at=now,
    )
    for user, role in ((coach, Membership.Role.COACH), (person, Membership.Role.MEMBER)):
        Membership.objects.create(cohort=cohort, user=user, role=role, joined_at=now)
    return coach


def test_the_room_is_for_its_two_people_only(session, client, now):
    for user, status in (
        (session.first, 200),
        (session.second, 200),
        (UserFactory(), 404),
        (coach_of(session.first, now), 404),
        (UserFactory(is_staff=True, is_superuser=True), 404),
    ):
        assert browser(user).get(address(session)).status_code == status
    response = client.get(address(session))
    assert (response.status_code, response.url) == (
        302,
        f"{reverse('account_login')}?next={address(session)}",
    )


def test_an_unknown_room_is_not_found(session):
    url = reverse("room", args=[uuid4()])
    assert browser(session.first).get(url).status_code == 404


def test_reading_changes_nothing_and_posting_is_refused(session):
    client = browser(session.first)
    assert client.get(address(session)).status_code == 200
    assert client.post(address(session)).status_code == 405
    assert Room.objects.count() == 0


def test_the_page_is_never_stored(session):
    response = browser(session.first).get(address(session))
    assert "no-store" in response.headers["Cache-Control"]


def test_early_the_page_says_when_the_room_opens_in_the_readers_zone():
    start = datetime.fromisoformat("2030-01-07T18:00:00+00:00")
    session = session_at(start, second=UserFactory(timezone="Asia/Kathmandu"))
    words = page(session, session.second)
    assert "The room opens" in words
    assert "Mon 7 Jan 2030, 23:30 (UTC+5:45)" in words
    assert "SECRET" not in words


def test_before_it_opens_the_room_leads_the_interviewer_to_their_packet(now):
    session = session_at(now + timedelta(hours=3), mode="one_way")
    prepare = reverse("prepare", args=[session.public_id])
    assert prepare in page(session, session.first)
    assert prepare not in page(session, session.second)
    for person in (session.first, session.second):
        assert "SECRET" not in page(session, person)


def test_the_interviewer_sees_everything_while_their_leg_runs(session, now):
    both_enter(session, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    words = page(session, session.first)
    for expected in (
        *("SECRET title", "SECRET opening", "Write a function.", "SECRET say"),
        *("SECRET clarification", "SECRET hint 1", "SECRET hint 3", "SECRET follow-up"),
        *("SECRET push-back", "SECRET red flag", "approach anchor 4", "SECRET note 4"),
        *("SECRET solution", "SECRET strong", "SECRET weak"),
        *("def start()", "An example", "SECRET reference", "SECRET case", "SECRET mistake"),
        *("SECRET wrong", "SECRET given", "SECRET sum", "SECRET node", "SECRET pro"),
        *("SECRET fault", "SECRET quote", "SECRET effect", "SECRET improved"),
    ):
        assert expected in words, expected
    assert words.count('data-command="release"') == 4


def test_the_candidate_sees_the_brief_once_the_leg_begins(session, now):
    packet = session.legs.get(number=1).packet_version
    packet.candidate_brief = "Count the sheep."
    packet.save()
    both_enter(session, now=now)
    assert "Count the sheep." not in page(session, session.second)
    start_interviews(session, revision=0, by=session.first, now=now)
    words = page(session, session.second)
    assert ("Count the sheep." in words, "SECRET" in words) == (True, False)
    assert ("def start()" in words, "An example" in words) == (True, True)


def test_names_and_notes_are_shown_as_text(session, now):
    session.second.profile.pseudonym = "<script>alert(1)</script>"
    session.second.profile.save()
    both_enter(session, now=now)
    assert "<script>alert" not in page(session, session.first)


def test_the_meeting_link_is_offered(session):
    assert "Nobody has added one yet." in page(session, session.first)
    Session.objects.update(meeting_url="https://meet.example.org/x?a=1&b=2")
    assert 'href="https://meet.example.org/x?a=1&amp;b=2"' in page(session, session.second)


def test_the_debrief_and_the_end_link_to_the_feedback(session, now):
    both_enter(session, now=now)
    forms = reverse("session_feedback", args=[session.public_id])
    start_interviews(session, revision=0, by=session.first, now=now)
    assert forms not in page(session, session.first)
    begin_next_phase(session, revision=1, by=session.first, now=now)
    begin_next_phase(session, revision=2, by=session.second, now=now)
    assert forms in page(session, session.first)
    end_session(session, revision=3, by=session.first, now=now)
    words = page(session, session.second)
    assert (forms in words, "Undo the end" in words) == (True, True)


def test_a_day_after_only_the_notes_are_left(now):
    session = session_at(now - timedelta(hours=25, minutes=1))
    Session.objects.update(state="completed")
    words = page(session, session.first)
    assert "This room is closed" in words
    assert ("SECRET" in words, "data-socket" in words) == (False, False)


def test_a_cancelled_session_shows_no_room(now):
    session = session_at(now + timedelta(hours=1), state="cancelled")
    words = page(session, session.first)
    assert "This session was cancelled" in words
    assert ("SECRET" in words, "data-socket" in words) == (False, False)


def test_the_page_costs_a_known_number_of_queries(session, now, django_assert_num_queries):
    both_enter(session, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    for user, queries in ((session.first, 14), (session.second, 12)):
        client = browser(user)
        with django_assert_num_queries(queries):
            client.get(address(session))
