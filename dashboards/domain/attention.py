"""Whom a coach should look at first, and why, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

QUIET_AFTER = timedelta(days=14)
FEEDBACK_LATE_AFTER = timedelta(hours=24)
ABSENCES = 2


class Concern(IntEnum):
    """The more pressing first."""

    ABSENT = 1
    FEEDBACK = 2
    QUIET = 3


@dataclass(frozen=True)
class Activity:
    """What is known of a member since they joined. Instants are aware; None: there is none."""

    joined_at: datetime
    last_at: datetime | None  # start of the last completed session
    next_at: datetime | None  # start of the next booked one
    owed_since: datetime | None  # opening of the oldest form still owed
    absent: int


@dataclass(frozen=True)
class Reason:
    concern: Concern
    words: str
    weight: float  # within one concern: absences, or seconds of waiting


def reasons_for_attention(activity: Activity, *, now: datetime) -> tuple[Reason, ...]:
    """No session in 14 days, feedback owed for over 24 hours, absent twice; pressing ones first."""
    found = []
    if activity.absent >= ABSENCES:
        times = "twice" if activity.absent == ABSENCES else f"{activity.absent} times"
        found.append(Reason(Concern.ABSENT, f"Absent {times}", activity.absent))
    if activity.owed_since is not None and now - activity.owed_since > FEEDBACK_LATE_AFTER:
        owed = now - activity.owed_since
        words = f"Has owed feedback for {how_long(owed)}"
        found.append(Reason(Concern.FEEDBACK, words, owed.total_seconds()))
    quiet_since = activity.last_at or activity.joined_at
    if now - quiet_since >= QUIET_AFTER:
        quiet = (now - quiet_since).total_seconds()
        found.append(Reason(Concern.QUIET, _quiet_words(activity, now=now), quiet))
    return tuple(sorted(found, key=lambda reason: reason.concern))


def _quiet_words(activity: Activity, *, now: datetime) -> str:
    if activity.last_at is None:
        words = f"No session since joining {how_long(now - activity.joined_at)} ago"
    else:
        words = f"No session for {how_long(now - activity.last_at)}"
    return f"{words}; one is booked" if activity.next_at is not None else f"{words}, none booked"


def how_long(span: timedelta) -> str:
    """ "40 minutes", "31 hours", "3 days": whole units, rounded down; days from 48 hours on."""
    seconds = max(0, int(span.total_seconds()))
    for size, name, least in ((86_400, "day", 2 * 86_400), (3600, "hour", 3600)):
        if seconds >= least:
            count = seconds // size
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    minutes = seconds // 60
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
