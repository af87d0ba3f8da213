from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.models import Review
from interviews.models import Participation, Session
from jobs.actions import enqueue
from jobs.execution import run_job
from jobs.models import Job
from room.actions import clock
from room.actions.clock import (
    CannotRunRoom,
    begin_next_phase,
    end_session,
    extend_phase,
    start_interviews,
    undo_end,
)
from room.actions.releases import CannotRelease, release_piece
from room.actions.uptime import note_uptime
from room.actions.visits import enter_room, keep_visit, leave_room
from room.models import Release, Room, Uptime, Visit
from room.periodic import advance_phase, close_overdue
from tests.factories import SessionFactory, UserFactory
from tests.room.conftest import both_enter, session_at

pytestmark = pytest.mark.django_db


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def started(session: Session, *, now: datetime) -> Room:
    both_enter(session, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    return Room.objects.get(session=session)


def phase_of(session: Session) -> tuple[str, int]:
    room = Room.objects.get(session=session)
    return room.phase, room.revision


def test_starting_begins_the_first_leg_with_its_booked_length(session, now):
    room = started(session, now=now)
    session.refresh_from_db()
    assert (room.phase, room.revision) == ("leg_1", 1)
    assert (room.phase_started_at, room.phase_ends_at) == (now, now + minutes(25))
    assert session.state == "in_progress"


def test_extra_time_is_in_the_leg(session, now):
    session.legs.filter(number=1).update(minutes=32)
    assert started(session, now=now).phase_ends_at == now + minutes(32)


def test_starting_releases_the_brief_of_the_first_leg_only(session, now):
    started(session, now=now)
    assert list(Release.objects.values_list("leg__number", "item", "index", "at")) == [
        (1, "brief", 0, now)
    ]


def test_before_the_start_time_both_must_be_here(now):
    session = session_at(now + minutes(10))
    enter_room(session, connection_id="a", by=session.second, now=now)
    with pytest.raises(CannotRunRoom) as refusal:
        start_interviews(session, revision=0, by=session.second, now=now)
    assert str(refusal.value) == (
        "You can start when both of you are here, or alone from the booked start until 15 minutes"
        " after the booked end."
    )
    enter_room(session, connection_id="b", by=session.first, now=now)
    start_interviews(session, revision=0, by=session.second, now=now)
    assert phase_of(session) == ("leg_1", 1)


def test_a_ghost_does_not_count_as_here(now):
    session = session_at(now + minutes(10))
    enter_room(session, connection_id="a", by=session.first, now=now - minutes(1))
    enter_room(session, connection_id="b", by=session.second, now=now)
    with pytest.raises(CannotRunRoom):
        start_interviews(session, revision=0, by=session.second, now=now)


def test_from_the_start_time_on_one_may_start_alone(session, now):
    enter_room(session, connection_id="a", by=session.second, now=now)
    start_interviews(session, revision=0, by=session.second, now=now)
    assert phase_of(session) == ("leg_1", 1)


def test_starting_twice_starts_once(session, now):
    started(session, now=now)
    for revision in (0, 1):
        with pytest.raises(CannotRunRoom):
            start_interviews(session, revision=revision, by=session.second, now=now)
    assert phase_of(session) == ("leg_1", 1)


def test_a_cancelled_session_does_not_start(session, now):
    Session.objects.update(state="cancelled")
    with pytest.raises(CannotRunRoom):
        start_interviews(session, revision=0, by=session.first, now=now)
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_a_double_click_on_next_advances_once(session, now):
    started(session, now=now)
    begin_next_phase(session, revision=1, by=session.first, now=now + minutes(20))
    with pytest.raises(CannotRunRoom) as refusal:
        begin_next_phase(session, revision=1, by=session.first, now=now + minutes(20))
    assert str(refusal.value) == (
        "The room has moved on since you saw it. Nothing was changed; look again."
    )
    assert phase_of(session) == ("leg_2", 2)


def test_next_when_time_has_just_run_out_does_not_skip_a_leg(session, now):
    started(session, now=now)
    with pytest.raises(CannotRunRoom):
        begin_next_phase(session, revision=1, by=session.first, now=now + minutes(25))
    catching_up = now + minutes(25)
    advance_phase(now=catching_up, room_id=Room.objects.get().pk, revision=1)
    assert phase_of(session) == ("leg_2", 2)


def test_only_the_legs_interviewer_moves_on_or_extends(session, now):
    started(session, now=now)
    for action in (begin_next_phase, extend_phase):
        with pytest.raises(CannotRunRoom) as refusal:
            action(session, revision=1, by=session.second, now=now)
        assert str(refusal.value) == "Only the interviewer of this round can do that."
    begin_next_phase(session, revision=1, by=session.first, now=now)
    with pytest.raises(CannotRunRoom):
        begin_next_phase(session, revision=2, by=session.first, now=now)
    begin_next_phase(session, revision=2, by=session.second, now=now)
    assert phase_of(session) == ("debrief", 3)


def test_the_debrief_opens_the_forms(session, now):
    started(session, now=now)
    begin_next_phase(session, revision=1, by=session.first, now=now)
    assert Review.objects.count() == 0
    begin_next_phase(session, revision=2, by=session.second, now=now)
    assert Review.objects.count() == 6


def test_after_the_debrief_there_is_no_next(session, now):
    started(session, now=now)
    begin_next_phase(session, revision=1, by=session.first, now=now)
    begin_next_phase(session, revision=2, by=session.second, now=now)
    with pytest.raises(CannotRunRoom):
        begin_next_phase(session, revision=3, by=session.first, now=now)


def test_nothing_moves_in_the_lobby(session, now):
    both_enter(session, now=now)
    for action in (begin_next_phase, extend_phase, end_session, undo_end):
        with pytest.raises(CannotRunRoom):
            action(session, revision=0, by=session.first, now=now)
    assert phase_of(session) == ("lobby", 0)


def test_extending_moves_the_end_and_what_is_due(session, now):
    started(session, now=now)
    extend_phase(session, revision=1, by=session.first, now=now)
    room = Room.objects.get()
    assert room.phase_ends_at == now + minutes(30)
    due = Job.objects.filter(kind="room.advance_phase").order_by("pk")
    assert list(due.values_list("key", "run_at")) == [
        (f"room:{room.pk}:1", now + minutes(25)),
        (f"room:{room.pk}:2", now + minutes(30)),
    ]
    advance_phase(now=now + minutes(25), room_id=room.pk, revision=1)
    assert phase_of(session) == ("leg_1", 2)


def test_extending_stops_a_quarter_after_the_booked_end(session, now):
    started(session, now=now)  # one minute late: two extensions fit, a third does not
    extend_phase(session, revision=1, by=session.first, now=now)
    extend_phase(session, revision=2, by=session.first, now=now)
    with pytest.raises(CannotRunRoom) as refusal:
        extend_phase(session, revision=3, by=session.first, now=now)
    assert str(refusal.value) == (
        "There is no room for five more minutes: what follows would end more than 15 minutes"
        " after the booked time."
    )
    assert Room.objects.get().phase_ends_at == now + minutes(35)


def test_the_job_moves_the_room_on_when_time_is_up(db, now):
    session = session_at(now - minutes(27))
    room = started(session, now=now - minutes(26))
    job = Job.objects.get(key=f"room:{room.pk}:1")
    assert run_job(job.pk)
    job.refresh_from_db()
    room.refresh_from_db()
    assert job.done_at is not None
    assert (room.phase, room.phase_started_at) == ("leg_2", now - minutes(1))
    assert Release.objects.filter(leg__number=2, item="brief").count() == 1


def test_a_room_that_nobody_touches_ends_completed(session, now):
    room = started(session, now=now)
    for revision, after in ((1, 25), (2, 50), (3, 60)):
        advance_phase(now=now + minutes(after), room_id=room.pk, revision=revision)
    session.refresh_from_db()
    assert (phase_of(session), session.state) == (("ended", 4), "completed")
    assert Review.objects.count() == 6
    with pytest.raises(CannotRunRoom):  # time itself ran out: there is nothing to undo
        undo_end(session, revision=4, by=session.first, now=now + minutes(61))


def test_end_completes_the_session_and_opens_the_forms(session, now):
    started(session, now=now)
    end_session(session, revision=1, by=session.second, now=now + minutes(3))
    session.refresh_from_db()
    assert (phase_of(session), session.state) == (("ended", 2), "completed")
    # The second leg never began: nobody writes about it.
    assert set(Review.objects.values_list("leg__number", flat=True)) == {1}
    assert Review.objects.count() == 3


def test_ending_twice_ends_once(session, now):
    started(session, now=now)
    end_session(session, revision=1, by=session.second, now=now)
    for revision in (1, 2):
        with pytest.raises(CannotRunRoom):
            end_session(session, revision=revision, by=session.first, now=now)
    assert phase_of(session) == ("ended", 2)


def test_undoing_the_end_takes_the_leg_up_where_it_was(session, now):
    started(session, now=now)
    end_session(session, revision=1, by=session.second, now=now + minutes(10))
    undo_end(session, revision=2, by=session.first, now=now + minutes(14))
    session.refresh_from_db()
    room = Room.objects.get()
    assert (room.phase, room.revision, session.state) == ("leg_1", 3, "in_progress")
    assert room.phase_started_at == now + minutes(4)
    assert room.phase_ends_at == now + minutes(29)
    assert (room.ended_at, room.ended_from) == (None, "")
    assert Job.objects.get(key=f"room:{room.pk}:3").run_at == now + minutes(29)


def test_five_minutes_after_the_end_it_stands(session, now):
    started(session, now=now)
    end_session(session, revision=1, by=session.second, now=now + minutes(10))
    with pytest.raises(CannotRunRoom) as refusal:
        undo_end(session, revision=2, by=session.second, now=now + minutes(15))
    assert str(refusal.value) == (
        "The end can be undone for five minutes, while the booked time lasts. What you wrote is"
        " kept; your feedback is still open."
    )
    assert phase_of(session) == ("ended", 2)


def test_an_end_can_be_undone_and_repeated(session, now):
    started(session, now=now)
    end_session(session, revision=1, by=session.second, now=now)
    undo_end(session, revision=2, by=session.second, now=now)
    end_session(session, revision=3, by=session.second, now=now)
    session.refresh_from_db()
    assert (phase_of(session), session.state) == (("ended", 4), "completed")
    assert Review.objects.count() == 3


def test_the_forms_of_a_leg_that_began_after_the_undo_open_too(session, now):
    started(session, now=now)
    end_session(session, revision=1, by=session.second, now=now)
    undo_end(session, revision=2, by=session.second, now=now)
    begin_next_phase(session, revision=3, by=session.first, now=now + minutes(20))
    end_session(session, revision=4, by=session.first, now=now + minutes(40))
    assert Review.objects.count() == 6


def test_a_session_that_one_ran_alone_is_missed_and_owes_no_feedback(session, now):
    enter_room(session, connection_id="a", by=session.first, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    keep_visit("a", now=now + minutes(12))
    end_session(session, revision=1, by=session.first, now=now + minutes(12))
    session.refresh_from_db()
    assert (session.state, Review.objects.count()) == ("missed", 0)
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert list(attendance) == ["present", "absent"]


# --- Closing what nobody closed ------------------------------------------------------------------


def test_an_overdue_session_to_which_both_came_is_completed(session, now):
    start = session.starts_at
    enter_room(session, connection_id="a", by=session.first, now=start + minutes(5))
    enter_room(session, connection_id="b", by=session.second, now=start + minutes(6))
    for connection_id in "ab":
        keep_visit(connection_id, now=session.ends_at)
    close_overdue(now=session.ends_at + minutes(14))
    session.refresh_from_db()
    assert session.state == "confirmed"
    close_overdue(now=session.ends_at + minutes(15))
    session.refresh_from_db()
    assert session.state == "completed"
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert list(attendance) == ["present", "late"]
    assert Review.objects.count() == 6


def test_an_overdue_session_to_which_one_came_is_missed(session):
    enter_room(session, connection_id="a", by=session.second, now=session.starts_at)
    leave_room("a", now=session.starts_at + minutes(10))
    close_overdue(now=session.ends_at + minutes(15))
    session.refresh_from_db()
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert (session.state, list(attendance)) == ("missed", ["absent", "present"])
    assert Review.objects.count() == 0


def test_nobody_is_called_absent_when_nobody_was_seen(session):
    close_overdue(now=session.ends_at + minutes(15))
    session.refresh_from_db()
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert (session.state, list(attendance)) == ("missed", ["unknown", "unknown"])


def test_nobody_is_absent_or_late_for_a_server_that_died(session):
    """The first one's connection never closed: it was cut off with everything else."""
    enter_room(session, connection_id="a", by=session.first, now=session.starts_at - minutes(2))
    close_overdue(now=session.ends_at + minutes(15))
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert list(attendance) == ["present", "unknown"]


def test_nobody_is_absent_or_late_when_the_site_was_away_around_the_start(session):
    start = session.starts_at
    note_uptime(now=start - minutes(10))
    enter_room(session, connection_id="a", by=session.first, now=start - minutes(2))
    leave_room("a", now=start - minutes(1))
    note_uptime(now=start + minutes(10))  # back again
    enter_room(session, connection_id="b", by=session.second, now=start + minutes(11))
    leave_room("b", now=start + minutes(20))
    for minute in range(11, 75):
        note_uptime(now=start + minutes(minute))
    close_overdue(now=session.ends_at + minutes(15))
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert list(attendance) == ["present", "technical"]
    assert Uptime.objects.count() == 2


def test_a_site_that_was_up_all_the_time_says_who_did_not_come(session):
    for minute in range(-20, 76):
        note_uptime(now=session.starts_at + minutes(minute))
    enter_room(session, connection_id="a", by=session.first, now=session.starts_at)
    leave_room("a", now=session.starts_at + minutes(20))
    close_overdue(now=session.ends_at + minutes(15))
    session.refresh_from_db()
    attendance = Participation.objects.order_by("pk").values_list("attendance", flat=True)
    assert (list(attendance), session.no_show) == (["present", "absent"], "one")
    assert Uptime.objects.count() == 1


def test_a_visit_before_the_session_was_moved_does_not_count(session, now):
    both_enter(session, now=now - timedelta(days=2))
    close_overdue(now=session.ends_at + minutes(15))
    session.refresh_from_db()
    assert session.state == "missed"


@pytest.mark.parametrize("state", ["cancelled", "completed", "missed"])
def test_what_is_over_stays_as_it_is(session, state):
    Session.objects.update(state=state)
    close_overdue(now=session.ends_at + timedelta(days=1))
    session.refresh_from_db()
    attendance = set(Participation.objects.values_list("attendance", flat=True))
    assert (session.state, attendance) == (state, {"unknown"})


def test_closing_is_a_job_of_every_minute(session, now):
    Session.objects.update(starts_at=now - minutes(90), ends_at=now - minutes(30))
    enqueue("room.close_overdue", key="k", run_at=now, now=now)
    assert run_job(Job.objects.get(key="k").pk)
    session.refresh_from_db()
    assert session.state == "missed"


# --- Hints -------------------------------------------------------------------------------------


def show(session: Session, *, by, now: datetime, index: int = 0, item: str = "hint") -> None:
    revision = Room.objects.get(session=session).revision
    release_piece(session, item=item, index=index, revision=revision, by=by, now=now)


def test_the_interviewer_shows_a_hint_once(session, now):
    started(session, now=now)
    show(session, by=session.first, now=now + minutes(3), index=1)
    show(session, by=session.first, now=now + minutes(4), index=1)
    hints = Release.objects.filter(item="hint").values_list("leg__number", "index", "at")
    assert list(hints) == [(1, 1, now + minutes(3))]


def test_the_candidate_takes_no_hint(session, now):
    started(session, now=now)
    with pytest.raises(CannotRelease):
        show(session, by=session.second, now=now)
    assert Release.objects.filter(item="hint").count() == 0


def test_no_hint_in_the_lobby_nor_after_the_leg(session, now):
    both_enter(session, now=now)
    with pytest.raises(CannotRelease):
        show(session, by=session.first, now=now)
    start_interviews(session, revision=0, by=session.first, now=now)
    begin_next_phase(session, revision=1, by=session.first, now=now)
    with pytest.raises(CannotRelease):
        show(session, by=session.first, now=now)
    assert Release.objects.filter(item="hint").count() == 0


def test_a_hint_that_does_not_exist_is_refused(session, now):
    started(session, now=now)
    with pytest.raises(CannotRelease):
        show(session, by=session.first, now=now, index=3)
    with pytest.raises(CannotRelease):
        show(session, by=session.first, now=now, item="clarification", index=1)


def test_a_piece_is_released_once_whatever_the_path(session, now):
    leg = session.legs.get(number=1)
    Release.objects.create(leg=leg, item="hint", index=0, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(leg=leg, item="hint", index=0, at=now)


# --- Visits --------------------------------------------------------------------------------------


def test_the_first_join_is_kept(session, now):
    enter_room(session, connection_id="a", by=session.first, now=now)
    enter_room(session, connection_id="b", by=session.first, now=now + minutes(3))
    places = dict(session.participations.values_list("user", "first_joined_at"))
    assert places == {session.first.pk: now, session.second.pk: None}
    assert Visit.objects.count() == 2


def test_one_room_for_a_session(session, now):
    both_enter(session, now=now)
    other = session_at(now, first=UserFactory(), second=UserFactory())
    both_enter(other, now=now)
    assert Room.objects.count() == 2


def test_a_session_that_cannot_be_closed_does_not_keep_the_others_open(monkeypatch, caplog) -> None:
    now = timezone.now()
    ended_at = now - timedelta(hours=1)
    times = {"starts_at": ended_at - timedelta(hours=1), "ends_at": ended_at}
    broken, sound = SessionFactory(**times), SessionFactory(**times)
    close = clock.close_overdue

    def break_on_the_first(session: Session, *, now: datetime) -> None:
        close(session, now=now)
        if session.pk == broken.pk:
            raise RuntimeError("broken")

    monkeypatch.setattr(clock, "close_overdue", break_on_the_first)
    close_overdue(now=now)
    for session in (broken, sound):
        session.refresh_from_db()
    assert (broken.state, sound.state) == ("confirmed", "missed")
    assert f"Session {broken.pk} could not be closed" in caplog.text
