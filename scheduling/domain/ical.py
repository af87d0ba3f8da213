"""iCalendar objects (RFC 5545, 5546): one session as an invitation or as an event in its reader's
own calendar, many as a feed.

Times are written in UTC: icalendar's VTIMEZONEs are wrong for some zones, and UTC is right in
every client.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vDuration, vText
from icalendar.parser import Contentline

from scheduling.domain.busy.standing import additions_in

PRODUCT_ID = "-//Rehearse//Sessions//EN"
REFRESH = timedelta(hours=1)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class CalendarEntry:
    """A session as one reader's calendar shows it. Instants are aware."""

    uid: str  # the session's, for life
    sequence: int
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    changed_at: datetime
    summary: str
    description: str
    url: str
    is_cancelled: bool


@dataclass(frozen=True)
class Mailbox:
    name: str
    address: str


def plain(text: str) -> str:
    """Without control characters other than the line feed."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def safe_name(text: str) -> str:
    """A name that cannot break out of its place: no quotes, no control characters, one line."""
    return " ".join(plain(text).replace('"', "").split())


def _address(mailbox: Mailbox, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox.address}")
    if safe_name(mailbox.name):
        address.params["CN"] = vText(safe_name(mailbox.name))
    for name, value in parameters.items():
        address.params[name] = vText(value)
    return address


def _calendar(*, method: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _event(entry: CalendarEntry, *, stamp: datetime, organizer: Mailbox | None = None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("created", entry.created_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", plain(entry.summary))
    event.add("description", plain(entry.description))
    event.add("location", entry.url)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    if organizer is not None:
        event.add("organizer", _address(organizer))
    return event


def invitation(
    entry: CalendarEntry, *, organizer: Mailbox, attendee: Mailbox, now: datetime
) -> bytes:
    """An iTIP REQUEST, or a CANCEL if the entry is cancelled, to one attendee.

    Two people never learn each other's addresses, so each gets an object of their own with the
    same UID. DTSTAMP is `now`.
    """
    calendar = _calendar(method=invitation_method(entry))
    event = _event(entry, stamp=now, organizer=organizer)
    parameters = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION"}
    event.add("attendee", _address(attendee, **parameters, RSVP="TRUE"), encode=False)
    calendar.add_component(event)
    return calendar.to_ical()


def invitation_method(entry: CalendarEntry) -> str:
    """The METHOD of the object, which its MIME part must repeat (Outlook rejects a mismatch)."""
    return "CANCEL" if entry.is_cancelled else "REQUEST"


def feed(entries: Iterable[CalendarEntry], *, name: str, organizer: Mailbox) -> bytes:
    """A PUBLISH calendar to subscribe to: no attendees, no alarms.

    DTSTAMP is when the entry last changed, so that the same entries give the same bytes.
    """
    calendar = _calendar(method="PUBLISH")
    calendar.add("x-wr-calname", safe_name(name))
    calendar.add("name", safe_name(name))
    calendar.add("refresh-interval", vDuration(REFRESH, {"VALUE": "DURATION"}), encode=False)
    calendar.add("x-published-ttl", vDuration(REFRESH), encode=False)
    for entry in entries:
        calendar.add_component(_event(entry, stamp=entry.changed_at, organizer=organizer))
    return calendar.to_ical()


def calendar_object(entry: CalendarEntry, *, over: bytes = b"") -> bytes:
    """The entry as it is stored in its reader's own calendar (RFC 4791 4.1): no METHOD.

    Without organizer and attendees, so that no server sends an invitation of its own beside it
    (RFC 6638 3.1). The same entry gives the same bytes. `over` is what stands there: what its
    owner has added to it stays. Raises NotACalendar if that is no event.
    """
    calendar = _calendar()
    event = _event(entry, stamp=entry.changed_at)
    calendar.add_component(event)
    content = calendar.to_ical()
    if not over:
        return content
    added = [Contentline(line).to_ical() for line in additions_in(over, ours=set(event))]
    return content.replace(b"END:VEVENT", b"\r\n".join((*added, b"END:VEVENT")))
