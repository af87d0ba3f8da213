"""How the minutes of a session are laid out."""

from dataclasses import dataclass

LEG_MINUTES = {"swap": 25, "one_way": 45}
DEBRIEF_MINUTES = {"swap": 10, "one_way": 15}
LEGS = {"swap": 2, "one_way": 1}
QUARTER_MINUTES = 15


@dataclass(frozen=True)
class Timetable:
    """Minutes of each leg in order, of the debrief, and of what is booked (whole quarters)."""

    leg_minutes: tuple[int, ...]
    debrief_minutes: int
    booked_minutes: int


def timetable(mode: str, *, extra_time_percents: tuple[int, ...]) -> Timetable:
    """The timetable of a session in `mode` ("swap" or "one_way").

    `extra_time_percents` has one entry for each leg: its candidate's accommodation (0, 25, 50).
    A swap without any is 25 + 25 + 10 = 60 minutes. Minutes round up, the booking to a quarter
    of an hour.
    """
    if len(extra_time_percents) != LEGS[mode]:
        raise ValueError(f"A {mode} session has {LEGS[mode]} legs.")
    base = LEG_MINUTES[mode]
    legs = tuple(base + -(-base * percent // 100) for percent in extra_time_percents)
    debrief = DEBRIEF_MINUTES[mode]
    total = sum(legs) + debrief
    booked = -(-total // QUARTER_MINUTES) * QUARTER_MINUTES
    return Timetable(leg_minutes=legs, debrief_minutes=debrief, booked_minutes=booked)
