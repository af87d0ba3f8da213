"""Answers to invitations, made by hand in the shapes that mail programs are known to send.

None of them is a recording. Each follows what its program documents or is known to write: the
parts and their encodings, the spelling of METHOD and MAILTO, what stands beside the answer.
"""

import base64
from datetime import UTC, datetime, timedelta

GMAIL, EXCHANGE, APPLE, THUNDERBIRD = "gmail", "exchange", "apple", "thunderbird"
PROGRAMS = (GMAIL, EXCHANGE, APPLE, THUNDERBIRD)
PRODUCTS = {
    GMAIL: "-//Google Inc//Google Calendar 70.9054//EN",
    EXCHANGE: "Microsoft Exchange Server 2010",
    APPLE: "-//Apple Inc.//macOS 15.1//EN",
    THUNDERBIRD: "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
}
SUBJECTS = {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative"}
BERLIN = (  # as Exchange writes it, under Microsoft's name
    "BEGIN:VTIMEZONE",
    "TZID:W. Europe Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)
START = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
STAMP = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(
    *,
    program: str = GMAIL,
    method: str = "REPLY",
    uid: str = "f3a3a1c2-0000-4000-8000-000000000000",
    attendee: str = "fox@example.org",
    organizer: str = "sessions+abc@example.org",
    answer: str = "ACCEPTED",
    sequence: int = 0,
    stamped_at: datetime = STAMP,
    starts_at: datetime = START,
    start_line: str = "",
    end: str = "\r\n",
) -> str:
    mailto = "MAILTO" if program == EXCHANGE else "mailto"
    who = f'CN="Fox, Quiet":{mailto}:{attendee}'
    lines = [
        *("BEGIN:VCALENDAR", f"PRODID:{PRODUCTS[program]}", "VERSION:2.0"),
        *(f"METHOD:{method}", *(BERLIN if program == EXCHANGE else ())),
        *("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{utc(stamped_at)}"),
        start_line or f"DTSTART:{utc(starts_at)}",
        f"DTEND:{utc(starts_at + timedelta(hours=1))}",
        f"ORGANIZER;CN=Rehearse:{mailto}:{organizer}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};{who}",
        f"SEQUENCE:{sequence}",
        "SUMMARY;LANGUAGE=en-GB:Accepted: Rehearsal with Fuchs\\, coding äöü",
        *("TRANSP:OPAQUE", "STATUS:CONFIRMED", "X-MICROSOFT-CDO-APPT-SEQUENCE:0"),
        *("BEGIN:VALARM", "DESCRIPTION:REMINDER", "TRIGGER:-PT15M", "ACTION:DISPLAY", "END:VALARM"),
        *("END:VEVENT", "END:VCALENDAR", ""),
    ]
    return end.join(folded for line in lines for folded in _fold(line))


def _fold(line: str) -> list[str]:
    rest = [line[at : at + 73] for at in range(73, len(line), 73)]
    return [line[:73], *(f" {part}" for part in rest)]


def mail(
    program: str = GMAIL,
    *,
    method: str = "REPLY",
    to: str = "sessions+abc@example.org",
    sender: str = "fox@example.org",
    message_id: str = "<1@example.org>",
    charset: str = "utf-8",
    **event,
) -> bytes:
    """A whole mail: `calendar` with `event` in the shape that `program` sends."""
    event = {"organizer": to, "attendee": sender, **event}
    body = calendar(program=program, method=method, **event).encode(charset)
    subject = f"{SUBJECTS.get(event.get('answer', 'ACCEPTED'), 'Answer')}: Rehearsal"
    head = [
        *(f"From: Quiet Fox <{sender}>", f"To: Rehearse <{to}>", f"Subject: {subject}"),
        *(f"Message-ID: {message_id}", "MIME-Version: 1.0"),
    ]
    return SHAPES[program](head, body, method=method, charset=charset)


def part(content_type: str, body: bytes, *, base: bool = False, more: tuple[str, ...] = ()):
    encoded = base64.encodebytes(body).replace(b"\n", b"\r\n") if base else body
    head = [f"Content-Type: {content_type}", *more]
    head.append(f"Content-Transfer-Encoding: {'base64' if base else '8bit'}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + encoded


def joined(subtype: str, boundary: str, *parts: bytes, head: list[str] | None = None) -> bytes:
    lines = [*(head or []), f'Content-Type: multipart/{subtype}; boundary="{boundary}"']
    marked = b"".join(b"\r\n--" + boundary.encode() + b"\r\n" + one for one in parts)
    return "\r\n".join(lines).encode() + b"\r\n" + marked + f"\r\n--{boundary}--\r\n".encode()


WORDS = "Quiet Fox has accepted this invitation."


def _gmail(head: list[str], body: bytes, *, method: str, charset: str) -> bytes:
    """mixed(alternative(plain in base64, html, calendar), application/ics), sent by a machine."""
    calendar_type = f'text/calendar; charset="{charset.upper()}"; method={method}'
    alternative = joined(
        "alternative",
        "000000000000aaaa",
        part(
            'text/plain; charset="UTF-8"; format=flowed; delsp=yes',
            f"{WORDS}\r\n".encode(),
            base=True,
        ),
        part('text/html; charset="UTF-8"', f"<p>{WORDS}</p>\r\n".encode()),
        part(calendar_type, body),
    )
    name = 'application/ics; name="invite.ics"'
    attached = part(
        name, body, base=True, more=('Content-Disposition: attachment; filename="invite.ics"',)
    )
    sent = [
        "Sender: Google Calendar <calendar-notification@google.com>",
        "Auto-Submitted: auto-generated",
    ]
    return joined("mixed", "000000000000bbbb", alternative, attached, head=[*head, *sent])


def _exchange(head: list[str], body: bytes, *, method: str, charset: str) -> bytes:
    """alternative(plain, html, calendar in base64), MAILTO in capitals, VTIMEZONE of its own."""
    return joined(
        "alternative",
        "_000_DB9PR01",
        part('text/plain; charset="us-ascii"', b"\r\n"),
        part('text/html; charset="us-ascii"', b"<html><body></body></html>\r\n"),
        part(f'text/calendar; charset="{charset}"; method={method}', body, base=True),
        head=[*head, "X-MS-Has-Attach:", "Content-Language: en-GB"],
    )


def _apple(head: list[str], body: bytes, *, method: str, charset: str) -> bytes:
    """mixed(plain, calendar as a named attachment)."""
    name = 'name="iCal-20261121-120000.ics"'
    calendar_part = part(
        f"text/calendar; method={method}; charset={charset}; {name}",
        body,
        base=True,
        more=(f"Content-Disposition: attachment; file{name}",),
    )
    words = part("text/plain; charset=us-ascii", f"{WORDS}\r\n".encode())
    return joined("mixed", "Apple-Mail=_1", words, calendar_part, head=head)


def _thunderbird(head: list[str], body: bytes, *, method: str, charset: str) -> bytes:
    """mixed(alternative(plain, calendar in 8 bit), application/ics in 8 bit)."""
    alternative = joined(
        "alternative",
        "_----------=_MCPart_2",
        part("text/plain; charset=UTF-8", f"{WORDS}\r\n".encode()),
        part(f"text/calendar; method={method}; charset={charset.upper()}", body),
    )
    attached = part(
        'application/ics; name="invite.ics"',
        body,
        more=('Content-Disposition: attachment; filename="invite.ics"',),
    )
    return joined("mixed", "_----------=_MCPart_1", alternative, attached, head=head)


SHAPES = {GMAIL: _gmail, EXCHANGE: _exchange, APPLE: _apple, THUNDERBIRD: _thunderbird}
