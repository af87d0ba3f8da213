"""Which events can touch a span of time, by a glance at their text.

Most of a calendar is past. Reading an event in full costs twenty times as much as this glance,
which must only never miss one: what it does not understand, it keeps.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scheduling.domain.busy.components import without_nested
from scheduling.domain.busy.values import DAY, FIRST_YEAR, LAST_YEAR, Unreadable, read_length

_GLANCE = re.compile(
    r"^(UID|DTSTART|DTEND|DURATION|RRULE|RDATE|RECURRENCE-ID)([;:].*)$",
    re.IGNORECASE | re.MULTILINE,
)
_DATE = re.compile(r".*:\s*(\d{8})(?:T\d{4,6}Z?)?\s*$", re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=(\d{8})", re.IGNORECASE)
MARGIN = 3 * DAY


@dataclass(frozen=True)
class Sketch:
    """An event's text, without its alarms, and what the glance saw of it."""

    text: str
    seen: dict[str, str]  # upper-case name → the rest of its first line


def sketches_of(events: Sequence[str]) -> dict[str, list[Sketch]]:
    """The events by UID. One without a UID stands alone."""
    groups: dict[str, list[Sketch]] = {}
    alone = 0
    for event in events:
        text = without_nested(event)
        seen: dict[str, str] = {}
        for name, rest in _GLANCE.findall(text):
            name = name.upper()
            # Of several rules a glance says nothing.
            seen[name] = "" if name == "RRULE" and name in seen else seen.get(name, rest)
        uid = seen.get("UID", ":").partition(":")[2].strip()
        if not uid:
            alone += 1
        groups.setdefault(uid or f"\0{alone}", []).append(Sketch(text, seen))
    return groups


def touching(
    groups: dict[str, list[Sketch]], *, start: datetime, end: datetime
) -> Iterator[tuple[str, list[Sketch]]]:
    """The groups of which any event may touch [start, end), whole: an override outside the span
    takes the place of an instance inside it."""
    low, high = (f"{at:%Y%m%d}" for at in (start - MARGIN, end + MARGIN))
    for uid, sketches in groups.items():
        if any(may_touch(sketch.seen, low=low, high=high) for sketch in sketches):
            yield uid.partition("\0")[0], sketches


def may_touch(seen: dict[str, str], *, low: str, high: str) -> bool:
    """Whether the event may touch the dates from `low` to `high` (YYYYMMDD)."""
    started = _DATE.match(seen.get("DTSTART", ""))
    if started is None or "RDATE" in seen or "THISANDFUTURE" in seen.get("RECURRENCE-ID", ""):
        return True
    begins = ends = started[1]
    if "DTEND" in seen:
        ended = _DATE.match(seen["DTEND"])
        if ended is None:
            return True
        begins, ends = min(begins, ended[1]), max(ends, ended[1])
    elif "-" in seen.get("DURATION", ""):
        return True
    if ends[:4] > str(LAST_YEAR) or begins[:4] < str(FIRST_YEAR):
        return True  # to be refused by name
    if begins > high:
        return False
    if "RRULE" in seen:
        until = _UNTIL.search(seen["RRULE"])
        if until is None:
            return True
        ends = _plus(until[1], begins, ends)
    return ends >= low or ("DURATION" in seen and _lasts(ends, seen["DURATION"], low))


def _plus(last: str, begins: str, ends: str) -> str:
    """The date on which an instance ends that begins on `last`; for no date, the end of time."""
    try:
        lasts = date.fromisoformat(ends) - date.fromisoformat(begins)
        return f"{date.fromisoformat(last) + lasts:%Y%m%d}"
    except (ValueError, OverflowError):
        return "99999999"


def _lasts(begins: str, duration: str, until: str) -> bool:
    """Whether what begins on a date may still last on the other."""
    try:
        length = read_length(duration.rpartition(":")[2])
        return date.fromisoformat(begins) + length.nominal + DAY >= date.fromisoformat(until)
    except (Unreadable, ValueError, OverflowError):
        return True
