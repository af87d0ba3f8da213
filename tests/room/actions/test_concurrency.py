"""Many at once: what the locks are for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from pycrdt import Doc, Text

from room.actions.clock import CannotRunRoom, begin_next_phase, end_session, start_interviews
from room.actions.notes import add_note_update
from room.actions.visits import enter_room
from room.domain.notes import COMPACT_AT_UPDATES
from room.models import NoteUpdate, Room, Visit
from room.periodic import advance_phase
from room.queries.notes import notes_text
from tests.room.conftest import both_enter

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 6


def at_once(works: list[Callable[[], object]]) -> list[object]:
    """What each of `works` returned or refused with, all begun in the same moment."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except CannotRunRoom as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_of_many_clicks_on_next_one_counts(session, now):
    both_enter(session, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    answers = at_once(
        [lambda: begin_next_phase(session, revision=1, by=session.first, now=now)] * THREADS
    )
    assert sum(answer is None for answer in answers) == 1
    room = Room.objects.get()
    assert (room.phase, room.revision) == ("leg_2", 2)


def test_a_click_on_next_and_the_time_running_out_advance_once(session, now):
    both_enter(session, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    room, over = Room.objects.get(), now + timedelta(minutes=25)
    at_once(
        [
            lambda: begin_next_phase(session, revision=1, by=session.first, now=over),
            lambda: advance_phase(now=over, room_id=room.pk, revision=1),
            lambda: end_session(session, revision=1, by=session.second, now=over),
        ]
    )
    room.refresh_from_db()
    assert (room.phase, room.revision) == ("leg_2", 2)


def test_many_connections_at_once_make_one_room(session, now):
    at_once(
        [
            lambda n=n: enter_room(session, connection_id=f"c{n}", by=session.first, now=now)
            for n in range(THREADS)
        ]
    )
    assert (Room.objects.count(), Visit.objects.count()) == (1, THREADS)


def test_many_writers_lose_nothing_while_the_log_is_folded(session, now):
    enter_room(session, connection_id="c", by=session.first, now=now)
    each = COMPACT_AT_UPDATES // THREADS + 5
    texts: list[str] = []

    def write(number: int) -> None:
        document: Doc = Doc()
        updates: list[bytes] = []
        document.observe(lambda event: updates.append(event.update))
        text = document.get("notes", type=Text)
        for turn in range(each):
            text += f"{number}:{turn} "
            add_note_update(session, update=updates[-1], by=session.first, now=now)
        texts.append(str(text))

    at_once([lambda n=n: write(n) for n in range(THREADS)])
    written = notes_text(Room.objects.get()).split()
    assert sorted(written) == sorted(" ".join(texts).split())
    assert NoteUpdate.objects.count() < COMPACT_AT_UPDATES
