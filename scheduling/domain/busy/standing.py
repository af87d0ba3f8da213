"""One event by itself, as it stands in somebody's calendar."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.domain.busy.components import (
    Section,
    nested_in,
    properties_of,
    sections_of,
    without_nested,
)
from scheduling.domain.busy.decoding import NotACalendar, decoded
from scheduling.domain.busy.events import Properties, read_event
from scheduling.domain.busy.series import interval_of
from scheduling.domain.busy.values import Unreadable, checked, read_wall
from scheduling.domain.busy.zones import Zones

_NAME = re.compile(r"[A-Za-z0-9-]+")
# What would repeat or lengthen an event that is given another time.
_OF_ITS_TIME = frozenset(
    {"DURATION", "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID", "DTSTART", "DTEND"}
)
NEAR = timedelta(days=2)  # around the event; within it its zones' definitions are worked out


@dataclass(frozen=True)
class Standing:
    """When it is, in UTC. `sequence` is None where the event does not say one."""

    starts_at: datetime
    ends_at: datetime
    sequence: int | None


def standing_in(raw: bytes, *, home_zone: str = "UTC") -> Standing:
    """The event in a file that holds but one (of a series: the first).

    Times without a zone are those of `home_zone`. Raises NotACalendar, its message fit for people.
    """
    section, text = _only_event(raw)
    event = properties_of(without_nested(text))
    return _standing(event, definitions=section.definitions, home_zone=home_zone)


def additions_in(raw: bytes, *, ours: Collection[str]) -> list[str]:
    """The lines, unfolded, that such an event has beside `ours` (names of properties): alarms,
    categories, colours, notes of programs, but nothing of its time. Raises NotACalendar."""
    text = _only_event(raw)[1]
    own = [line for line in without_nested(text).split("\n") if _is_addition(line, ours)]
    return own + [line for inner in nested_in(text) for line in inner.split("\n") if line.strip()]


def _is_addition(line: str, ours: Collection[str]) -> bool:
    found = _NAME.match(line)
    if found is None or ";TZID=" in line.partition(":")[0].upper():
        return False  # zones go with the times that they were defined for
    return found[0].upper() not in _OF_ITS_TIME.union(ours)


def _only_event(raw: bytes) -> tuple[Section, str]:
    found = [(section, text) for section in sections_of(decoded(raw)) for text in section.events]
    if not found:
        raise NotACalendar("There is no event in it.")
    return min(found, key=lambda pair: "RECURRENCE-ID" in properties_of(without_nested(pair[1])))


def _standing(event: Properties, *, definitions: dict[str, str], home_zone: str) -> Standing:
    try:
        near = checked(read_wall(event["DTSTART"][0].value).at)
        zones = Zones(
            home=home_zone,
            floating="",
            definitions=definitions,
            horizon=(near - NEAR, near + NEAR),
            warn=lambda _: None,
        )
        read = read_event(event, zones=zones, me=frozenset(), warn=lambda _: None)
        starts_at, ends_at = interval_of(read.start, read.length)
    except (KeyError, Unreadable, ArithmeticError, ValueError):
        raise NotACalendar("The event in it cannot be understood.") from None
    return Standing(starts_at, ends_at, read.sequence if "SEQUENCE" in event else None)
