"""What a TZID means.

tzdb knows best: a name it has means that zone, whatever the file defines beside it. Then
Microsoft's names, then the file's own definition, then what can be made of the name. A name that
says nothing is read in the person's own zone, and they are told.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduling.domain.busy.definitions import definition_zone
from scheduling.domain.busy.values import Unreadable

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_OFFSET_NAME = re.compile(r"(?:GMT|UTC)\s*([+-])(\d{1,2})(?:[:.]?(\d\d))?", re.IGNORECASE)
_DISPLAY = re.compile(r"\((?:GMT|UTC)(?:\s*([+-])(\d\d)[:.]?(\d\d))?\)\s*(.*)", re.IGNORECASE)
_LOCATION = re.compile(r"^X-LIC-LOCATION[^:\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_UTC_NAMES = frozenset({"utc", "z", "gmt", "zulu", "tzone://microsoft/utc"})
_AREAS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
_NAMES_OF_OUTLOOK = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "atlantic time (canada)": "America/Halifax",
    "indiana (east)": "America/Indiana/Indianapolis",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "newfoundland": "America/St_Johns",
    "saskatchewan": "America/Regina",
    "mumbai": "Asia/Kolkata",
    "new delhi": "Asia/Kolkata",
    "chennai": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "bern": "Europe/Zurich",
    "canberra": "Australia/Sydney",
    "st. petersburg": "Europe/Moscow",
    "wellington": "Pacific/Auckland",
    "abu dhabi": "Asia/Dubai",
    "osaka": "Asia/Tokyo",
    "brasilia": "America/Sao_Paulo",
    "edinburgh": "Europe/London",
}


class Zone(Protocol):
    def to_utc(self, wall: datetime) -> datetime:
        """The instant of a naive wall reading: the first of two, and in a gap as if the clock
        had not been put forward (RFC 5545 3.3.5)."""

    def to_wall(self, at: datetime) -> datetime:
        """The naive wall reading at an aware instant."""


class TzdbZone:
    def __init__(self, tz: tzinfo) -> None:
        self._tz = tz

    def to_utc(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self._tz, fold=0).astimezone(UTC)

    def to_wall(self, at: datetime) -> datetime:
        return at.astimezone(self._tz).replace(tzinfo=None, fold=0)


UTC_ZONE = TzdbZone(UTC)


class Zones:
    """The zones of one calendar, by TZID."""

    def __init__(
        self,
        *,
        home: str,
        floating: str,
        definitions: Mapping[str, str],
        horizon: tuple[datetime, datetime],
        warn: Callable[[str], None],
    ) -> None:
        self.home: Zone = TzdbZone(ZoneInfo(home))
        self.home_name = home
        self._definitions, self._horizon, self._warn = definitions, horizon, warn
        self._known: dict[str, Zone] = {}
        key = _key_of(floating)
        if floating and key is None:
            warn(f"The calendar’s own time zone “{floating[:60]}” is unknown.")
        self.floating: Zone = TzdbZone(ZoneInfo(key)) if key else self.home

    def named(self, tzid: str) -> Zone:
        zone = self._known.get(tzid)
        if zone is None:
            zone = self._known[tzid] = self._find(tzid.strip().strip('"').strip())
        return zone

    def _find(self, name: str) -> Zone:
        key = _key_of(name)
        if key:
            return TzdbZone(ZoneInfo(key))
        if name.lower() in _UTC_NAMES:
            return UTC_ZONE
        definition = self._definitions.get(name)
        if definition is not None:
            found = self._defined(name, definition)
            if found:
                return found
        return self._guessed(name)

    def _defined(self, name: str, definition: str) -> Zone | None:
        location = _LOCATION.search(definition)
        key = _key_of(location[1].strip()) if location else None
        if key:
            return TzdbZone(ZoneInfo(key))
        try:
            return definition_zone(definition, horizon=self._horizon)
        except (Unreadable, ValueError, OverflowError):
            self._warn(f"The calendar’s definition of the time zone “{name[:60]}” is broken.")
            return None

    def _guessed(self, name: str) -> Zone:
        offset = _OFFSET_NAME.fullmatch(name)
        if offset:
            return _fixed(*offset.groups())
        display = _DISPLAY.match(name)
        cities = display[4] if display else name
        wanted = _offset(*display.groups()[:3]) if display else None
        for city in (cities, *cities.split(",")):
            key = _key_of_city(city.strip().lower())
            if key and (wanted is None or _standard_offset(key) == wanted):
                return TzdbZone(ZoneInfo(key))
        if display and wanted is not None:
            self._warn(f"Of the time zone “{name[:60]}” only the offset from UTC is known.")
            return TzdbZone(timezone(wanted))
        self._warn(
            f"The time zone “{name[:60]}” is unknown: its times are read as {self.home_name}."
        )
        return self.home


@lru_cache(maxsize=1024)
def _key_of(name: str) -> str | None:
    """The tzdb key that a name stands for by itself: a key, one behind a prefix, Microsoft's."""
    candidates = [name, WINDOWS_TO_OLSON.get(name, "")]
    if name.startswith("/") or name.startswith("posix/"):
        parts = name.strip("/").split("/")
        candidates += ["/".join(parts[-3:]), "/".join(parts[-2:])]
    return next((key for key in candidates if _is_key(key)), None)


def _is_key(key: str) -> bool:
    if not _KEY.fullmatch(key) or key.split("/")[0] in {"posix", "right", "Factory", "localtime"}:
        return False
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=1024)
def _key_of_city(city: str) -> str | None:
    city = city.replace(" and ", " & ")
    if city in _NAMES_OF_OUTLOOK:
        return _NAMES_OF_OUTLOOK[city]
    words = "_".join(word.capitalize() for word in city.split())
    return next((f"{area}/{words}" for area in _AREAS if _is_key(f"{area}/{words}")), None)


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -size if sign == "-" else size


def _fixed(sign: str, hours: str, minutes: str | None) -> Zone:
    offset = _offset(sign, hours, minutes)
    return TzdbZone(timezone(offset)) if abs(offset) < timedelta(days=1) else UTC_ZONE


def _standard_offset(key: str) -> timedelta:
    """The offset outside summer time, by the year 2026."""
    zone = ZoneInfo(key)
    offsets = (datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))
    return min(offset for offset in offsets if offset is not None)
