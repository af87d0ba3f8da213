"""What is Microsoft's own way, at its stand-in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduling.remote.contract import Changed, RemoteProblem
from tests.scheduling.http_server import serving
from tests.scheduling.remote.microsoft.there import MicrosoftThere, microsoft_there
from tests.scheduling.remote.there import HOUR, START, entry, moved, wanted
from tests.standins.oauth_stand_in import Said


@pytest.fixture
def there(settings: Any) -> Iterator[MicrosoftThere]:
    with microsoft_there(settings) as world:
        yield world


def busy_of(there: MicrosoftThere, **more: Any) -> tuple[tuple[datetime, datetime], ...]:
    answer = there.open().busy(there.calendar, wanted(**more))
    assert answer.busy is not None
    return answer.busy.intervals


def test_the_event_says_what_the_session_is_and_invites_nobody(there: MicrosoftThere) -> None:
    copy = there.open().create(there.calendar, entry())
    event = there.event(copy)
    assert event["subject"] == entry().summary
    assert event["body"] == {"contentType": "text", "content": entry().description}
    assert event["location"] == {"displayName": entry().url}
    assert event["start"] == {"dateTime": "2026-12-01T18:00:00", "timeZone": "UTC"}
    assert "attendees" not in event


def test_times_are_asked_for_in_utc(there: MicrosoftThere) -> None:
    there.open().create(there.calendar, entry())
    there.open().busy(there.calendar, wanted())
    asked = [request for request in there.stand_in.asked if "/calendarView" in request.path]
    assert {request.headers["prefer"] for request in asked} == {'outlook.timezone="UTC"'}


def test_create_that_crosses_an_earlier_one_still_under_way_is_one_event(
    there: MicrosoftThere,
) -> None:
    """Its UID cannot be found yet; its transactionId is known."""
    copy = there.open().create(there.calendar, entry())
    there.stand_in.next = [Said(200, {"value": []})]
    assert there.open().create(there.calendar, entry()) == copy
    assert there.count() == 1


def test_transaction_id_that_a_deleted_event_holds_is_left_for_another(
    there: MicrosoftThere,
) -> None:
    there.stand_in.deleted_keep_transaction = True
    copy = there.open().create(there.calendar, entry())
    there.remove(copy)
    again = there.open().create(there.calendar, entry())
    assert again.ref != copy.ref
    assert there.open().look(there.calendar, again.ref) == again


def test_event_that_cannot_be_seen_after_it_was_taken_is_a_problem(there: MicrosoftThere) -> None:
    ghost = Said(201, {"id": "ghost"})
    there.stand_in.next = [Said(200, {"value": []}), ghost, Said(404, {}), ghost, Said(404, {})]
    with pytest.raises(RemoteProblem) as problem:
        there.open().create(there.calendar, entry())
    assert str(problem.value) == "Microsoft took the event, but does not show it."


def test_change_is_not_overwritten_even_if_if_match_is_not_heeded(there: MicrosoftThere) -> None:
    there.stand_in.heeds_if_match = False
    copy = there.open().create(there.calendar, entry())
    there.move(copy, HOUR)
    with pytest.raises(Changed):
        there.open().update(there.calendar, moved(), copy)
    with pytest.raises(Changed):
        there.open().delete(there.calendar, copy)
    now = there.open().look(there.calendar, copy.ref)
    assert now is not None
    assert now.starts_at == START + HOUR


@pytest.mark.parametrize("status", [409, 412])
def test_change_between_reading_and_writing_is_not_overwritten(
    there: MicrosoftThere, status: int
) -> None:
    copy = there.open().create(there.calendar, entry())
    before = dict(there.event(copy))
    there.move(copy, HOUR)
    there.stand_in.next = [Said(200, before), Said(status, {})]
    with pytest.raises(Changed) as stale:
        there.open().update(there.calendar, moved(), copy)
    assert stale.value.copy.starts_at == START + HOUR


def test_conflict_without_a_change_is_tried_again_another_time(there: MicrosoftThere) -> None:
    copy = there.open().create(there.calendar, entry())
    there.stand_in.next = [Said(200, there.event(copy)), Said(412, {})]
    with pytest.raises(RemoteProblem) as problem:
        there.open().update(there.calendar, moved(), copy)
    assert type(problem.value) is RemoteProblem


@pytest.mark.parametrize(
    ("more", "is_busy"),
    [
        ({"showAs": "free"}, False),
        ({"showAs": "busy"}, True),
        ({"showAs": "tentative"}, True),
        ({"showAs": "oof"}, True),
        ({"showAs": "workingElsewhere"}, True),
        ({"showAs": "unknown"}, True),
        ({"isCancelled": True}, False),
        ({"responseStatus": {"response": "declined"}}, False),
        ({"responseStatus": {"response": "notResponded"}}, True),
        ({"responseStatus": None}, True),
    ],
)
def test_what_is_free_declined_or_cancelled_is_not_busy(
    there: MicrosoftThere, more: dict[str, Any], is_busy: bool
) -> None:
    there.stand_in.put(there.calendar, "one", START, START + HOUR, **more)
    assert busy_of(there) == (((START, START + HOUR),) if is_busy else ())


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Pacific/Auckland", datetime(2026, 12, 9, 11, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 10, 8, tzinfo=UTC)),
    ],
)
def test_whole_days_are_those_of_their_owners_zone(
    there: MicrosoftThere, zone: str, start: datetime
) -> None:
    midnight = datetime(2026, 12, 10, tzinfo=UTC)
    day = timedelta(days=1)
    there.stand_in.put(there.calendar, "day", midnight, midnight + day, isAllDay=True)
    assert busy_of(there, home_zone=zone) == ((start, start + day),)
    edge = {"start": start + day - HOUR, "end": start + 2 * day, "home_zone": zone}
    assert busy_of(there, **edge) == ((start + day - HOUR, start + day),)


def test_times_in_another_zone_than_asked_for_are_not_guessed(there: MicrosoftThere) -> None:
    there.add(START, START + HOUR)
    for event in there.stand_in.events[there.calendar].values():
        event["start"]["timeZone"] = "Pacific Standard Time"
    with pytest.raises(RemoteProblem):
        there.open().busy(there.calendar, wanted())


def test_busy_time_comes_over_several_pages(there: MicrosoftThere) -> None:
    for n in range(5):
        there.add(START + 2 * n * HOUR, START + (2 * n + 1) * HOUR)
    assert len(busy_of(there)) == 5


def test_link_to_another_host_is_not_followed(there: MicrosoftThere, settings: Any) -> None:
    with serving() as elsewhere:
        settings.FETCH_ALLOW = [*settings.FETCH_ALLOW, elsewhere.allow]
        copy = there.open().create(there.calendar, entry())
        link = f"{elsewhere.url}/v1.0/me/calendars"
        there.stand_in.next = [Said(200, {"value": [], "@odata.nextLink": link})]
        with pytest.raises(RemoteProblem):
            there.open().calendars()
        there.stand_in.next = [Said(200, {"value": [], "@odata.deltaLink": link})]
        cursor = there.open().changes(there.calendar, cursor="", copies=[copy]).cursor
        with pytest.raises(RemoteProblem):
            there.open().changes(there.calendar, cursor=cursor, copies=[copy])
        assert elsewhere.requests == []


def test_session_outside_of_the_watched_span_begins_another(there: MicrosoftThere) -> None:
    copy = there.open().create(there.calendar, entry())
    cursor = there.open().changes(there.calendar, cursor="", copies=[copy]).cursor
    later = START + timedelta(days=90)
    far = there.open().create(
        there.calendar, entry(uid="far", starts_at=later, ends_at=later + HOUR)
    )
    changes = there.open().changes(there.calendar, cursor=cursor, copies=[copy, far])
    assert (changes.changed, changes.gone) == ((), ())
    there.move(far, HOUR)
    again = there.open().changes(there.calendar, cursor=changes.cursor, copies=[copy, far])
    assert [now.ref for now in again.changed] == [far.ref]


def test_only_events_that_have_changed_are_looked_at(there: MicrosoftThere) -> None:
    copies = [there.open().create(there.calendar, entry(uid=f"{n}")) for n in range(3)]
    cursor = there.open().changes(there.calendar, cursor="", copies=copies).cursor
    there.move(copies[1], HOUR)
    there.stand_in.asked.clear()
    changes = there.open().changes(there.calendar, cursor=cursor, copies=copies)
    assert [now.ref for now in changes.changed] == [copies[1].ref]
    assert len(there.stand_in.asked) == 2


def test_no_question_is_asked_about_no_events(there: MicrosoftThere) -> None:
    assert there.open().changes(there.calendar, cursor="x", copies=[]).cursor == ""
    assert there.stand_in.asked == []
