"""People's hours as bits of a grid, many thousands of people in a second.

Most people's windows are alike, so each window is worked out once for its zone and kept: a
person is then the union of a few remembered sets. Whatever that could not say exactly goes
through `free_intervals` as it stands.
"""

from datetime import date, time, timedelta
from functools import lru_cache

from scheduling.domain.availability import Hours, Window, free_intervals, offset_pieces
from scheduling.domain.partner_slots import Grid, free_bits

REMEMBERED = 8192  # windows, of some 500 bytes each
QUARTER_SECONDS = 900
WHOLE_DAY: Window = (time(), time())


def open_bits(grid: Grid, hours: Hours) -> int:
    """The quarters of the grid that lie wholly in these hours: bit n is the grid's slot n."""
    windows = [window for windows in hours.weekly.values() for window in windows]
    differing = [window for windows in hours.exceptions.values() for window in windows]
    is_exact = (
        all(_is_on_quarters(window) for window in (*windows, *differing))
        and _keeps_to_quarters(hours.zone, grid)
        and not (hours.exceptions and any(map(_ends_next_day, (*windows, *differing))))
    )
    if not is_exact:
        return free_bits(grid, free_intervals(hours, start=grid.start, end=grid.end))
    bits = 0
    for weekday, of_day in hours.weekly.items():
        for window in of_day:
            bits |= _weekly_bits(grid, hours.zone, weekday, window)
    for day, of_date in hours.exceptions.items():
        bits &= ~_date_bits(grid, hours.zone, day, WHOLE_DAY)
        for window in of_date:
            bits |= _date_bits(grid, hours.zone, day, window)
    return bits


def _is_on_quarters(window: Window) -> bool:
    return all(at.minute % 15 == 0 and not at.second and not at.microsecond for at in window)


def _ends_next_day(window: Window) -> bool:
    """Past midnight, not merely at it: such hours may run into a date that differs."""
    starts, ends = window
    return ends <= starts and (ends.hour, ends.minute) != (0, 0)


@lru_cache(maxsize=2048)
def _keeps_to_quarters(zone: str, grid: Grid) -> bool:
    """Whether the zone's offset is whole quarters, and changes on one, in the grid's time."""
    return all(
        piece.offset % timedelta(seconds=QUARTER_SECONDS) == timedelta()
        and int(piece.start.timestamp()) % QUARTER_SECONDS == 0
        for piece in offset_pieces(zone, grid.start, grid.end)
    )


@lru_cache(maxsize=REMEMBERED)
def _weekly_bits(grid: Grid, zone: str, weekday: int, window: Window) -> int:
    hours = Hours(zone=zone, weekly={weekday: [window]})
    return free_bits(grid, free_intervals(hours, start=grid.start, end=grid.end))


@lru_cache(maxsize=REMEMBERED)
def _date_bits(grid: Grid, zone: str, day: date, window: Window) -> int:
    hours = Hours(zone=zone, exceptions={day: [window]})
    return free_bits(grid, free_intervals(hours, start=grid.start, end=grid.end))
