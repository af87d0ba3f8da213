"""What is Google's own way, at its stand-in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduling.remote.contract import Changed, Gone, RemoteProblem
from scheduling.remote.google import event_id
from tests.scheduling.remote.google.there import GoogleThere, google_there
from tests.scheduling.remote.there import HOUR, START, entry, moved, wanted


@pytest.fixture
def there(settings: Any) -> Iterator[GoogleThere]:
    with google_there(settings) as world:
        yield world


def test_nobody_is_invited_or_written_to(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    there.open().delete(there.calendar, there.open().update(there.calendar, moved(), copy))
    writes = [asked for asked in there.stand_in.asked if asked.method != "GET"]
    assert [asked.method for asked in writes] == ["POST", "PATCH", "DELETE"]
    assert {asked.query["sendUpdates"] for asked in writes} == {"none"}
    assert not any("attendees" in (asked.body or {}) for asked in writes)


def test_the_event_says_what_the_session_is(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    event = there.event(copy)
    assert event["summary"] == entry().summary
    assert event["description"] == entry().description
    assert event["location"] == entry().url
    assert event["start"] == {"dateTime": "2026-12-01T18:00:00Z", "timeZone": "UTC"}
    assert event["extendedProperties"] == {"private": {"rehearseSequence": "0"}}


def test_ids_are_of_the_letters_that_google_allows_and_differ_by_session() -> None:
    first, second = event_id("a"), event_id("b")
    assert set(first + second) <= set("0123456789abcdefghijklmnopqrstuv")
    assert (len(first), first != second) == (52, True)


def test_titles_of_other_events_are_not_asked_for(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    there.open().changes(there.calendar, cursor="", copies=[copy])
    listed = there.stand_in.asked[-1]
    assert listed.query["fields"] == (
        "nextPageToken,nextSyncToken,items(id,etag,status,start,end,extendedProperties/private)"
    )


def test_deleted_event_is_revived_under_its_id_as_that_is_never_free_again(
    there: GoogleThere,
) -> None:
    copy = there.open().create(there.calendar, entry())
    there.remove(copy)
    cancelled = there.event(copy)["etag"]
    again = there.open().create(there.calendar, moved())
    assert again.ref == copy.ref
    assert there.event(copy)["status"] == "confirmed"
    put = there.stand_in.asked[-1]
    assert (put.method, put.headers["if-match"]) == ("PUT", cancelled)


def test_event_that_vanishes_while_it_is_updated_is_gone(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    del there.stand_in.events[there.calendar][copy.ref]
    with pytest.raises(Gone):
        there.open().update(there.calendar, moved(), copy)
    there.open().delete(there.calendar, copy)


def test_whole_day_they_made_of_it_begins_at_midnight_in_utc(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    day, next_day = {"date": "2026-12-03"}, {"date": "2026-12-04"}
    there.stand_in.change(there.calendar, copy.ref, start=day, end=next_day)
    with pytest.raises(Changed) as stale:
        there.open().update(there.calendar, moved(), copy)
    assert stale.value.copy.starts_at == datetime(2026, 12, 3, tzinfo=UTC)
    assert stale.value.copy.ends_at == datetime(2026, 12, 4, tzinfo=UTC)


def test_sequence_that_somebody_spoiled_is_none(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    spoiled = {"private": {"rehearseSequence": "many"}}
    there.stand_in.change(there.calendar, copy.ref, extendedProperties=spoiled)
    now = there.open().look(there.calendar, copy.ref)
    assert now is not None
    assert now.sequence is None


def test_free_busy_is_asked_in_spans_that_google_answers(there: GoogleThere) -> None:
    there.add(START + timedelta(days=59), START + timedelta(days=60))
    answer = there.open().busy(there.calendar, wanted(start=START, end=START + timedelta(days=180)))
    asked = [request for request in there.stand_in.asked if request.path.endswith("/freeBusy")]
    assert len(asked) == 3
    assert answer.busy is not None
    assert answer.busy.intervals == ((START + timedelta(days=59), START + timedelta(days=60)),)


def test_times_that_are_marked_as_free_are_not_busy(there: GoogleThere) -> None:
    there.stand_in.put(there.calendar, "lunch", START, START + HOUR, transparency="transparent")
    answer = there.open().busy(there.calendar, wanted())
    assert answer.busy is not None
    assert answer.busy.intervals == ()


def test_their_own_event_that_overlaps_ours_stays_busy_outside_of_it(there: GoogleThere) -> None:
    copy = there.open().create(there.calendar, entry())
    there.add(START - HOUR, START + 2 * HOUR)
    answer = there.open().busy(there.calendar, wanted(copies=[copy]))
    assert answer.busy is not None
    assert answer.busy.intervals == ((START - HOUR, START), (START + HOUR, START + 2 * HOUR))


def test_free_busy_that_google_cannot_tell_is_a_problem_and_not_free_time(
    there: GoogleThere,
) -> None:
    there.stand_in.free_busy_errors = [{"domain": "global", "reason": "internalError"}]
    with pytest.raises(RemoteProblem) as problem:
        there.open().busy(there.calendar, wanted())
    assert str(problem.value) == "Google could not say when this calendar is busy."


def test_no_question_is_asked_about_no_events(there: GoogleThere) -> None:
    changes = there.open().changes(there.calendar, cursor="sync-1", copies=[])
    assert changes.cursor == ""
    assert there.stand_in.asked == []


def test_changes_come_over_several_pages(there: GoogleThere) -> None:
    copies = [there.open().create(there.calendar, entry(uid=f"{n}")) for n in range(5)]
    cursor = there.open().changes(there.calendar, cursor="", copies=copies).cursor
    for copy in copies:
        there.move(copy, HOUR)
    changes = there.open().changes(there.calendar, cursor=cursor, copies=copies)
    assert {copy.ref for copy in changes.changed} == {copy.ref for copy in copies}
    pages = [asked.query.get("pageToken") for asked in there.stand_in.asked[-3:]]
    assert pages == [None, "2", "4"]
