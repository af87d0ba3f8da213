"""Does a zone's clock change between now and then?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from scheduling.domain.availability import offset_pieces


@dataclass(frozen=True)
class ClockChange:
    """At `at` (UTC) the clocks of `zone` go forward (positive) or back by `shift`."""

    zone: str
    at: datetime
    shift: timedelta

    @property
    def words(self) -> str:
        """ "forward by 60 minutes"."""
        minutes = round(abs(self.shift.total_seconds()) / 60)
        return f"{'forward' if self.shift > timedelta(0) else 'back'} by {minutes} minutes"


def clock_changes(zone: str, *, start: datetime, end: datetime) -> list[ClockChange]:
    """Every change of the zone's offset in (start, end), both in UTC, in order."""
    if start >= end:
        return []
    pieces = offset_pieces(zone, start, end)
    return [
        ClockChange(zone=zone, at=after.start, shift=after.offset - before.offset)
        for before, after in pairwise(pieces)
    ]
