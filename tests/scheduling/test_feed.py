import hashlib
import logging
from copy import copy
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from common.tokens import hash_token
from interviews.actions.sessions import set_meeting_url
from interviews.models import Leg, Session
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.bookings import cancel_booking
from scheduling.actions.feeds import make_feed, revoke_feed
from scheduling.actions.proposals import propose_move
from scheduling.models import CalendarFeed
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db


def feed_of(client, token, **headers):
    return client.get(reverse("calendar_feed", args=[token]), headers=headers)


def events_in(response) -> list:
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_a_feed_publishes_the_persons_sessions_and_nobody_elses(client, now):
    owner = UserFactory()
    own = SessionFactory(first=owner)
    SessionFactory()
    response = feed_of(client, make_feed(owner, now=now))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private"
    calendar = Calendar.from_ical(response.content)
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "Rehearse sessions")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in response.content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in response.content
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["DTSTART"].dt, event["DTEND"].dt) == (
        *(str(own.public_id), own.starts_at, own.ends_at),
    )
    assert event["LAST-MODIFIED"].dt == own.changed_at.replace(microsecond=0)


def test_a_feed_has_no_attendee_no_address_and_no_question(client, now):
    owner, partner = UserFactory(), UserFactory()
    SessionFactory(first=owner, second=partner)
    content = feed_of(client, make_feed(owner, now=now)).content.decode()
    unfolded = content.replace("\r\n ", "")
    assert "ATTENDEE" not in unfolded
    assert "SECRET" not in unfolded
    assert owner.email not in unfolded
    assert partner.email not in unfolded
    assert partner.profile.pseudonym in unfolded


def test_the_sequence_follows_moves_and_a_cancelled_session_stays_thirty_days(client, catalogue):
    begin = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    with time_machine.travel(begin, tick=False):
        asker, partner = person(), person()
        session = book(asker, partner, starts_at=begin + timedelta(days=3), now=begin)
        token = make_feed(asker, now=begin)
        move = propose_move(
            session, by=asker, starts_at=begin + timedelta(days=4), message="", now=begin
        )
        session = accept_proposal(move, by=partner, now=begin)
        (event,) = events_in(feed_of(client, token))
        assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")
        cancel_booking(Session.objects.get(), by=partner, reason="", now=begin)
    with time_machine.travel(begin + timedelta(days=29, hours=23), tick=False):
        (event,) = events_in(feed_of(client, token))
        assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
            *(str(session.public_id), 2, "CANCELLED"),
        )
    with time_machine.travel(begin + timedelta(days=30), tick=False):
        assert events_in(feed_of(client, token)) == []


def test_an_unchanged_feed_answers_304_and_a_changed_one_does_not(client, now):
    owner = UserFactory()
    session = SessionFactory(first=owner)
    token = make_feed(owner, now=now)
    first = feed_of(client, token)
    etag = f'"{hashlib.sha256(first.content).hexdigest()}"'
    assert first["ETag"] == etag
    again = feed_of(client, token, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    cancel_booking(session, by=owner, reason="", now=now)
    assert feed_of(client, token, if_none_match=etag).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_costs_three_queries(rows, client, now, django_assert_num_queries):
    owner = UserFactory()
    for n in range(rows):
        SessionFactory(first=owner, starts_at=in_days(2 + n))
    token = make_feed(owner, now=now)
    with django_assert_num_queries(3):
        assert len(events_in(feed_of(client, token))) == rows


def booked_often(owner, *, count):
    """So many sessions, an hour each, from the day before yesterday on."""
    first = SessionFactory(first=owner, starts_at=in_days(-2))
    places, legs = list(first.participations.all()), list(first.legs.all())
    sessions = Session.objects.bulk_create(
        Session(
            mode=first.mode,
            starts_at=first.starts_at + timedelta(hours=number),
            ends_at=first.ends_at + timedelta(hours=number),
            created_at=first.created_at,
            changed_at=first.changed_at,
        )
        for number in range(1, count)
    )
    for row in (*places, *legs):
        copies = [copy(row) for _ in sessions]
        for made, session in zip(copies, sessions, strict=True):
            made.pk, made.session = None, session
            if isinstance(made, Leg):
                made.public_id = uuid4()
        type(row).objects.bulk_create(copies)


def test_two_hundred_sessions_are_not_sent_again_and_cost_three_queries(
    client, django_assert_num_queries
):
    owner = UserFactory()
    with time_machine.travel("2026-06-01T12:00:30.7Z", tick=False):
        booked_often(owner, count=200)
        token = make_feed(owner, now=timezone.now())
        sent = feed_of(client, token)
        assert len(events_in(sent)) == 200
        assert sent["Last-Modified"] == "Mon, 01 Jun 2026 12:00:30 GMT"
    with time_machine.travel("2026-06-01T18:00Z", tick=False):
        for header in (
            {"if_none_match": sent["ETag"]},
            {"if_modified_since": sent["Last-Modified"]},
            {"if_none_match": sent["ETag"], "if_modified_since": sent["Last-Modified"]},
        ):
            with django_assert_num_queries(3):
                answer = feed_of(client, token, **header)
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer["ETag"] == sent["ETag"]
            assert answer["Last-Modified"] == sent["Last-Modified"]


def test_whatever_changes_an_event_is_newer_than_what_was_sent(client):
    owner = UserFactory()
    with time_machine.travel("2026-06-01T12:00Z") as clock:
        session = SessionFactory(first=owner)
        token = make_feed(owner, now=timezone.now())
        since = feed_of(client, token)["Last-Modified"]
        clock.shift(60)
        set_meeting_url(session, url="https://meet.example.org/a", by=owner, now=timezone.now())
        after_link = feed_of(client, token, if_modified_since=since)
        clock.shift(60)
        cancel_booking(session, by=owner, reason="", now=timezone.now())
        after_cancel = feed_of(client, token, if_modified_since=after_link["Last-Modified"])
        since = after_cancel["Last-Modified"]
        assert feed_of(client, token, if_modified_since=since).status_code == 304
        clock.shift(86_400)  # a name may have changed: once a day it is sent
        next_day = feed_of(client, token, if_modified_since=since)
    assert [each.status_code for each in (after_link, after_cancel, next_day)] == [200, 200, 200]


def test_only_the_hash_of_the_token_is_kept(now):
    owner = UserFactory()
    token = make_feed(owner, now=now)
    assert len(token) == 43  # 256 bits
    assert CalendarFeed.objects.values_list("token_hash", flat=True).get() == hash_token(token)


def test_a_replaced_or_revoked_address_is_dead(client, now):
    owner = UserFactory()
    first = make_feed(owner, now=now)
    second = make_feed(owner, now=now)
    assert feed_of(client, first).status_code == 404
    assert feed_of(client, second).status_code == 200
    revoke_feed(owner, now=now)
    assert feed_of(client, second).status_code == 404


def test_the_feed_of_somebody_inactive_or_erased_is_gone(client, now):
    owner, erased = UserFactory(), UserFactory()
    tokens = [make_feed(user, now=now) for user in (owner, erased)]
    owner.is_active = False
    owner.save()
    erased.delete()
    assert [feed_of(client, token).status_code for token in tokens] == [404, 404]


def test_a_session_whose_other_person_is_erased_does_not_break_the_feed(client, now):
    owner, partner = UserFactory(), UserFactory()
    SessionFactory(first=owner, second=partner)
    token = make_feed(owner, now=now)
    partner.delete()
    response = feed_of(client, token)
    assert (response.status_code, events_in(response)) == (200, [])


def test_a_dead_address_is_not_written_to_the_log(client, now, caplog):
    owner = UserFactory()
    token = make_feed(owner, now=now)
    with caplog.at_level(logging.DEBUG):
        assert feed_of(client, token).status_code == 200
        revoke_feed(owner, now=now)
        assert feed_of(client, token).status_code == 404
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert token not in logged


def test_the_page_shows_a_new_address_once(client, now):
    owner = UserFactory()
    client.force_login(owner)
    shown = client.post(reverse("calendar"))
    address = shown.context["address"]
    assert address.startswith("http://127.0.0.1:8000/calendar/")
    assert address.endswith(".ics")
    assert shown.content.decode().count(address) == 1
    assert "no-store" in shown["Cache-Control"]
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    later = client.get(reverse("calendar"))
    assert token not in later.content.decode()
    assert "12 to 24 hours" in later.content.decode()
    client.post(reverse("calendar_revoke"))
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_looking_at_the_page_makes_and_revokes_nothing(client):
    owner = UserFactory()
    client.force_login(owner)
    assert client.get(reverse("calendar")).status_code == 200
    assert client.get(reverse("calendar_revoke")).status_code == 405
    assert CalendarFeed.objects.count() == 0


def test_the_pages_ask_a_stranger_to_sign_in(client):
    for name in ("calendar", "calendar_revoke"):
        url = reverse(name)
        response = client.post(url)
        assert (response.status_code, response["Location"]) == (
            *(302, f"{reverse('account_login')}?next={url}"),
        )
