from datetime import timedelta

import pytest
from pycrdt import Doc, Text

from accounts.actions.erasure import erase_account
from accounts.privacy import export_of
from room.actions.clock import close_overdue
from room.actions.notes import add_note_update
from room.actions.visits import enter_room, leave_room
from room.models import NoteUpdate, Room, Visit
from room.periodic import forget_erased_visits
from room.queries.notes import notes_text
from tests.room.conftest import both_enter, session_at

pytestmark = pytest.mark.django_db


def write(session, *, by, words: str, now) -> None:
    document: Doc = Doc()
    document.get("notes", type=Text).insert(0, words)
    add_note_update(session, update=document.get_update(), by=by, now=now)


def end(session, *, now) -> None:
    close_overdue(session, now=now + timedelta(hours=2))


def test_notes_stay_for_the_partner_and_say_nobody_wrote_them(session, now):
    both_enter(session, now=now)
    write(session, by=session.first, words="from the one who leaves", now=now)
    write(session, by=session.second, words="from the one who stays", now=now)
    erase_account(session.first, by=session.first, now=now)

    assert list(NoteUpdate.objects.values_list("author", flat=True)) == [None, session.second.pk]
    text = notes_text(Room.objects.get())
    assert all(f"from the one who {does}" in text for does in ("leaves", "stays"))


def test_notes_go_with_the_last_of_their_two_people(session, now):
    kept = session_at(now - timedelta(minutes=1), first=session.first)
    for one in (session, kept):
        enter_room(one, connection_id=f"in-{one.pk}", by=session.first, now=now)
        write(one, by=session.first, words="words", now=now)
    for user in (session.second, session.first):
        erase_account(user, by=user, now=now)

    assert [update.room.session for update in NoteUpdate.objects.all()] == [kept]


def test_visits_to_a_room_that_is_closed_go_and_the_attendance_stays(session, now):
    both_enter(session, now=now)
    end(session, now=now)
    erase_account(session.first, by=session.first, now=now + timedelta(hours=3))

    assert [visit.user for visit in Visit.objects.all()] == [session.second]
    attendance = session.participations.order_by("pk").values_list("attendance", flat=True)
    assert list(attendance) == ["present", "present"]


def test_session_that_runs_while_somebody_is_erased_still_counts_as_held(session, now):
    both_enter(session, now=now)
    erase_account(session.first, by=session.first, now=now)
    end(session, now=now)
    session.refresh_from_db()

    assert session.state == "completed"


def test_visits_to_a_session_that_still_runs_go_after_it(session, now):
    both_enter(session, now=now)
    erase_account(session.first, by=session.first, now=now)
    forget_erased_visits(now=now + timedelta(hours=3))  # over, but nobody has closed it yet
    assert Visit.objects.filter(user=session.first).exists()
    end(session, now=now)
    forget_erased_visits(now=now)
    assert Visit.objects.filter(user=session.first).exists()
    forget_erased_visits(now=now + timedelta(hours=3))

    assert [visit.user for visit in Visit.objects.all()] == [session.second]


def test_export_has_own_visits_and_the_notes_but_not_the_partners_coming(session, now):
    later = now + timedelta(minutes=7)
    enter_room(session, connection_id="mine", by=session.first, now=now)
    leave_room("mine", now=later)
    enter_room(session, connection_id="theirs", by=session.second, now=later)
    write(session, by=session.second, words="shared words", now=now)
    session_at(now, second=session.second)

    assert export_of(session.first)["rooms"] == [
        {
            "session": str(session.public_id),
            "visits": [{"joined_at": now, "seen_at": now, "left_at": later}],
            "shared_notes": "shared words",
        }
    ]
