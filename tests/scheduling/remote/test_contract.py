"""What every service does alike. Radicale is real; Google and Microsoft are stand-ins here."""

from datetime import timedelta

import pytest

from scheduling.remote.contract import Changed, Copy, Gone, RemoteProblem, SignInLost
from tests.scheduling.remote.there import HOUR, START, There, entry, moved, wanted

DAY = timedelta(days=1)


def written(there: There) -> Copy:
    return there.open().create(there.calendar, entry())


def test_calendars_are_listed_with_the_main_one_first(there: There) -> None:
    calendars = there.open().calendars()
    assert calendars[0].ref == there.calendar
    assert [calendar.is_main for calendar in calendars] == [True, False]
    assert [calendar.can_write for calendar in calendars] == [True, False]


def test_what_is_created_stands_there_as_it_was_written(there: There) -> None:
    copy = written(there)
    assert (copy.starts_at, copy.ends_at, copy.sequence) == (START, START + HOUR, 0)
    assert there.open().look(there.calendar, copy.ref) == copy


def test_creating_twice_is_one_event(there: There) -> None:
    copy = written(there)
    assert there.open().create(there.calendar, entry()) == copy
    assert there.count() == 1


def test_creating_what_an_earlier_try_wrote_gives_that_with_its_sequence(there: There) -> None:
    copy = written(there)
    assert there.open().create(there.calendar, moved()) == copy
    assert copy.sequence == 0


def test_what_was_deleted_there_can_be_created_again(there: There) -> None:
    there.remove(written(there))
    again = there.open().create(there.calendar, moved())
    assert (again.starts_at, again.sequence) == (START + DAY, 1)
    assert there.open().look(there.calendar, again.ref) == again
    assert there.count() == 1


def test_an_update_moves_the_event_and_keeps_what_is_theirs(there: There) -> None:
    copy = written(there)
    there.annotate(copy)
    fresh = there.open().look(there.calendar, copy.ref)
    assert fresh is not None
    after = there.open().update(there.calendar, moved(), fresh)
    assert (after.starts_at, after.ends_at, after.sequence) == (START + DAY, START + DAY + HOUR, 1)
    assert len({copy.version, fresh.version, after.version}) == 3
    assert there.note_of(after) != ""


def test_stale_update_writes_nothing_and_tells_how_it_stands(there: There) -> None:
    copy = written(there)
    there.move(copy, HOUR)
    with pytest.raises(Changed) as stale:
        there.open().update(there.calendar, moved(), copy)
    now = there.open().look(there.calendar, copy.ref)
    assert stale.value.copy == now
    assert now is not None
    assert now.starts_at == START + HOUR


def test_updating_what_was_deleted_says_so_and_writes_nothing(there: There) -> None:
    copy = written(there)
    there.remove(copy)
    with pytest.raises(Gone):
        there.open().update(there.calendar, moved(), copy)
    assert there.count() == 0


def test_deleting_twice_is_fine(there: There) -> None:
    copy = written(there)
    there.open().delete(there.calendar, copy)
    there.open().delete(there.calendar, copy)
    assert there.open().look(there.calendar, copy.ref) is None
    assert there.count() == 0


def test_stale_delete_deletes_nothing(there: There) -> None:
    copy = written(there)
    there.move(copy, HOUR)
    with pytest.raises(Changed):
        there.open().delete(there.calendar, copy)
    assert there.count() == 1


def test_what_nobody_touched_is_no_change(there: There) -> None:
    copy = written(there)
    first = there.open().changes(there.calendar, cursor="", copies=[copy])
    assert (first.changed, first.gone) == ((), ())
    there.add(START, START + HOUR)
    second = there.open().changes(there.calendar, cursor=first.cursor, copies=[copy])
    assert (second.changed, second.gone) == ((), ())


@pytest.mark.parametrize("by", [HOUR, timedelta(days=-40), timedelta(days=400)])
@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_moved_there_is_told(there: There, by: timedelta, is_first: bool) -> None:
    copy = written(there)
    cursor = ""
    if not is_first:
        cursor = there.open().changes(there.calendar, cursor="", copies=[copy]).cursor
    there.move(copy, by)
    changes = there.open().changes(there.calendar, cursor=cursor, copies=[copy])
    assert changes.gone == ()
    (now,) = changes.changed
    assert (now.ref, now.starts_at) == (copy.ref, START + by)


@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_deleted_there_is_told(there: There, is_first: bool) -> None:
    copy = written(there)
    cursor = ""
    if not is_first:
        cursor = there.open().changes(there.calendar, cursor="", copies=[copy]).cursor
    there.remove(copy)
    changes = there.open().changes(there.calendar, cursor=cursor, copies=[copy])
    assert (changes.changed, changes.gone) == ((), (copy.ref,))


def test_only_what_came_after_the_cursor_is_told(there: There) -> None:
    copy = written(there)
    there.move(copy, HOUR)
    first = there.open().changes(there.calendar, cursor="", copies=[copy])
    (now,) = first.changed
    again = there.open().changes(there.calendar, cursor=first.cursor, copies=[now])
    assert (again.changed, again.gone) == ((), ())


@pytest.mark.parametrize("is_bogus", [True, False])
def test_unknown_cursor_compares_everything_with_deletions(there: There, is_bogus: bool) -> None:
    """Bogus sync token → full resync with deletions."""
    copy = written(there)
    other = there.open().create(there.calendar, entry(uid="another"))
    cursor = there.open().changes(there.calendar, cursor="", copies=[copy, other]).cursor
    there.remove(copy)
    there.move(other, HOUR)
    there.forget_cursors()
    given = cursor[:-1] + "x-bogus" if is_bogus else cursor
    changes = there.open().changes(there.calendar, cursor=given, copies=[copy, other])
    assert [(now.ref, now.starts_at) for now in changes.changed] == [(other.ref, START + HOUR)]
    assert changes.gone == (copy.ref,)
    again = there.open().changes(there.calendar, cursor=changes.cursor, copies=[*changes.changed])
    assert (again.changed, again.gone) == ((), ())


def test_busy_time_is_told_once_and_again_when_it_has_changed(there: There) -> None:
    there.add(START, START + HOUR)
    there.add(START + HOUR / 2, START + 2 * HOUR)
    there.add(START + 80 * DAY, START + 80 * DAY + HOUR)
    first = there.open().busy(there.calendar, wanted())
    assert first.busy is not None
    assert first.busy.intervals == (
        (START, START + 2 * HOUR),
        (START + 80 * DAY, START + 80 * DAY + HOUR),
    )
    again = there.open().busy(there.calendar, wanted(cursor=first.cursor))
    assert (again.busy, again.cursor) == (None, first.cursor)
    there.add(START + 3 * HOUR, START + 4 * HOUR)
    later = there.open().busy(there.calendar, wanted(cursor=first.cursor))
    assert later.busy is not None
    assert len(later.busy.intervals) == 3


def test_our_own_event_does_not_make_its_person_busy(there: There) -> None:
    """Our own event imported back → does not block its own move."""
    copy = written(there)
    there.add(START + 2 * HOUR, START + 3 * HOUR)
    answer = there.open().busy(there.calendar, wanted(copies=[copy], ours={entry().uid}))
    assert answer.busy is not None
    assert answer.busy.intervals == ((START + 2 * HOUR, START + 3 * HOUR),)


def test_a_lost_sign_in_is_told_apart_from_other_problems(there: There) -> None:
    there.lose_sign_in()
    with pytest.raises(SignInLost):
        there.open().calendars()


def test_a_slow_service_is_not_waited_for(there: There) -> None:
    there.stall(3.0)
    with pytest.raises(RemoteProblem) as problem:
        there.open(seconds=0.3).calendars()
    assert str(problem.value) == "The server took too long to answer."


def test_a_calendar_that_is_gone_is_told(there: There) -> None:
    with pytest.raises(Gone):
        there.open().busy(there.calendar.rstrip("/") + "-gone", wanted())
