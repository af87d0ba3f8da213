"""A zone by a calendar's own VTIMEZONE, kept within the calendar that defines it."""

import re
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

from scheduling.domain.busy.effort import Effort
from scheduling.domain.busy.expansion import starts_of
from scheduling.domain.busy.rules import read_rule
from scheduling.domain.busy.values import DAY, Unreadable, read_offset, read_wall

_FLAGS = re.IGNORECASE | re.MULTILINE
_OBSERVANCE = re.compile(
    r"^BEGIN:(STANDARD|DAYLIGHT)[ \t]*\n(.*?)^END:\1[ \t]*$", _FLAGS | re.DOTALL
)
_PROPERTY = re.compile(r"^(DTSTART|TZOFFSETFROM|TZOFFSETTO|RRULE|RDATE)[^:\n]*:(.*)$", _FLAGS)
PAST = timedelta(days=366 * 30)  # how far back changes are worked out one by one
FUTURE = timedelta(days=400)

Onset = tuple[datetime, timedelta, timedelta]  # naive UTC, offset before, offset from then on


class DefinedZone:
    """Changes in order of time; before the first, the offset that it names as the one before."""

    def __init__(self, onsets: list[Onset]) -> None:
        self._at = [onset[0] for onset in onsets]
        self._offsets = [onsets[0][1], *(onset[2] for onset in onsets)]

    def to_utc(self, wall: datetime) -> datetime:
        last = bisect_right(self._at, wall + DAY)
        place = bisect_right(self._at, wall - DAY)
        while place < last:
            at = wall - self._offsets[place]
            after = wall - self._offsets[place + 1]
            # Before the change by the old offset: the first of two readings. Not yet after it by
            # the new one: in the gap, where the old offset still counts.
            if at < self._at[place] or after < self._at[place]:
                break
            place += 1
        return (wall - self._offsets[place]).replace(tzinfo=UTC)

    def to_wall(self, at: datetime) -> datetime:
        naive = at.astimezone(UTC).replace(tzinfo=None)
        return naive + self._offsets[bisect_right(self._at, naive)]


def definition_zone(text: str, *, horizon: tuple[datetime, datetime]) -> DefinedZone:
    """The zone of a VTIMEZONE's text, exact from 30 years before the horizon (UTC) to a year
    after it. Raises Unreadable, ValueError or OverflowError."""
    low, high = (at.replace(tzinfo=None) for at in horizon)
    effort = Effort()
    onsets: dict[datetime, Onset] = {}
    for observance in _OBSERVANCE.finditer(text):
        for onset in _onsets(observance[2], low - PAST, high + FUTURE, effort):
            onsets[onset[0]] = onset
    if not onsets:
        raise Unreadable("It says nothing.")
    return DefinedZone([onsets[at] for at in sorted(onsets)])


def _onsets(text: str, low: datetime, high: datetime, effort: Effort) -> list[Onset]:
    properties: dict[str, list[str]] = {}
    for found in _PROPERTY.finditer(text):
        properties.setdefault(found[1].upper(), []).append(found[2].strip())
    try:
        first = read_wall(properties["DTSTART"][0]).at
        before = read_offset(properties["TZOFFSETFROM"][0])
        after = read_offset(properties["TZOFFSETTO"][0])
    except KeyError as error:
        raise Unreadable(f"It has no {error}.") from None
    walls = {first}
    for line in properties.get("RDATE", ()):
        walls |= {read_wall(part.split("/")[0]).at for part in line.split(",") if part.strip()}
    for line in properties.get("RRULE", ()):
        rule = read_rule(line)
        until = rule.until.at if rule.until else None
        if rule.until and rule.until.is_utc:
            until = rule.until.at + before
        walls |= set(
            starts_of(rule, first=first, low=low, high=high, until=until, effort=effort.of_a_rule())
        )
    # An observance of the year 1601 begins long before any offset can be taken off it.
    return [(wall - before, before, after) for wall in walls if wall.year > 1]
