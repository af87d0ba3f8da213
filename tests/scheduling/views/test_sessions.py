import html
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.actions.erasure import erase_account
from feedback.actions.reviews import open_reviews
from interviews.domain.session_times import PACKET_OPENS_BEFORE
from interviews.models import Participation, Session
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.proposals import propose_move
from scheduling.models import Claim, Proposal
from tests.cohorts.factories import CohortFactory
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, claimed, in_days, person

pytestmark = pytest.mark.django_db

CHANGES = (
    "session_cancel",
    "session_move",
    "session_meeting_url",
    "session_reconfirm",
    "session_keep",
)


@pytest.fixture
def people(catalogue):
    """The session's two, the coach of one of them, the coach of others, a stranger."""
    owner, partner, coach, other_coach, stranger = (person() for _ in range(5))
    CohortFactory(coach=coach, members=[partner])
    CohortFactory(coach=other_coach, members=[stranger])
    return {
        "owner": owner,
        "partner": partner,
        "coach": coach,
        "other_coach": other_coach,
        "stranger": stranger,
    }


@pytest.fixture
def booked(people):
    return book(people["owner"], people["partner"], starts_at=in_days(3))


def as_user(client, user):
    client.logout()
    if user is not None:
        client.force_login(user)
    return client


def sign_in_url(url):
    return f"{reverse('account_login')}?next={url}"


def page_of(client, user, session, name="session"):
    return as_user(client, user).get(reverse(name, args=[session.public_id]))


# --- Who may see and change -----------------------------------------------------------------


def test_its_people_and_their_coach_see_a_session(client, people, booked):
    statuses = {who: page_of(client, user, booked).status_code for who, user in people.items()}
    assert statuses == {
        "owner": 200,
        "partner": 200,
        "coach": 200,
        "other_coach": 404,
        "stranger": 404,
    }
    anonymous = page_of(client, None, booked)
    url = reverse("session", args=[booked.public_id])
    assert (anonymous.status_code, anonymous["Location"]) == (302, sign_in_url(url))


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_else_changes_a_session(name, client, people, booked):
    url = reverse(name, args=[booked.public_id])
    data = {
        "reason": "x",
        "start": in_days(5).isoformat(),
        "meeting_url": "https://evil.example.org",
    }
    tables = (Session, Claim, Proposal, Participation)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for who in ("coach", "other_coach", "stranger"):
        assert as_user(client, people[who]).post(url, data).status_code == 404
        assert as_user(client, people[who]).get(url).status_code in (404, 405)
    anonymous = as_user(client, None).post(url, data)
    assert (anonymous.status_code, anonymous["Location"]) == (302, sign_in_url(url))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["owner"])
    assert strict.post(url, data).status_code == 403
    as_user(client, people["owner"]).get(url)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_an_unknown_session_is_not_found(client, people):
    as_user(client, people["owner"])
    unknown = "00000000-0000-4000-8000-000000000000"
    assert client.get(reverse("session", args=[unknown])).status_code == 404
    for name in CHANGES:
        assert client.post(reverse(name, args=[unknown])).status_code == 404


def test_a_coach_reads_along_and_is_offered_nothing(client, people, booked):
    booked.meeting_url = "https://meet.example.org/x"
    booked.save()
    content = page_of(client, people["coach"], booked).content.decode()
    assert people["owner"].profile.pseudonym in content
    assert "You see this session as a coach." in content
    for hidden in ("meet.example.org", "SECRET", reverse("room", args=[booked.public_id])):
        assert hidden not in content
    for name in CHANGES:
        assert reverse(name, args=[booked.public_id]) not in content


# --- The page -------------------------------------------------------------------------------


def test_each_sees_only_the_question_they_will_ask(client, people, booked):
    legs = {leg.interviewer: leg.packet_version for leg in booked.legs.all()}
    for user, version in legs.items():
        version.title = f"SECRET of {user.pk}"
        version.save()
    contents = {
        who: page_of(client, people[who], booked).content.decode() for who in ("owner", "partner")
    }
    for who, other in (("owner", "partner"), ("partner", "owner")):
        assert f"SECRET of {people[who].pk}" in contents[who]
        assert f"SECRET of {people[other].pk}" not in contents[who]


@pytest.mark.parametrize(("minutes", "is_offered"), [(1, False), (-1, True)])
def test_the_packet_is_offered_when_the_room_shows_it(client, people, minutes, is_offered):
    session = book(people["owner"], people["partner"], starts_at=in_days(3))
    opens_at = session.starts_at - PACKET_OPENS_BEFORE
    with time_machine.travel(opens_at - timedelta(minutes=minutes), tick=False):
        content = page_of(client, people["owner"], session).content.decode()
    assert ("Read the packet" in content) == is_offered


def test_the_candidate_of_a_one_way_session_sees_no_question_at_all(client, people):
    session = book(
        people["owner"],
        people["partner"],
        starts_at=in_days(3),
        mode="one_way",
        partner_kind="",
    )
    assert "SECRET" not in page_of(client, people["owner"], session).content.decode()
    assert "SECRET title" in page_of(client, people["partner"], session).content.decode()


def test_the_page_says_both_times_and_a_clock_change_of_either(client, catalogue):
    with time_machine.travel(datetime(2026, 10, 26, 12, tzinfo=UTC), tick=False):
        owner = person(timezone="Asia/Kathmandu", pseudonym="Owner")
        partner = person(timezone="America/New_York", pseudonym="Partner")
        start = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)  # New York falls back on 1 November
        session = book(owner, partner, starts_at=start)
        content = page_of(client, owner, session).content.decode()
        assert "Mon 2 Nov 2026, 22:45 (UTC+5:45)" in content
        assert "Mon 2 Nov 2026, 12:00 (UTC−5)" in content
        assert "Partner’s clocks change before this session." in content
        assert "Your clocks change" not in content
        assert "Your clocks change" in page_of(client, partner, session).content.decode()


def test_the_page_of_a_cancelled_session_says_who_and_why_and_offers_nothing(
    client, people, booked
):
    cancel_booking(booked, by=people["partner"], reason="Exam", now=in_days(0))
    content = page_of(client, people["owner"], booked).content.decode()
    assert f"{people['partner'].profile.pseudonym} cancelled this session" in content
    assert "The reason given: Exam" in content
    for name in (*CHANGES, "room"):
        assert reverse(name, args=[booked.public_id]) not in content
    assert "Exam" not in page_of(client, people["coach"], booked).content.decode()


def test_a_completed_session_leads_to_its_feedback(client, people):
    session = SessionFactory(
        first=people["owner"], second=people["partner"], state="completed", starts_at=in_days(-2)
    )
    feedback = reverse("session_feedback", args=[session.public_id])
    assert feedback not in page_of(client, people["owner"], session).content.decode()
    assert feedback not in client.get(reverse("sessions")).content.decode()
    open_reviews(session, now=session.ends_at)  # only now is there anything to write
    assert feedback in client.get(reverse("sessions")).content.decode()
    content = page_of(client, people["owner"], session).content.decode()
    assert feedback in content
    assert reverse("session_cancel", args=[session.public_id]) not in content


def test_the_page_survives_a_partner_who_erased_their_account(client, people, booked):
    people["partner"].delete()
    for name in ("session", "session_cancel"):
        assert page_of(client, people["owner"], booked, name).status_code == 200
    assert as_user(client, people["owner"]).get(reverse("sessions")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(rows, client, django_assert_num_queries):
    reader = UserFactory()
    for n in range(rows):
        SessionFactory(first=reader, starts_at=in_days(2 + n))
        SessionFactory(first=reader, starts_at=in_days(-2 - n), state="completed")
    client.force_login(reader)
    with django_assert_num_queries(12):  # session, user, profile; 2 counts; 3 for each part; forms
        page = client.get(reverse("sessions"))
    assert (len(page.context["coming"]), len(page.context["past"])) == (rows, rows)


def test_the_list_holds_ones_own_sessions_and_asks_strangers_to_sign_in(client, people, booked):
    counts = {
        who: len(as_user(client, user).get(reverse("sessions")).context["coming"])
        for who, user in people.items()
    }
    assert counts == {"owner": 1, "partner": 1, "coach": 0, "other_coach": 0, "stranger": 0}
    anonymous = as_user(client, None).get(reverse("sessions"))
    assert anonymous["Location"] == sign_in_url(reverse("sessions"))


# --- Cancel ---------------------------------------------------------------------------------


def test_cancelling_late_is_said_before_it_is_done(client, people):
    now = in_days(0)
    with time_machine.travel(now, tick=False):
        soon = book(people["owner"], people["partner"], starts_at=now + timedelta(hours=23))
        other = {"proposer_kind": "behavioural", "partner_kind": "behavioural"}
        later = book(people["owner"], people["partner"], starts_at=in_days(3, now=now), **other)
        words = "This is a late cancellation."
        shown = [
            words in page_of(client, people["owner"], session, "session_cancel").content.decode()
            for session in (soon, later)
        ]
    assert shown == [True, False]


def test_cancelling_frees_both_calendars_and_a_second_try_says_so(client, people, booked):
    url = reverse("session_cancel", args=[booked.public_id])
    client.force_login(people["partner"])
    assert client.post(url, {"reason": "x" * 201}).status_code == 400
    assert claimed(people["owner"]) != []
    response = client.post(url, {"reason": "Exam"})
    assert response["Location"] == reverse("session", args=[booked.public_id])
    assert claimed(people["owner"]) == claimed(people["partner"]) == []
    again = client.post(url, {"reason": "Exam"})
    assert again.status_code == 409
    assert "cancelled already" in again.content.decode()


def test_a_session_that_began_is_not_cancelled(client, people, booked):
    client.force_login(people["owner"])
    with time_machine.travel(booked.starts_at + timedelta(minutes=1), tick=False):
        client.force_login(people["owner"])
        response = client.post(reverse("session_cancel", args=[booked.public_id]))
    assert response.status_code == 409
    assert "has begun" in response.content.decode()
    booked.refresh_from_db()
    assert booked.state == "confirmed"


# --- Move -----------------------------------------------------------------------------------


def test_times_that_fit_both_are_offered_and_one_of_them_is_proposed(client, people, booked):
    client.force_login(people["owner"])
    url = reverse("session_move", args=[booked.public_id])
    form = client.get(url).context["form"]
    offered = [value for value, _ in form.fields["start"].widget.choices]
    assert len(offered) == 3
    response = client.post(url, {"start": offered[-1]})
    proposal = Proposal.objects.get(moves_session=booked)
    assert response["Location"] == reverse("proposal", args=[proposal.public_id])
    assert proposal.starts_at.isoformat() == offered[-1]
    booked.refresh_from_db()
    assert booked.sequence == 0


def test_each_time_is_shown_in_both_zones_and_a_clock_change_is_said(client, catalogue):
    with time_machine.travel(datetime(2026, 10, 22, 12, tzinfo=UTC), tick=False):
        owner = person(timezone="Europe/Berlin")
        partner = person(timezone="Asia/Tokyo", pseudonym="Quick Fox")
        session = book(owner, partner, starts_at=datetime(2026, 10, 23, 12, tzinfo=UTC))
        for user in (owner, partner):
            user.weekly_windows.exclude(weekday__in=(4, 5, 0)).delete()
        client.force_login(owner)
        url = reverse("session_move", args=[session.public_id])
        content = html.unescape(client.get(url).content.decode())
        assert "Your clocks change before some of these times." in content
        assert "back by 60 minutes on" in content
        for words in (
            *("Fri 23 Oct 2026, 14:00 (UTC+2)", "Fri 23 Oct 2026, 21:00 (UTC+9)"),  # it has now
            "Mon 26 Oct 2026, 00:00 (UTC+1); for Quick Fox 08:00 (UTC+9)",
        ):
            assert words in content
        partner.profile.timezone = "Europe/Paris"  # another zone with the same clock
        partner.profile.save()
        assert "Mon 26 Oct 2026, 00:00 (UTC+1)<" in client.get(url).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_a_session_whose_other_person_is_erased_still_answers(
    method, client, people, booked, now
):
    erase_account(people["partner"], by=people["partner"], now=now)
    url = reverse("session_move", args=[booked.public_id])
    client.force_login(people["owner"])
    response = getattr(client, method)(url, {"own_start": "2030-01-01T10:00"})
    assert response.status_code == {"get": 200, "post": 400}[method]


def test_another_time_is_read_in_the_readers_zone(client, catalogue):
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        owner, partner = person(timezone="Asia/Kathmandu"), person()
        session = book(owner, partner, starts_at=datetime(2026, 6, 3, 12, tzinfo=UTC))
        client.force_login(owner)
        client.post(
            reverse("session_move", args=[session.public_id]), {"own_start": "2026-06-04T20:45"}
        )
    assert Proposal.objects.get(moves_session=session).starts_at == datetime(
        2026, 6, 4, 15, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a time."),
        ({"start": "soon"}, "not a time we can read"),
        ({"own_start": "2020-01-01T10:00"}, "in the past"),
        ({"own_start": "99999-01-01T10:00"}, "Enter a valid date/time."),
        ({"own_start": "2999-01-01T10:00"}, "too far ahead"),
        ({"own_start": "0001-01-01T00:00"}, "in the past"),
        ({"own_start": "9999-12-31T23:59"}, "too far ahead"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_bad_new_time_is_an_error_in_words(data, words, zone, client, people, booked):
    people["owner"].profile.timezone = zone
    people["owner"].profile.save()
    client.force_login(people["owner"])
    response = client.post(reverse("session_move", args=[booked.public_id]), data)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert Proposal.objects.filter(moves_session=booked).count() == 0


def test_a_wall_time_that_is_skipped_or_comes_twice_is_an_error_in_words(client, catalogue):
    with time_machine.travel(datetime(2026, 10, 20, 12, tzinfo=UTC), tick=False):
        owner, partner = person(timezone="Europe/Berlin"), person()
        session = book(owner, partner, starts_at=datetime(2026, 10, 22, 12, tzinfo=UTC))
        client.force_login(owner)
        url = reverse("session_move", args=[session.public_id])
        response = client.post(url, {"own_start": "2026-10-25T02:30"})
    assert response.status_code == 400
    assert "it may be ambiguous" in response.content.decode()


def test_while_a_move_waits_the_page_says_so_and_offers_no_second(client, people, booked):
    propose_move(booked, by=people["owner"], starts_at=in_days(4), message="", now=in_days(0))
    content = page_of(client, people["partner"], booked).content.decode()
    assert f"{people['owner'].profile.pseudonym} proposes a new time" in content
    assert reverse("session_move", args=[booked.public_id]) not in content
    second = as_user(client, people["partner"]).post(
        reverse("session_move", args=[booked.public_id]), {"start": in_days(5).isoformat()}
    )
    assert second.status_code == 400
    assert "proposed already" in second.content.decode()


# --- Meeting link and reconfirmation --------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["http://meet.example.org", "javascript:alert(1)", "https://", "x" * 300]
)
def test_a_bad_meeting_link_is_an_error_in_words(url, client, people, booked):
    client.force_login(people["owner"])
    response = client.post(
        reverse("session_meeting_url", args=[booked.public_id]), {"meeting_url": url}
    )
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    booked.refresh_from_db()
    assert booked.meeting_url == ""


def test_either_person_sets_and_clears_the_meeting_link(client, people, booked):
    url = reverse("session_meeting_url", args=[booked.public_id])
    for who, link in (("owner", "https://meet.example.org/a?b=1&c=2"), ("partner", "")):
        assert as_user(client, people[who]).post(url, {"meeting_url": link}).status_code == 302
        booked.refresh_from_db()
        assert booked.meeting_url == link


def test_reconfirming_is_offered_from_a_day_before_and_shown_to_the_partner(client, people, booked):
    url = reverse("session_reconfirm", args=[booked.public_id])
    assert url not in page_of(client, people["owner"], booked).content.decode()
    with time_machine.travel(booked.starts_at - timedelta(hours=24), tick=False):
        assert url in page_of(client, people["owner"], booked).content.decode()
        assert client.get(url).status_code == 405
        assert client.post(url).status_code == 302
        assert url not in page_of(client, people["owner"], booked).content.decode()
        seen = page_of(client, people["partner"], booked)
        assert seen.context["page"].partner_place.reconfirmed_at == booked.starts_at - timedelta(
            hours=24
        )


def test_a_cancelled_session_is_not_reconfirmed(client, people, booked):
    cancel_booking(booked, by=people["partner"], reason="", now=in_days(0))
    client.force_login(people["owner"])
    response = client.post(reverse("session_reconfirm", args=[booked.public_id]))
    assert response.status_code == 409
    assert Participation.objects.exclude(reconfirmed_at=None).count() == 0
