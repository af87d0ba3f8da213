"""Who came to a session, from the joins that were seen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

LATE_AFTER = timedelta(minutes=5)
WORKED_UNTIL = timedelta(minutes=15)  # after the start: who has not come by then has not come
MISSED_BEAT = timedelta(minutes=3)  # the site notes every minute that it is up

Stretch = tuple[datetime, datetime]


def attendance(
    joined_at: datetime | None,
    *,
    starts_at: datetime,
    anybody_came: bool,
    site_was_up: bool = True,
) -> str:
    """ "present", "late" (more than five minutes), "absent", "technical" or "unknown".

    `joined_at` is the person's first join of this session. Nobody is called absent when nobody
    was seen at all: then the room, and not a person, may have been what was missing; nor late
    or absent when the site itself was away around the start.
    """
    is_late = joined_at is not None and joined_at > starts_at + LATE_AFTER
    if joined_at is None:
        return "absent" if anybody_came and site_was_up else "unknown"
    if is_late:
        return "late" if site_was_up else "technical"
    return "present"


def was_up(stretches: Iterable[Stretch], *, start: datetime, end: datetime, now: datetime) -> bool:
    """Whether no gap between the `stretches` (first and last beat, in order) meets [start, end).

    Time before the first beat was not watched and counts as up: a gap has two ends. The last
    one may still be open at `now`.
    """
    beats = list(stretches)
    gaps = [(before[1], after[0]) for before, after in pairwise(beats)]
    if beats and now - beats[-1][1] > MISSED_BEAT:
        gaps.append((beats[-1][1], now))
    return not any(begin < end and finish > start for begin, finish in gaps)
