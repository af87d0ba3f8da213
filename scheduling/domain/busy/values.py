"""Dates, times and durations as calendars write them, a little more generous than RFC 5545."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-]?)(\d\d):?(\d\d)(?::?(\d\d))?")
# What is written for "never" must not become a time; birthdays without a year begin in 1604.
FIRST_YEAR, LAST_YEAR = 1000, 2200
LONGEST = timedelta(days=3660)
DAY = timedelta(days=1)


class Unreadable(Exception):
    """One event cannot be read; the message says why to people."""


@dataclass(frozen=True)
class Wall:
    """What was written: a wall reading without zone. `is_utc` where a Z stood behind it."""

    at: datetime
    is_date: bool = False
    is_utc: bool = False


@dataclass(frozen=True)
class Length:
    """A duration: days of the calendar, which a change of clocks makes longer or shorter, and
    an exact rest (RFC 5545 3.3.6)."""

    days: int = 0
    exact: timedelta = timedelta()

    @property
    def nominal(self) -> timedelta:
        return timedelta(days=self.days) + self.exact


def read_wall(text: str) -> Wall:
    """ "20261102", "20261102T090000", "20261102T090000Z"; 24:00:00 and a second of 60 pass."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise Unreadable(f"“{text[:40]}” is no date or time.")
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    try:
        midnight = datetime(year, month, day)  # noqa: DTZ001  # a wall reading
    except ValueError:
        raise Unreadable(f"The date “{text[:40]}” does not exist.") from None
    if found[4] is None:
        return Wall(midnight, is_date=True)
    hour, minute, second = int(found[4]), int(found[5]), min(int(found[6] or 0), 59)
    if int(found[6] or 0) > 60 or minute > 59 or hour * 3600 + minute * 60 + second > 86_400:
        raise Unreadable(f"The time “{text[:40]}” does not exist.")
    at = midnight + timedelta(hours=hour, minutes=minute, seconds=second)
    return Wall(at, is_utc=found[7] is not None)


def read_length(text: str) -> Length:
    """ "PT1H", "P1DT30M", "-PT15M", "P2W"."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise Unreadable(f"“{text[:40]}” is no duration.")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if weeks * 7 + days + hours / 24 + minutes / 1440 + seconds / 86_400 > LONGEST.days:
        raise Unreadable("It lasts longer than ten years.")
    sign = -1 if found[1] == "-" else 1
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Length(days=sign * (weeks * 7 + days), exact=sign * exact)


def read_offset(text: str) -> timedelta:
    """ "+0100", "-0330", "+053020"."""
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        raise Unreadable(f"“{text[:40]}” is no offset from UTC.")
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if size >= DAY:
        raise Unreadable(f"“{text[:40]}” is no offset from UTC.")
    return -size if found[1] == "-" else size


def checked(at: datetime) -> datetime:
    """The wall reading, if it lies in times that calendars are about."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise Unreadable(f"It lies in the year {at.year}.")
    return at
