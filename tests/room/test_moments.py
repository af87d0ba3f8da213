"""The interviewer's private notes, from the room into the form."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.urls import reverse

from feedback.models import Moment
from room.actions.clock import begin_next_phase, end_session, start_interviews
from room.actions.moments import note_in_room
from room.models import Room
from tests.factories import UserFactory
from tests.room.conftest import both_enter, browser, session_at

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def _address(session):
    return reverse("session_moment", args=[session.public_id])


def _posted(**fields):
    return {"key": str(uuid4()), "text": "MY-NOTE", "criterion": "approach"} | fields


@pytest.fixture
def running(session, now):
    """Leg 1 began three minutes ago: `first` interviews."""
    both_enter(session, now=now)
    start_interviews(session, revision=0, by=session.first, now=now - timedelta(minutes=3))
    return session


def test_a_note_is_stamped_with_the_minute_of_the_round(running, now):
    with time_machine.travel(now + timedelta(seconds=5), tick=False):
        answer = browser(running.first).post(_address(running), _posted(), headers=JSON)
    assert (answer.status_code, answer.json()["stamp"]) == (200, "03:05")
    assert Moment.objects.get().author == running.first


def test_without_script_the_room_comes_back_with_the_note(running):
    client = browser(running.first)
    page = client.post(_address(running), _posted(), follow=True)
    assert page.redirect_chain == [(reverse("room", args=[running.public_id]), 302)]
    assert "MY-NOTE" in page.content.decode()


def test_a_note_is_on_no_page_and_in_no_frame_of_the_partner(running):
    browser(running.first).post(_address(running), _posted())
    for name in ("room", "session", "session_feedback"):
        address = reverse(name, args=[running.public_id])
        assert "MY-NOTE" not in browser(running.second).get(address).content.decode()


@pytest.mark.django_db(transaction=True)
async def test_the_partners_socket_hears_nothing_of_a_note(session, now, open_socket):
    await sync_to_async(both_enter)(session, now=now)
    await sync_to_async(start_interviews)(session, revision=0, by=session.first, now=now)
    socket = await open_socket(session, session.second)
    await sync_to_async(note_in_room)(
        session, key=uuid4(), text="MY-NOTE", criterion="", by=session.first, now=now
    )
    await socket.view()
    assert "MY-NOTE" not in socket.bytes


def test_before_the_own_round_there_is_nothing_to_stamp(running):
    answer = browser(running.second).post(_address(running), _posted(), headers=JSON)
    assert (answer.status_code, Moment.objects.count()) == (400, 0)
    assert "Notes begin with your round" in answer.json()["error"]


def test_after_the_end_notes_go_into_the_form(running, now):
    revision = Room.objects.get(session=running).revision
    end_session(running, revision=revision, by=running.first, now=now)
    answer = browser(running.first).post(_address(running), _posted(), headers=JSON)
    assert (answer.status_code, Moment.objects.count()) == (400, 0)
    assert "Write it into your form" in answer.json()["error"]


def test_the_first_tagged_note_stands_in_the_form_until_it_is_saved(running, now):
    client = browser(running.first)
    for words in ("MY-NOTE", "MY-SECOND"):
        client.post(_address(running), _posted(text=words))
    client.post(_address(running), _posted(text="MY-FREE", criterion=""))
    for at in (now, now + timedelta(seconds=1)):
        revision = Room.objects.get(session=running).revision
        leg_owner = running.first if at == now else running.second
        begin_next_phase(running, revision=revision, by=leg_owner, now=at)
    form = running.legs.get(number=1).reviews.get(perspective="interviewer")
    url = reverse("review", args=[form.public_id])
    page = client.get(url)
    evidence = page.context["form"]["evidence_approach"]
    assert evidence.value().endswith(" MY-NOTE")
    assert [note.text for note in page.context["form"].other_notes()] == ["MY-FREE"]
    assert "MY-SECOND" in page.content.decode()

    client.post(f"{url}draft/", {"revision": "0", "evidence_approach": ""})
    assert client.get(url).context["form"]["evidence_approach"].value() is None


@pytest.mark.parametrize("posted", [{}, {"key": "x"}, {"text": "x" * 2001}, {"criterion": "\x00"}])
def test_what_cannot_be_read_is_refused_in_words(running, posted):
    data = _posted(**posted) if posted else {}
    answer = browser(running.first).post(_address(running), data, headers=JSON)
    assert (answer.status_code, Moment.objects.count()) == (400, 0)


def test_strangers_and_whoever_interviews_nobody_find_nothing(now):
    session = session_at(now - timedelta(minutes=1), mode="one_way")
    for user in (session.second, UserFactory(), UserFactory(is_staff=True, is_superuser=True)):
        assert browser(user).post(_address(session), _posted()).status_code == 404
    assert Moment.objects.count() == 0
