"""Objects are parsed back by icalendar: what a program reads, not what we meant to write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduling.domain.ical import (
    CalendarEntry,
    Mailbox,
    calendar_object,
    feed,
    invitation,
    safe_name,
)

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
OURS = Mailbox("Rehearse", "sessions@example.org")
ENTRY = CalendarEntry(
    uid="f3a3a1c2-0000-4000-8000-000000000000",
    sequence=3,
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=1),
    created_at=NOON - timedelta(days=2),
    changed_at=NOON - timedelta(days=1),
    summary="Rehearsal",
    description="Line",
    url="https://example.org/sessions/1/",
    is_cancelled=False,
)


def invite(entry=ENTRY, *, name="Calm Heron", now=NOON):
    return invitation(entry, organizer=OURS, attendee=Mailbox(name, "a@example.org"), now=now)


def only_event(content: bytes):
    calendar = Calendar.from_ical(content)
    assert [component.name for component in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    return calendar.walk("VEVENT")[0]


def test_lines_end_with_crlf_and_are_at_most_75_octets_long():
    content = invite(replace(ENTRY, description="ü—" * 400))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no character is cut in two
    assert only_event(content)["DESCRIPTION"] == "ü—" * 400


def test_the_method_follows_the_state():
    for is_cancelled, method, status in (
        (False, "REQUEST", "CONFIRMED"),
        (True, "CANCEL", "CANCELLED"),
    ):
        content = invite(replace(ENTRY, is_cancelled=is_cancelled))
        assert Calendar.from_ical(content)["METHOD"] == method
        assert only_event(content)["STATUS"] == status


def test_dtstamp_is_newer_with_each_sending_and_the_rest_is_the_same():
    first, second = (only_event(invite(now=NOON + timedelta(minutes=n))) for n in (0, 5))
    assert second["DTSTAMP"].dt - first["DTSTAMP"].dt == timedelta(minutes=5)
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "LAST-MODIFIED"):
        assert first[name] == second[name]


def test_times_are_utc_whatever_zone_they_come_in():
    berlin = ZoneInfo("Europe/Berlin")
    entry = replace(
        ENTRY,
        starts_at=datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin),
        ends_at=datetime(2026, 10, 25, 3, 30, tzinfo=berlin),
    )
    content = invite(entry)
    assert b"DTSTART:20261025T013000Z\r\n" in content
    assert b"DTEND:20261025T023000Z\r\n" in content
    assert b"VTIMEZONE" not in content


HOSTILE = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:theirs"


@given(text=st.text(max_size=80))
@example(text=HOSTILE)
@example(text="BEGIN:VEVENT")
@example(text='"; CN=x:mailto:evil@example.org')
@example(text="\x00\x0b\x85\u2028,;:\\n")
def test_no_text_breaks_out_of_its_property(text):
    content = invite(replace(ENTRY, summary=text, description=text), name=text)
    event = only_event(content)
    assert str(event["ATTENDEE"]) == "mailto:a@example.org"
    assert str(event["ORGANIZER"]) == "mailto:sessions@example.org"
    assert event["UID"] == ENTRY.uid
    published = feed([replace(ENTRY, summary=text)], name=text, organizer=OURS)
    assert only_event(published)["UID"] == ENTRY.uid


def test_a_name_is_one_line_without_quotes_or_control_characters():
    assert safe_name('Eve "x"\r\n\tBcc:\x00 y') == "Eve x Bcc: y"


def test_the_same_entries_make_the_same_feed_and_an_empty_one_is_valid():
    entries = [ENTRY, replace(ENTRY, uid="other")]
    made = [feed(entries, name="Mine", organizer=OURS) for _ in range(2)]
    assert made[0] == made[1]
    assert [event["UID"] for event in Calendar.from_ical(made[0]).walk("VEVENT")] == [
        *(ENTRY.uid, "other"),
    ]
    empty = Calendar.from_ical(feed([], name="Mine", organizer=OURS))
    assert [component.name for component in empty.walk()] == ["VCALENDAR"]


def test_an_event_for_ones_own_calendar_makes_no_server_send_an_invitation():
    content = calendar_object(ENTRY)
    calendar, event = Calendar.from_ical(content), only_event(content)
    assert sorted(calendar) == ["CALSCALE", "PRODID", "VERSION"]
    assert sorted(event) == [
        *("CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "LOCATION"),
        *("SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID", "URL"),
    ]
    assert (event["UID"], event["SEQUENCE"]) == (ENTRY.uid, 3)
    assert b"DTSTART:20260601T120000Z\r\nDTEND:20260601T130000Z\r\n" in content
    assert calendar_object(ENTRY) == content


def test_what_was_added_to_an_event_stays_but_for_its_time():
    long = "X-LONG:" + "ü—" * 60
    alarm = ["BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT5M", "DURATION:PT1M", "END:VALARM"]
    theirs = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Mine"),
        *("BEGIN:VTIMEZONE", "TZID:Office", "END:VTIMEZONE"),
        *("BEGIN:VEVENT", f"UID:{ENTRY.uid}", "RECURRENCE-ID:20260608T120000Z"),
        *("X-OF-ANOTHER:1", "DTSTART:20260608T130000Z", "END:VEVENT"),
        *("BEGIN:VEVENT", f"UID:{ENTRY.uid}", "SUMMARY:Mine", "COLOR:red", long),
        *("DTSTART;TZID=Office:20260601T120000", "DURATION:PT3H", "RRULE:FREQ=WEEKLY"),
        *("X-SNOOZE;TZID=Office:20260601T120000", *alarm, "END:VEVENT", "END:VCALENDAR", ""),
    )
    content = calendar_object(ENTRY, over="\r\n".join(theirs).encode())
    added = ["COLOR:red", long, *alarm]
    unfolded = content.decode().replace("\r\n ", "").split("\r\n")
    plain = calendar_object(ENTRY).decode().replace("\r\n ", "").split("\r\n")
    assert unfolded == [*plain[:-3], *added, *plain[-3:]]
    assert max(map(len, content.split(b"\r\n"))) <= 75
