"""An event of ours, as other people's programs write it once they have touched it."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.domain.busy.decoding import NotACalendar
from scheduling.domain.busy.standing import Standing, standing_in
from scheduling.domain.ical import CalendarEntry, calendar_object

NINE = datetime(2026, 7, 1, 9, tzinfo=UTC)
TEN = datetime(2026, 7, 1, 10, tzinfo=UTC)
OFFICE = (
    "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
    "TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def calendar(*events: str, more: str = "") -> bytes:
    inner = more + "".join(f"BEGIN:VEVENT\r\nUID:a\r\n{event}END:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inner}END:VCALENDAR\r\n".encode()


def event(start: str, end: str = "", more: str = "") -> str:
    return f"DTSTART{start}\r\n" + (f"DTEND{end}\r\n" if end else "") + more


def test_what_we_wrote_is_read_back():
    entry = CalendarEntry(
        uid="a",
        sequence=4,
        starts_at=NINE,
        ends_at=TEN,
        created_at=NINE,
        changed_at=NINE,
        summary="Rehearsal",
        description="",
        url="https://example.org/",
        is_cancelled=False,
    )
    assert standing_in(calendar_object(entry)) == Standing(NINE, TEN, 4)


@pytest.mark.parametrize(
    "raw",
    [
        calendar(
            event(";TZID=Europe/Berlin:20260701T110000", ";TZID=Europe/Berlin:20260701T120000")
        ),
        calendar(event(";TZID=Office:20260701T120000", "", "DURATION:PT1H\r\n"), more=OFFICE),
        calendar(event(":20260701T090000", ":20260701T100000")),
        calendar(
            event(":20260701T090000Z", ":20260701T100000Z"),
            more="METHOD:PUBLISH\r\nX-WR-CALNAME:Mine\r\n",
        ),
    ],
    ids=["a zone", "a zone of its own", "no zone", "other lines"],
)
def test_its_times_are_understood_however_they_are_written(raw: bytes):
    assert standing_in(raw) == Standing(NINE, TEN, None)


def test_an_alarm_says_nothing_of_the_event():
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT9H\r\nSEQUENCE:9\r\nEND:VALARM\r\n"
    raw = calendar(alarm + event(":20260701T090000Z", ":20260701T100000Z", "SEQUENCE:2\r\n"))
    assert standing_in(raw) == Standing(NINE, TEN, 2)


def test_times_without_a_zone_are_the_owners():
    raw = calendar(event(":20260701T090000", ":20260701T100000"))
    found = standing_in(raw, home_zone="Asia/Kathmandu")
    assert found.starts_at == NINE - timedelta(hours=5, minutes=45)


def test_of_a_series_the_first_counts():
    later = event(":20260708T090000Z", ":20260708T100000Z", "RECURRENCE-ID:20260708T080000Z\r\n")
    first = event(":20260701T090000Z", ":20260701T100000Z", "RRULE:FREQ=WEEKLY\r\n")
    assert standing_in(calendar(later, first)) == Standing(NINE, TEN, None)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html></html>",
        calendar(),
        calendar("SUMMARY:No start\r\n"),
        calendar(event(":99990101T000000Z")),
        calendar(event(":nonsense")),
        calendar(event(":20260701T090000Z", ":20960701T100000Z")),
    ],
)
def test_what_is_no_event_is_refused_in_words(raw: bytes):
    with pytest.raises(NotACalendar, match=r"\.$"):
        standing_in(raw)
