"""The question about busy time over a session: on its owner's pages, and on nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from scheduling.actions.bookings import cancel_booking
from scheduling.models import BusyOverlap
from tests.cohorts.factories import CohortFactory
from tests.scheduling.calendars import busy, hour
from tests.scheduling.worlds import book, in_days, person

pytestmark = pytest.mark.django_db

ASKS = "that you are busy during"


@pytest.fixture
def two(catalogue):
    return person(timezone="UTC"), person(timezone="UTC")


@pytest.fixture
def session(two):
    return book(*two, starts_at=in_days(3))


@pytest.fixture
def source(two, session):
    return busy(two[0], hour(session.starts_at + timedelta(minutes=15), 0.5), name="Work")


def text_at(client, user, name, *args):
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def keep(client, user, session):
    client.force_login(user)
    return client.post(reverse("session_keep", args=[session.public_id]), follow=True)


def test_home_and_the_session_ask_its_owner_alone(client, two, session, source):
    user, partner = two
    coach = person()
    CohortFactory(coach=coach, members=[user])
    pages = {
        (who.pk, name): text_at(client, who, name, *args)
        for who in (user, partner)
        for name, args in (("home", ()), ("session", (session.public_id,)))
    }
    asked = {key: f"Your calendar “Work” says {ASKS}" in text for key, text in pages.items()}
    assert asked == {
        (user.pk, "home"): True,
        (user.pk, "session"): True,
        (partner.pk, "home"): False,
        (partner.pk, "session"): False,
    }
    for text in (*(pages[partner.pk, name] for name in ("home", "session")),):
        assert "Work" not in text
    assert ASKS not in text_at(client, coach, "session", session.public_id)
    start = session.starts_at + timedelta(minutes=15)
    assert f">{start:%H:%M}</time> to <time" in pages[user.pk, "session"]
    for name in ("session_keep", "session_move", "session_cancel"):
        assert reverse(name, args=[session.public_id]) in pages[user.pk, "home"]


def test_keeping_it_ends_the_question_and_a_second_click_changes_nothing(
    client, two, session, source
):
    user = two[0]
    assert "The session stands." in keep(client, user, session).content.decode()
    kept = BusyOverlap.objects.values().get()
    assert "Nothing was changed." in keep(client, user, session).content.decode()
    assert BusyOverlap.objects.values().get() == kept
    assert ASKS not in text_at(client, user, "home")
    assert ASKS not in text_at(client, user, "session", session.public_id)


def test_nobody_answers_for_somebody_else(client, two, session, source):
    user, partner = two
    coach = person()
    CohortFactory(coach=coach, members=[user])
    assert keep(client, partner, session).status_code == 200
    assert [keep(client, who, session).status_code for who in (coach, person())] == [404, 404]
    assert not BusyOverlap.objects.exists()
    client.force_login(user)
    assert client.get(reverse("session_keep", args=[session.public_id])).status_code == 405


def test_there_is_nothing_to_keep_of_a_cancelled_session(client, two, session, source, now):
    user = two[0]
    cancel_booking(session, by=user, reason="", now=now)
    assert "Nothing was changed." in keep(client, user, session).content.decode()
    assert ASKS not in text_at(client, user, "home")


def test_moving_is_offered_while_it_is_possible(client, two, session, source):
    user = two[0]
    move = f'<a class="button" href="{reverse("session_move", args=[session.public_id])}">'
    assert text_at(client, user, "home").count(move) == 1
    session.moves = 2
    session.save()
    assert text_at(client, user, "home").count(move) == 0
