"""Counts by weekday and part of the day, for a heat map."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = ("Night", "Morning", "Afternoon", "Evening")  # each six hours, from midnight
STEPS = 4


@dataclass(frozen=True)
class Cell:
    """`step` 0 … 4 is the shade: 0 for none, 4 for the most of the map."""

    number: int
    step: int


def heat_rows(instants: Iterable[datetime], *, zone: str) -> Sequence[tuple[str, list[Cell]]]:
    """A row for each weekday with a cell for each part of it, on the clocks of `zone` (IANA)."""
    local = [at.astimezone(ZoneInfo(zone)) for at in instants]
    counts = Counter((at.weekday(), at.hour // 6) for at in local)
    most = max(counts.values(), default=0)
    return [
        (
            name,
            [
                Cell(counts[day, part], -(-STEPS * counts[day, part] // most) if most else 0)
                for part in range(len(PARTS))
            ],
        )
        for day, name in enumerate(DAYS)
    ]
