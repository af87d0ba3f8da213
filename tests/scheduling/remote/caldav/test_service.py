"""A CalDAV account, at a real Radicale."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from scheduling.domain.ical import CalendarEntry, calendar_object
from scheduling.remote.caldav.service import CalDav
from scheduling.remote.caldav.web import NOT_ALLOWED, NOT_LET_IN
from scheduling.remote.contract import (
    BusyAnswer,
    BusyWanted,
    Changed,
    Changes,
    Copy,
    Gone,
    RemoteProblem,
    SignInLost,
)
from scheduling.remote.services import open_service
from tests.scheduling.radicale import Owner

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
ENTRY = CalendarEntry(
    uid="f3a3a1c2-0000-4000-8000-000000000000",
    sequence=3,
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=1),
    created_at=NOON - timedelta(days=2),
    changed_at=NOON - timedelta(days=1),
    summary="Rehearsal with Calm Heron: “coding”",
    description="Join: https://example.org/rooms/1/\nMove, or cancel; here: now",
    url="https://example.org/sessions/1/",
    is_cancelled=False,
)
MOVED = replace(
    ENTRY,
    sequence=4,
    starts_at=NOON + timedelta(days=1),
    ends_at=NOON + timedelta(days=1, hours=1),
    changed_at=NOON,
)
WANTED = BusyWanted(start=NOON - timedelta(days=2), end=NOON + timedelta(days=30), home_zone="UTC")


@pytest.fixture
def home(ana: Owner) -> str:
    return ana.calendar()


def account(owner: Owner, *, seconds: float = 20) -> CalDav:
    return CalDav(owner.secret, seconds)


def times(answer: BusyAnswer) -> list[str]:
    assert answer.busy is not None
    return [f"{start:%d %H:%M}–{end:%d %H:%M}" for start, end in answer.busy.intervals]


def ics(*lines: str, uid: str = "a", more: str = "") -> str:
    events = "".join(f"BEGIN:VEVENT\r\nUID:{uid}\r\n{line}\r\nEND:VEVENT\r\n" for line in lines)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\n{more}{events}END:VCALENDAR\r\n"
    )


# --- Calendars --------------------------------------------------------------------------------


def test_the_calendars_that_hold_events_are_listed(ana: Owner) -> None:
    first = ana.calendar("Work & “play” <b>")
    ana.calendar("Tasks", holds="VTODO")
    ana.calendar("")
    found = open_service("caldav", ana.secret, seconds=20).calendars()
    assert {each.ref: each.name for each in found}[first] == "Work & “play” <b>"
    assert len(found) == 2
    assert [each.is_main for each in found] == [True, False]
    assert all(each.can_write and each.name for each in found)


def test_the_address_of_a_calendar_itself_makes_it_the_main_one(ana: Owner) -> None:
    refs = [ana.calendar(str(number)) for number in range(3)]
    for ref in refs:
        found = CalDav({**ana.secret, "address": ref}, 20).calendars()
        assert (found[0].ref, found[0].is_main, len(found)) == (ref, True, 3)


def test_a_wrong_password_is_a_lost_sign_in(ana: Owner, home: str) -> None:
    wrong = CalDav({**ana.secret, "password": "wrong"}, 20)
    for ask in (
        wrong.calendars,
        lambda: wrong.busy(home, WANTED),
        lambda: wrong.create(home, ENTRY),
        lambda: wrong.changes(home, cursor="", copies=[]),
    ):
        with pytest.raises(SignInLost) as caught:
            ask()
        assert str(caught.value) == NOT_LET_IN


def test_somebody_elses_calendar_is_not_opened(radicale, ana: Owner) -> None:
    other = radicale.newcomer()
    theirs = other.calendar()
    with pytest.raises(RemoteProblem) as caught:
        account(ana).create(theirs, ENTRY)
    assert type(caught.value) is RemoteProblem
    assert other.events(theirs) == []


def test_a_calendar_that_may_only_be_read_is_said_to_be(ana: Owner, home: str) -> None:
    theirs = ana.calendar_to_read()
    assert {each.ref: each.can_write for each in account(ana).calendars()} == {
        home: True,
        theirs: False,
    }
    with pytest.raises(RemoteProblem) as caught:
        account(ana).create(theirs, ENTRY)
    assert str(caught.value) == NOT_ALLOWED
    assert times(account(ana).busy(theirs, WANTED)) == []


# --- Writing ----------------------------------------------------------------------------------


def test_an_event_is_written_and_stands_there_as_we_wrote_it(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    assert copy == Copy(
        f"{home}{ENTRY.uid}.ics", copy.version, ENTRY.starts_at, ENTRY.ends_at, ENTRY.sequence
    )
    assert account(ana).look(home, copy.ref) == copy
    written = Calendar.from_ical(calendar_object(ENTRY)).walk("VEVENT")[0]
    stands = Calendar.from_ical(ana.get(copy.ref))
    assert "METHOD" not in stands
    assert stands.walk("VEVENT")[0].property_items() == written.property_items()


def test_creating_twice_makes_one_event(ana: Owner, home: str) -> None:
    first = account(ana).create(home, ENTRY)
    assert account(ana).create(home, MOVED) == first
    assert ana.events(home) == [first.ref]


def test_what_its_owner_made_of_it_before_a_second_try_is_found(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    version = ana.move(copy.ref, start="20260703T090000Z", end="20260703T093000Z")
    again = account(ana).create(home, ENTRY)
    start = datetime(2026, 7, 3, 9, tzinfo=UTC)
    assert again == Copy(copy.ref, version, start, start + timedelta(minutes=30), ENTRY.sequence)


def test_an_event_with_our_uid_at_another_address_is_ours(ana: Owner, home: str) -> None:
    version = ana.put(f"{home}taken over.ics".replace(" ", "%20"), calendar_object(ENTRY))
    copy = account(ana).create(home, MOVED)
    assert copy.ref == f"{home}taken%20over.ics"
    assert (copy.version, copy.sequence) == (version, ENTRY.sequence)
    assert len(ana.events(home)) == 1
    moved = account(ana).update(home, MOVED, copy)
    assert (moved.ref, moved.starts_at) == (copy.ref, MOVED.starts_at)


def test_an_event_is_updated_only_as_we_left_it(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    moved = account(ana).update(home, MOVED, copy)
    assert moved == replace(
        copy,
        version=moved.version,
        starts_at=MOVED.starts_at,
        ends_at=MOVED.ends_at,
        sequence=MOVED.sequence,
    )
    assert moved.version != copy.version
    assert account(ana).look(home, copy.ref) == moved


def test_what_its_owner_added_to_it_stays_when_it_moves(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    added = (
        "CATEGORIES:Interviews\r\nX-NOTE;X-A=1:bring water\r\n"
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"
    )
    text = ana.get(copy.ref).decode()
    ana.put(copy.ref, text.replace("END:VEVENT", f"{added}END:VEVENT"))
    with pytest.raises(Changed) as caught:
        account(ana).update(home, MOVED, copy)
    moved = account(ana).update(home, MOVED, caught.value.copy)
    assert account(ana).look(home, copy.ref) == moved
    (event,) = Calendar.from_ical(ana.get(copy.ref)).walk("VEVENT")
    (alarm,) = event.subcomponents
    assert (event["CATEGORIES"].to_ical(), event["X-NOTE"]) == (b"Interviews", "bring water")
    assert (alarm["TRIGGER"].to_ical(), alarm["DESCRIPTION"]) == (b"-PT15M", "Soon")
    assert (event["SUMMARY"], event.decoded("DTSTART")) == (MOVED.summary, MOVED.starts_at)


def test_a_stale_version_is_read_again_and_nothing_is_overwritten(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    version = ana.move(copy.ref, start="20260703T090000Z", end="20260703T100000Z")
    before = ana.get(copy.ref)
    for act in (
        lambda: account(ana).update(home, MOVED, copy),
        lambda: account(ana).delete(home, copy),
        lambda: account(ana).update(home, MOVED, replace(copy, version="")),
    ):
        with pytest.raises(Changed) as caught:
            act()
        start = datetime(2026, 7, 3, 9, tzinfo=UTC)
        assert caught.value.copy == Copy(copy.ref, version, start, start + timedelta(hours=1), 3)
    assert ana.get(copy.ref) == before


def test_an_event_that_was_deleted_there_is_gone(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    ana.delete(copy.ref)
    with pytest.raises(Gone):
        account(ana).update(home, MOVED, copy)
    assert account(ana).look(home, copy.ref) is None
    assert ana.events(home) == []


def test_deleting_twice_is_fine(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    account(ana).delete(home, copy)
    assert ana.events(home) == []
    account(ana).delete(home, copy)


def test_a_calendar_that_is_gone_is_gone(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    ana.delete(home)
    for act in (
        lambda: account(ana).busy(home, WANTED),
        lambda: account(ana).update(home, MOVED, copy),
        lambda: account(ana).changes(home, cursor="", copies=[copy]),
        lambda: account(ana).changes(home, cursor="sync:http://radicale.org/ns/sync/", copies=[]),
    ):
        with pytest.raises(Gone):
            act()
    account(ana).delete(home, copy)
    with pytest.raises(RemoteProblem):
        account(ana).create(home, ENTRY)


# --- Changes ----------------------------------------------------------------------------------


def test_what_its_owner_changed_and_deleted_is_told_once(ana: Owner, home: str) -> None:
    entries = [replace(ENTRY, uid=f"ours-{number}") for number in range(4)]
    copies = [account(ana).create(home, entry) for entry in entries]
    ana.put(f"{home}theirs.ics", ics("DTSTART:20260701T090000Z", uid="theirs"))
    begun = account(ana).changes(home, cursor="", copies=copies)
    assert (begun.changed, begun.gone) == ((), ())
    version = ana.move(copies[1].ref, start="20260705T120000Z", end="20260705T130000Z")
    ana.delete(copies[2].ref)
    ana.delete(f"{home}theirs.ics")
    then = account(ana).changes(home, cursor=begun.cursor, copies=copies)
    start = datetime(2026, 7, 5, 12, tzinfo=UTC)
    moved = Copy(copies[1].ref, version, start, start + timedelta(hours=1), 3)
    assert then == Changes(then.cursor, changed=(moved,), gone=(copies[2].ref,))
    known = [copies[0], moved, copies[3]]
    assert account(ana).changes(home, cursor=then.cursor, copies=known) == Changes(then.cursor)


def test_our_own_writing_is_no_change(ana: Owner, home: str) -> None:
    cursor = account(ana).changes(home, cursor="", copies=[]).cursor
    copy = account(ana).update(home, MOVED, account(ana).create(home, ENTRY))
    then = account(ana).changes(home, cursor=cursor, copies=[copy])
    assert then == Changes(then.cursor)
    assert then.cursor != cursor


@pytest.mark.parametrize(
    "cursor",
    [
        "sync:nonsense",
        "sync:http://radicale.org/ns/sync/" + "0" * 64,
        "sync:fake-1234",
        "ctag:old",
        "nonsense",
    ],
)
def test_a_cursor_that_nobody_knows_means_that_all_is_compared(ana, home, cursor) -> None:
    """Deletions as well, of which a list says nothing."""
    entries = [replace(ENTRY, uid=f"ours-{number}") for number in range(3)]
    copies = [account(ana).create(home, entry) for entry in entries]
    version = ana.move(copies[0].ref, start="20260705T120000Z", end="20260705T130000Z")
    ana.delete(copies[1].ref)
    then = account(ana).changes(home, cursor=cursor, copies=copies)
    assert [(copy.ref, copy.version) for copy in then.changed] == [(copies[0].ref, version)]
    assert then.gone == (copies[1].ref,)
    assert then.cursor.startswith("sync:http://radicale.org/ns/sync/")


def test_an_event_that_was_deleted_and_put_back_is_not_gone(ana: Owner, home: str) -> None:
    copy = account(ana).create(home, ENTRY)
    cursor = account(ana).changes(home, cursor="", copies=[copy]).cursor
    raw = ana.get(copy.ref)
    ana.delete(copy.ref)
    ana.put(copy.ref, raw)
    then = account(ana).changes(home, cursor=cursor, copies=[copy])
    assert (then.changed, then.gone) == ((), ())


# --- Busy time --------------------------------------------------------------------------------

OFFICE = (
    "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def test_only_what_touches_the_window_is_busy(ana: Owner, home: str) -> None:
    for number, (start, end) in enumerate(
        [("0629T110000Z", "0629T130000Z"), ("0620T090000Z", "0620T100000Z"), ("0801T0000Z", "")]
    ):
        if end:
            text = ics(f"DTSTART:2026{start}\r\nDTEND:2026{end}", uid=str(number))
            ana.put(f"{home}{number}.ics", text)
    assert times(account(ana).busy(home, WANTED)) == ["29 12:00–29 13:00"]


def test_whole_days_are_those_of_the_owners_own_zone(ana: Owner, home: str) -> None:
    ana.put(f"{home}a.ics", ics("DTSTART;VALUE=DATE:20260710"))
    auckland = replace(WANTED, home_zone="Pacific/Auckland", end=NOON + timedelta(days=8, hours=6))
    assert times(account(ana).busy(home, auckland)) == ["09 12:00–09 18:00"]


def test_a_series_with_an_override_and_a_left_out_day(ana: Owner, home: str) -> None:
    zone = ";TZID=America/New_York:202607"
    text = ics(
        f"DTSTART{zone}02T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=4\r\n"
        f"EXDATE{zone}03T090000",
        f"RECURRENCE-ID{zone}04T090000\r\nDTSTART{zone}04T150000\r\nDURATION:PT30M",
    )
    ana.put(f"{home}a.ics", text)
    answer = account(ana).busy(home, WANTED)
    assert times(answer) == ["02 13:00–02 14:00", "04 19:00–04 19:30", "05 13:00–05 14:00"]
    assert answer.busy is not None
    assert answer.busy.events_read == 2


def test_each_event_keeps_its_own_meaning_of_a_zones_name(ana: Owner, home: str) -> None:
    for number, offset in enumerate(("+0100", "+0500")):
        text = ics(
            f"DTSTART;TZID=Office:2026070{number + 2}T120000\r\nDURATION:PT1H",
            uid=str(number),
            more=OFFICE.format(offset),
        )
        ana.put(f"{home}{number}.ics", text)
    assert times(account(ana).busy(home, WANTED)) == ["02 11:00–02 12:00", "03 07:00–03 08:00"]


def test_our_own_events_are_not_busy_time(ana: Owner, home: str) -> None:
    account(ana).create(home, ENTRY)
    assert times(account(ana).busy(home, WANTED)) == ["01 12:00–01 13:00"]
    answer = account(ana).busy(home, replace(WANTED, ours=frozenset({ENTRY.uid})))
    assert times(answer) == []
    assert answer.busy is not None
    assert answer.busy.own_uids == (ENTRY.uid,)


def test_a_calendar_that_has_not_changed_is_not_read_again(ana: Owner, home: str) -> None:
    first = account(ana).busy(home, WANTED)
    assert times(first) == []
    known = replace(WANTED, cursor=first.cursor)
    assert account(ana).busy(home, known) == BusyAnswer(None, first.cursor)
    account(ana).create(home, ENTRY)
    then = account(ana).busy(home, known)
    assert times(then) == ["01 12:00–01 13:00"]
    assert then.cursor != first.cursor
