"""The socket, through the whole ASGI site: cookies, origins, roles, secrets, presence, rate."""

import asyncio
import json
import threading
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from accounts.models import User
from feedback.models import Review
from interviews.models import Participation, Session
from jobs.actions import enqueue
from jobs.execution import run_due_jobs
from room.models import Release, Room, Visit
from tests.factories import UserFactory
from tests.room.conftest import browser, session_at

pytestmark = pytest.mark.django_db(transaction=True)

STALE = "The room has moved on since you saw it. Nothing was changed; look again."


def room_facts(session: Session) -> tuple[str, int]:
    room = Room.objects.get(session=session)
    return room.phase, room.revision


facts_of = sync_to_async(room_facts)


# --- Who gets in ---------------------------------------------------------------------------------


async def test_both_people_get_in_and_a_stranger_does_not(session, open_socket):
    stranger = await sync_to_async(UserFactory)()
    for user in (session.first, session.second):
        socket = await open_socket(session, user)
        assert socket.is_open
        await socket.frames()
    assert not (await open_socket(session, stranger)).is_open
    assert await Visit.objects.acount() == 2


async def test_anonymous_is_refused(session, open_socket):
    assert not (await open_socket(session)).is_open
    assert await Room.objects.acount() == 0


@pytest.mark.parametrize(
    "origin",
    [
        *(b"https://evil.example", b"http://localhost.evil.example", b"null", b"", None),
        *(b"http://localhost:9999", b"http://127.0.0.1", b"localhost", b"http://localhost/"),
    ],
)
async def test_a_foreign_origin_is_refused(session, open_socket, origin):
    assert not (await open_socket(session, session.first, origin=origin)).is_open
    assert await Room.objects.acount() == 0


@pytest.mark.parametrize(
    ("starts_in", "message"),
    [
        (timedelta(minutes=16), "The room opens 15 minutes before the start."),
        (-timedelta(hours=25, minutes=1), "The room closed 24 hours after the session."),
    ],
)
async def test_outside_of_its_hours_the_room_says_so(now, open_socket, starts_in, message):
    session = await sync_to_async(session_at)(now + starts_in)
    socket = await open_socket(session, session.first)
    assert await socket.frames() == [{"type": "error", "message": message}, {"close": 4403}]
    assert await Room.objects.acount() == 0


async def test_a_cancelled_session_has_no_room(session, open_socket):
    await Session.objects.aupdate(state="cancelled")
    socket = await open_socket(session, session.first)
    assert await socket.frames() == [
        {"type": "error", "message": "This session was cancelled, so its room is closed."},
        {"close": 4403},
    ]


async def test_whoever_signs_out_is_out_at_the_next_message(session, open_socket):
    client = await sync_to_async(browser)(session.first)
    socket = await open_socket(session, client=client)
    await socket.frames()
    await sync_to_async(client.logout)()
    await socket.say(type="start", revision=0)
    assert await socket.frames() == [
        {"type": "error", "message": "You are signed out, or no longer part of this session."},
        {"close": 4403},
    ]
    assert await facts_of(session) == ("lobby", 0)


async def test_whoever_is_disabled_is_out_even_if_they_only_listen(session, open_socket):
    first = await open_socket(session, session.first)
    await first.frames()
    await User.objects.filter(pk=session.first.pk).aupdate(is_active=False)
    await open_socket(session, session.second)  # the join refreshes everybody's view
    assert (await first.frame())["type"] == "error"
    assert await first.frame() == {"close": 4403}


async def test_a_password_change_elsewhere_ends_the_connection(session, open_socket):
    socket = await open_socket(session, session.first)
    await User.objects.filter(pk=session.first.pk).aupdate(password="md5$changed")
    await socket.say(type="seen")
    assert (await socket.frames())[-1] == {"close": 4403}


async def test_a_session_cancelled_meanwhile_turns_people_out(session, open_socket):
    socket = await open_socket(session, session.first)
    await socket.frames()
    await Session.objects.aupdate(state="cancelled")
    await socket.say(type="start", revision=0)
    assert await socket.frames() == [
        {"type": "error", "message": "This session was cancelled, so its room is closed."},
        {"close": 4403},
    ]


# --- What is refused -----------------------------------------------------------------------------


async def test_garbage_is_answered_in_words_and_the_connection_stays(session, open_socket):
    socket = await open_socket(session, session.first)
    await socket.frames()
    for text in ("no JSON", "[" * 50_000, "[]", '{"type": "grade"}', '{"type": "next"}'):
        await socket.say(text)
        assert len(await socket.errors()) == 1
    await socket.communicator.send_input({"type": "websocket.receive", "bytes": b"\x00\xff"})
    assert await socket.errors() == ["That message is not JSON. Nothing was changed."]
    await socket.say(type="ping", number=7)
    [pong] = await socket.frames()
    assert (pong["type"], pong["number"]) == ("pong", 7)
    assert await facts_of(session) == ("lobby", 0)


async def test_a_frame_over_64_kb_closes_the_connection(session, open_socket):
    socket = await open_socket(session, session.first)
    await socket.frames()
    await socket.say(type="ping", number=1, padding="x" * 64 * 1024)
    assert await socket.frames() == [
        {"type": "error", "message": "That message is larger than 64 kB."},
        {"close": 1009},
    ]


async def test_a_flood_closes_the_connection(session, open_socket):
    socket = await open_socket(session, session.first)
    await socket.frames()
    for number in range(200):
        await socket.say(type="ping", number=number)
    frames = await socket.frames()
    assert frames[-2:] == [
        {"type": "error", "message": "Too many messages at once. Reload the page."},
        {"close": 4008},
    ]
    assert 40 <= sum(frame.get("type") == "pong" for frame in frames) < 120


async def test_wrong_roles_and_stale_revisions_change_nothing(session, open_socket):
    first = await open_socket(session, session.first)
    second = await open_socket(session, session.second)
    await first.say(type="start", revision=0)
    await first.frames()
    await second.frames()
    await second.say(type="next", revision=1)
    assert await second.errors() == ["Only the interviewer of this round can do that."]
    await second.say(type="release", item="hint", index=0, revision=1)
    assert await second.errors() == [
        "Only the interviewer of the round that runs can show something."
    ]
    for command in ("start", "next", "extend", "end", "undo_end"):
        await first.say(type=command, revision=0)
        assert await first.errors() == [STALE]
    assert await facts_of(session) == ("leg_1", 1)
    assert await Release.objects.exclude(item="brief").acount() == 0


# --- The run of a session ------------------------------------------------------------------------


async def test_both_sockets_follow_the_session_from_start_to_end(session, open_socket):
    first = await open_socket(session, session.first)
    second = await open_socket(session, session.second)
    seen = []
    for socket, command in (
        (second, "start"),
        (first, "extend"),
        (first, "next"),
        (second, "next"),
        (first, "end"),
        (second, "undo_end"),
        (second, "end"),
    ):
        _, revision = await facts_of(session)
        await socket.say(type=command, revision=revision)
        assert await socket.errors() == []
        views = [await each.view() for each in (first, second)]
        assert views[0]["ends_at"] == views[1]["ends_at"]
        seen.append((views[0]["phase"], views[0]["role"], views[1]["role"]))
    assert seen == [
        ("leg_1", "interviewer", "candidate"),
        ("leg_1", "interviewer", "candidate"),
        ("leg_2", "candidate", "interviewer"),
        ("debrief", "", ""),
        ("ended", "", ""),
        ("debrief", "", ""),
        ("ended", "", ""),
    ]
    assert await Review.objects.acount() == 6
    assert await Session.objects.filter(state="completed").acount() == 1


async def test_what_one_does_reaches_the_other_without_asking(session, open_socket):
    first = await open_socket(session, session.first)
    second = await open_socket(session, session.second)
    await second.frames()
    await first.say(type="start", revision=0)
    view = await second.view_unasked()
    assert (view["phase"], view["revision"]) == ("leg_1", 1)


async def test_a_job_thread_reaches_the_sockets(session, open_socket):
    """The due job runs in a thread of its own, as on the site; nobody asks."""
    first = await open_socket(session, session.first)
    await first.say(type="start", revision=0)
    await first.frames()

    def make_due() -> None:
        now = timezone.now()
        room = Room.objects.get()
        Room.objects.update(
            phase_started_at=now - timedelta(minutes=25), phase_ends_at=now - timedelta(seconds=1)
        )
        arguments = {"room_id": room.pk, "revision": room.revision}
        enqueue("room.advance_phase", key="due", run_at=now, now=now, **arguments)
        run_due_jobs()
        connection.close()

    # A plain thread: one that asgiref started would know the way to the sockets' loop.
    thread = threading.Thread(target=make_due)
    thread.start()
    view = await first.view_unasked(revision=2)  # a late view of the start may come before it
    await asyncio.to_thread(thread.join)
    assert (view["phase"], view["revision"]) == ("leg_2", 2)
    assert await facts_of(session) == ("leg_2", 2)


async def test_a_late_job_does_not_show_a_wrong_phase(session, open_socket):
    first = await open_socket(session, session.first)
    await first.say(type="start", revision=0)
    await first.frames()
    past = timezone.now() - timedelta(minutes=26)
    await Room.objects.aupdate(phase_started_at=past, phase_ends_at=past + timedelta(minutes=25))
    view = await first.view()
    assert (view["phase"], view["revision"], view["role"]) == ("leg_2", 2, "candidate")
    assert await facts_of(session) == ("leg_1", 1)


# --- Secrets -------------------------------------------------------------------------------------


def name_secrets(session: Session) -> None:
    """Give each leg's packet words of its own, in every field that holds the factory's SECRET."""
    for leg in session.legs.all():
        packet = leg.packet_version
        packet.candidate_brief = f"BRIEF-{leg.number} of the round"
        packet.starter_code = f"CODE-{leg.number}"
        for field in packet._meta.fields:
            value = getattr(packet, field.name)
            text = json.dumps(value) if isinstance(value, list | dict) else value
            if isinstance(text, str) and "SECRET" in text:
                named = text.replace("SECRET", f"SECRET-{leg.number}")
                is_plain = isinstance(value, str)
                setattr(packet, field.name, named if is_plain else json.loads(named))
        packet.save()


async def test_no_candidate_ever_receives_the_interviewers_material(session, open_socket):
    await sync_to_async(name_secrets)(session)
    clients = {
        user.pk: await sync_to_async(browser)(user) for user in (session.first, session.second)
    }
    first = await open_socket(session, client=clients[session.first.pk])
    second = await open_socket(session, client=clients[session.second.pk])

    async def received() -> tuple[str, str]:
        """Every byte that each has got by now, over the socket and as a page."""
        for socket in (first, second):
            await socket.view()
            url = f"/sessions/{session.public_id}/room/"
            page = await sync_to_async(socket.client.get)(url)
            socket.bytes += page.content.decode() + str(page.headers)
        return first.bytes, second.bytes

    async def act(socket, **command) -> None:
        _, revision = await facts_of(session)
        await socket.say(**command, revision=revision)
        assert await socket.errors() == []

    # In the lobby each reads what they will ask, and nothing of what they will be asked.
    to_first, to_second = await received()
    assert ("SECRET-1" in to_first, "SECRET-2" in to_second) == (True, True)
    for word in ("SECRET-2", "BRIEF-2", "CODE-2"):
        assert word not in to_first
    for word in ("SECRET-1", "BRIEF-1", "CODE-1"):
        assert word not in to_second

    await act(first, type="start")
    to_first, to_second = await received()
    assert ("BRIEF-1" in to_second, "CODE-1" in to_second, "SECRET-1" in to_second) == (
        True,
        True,
        False,
    )
    assert ("SECRET-2" in to_first, "BRIEF-2" in to_first) == (False, False)

    await act(first, type="release", item="hint", index=1)
    await act(first, type="release", item="clarification", index=0)
    to_first, to_second = await received()
    assert ("SECRET-1 hint 2" in to_second, "SECRET-1 clarification" in to_second) == (True, True)
    shown = to_second.replace("SECRET-1 hint 2", "").replace("SECRET-1 clarification", "")
    assert "SECRET-1" not in shown
    assert ("SECRET-2" in to_first, "BRIEF-2" in to_first) == (False, False)

    for phase in ("leg_2", "debrief", "ended"):  # the roles are exchanged, then nobody's
        mover = second if phase == "debrief" else first
        await act(mover, type="end" if phase == "ended" else "next")
        to_first, to_second = await received()
        shown = to_second.replace("SECRET-1 hint 2", "").replace("SECRET-1 clarification", "")
        assert (await facts_of(session))[0] == phase
        assert ("BRIEF-2" in to_first, "SECRET-2" in to_first) == (True, False)
        assert ("SECRET-2" in to_second, "SECRET-1" in shown) == (True, False)


async def test_a_leg_that_never_began_keeps_its_question(session, open_socket):
    await sync_to_async(name_secrets)(session)
    first = await open_socket(session, session.first)
    await open_socket(session, session.second)
    await first.say(type="start", revision=0)
    await first.say(type="end", revision=1)
    await first.view()
    assert await facts_of(session) == ("ended", 2)
    assert ("BRIEF-2" in first.bytes, "SECRET-2" in first.bytes) == (False, False)


# --- Presence ------------------------------------------------------------------------------------


async def test_presence_follows_joining_and_leaving(session, open_socket):
    first = await open_socket(session, session.first)
    assert (await first.view())["partner_is_here"] is False
    second = await open_socket(session, session.second)
    assert (await first.view_unasked())["partner_is_here"] is True
    await second.close()
    assert (await first.view_unasked())["partner_is_here"] is False
    joined = Participation.objects.filter(first_joined_at=None)
    assert await joined.acount() == 0


async def test_one_of_two_tabs_closing_leaves_the_person_here(session, open_socket):
    first = await open_socket(session, session.first)
    await open_socket(session, session.second)
    tab = await open_socket(session, session.second)
    await tab.close()
    assert (await first.view())["partner_is_here"] is True


async def test_ghosts_of_a_killed_server_vanish_by_themselves(session, open_socket):
    first = await open_socket(session, session.first)
    await open_socket(session, session.second)
    await first.frames()
    gone = timezone.now() - timedelta(seconds=31)
    await Visit.objects.filter(user=session.second).aupdate(seen_at=gone)
    await first.say(type="seen")
    assert [frame["partner_is_here"] for frame in await first.frames()] == [False]


async def test_a_heartbeat_keeps_the_visit_and_is_silent_when_nothing_is_new(session, open_socket):
    first = await open_socket(session, session.first)
    await first.frames()
    await Visit.objects.aupdate(seen_at=timezone.now() - timedelta(minutes=2))
    await first.say(type="seen")
    assert await first.frames() == []
    visit = await Visit.objects.aget()
    assert timezone.now() - visit.seen_at < timedelta(seconds=5)


async def test_frames_carry_only_what_is_new(session, open_socket):
    first = await open_socket(session, session.first)
    [view] = [frame for frame in await first.frames() if frame["type"] == "view"]
    assert sorted(view["fragments"]) == ["panel", "status"]
    await open_socket(session, session.second)
    assert sorted((await first.view_unasked())["fragments"]) == ["status"]
