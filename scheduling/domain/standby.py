"""The rules of the standby bench. All instants are aware, in UTC."""

from datetime import datetime, timedelta

from scheduling.domain.partner_slots import grid_from

LEAST_NOTICE = timedelta(minutes=10)  # from asking to the start
ANSWER_WITHIN = timedelta(minutes=10)
LONGEST = timedelta(hours=2)  # for which somebody sits on the bench
SHORTEST = timedelta(minutes=30)
CHOICES = (60, 75, 90, 120)  # minutes to sit for


def start_at(now: datetime) -> datetime:
    """When a session that is asked for at `now` starts: the first quarter after ten minutes."""
    return grid_from(now + LEAST_NOTICE, days=1).start


def answer_due_at(now: datetime) -> datetime:
    """Until when an ask can be answered: ten minutes, and never after the start."""
    return min(now + ANSWER_WITHIN, start_at(now))


def has_time(*, until_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether a session of `minutes` asked for at `now` ends before the person has to go."""
    return start_at(now) + timedelta(minutes=minutes) <= until_at
