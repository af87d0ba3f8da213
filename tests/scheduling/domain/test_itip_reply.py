"""Answers of mail programs, and what strangers send in their place.

The mails are made by hand in each program's documented shape: tests/scheduling/calendar_mails.py.
"""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduling.domain.itip_reply import Attendee, CalendarAnswer, Refusal, read_reply
from tests.scheduling.calendar_mails import (
    APPLE,
    EXCHANGE,
    GMAIL,
    PROGRAMS,
    STAMP,
    THUNDERBIRD,
    calendar,
    joined,
    mail,
    part,
)

UID = "f3a3a1c2-0000-4000-8000-000000000000"
HEAD = ["From: fox@example.org", "To: sessions+abc@example.org", "MIME-Version: 1.0"]
CALENDAR = "text/calendar; charset=utf-8; method=REPLY"


def why(raw: bytes) -> str:
    found = read_reply(raw)
    assert isinstance(found, Refusal), found
    return found.why


def single(text: str | bytes, content_type: str = CALENDAR, *, base: bool = False) -> bytes:
    body = text if isinstance(text, bytes) else text.encode()
    return "\r\n".join(HEAD).encode() + b"\r\n" + part(content_type, body, base=base)


# --- The four programs ----------------------------------------------------------------------


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_each_programs_reply_is_read_whole(program, answer):
    raw = mail(program, answer=answer, sequence=2)
    assert read_reply(raw) == CalendarAnswer(
        method="REPLY",
        addresses=("sessions+abc@example.org",),
        uid=UID,
        attendees=(Attendee("fox@example.org", answer),),
        sequence=2,
        stamped_at=STAMP,
        proposed_at=None,
        message_id="<1@example.org>",
    )


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_programs_counter_names_the_proposed_start(program):
    start = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
    found = read_reply(mail(program, method="COUNTER", answer="TENTATIVE", starts_at=start))
    assert (found.method, found.proposed_at) == ("COUNTER", start)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("program", [EXCHANGE, APPLE])
def test_a_calendar_in_base64_is_read_in_every_usual_charset(program, charset):
    assert read_reply(mail(program, charset=charset)).attendees[0].answer == "ACCEPTED"


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_lines_may_end_as_they_like(end):
    assert read_reply(single(calendar(end=end), base=True)).uid == UID


def test_case_and_percent_signs_in_addresses_do_not_matter():
    found = read_reply(mail(EXCHANGE, to="Sessions%2BABC@Example.org", sender="FOX@Example.ORG"))
    assert "sessions+abc@example.org" in found.addresses
    assert found.attendees == (Attendee("fox@example.org", "ACCEPTED"),)


def test_the_address_is_found_in_the_organizer_where_the_mail_was_sent_on():
    raw = mail(GMAIL).replace(b"To: Rehearse <sessions+abc@example.org>", b"To: a@example.net")
    assert read_reply(raw).addresses == ("a@example.net", "sessions+abc@example.org")


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("DTSTART;TZID=W. Europe Standard Time:20261202T103000", "2026-12-02T09:30"),
        ('DTSTART;TZID="Europe/Berlin":20260701T103000', "2026-07-01T08:30"),
        ("DTSTART;TZID=America/New_York:20261202T103000", "2026-12-02T15:30"),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261202T103000", "2026-12-02T10:30"),
        ("DTSTART:20261202T103000", None),  # whose half past ten?
        ("DTSTART;VALUE=DATE:20261202", None),
        ("DTSTART;TZID=Customised:20261202T103000", None),
        ("DTSTART:99990101T000000Z", None),
        ("DTSTART:20261302T000000Z", None),
        ("DTSTART:soon", None),
    ],
)
def test_a_proposed_start_is_one_instant_or_none(line, at):
    found = read_reply(mail(THUNDERBIRD, method="COUNTER", start_line=line))
    assert found.proposed_at == (at and datetime.fromisoformat(at).replace(tzinfo=UTC))


def test_a_reply_moves_nothing_whatever_time_it_names():
    assert read_reply(mail(start_line="DTSTART:20300101T000000Z")).proposed_at is None


def test_a_zone_defined_in_a_reply_is_not_remembered():
    """icalendar keeps definitions by TZID for the whole process."""
    assert isinstance(read_reply(mail(EXCHANGE)), CalendarAnswer)
    probe = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTART;TZID=Of the reply:20261202T103000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    theirs = calendar(program=EXCHANGE).replace("W. Europe Standard Time", "Of the reply")
    assert isinstance(read_reply(single(theirs)), CalendarAnswer)
    assert Calendar.from_ical(probe.encode()).walk("VEVENT")[0]["DTSTART"].dt.tzinfo is None


# --- Refused, in words ----------------------------------------------------------------------


def test_a_mail_of_fifty_megabytes_is_refused_at_once():
    begun = time.monotonic()
    assert why(mail() + b"x" * 50_000_000) == "The mail is larger than 1 MB."
    assert time.monotonic() - begun < 0.5


def nested(depth: int, kind: str) -> bytes:
    raw = b"\r\n".join(part_.encode() for part_ in HEAD)
    for n in range(depth):
        if kind == "message":
            raw += b"\r\nContent-Type: message/rfc822\r\n"
        else:
            raw += f'\r\nContent-Type:\r\n multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}'.encode()
    return raw + b"\r\n" + part(CALENDAR, calendar().encode())


@pytest.mark.parametrize("kind", ["multipart", "message"])
@pytest.mark.parametrize("depth", [31, 1_000, 15_000])
def test_parts_within_parts_are_refused_before_they_are_opened(kind, depth):
    raw = nested(depth, kind)
    begun = time.monotonic()
    assert why(raw) == "The mail has too many parts within parts."
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "It holds no calendar."),
        (b"\x00\xff" * 100, "It holds no calendar."),
        (b"To: a@example.org\r\n\r\nI will come!", "It holds no calendar."),
        (single("/etc/passwd"), "BEGIN:VCALENDAR"),
        (single("<!doctype html><p>BEGIN:VCALENDAR</p>"), "a web page"),
        (single(""), "The file is empty."),
        (single(calendar()[:300]), "breaks off"),
        (single("!!!" * 1000, base=True), "BEGIN:VCALENDAR"),
        (single(calendar().replace("METHOD:REPLY\r\n", "")), "no method"),
        (single(calendar().replace("METHOD:REPLY", "METHOD:REPLY\r\nMETHOD:REPLY")), "no method"),
        (single(calendar(method="REQUEST"), "text/calendar"), "no answer to an invitation"),
        (single(calendar(method="COUNTER")), "different methods"),
        (single(calendar(), "text/calendar; method=CANCEL"), "different methods"),
        (single(calendar() + calendar()), "built wrongly|no method"),
        (single(calendar(answer="NEEDS-ACTION")), "whether anybody comes"),
        (single(calendar(answer="X" * 100)), "whether anybody comes"),
        (single(calendar(uid="")), "no UID"),
        (single(calendar(uid="x" * 300)), "no UID"),
        (single(calendar(uid="x" * 3000)), "too long"),
        (single(calendar(sequence=-1)), "SEQUENCE"),
        (single(calendar(sequence=2**31)), "SEQUENCE"),
        (single(calendar(sequence="two")), "whether|understood|SEQUENCE"),
        (single(calendar().replace("DTSTAMP:2026", "DTSTAMP:x2026")), "DTSTAMP|understood"),
        (single(calendar().replace("120000Z", "120000")), "DTSTAMP"),
        (single(calendar().replace("SEQUENCE:0", f"UID:{UID}")), "the same thing twice"),
        (single(calendar().replace("SEQUENCE:0", "RECURRENCE-ID:20261201T170000Z")), "series"),
        (
            single(calendar().replace("SEQUENCE:0\r\n", "ATTENDEE:mailto:a@b.c\r\n" * 30)),
            "too many",
        ),
        (single(calendar().replace("END:VALARM", "END:VTODO")), "built wrongly"),
        (single(calendar().replace("SEQUENCE:0", "BEGIN:A\r\n" * 50)), "built wrongly"),
        (single(calendar().replace("SEQUENCE:0", "X-A:" + "y" * 300_000)), "too large"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(raw, words):
    assert any(word in why(raw) for word in words.split("|")), why(raw)


def test_two_calendars_must_say_the_same():
    yes, no = (
        part(CALENDAR, calendar(answer=answer).encode()) for answer in ("ACCEPTED", "DECLINED")
    )
    assert why(joined("mixed", "b", yes, no, head=HEAD)) == (
        "It holds two calendars that do not say the same."
    )
    assert isinstance(read_reply(joined("mixed", "b", yes, yes, head=HEAD)), CalendarAnswer)
    assert why(joined("mixed", "b", *[yes] * 6, head=HEAD)) == "It holds too many calendars."


def test_two_events_are_no_answer_to_one_invitation():
    text = calendar()
    event = text[text.index("BEGIN:VEVENT") : text.index("END:VCALENDAR")]
    assert "more than one" in why(single(text.replace("END:VCALENDAR", event + "END:VCALENDAR")))


@pytest.mark.parametrize("charset", ["none", "x-\udcff", "../../etc/passwd", "utf-7", ""])
@pytest.mark.parametrize("base", [True, False])
def test_a_charset_that_nobody_knows_does_not_matter(charset, base):
    content_type = f'text/calendar; charset="{charset}"; method=REPLY'.encode("utf-8", "replace")
    raw = single(calendar(), "x/y", base=base).replace(b"x/y", content_type)
    assert read_reply(raw).uid == UID


def test_a_bounce_with_our_invitation_in_it_is_no_answer():
    inner = mail(GMAIL, method="REQUEST")
    report = joined(
        'report; report-type="delivery-status"',
        "b",
        part("text/plain", b"Your message could not be delivered."),
        part("message/delivery-status", b"Action: failed\r\n"),
        part("message/rfc822", inner),
        head=HEAD,
    )
    assert "not delivered" in why(report)


def test_an_answer_inside_a_forwarded_mail_is_not_acted_on():
    forwarded = joined("mixed", "b", part("message/rfc822", mail()), head=HEAD)
    assert why(forwarded) == "It holds no calendar."


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>", "X-Autoreply: yes"],
)
def test_an_out_of_office_is_called_so(header):
    raw = f"{header}\r\nTo: sessions+abc@example.org\r\n\r\nI am away.".encode()
    assert why(raw) == "It is an automatic reply without a calendar."


def test_outlooks_own_format_is_refused_by_name():
    assert "winmail.dat" in why(single(b"\x78\x9f\x3e\x22", "application/ms-tnef", base=True))


def test_line_breaks_cannot_be_smuggled_into_an_address():
    raw = single(calendar(attendee="a@example.org%0D%0ABcc:all@example.org"))
    assert why(raw) == "It does not say whether anybody comes."


def test_the_message_id_is_one_word():
    raw = mail().replace(b"Message-ID: <1@example.org>", b"Message-ID: <1\r\n @example.org>")
    assert read_reply(raw).message_id == "<1@example.org>"


@given(raw=st.binary(max_size=300), at=st.integers(0, 3000), program=st.sampled_from(PROGRAMS))
def test_nothing_that_is_put_into_a_mail_raises(raw, at, program):
    whole = mail(program)
    for broken in (whole[:at] + raw + whole[at:], whole[:at] + raw, raw):
        assert isinstance(read_reply(broken), CalendarAnswer | Refusal)
