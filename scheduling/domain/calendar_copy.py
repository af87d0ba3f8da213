"""What an event of ours in somebody's calendar tells us, and how long to wait for that calendar."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(seconds=10)
GIVE_UP_AFTER = timedelta(hours=1)


class Verdict(StrEnum):
    RIGHT = "right"  # it shows the session's time
    OURS = "ours"  # it shows another time that is known: the session has moved since
    THEIRS = "theirs"  # its person has moved it


def judge(starts_at: datetime, *, wanted: datetime, known: Collection[datetime | None]) -> Verdict:
    """By its start alone: alarms, notes and colours are its person's, and so is its length.

    `wanted` is when the session starts, `known` what we wrote, tried to write or have asked about.
    SEQUENCE tells nothing here: calendar programs raise it too.
    """
    if starts_at == wanted:
        return Verdict.RIGHT
    return Verdict.OURS if starts_at in known else Verdict.THEIRS


def next_wait(
    *, asked_at: datetime, now: datetime, after: timedelta | None = None
) -> timedelta | None:
    """How long until the next try of a write that was asked for at `asked_at`; None: give it up.

    Twice as long each time, and never shorter than `after`, which the service wished for.
    """
    wait = max(FIRST_WAIT, now - asked_at, after or timedelta())
    return wait if now + wait - asked_at <= GIVE_UP_AFTER else None
