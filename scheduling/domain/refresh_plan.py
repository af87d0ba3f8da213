"""When an outside calendar is read again, and how much of it."""

from datetime import datetime, timedelta

USUAL = timedelta(minutes=15)
JITTER = timedelta(minutes=3)
LONGEST = timedelta(hours=24)
LOOK_EVERY = timedelta(minutes=5)  # into a calendar that we write into
LOOK_JITTER = timedelta(minutes=1)

BEHIND = timedelta(days=1)
AHEAD = timedelta(days=90)
AHEAD_OF_A_FILE = timedelta(days=180)  # nobody brings it up to date by themself

# A copy that has not changed is still read anew once a day, for the days that come into sight.
READ_AGAIN_AFTER = timedelta(days=1)


def next_try_at(now: datetime, *, failures: int, chance: float) -> datetime:
    """A quarter of an hour later; after failures twice as long each time, a day at most.

    `chance` in [0, 1) spreads what was added at once over three minutes.
    """
    wait = min(USUAL * 2 ** min(failures, 10), LONGEST)
    return now + wait + JITTER * chance


def next_look_at(now: datetime, *, failures: int, chance: float) -> datetime:
    """As `next_try_at`, for a calendar that we write into: every five minutes."""
    wait = min(LOOK_EVERY * 2 ** min(failures, 10), LONGEST)
    return now + wait + LOOK_JITTER * chance


def is_window_fresh(read_until: datetime | None, *, now: datetime) -> bool:
    """Whether what was read reaches far enough ahead, so that an unchanged copy need not be."""
    return read_until is not None and read_until > now + AHEAD - READ_AGAIN_AFTER
