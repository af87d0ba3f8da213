"""What somebody's calendar answers to an invitation of ours (iTIP REPLY and COUNTER over mail).

The bytes come from strangers, so whatever they are, the result is an answer or a refusal in
words, and never an exception. `docs/operations.md` says how mail gets here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses
from urllib.parse import unquote

from icalendar import Calendar

from scheduling.domain.busy.components import Property, properties_of
from scheduling.domain.busy.decoding import NotACalendar, decoded
from scheduling.domain.busy.values import Unreadable, checked, read_wall
from scheduling.domain.busy.zones import Zones

MOST_BYTES = 1_000_000
MOST_CALENDAR_BYTES = 200_000
MOST_CONTAINERS = 30  # multiparts and messages in it: the parser recurses into each
MOST_CALENDARS = 5
MOST_ATTENDEES = 20
LONGEST_LINE = 2_000
ANSWERS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE"})
_METHODS = frozenset({"REPLY", "COUNTER"})
_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics"})
# All that is read of an event. Whatever else stands in it can break nothing.
_WANTED = frozenset({"UID", "SEQUENCE", "DTSTAMP", "ATTENDEE", "ORGANIZER", "RECURRENCE-ID"})
_NAME = re.compile(r"[A-Za-z0-9-]+")
_LONGEST_UID = 255


@dataclass(frozen=True)
class Attendee:
    address: str  # in lower case
    answer: str  # PARTSTAT, in upper case; "" if there is none


@dataclass(frozen=True)
class CalendarAnswer:
    """One answer. `addresses` (lower case) are all that it says it is for; one of them is ours.

    `proposed_at` (UTC) is the start that a COUNTER asks for; None if it is a REPLY, or names no
    time that stands for one instant.
    """

    method: str  # "REPLY" or "COUNTER": the body's
    addresses: tuple[str, ...]
    uid: str
    attendees: tuple[Attendee, ...]
    sequence: int
    stamped_at: datetime  # DTSTAMP
    proposed_at: datetime | None
    message_id: str


@dataclass(frozen=True)
class Refusal:
    """The mail is no answer that we act on; `why` says so to whoever runs the site."""

    why: str


class _NoAnswer(Exception):
    """Ends the reading; the message becomes the refusal."""


def read_reply(raw: bytes) -> CalendarAnswer | Refusal:
    """The answer in a mail (RFC 5322 bytes), or why there is none. Never raises.

    METHOD is read from the calendar itself, and what MIME says must not contradict it. Two
    calendars in one mail must say the same (Gmail and Thunderbird repeat it as an attachment).
    """
    try:
        return _read(raw)
    except (_NoAnswer, NotACalendar) as error:
        return Refusal(str(error))
    except Exception as error:  # the parsers of the standard library and icalendar raise anything
        return Refusal(f"The mail could not be understood ({type(error).__name__}).")


def _read(raw: bytes) -> CalendarAnswer:
    if len(raw) > MOST_BYTES:
        raise _NoAnswer(f"The mail is larger than {MOST_BYTES // 1_000_000} MB.")
    if len(_CONTAINER.findall(raw)) > MOST_CONTAINERS:
        raise _NoAnswer("The mail has too many parts within parts.")
    # compat32 reads headers as they are; the newer policy stumbles over broken ones.
    message = message_from_bytes(raw, policy=policy.compat32)
    if message.get_content_type() == "multipart/report":
        raise _NoAnswer("It is a report about mail that was not delivered, or was read.")
    parts = list(_calendar_parts(message))
    if not parts:
        raise _NoAnswer(_why_no_calendar(message))
    if len(parts) > MOST_CALENDARS:
        raise _NoAnswer("It holds too many calendars.")
    found = {_answer_in(part, _addresses_of(message), _message_id(message)) for part in parts}
    if len(found) > 1:
        raise _NoAnswer("It holds two calendars that do not say the same.")
    return found.pop()


# --- The mail -------------------------------------------------------------------------------


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold something, but not those of mails inside the mail (bounces, forwards)."""
    if message.get_content_maintype() == "message":
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _calendar_parts(message: Message) -> Iterator[Message]:
    for part in _leaves(message):
        name = str(part.get_filename() or "").lower()
        if part.get_content_type() in _CALENDAR_TYPES or name.endswith(".ics"):
            yield part


def _why_no_calendar(message: Message) -> str:
    if any("tnef" in part.get_content_type() for part in _leaves(message)):
        return "It holds its calendar in Outlook's own format (winmail.dat), which is not read."
    sent = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    by_itself = precedence in {"bulk", "junk", "auto_reply"} or "X-Autoreply" in message
    if sent not in {"", "no"} or by_itself or str(message.get("Return-Path", "")).strip() == "<>":
        return "It is an automatic reply without a calendar."
    return "It holds no calendar."


def _addresses_of(message: Message) -> tuple[str, ...]:
    fields = [str(value) for name in _RECIPIENTS for value in message.get_all(name, [])]
    found = [_clean_address(address) for _, address in getaddresses(fields)]
    return tuple(dict.fromkeys(address for address in found if address))


def _message_id(message: Message) -> str:
    return "".join(str(message.get("Message-ID", "")).split())


def _clean_address(text: str) -> str:
    """In lower case, without "mailto:"; "" where it is none."""
    address = unquote(re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE)).strip().lower()
    is_one = "@" in address and len(address) <= 254 and address.isprintable()
    return address if is_one and not re.search(r"[\s<>]", address) else ""


# --- The calendar ---------------------------------------------------------------------------


def _answer_in(part: Message, addresses: tuple[str, ...], message_id: str) -> CalendarAnswer:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise _NoAnswer("Its calendar could not be decoded.")
    if len(content) > MOST_CALENDAR_BYTES:
        raise _NoAnswer("Its calendar is too large for an answer to one invitation.")
    method, lines = _event_lines(decoded(content).split("\n"))
    claimed = str(part.get_param("method") or method).strip().upper()
    if claimed != method:
        raise _NoAnswer("The mail and the calendar in it name different methods.")
    event = _parsed_event(lines)
    uid, attendees = str(event.get("UID", "")).strip(), tuple(_attendees(event))
    if not 0 < len(uid) <= _LONGEST_UID:
        raise _NoAnswer("Its event has no UID.")
    if method == "REPLY" and not ANSWERS & {attendee.answer for attendee in attendees}:
        raise _NoAnswer("It does not say whether anybody comes.")
    organizer = _clean_address(str(event.get("ORGANIZER", "")))
    stamped_at = _stamp(event)
    return CalendarAnswer(
        method=method,
        addresses=tuple(dict.fromkeys((*addresses, organizer))) if organizer else addresses,
        uid=uid,
        attendees=attendees,
        sequence=_sequence(event),
        stamped_at=stamped_at,
        proposed_at=_start(lines, near=stamped_at) if method == "COUNTER" else None,
        message_id=message_id,
    )


def _event_lines(lines: Iterable[str]) -> tuple[str, list[str]]:
    """METHOD, and the lines of the one event that matter. What is inside other components is left
    out: VTIMEZONEs would stay in icalendar's memory under their TZID, for everybody."""
    sieve = _Sieve()
    for line in lines:
        sieve.take(line)
    if len(sieve.methods) != 1:
        raise _NoAnswer("Its calendar names no method, or more than one.")
    if sieve.methods[0] not in _METHODS:
        raise _NoAnswer("Its calendar is no answer to an invitation.")
    if sieve.events != 1:
        raise _NoAnswer("Its calendar is about no event, or about more than one.")
    return sieve.methods[0], sieve.wanted


class _Sieve:
    def __init__(self) -> None:
        self.methods: list[str] = []
        self.wanted: list[str] = []
        self.events = 0
        self._open: list[str] = []  # the components that we are in

    def take(self, line: str) -> None:
        name, _, value = line.partition(":")
        word, value = name.strip().upper(), value.strip().upper()
        if word == "BEGIN":
            self._open.append(value)
            self.events += self._open == ["VCALENDAR", "VEVENT"]
            if self._open.count("VCALENDAR") > 1 or len(self._open) > 10:
                raise _NoAnswer("Its calendar is built wrongly.")
        elif word == "END":
            if not self._open or self._open.pop() != value:
                raise _NoAnswer("Its calendar is built wrongly.")
        elif self._open == ["VCALENDAR"] and word == "METHOD":
            self.methods.append(value)
        elif self._open == ["VCALENDAR", "VEVENT"] and _is_wanted(line):
            self.wanted.append(line)


def _is_wanted(line: str) -> bool:
    name = _NAME.match(line)
    is_known = name is not None and (name[0].upper() in _WANTED or name[0].upper() == "DTSTART")
    if is_known and len(line) > LONGEST_LINE:
        raise _NoAnswer("A line of its calendar is too long.")
    return is_known


def _parsed_event(lines: list[str]) -> Calendar:
    """The event by icalendar: from bytes (a string could be the path of a file), without times
    that need a zone, and one of each property but the attendees."""
    kept = [line for line in lines if not line.upper().startswith("DTSTART")]
    names = [re.split("[;:]", line, maxsplit=1)[0].upper() for line in kept]
    if len(set(names) - {"ATTENDEE"}) != len([name for name in names if name != "ATTENDEE"]):
        raise _NoAnswer("Its event says the same thing twice.")
    if "RECURRENCE-ID" in names:
        raise _NoAnswer("It is about one event of a series; sessions are single.")
    if names.count("ATTENDEE") > MOST_ATTENDEES:
        raise _NoAnswer("It names too many attendees.")
    text = "\r\n".join(("BEGIN:VEVENT", *kept, "END:VEVENT", ""))
    return Calendar.from_ical(text.encode())


def _attendees(event: Calendar) -> Iterator[Attendee]:
    listed = event.get("ATTENDEE", [])
    for attendee in listed if isinstance(listed, list) else [listed]:
        address = _clean_address(str(attendee))
        if address:
            yield Attendee(address, str(attendee.params.get("PARTSTAT", "")).strip().upper())


def _sequence(event: Calendar) -> int:
    sequence = int(event.get("SEQUENCE", 0))
    if not 0 <= sequence < 2**31:
        raise _NoAnswer("Its SEQUENCE is impossible.")
    return sequence


def _stamp(event: Calendar) -> datetime:
    stamp = getattr(event.get("DTSTAMP"), "dt", None)
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise _NoAnswer("It does not say when it was written (DTSTAMP in UTC).")
    return stamp.astimezone(UTC)


def _start(lines: list[str], *, near: datetime) -> datetime | None:
    """The instant of DTSTART; None for a date, a floating time, or a zone that nobody knows."""
    text = "".join(f"{line}\n" for line in lines if line.upper().startswith("DTSTART"))
    found = properties_of(text).get("DTSTART", [])
    try:
        return _instant(found[0], near=near) if len(found) == 1 else None
    except (Unreadable, OverflowError):
        return None


def _instant(start: Property, *, near: datetime) -> datetime | None:
    wall = read_wall(start.value)
    if wall.is_date:
        return None
    if wall.is_utc:
        return checked(wall.at).replace(tzinfo=UTC)
    doubts: list[str] = []
    # Without the mail's own definitions: names that everybody means the same by are enough.
    horizon = (near - timedelta(days=1), near + timedelta(days=400))
    zones = Zones(home="UTC", floating="", definitions={}, horizon=horizon, warn=doubts.append)
    name = start.parameters.get("TZID", "")
    at = zones.named(name).to_utc(checked(wall.at)) if name else None
    return None if doubts else at
