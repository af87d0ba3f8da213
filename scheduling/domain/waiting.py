"""How a freed time is offered to the people on the waitlist: how many at once, for how long.

With a day or more to go one person is asked at a time, for two hours: nobody says yes only to
hear that somebody was faster. Nearer to the start there is no time for a queue: three are asked
at once and the first yes wins. An offer lasts an eighth of the time that is left, between 20
minutes and 2 hours.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.domain.pair_value import Way

LEAST_NOTICE = timedelta(hours=1)  # nobody is asked for a session that starts sooner
IN_A_HURRY = timedelta(hours=24)
AT_ONCE_IN_A_HURRY = 3
SHORTEST, LONGEST = timedelta(minutes=20), timedelta(hours=2)
LOOK_AGAIN_AFTER = timedelta(minutes=30)  # when nobody fits: people may join

# What somebody looks for, as the other of the two sees it.
MIRRORED = {Way.SWAP: Way.SWAP, Way.PRACTISE: Way.INTERVIEW, Way.INTERVIEW: Way.PRACTISE}


def can_still_offer(*, starts_at: datetime, now: datetime) -> bool:
    return starts_at - now >= LEAST_NOTICE


def offers_at_once(*, starts_at: datetime, now: datetime) -> int:
    return 1 if starts_at - now >= IN_A_HURRY else AT_ONCE_IN_A_HURRY


def offer_expires_at(*, starts_at: datetime, now: datetime) -> datetime:
    """Until when an offer made at `now` (at least an hour before the start) can be answered."""
    return now + min(LONGEST, max(SHORTEST, (starts_at - now) / 8))


def suits_hours(
    starts_at: datetime, ends_at: datetime, *, zone: str, begin: time | None, end: time | None
) -> bool:
    """Whether [starts_at, ends_at) lies within the local times of day `begin` … `end`.

    None for both: any time. An end ≤ begin is on the next day; 00:00 is the end of the day.
    """
    if begin is None or end is None:
        return True
    local = starts_at.astimezone(ZoneInfo(zone))
    for shift in (0, -1):
        day = local.date() + timedelta(days=shift)
        opens = datetime.combine(day, begin, tzinfo=ZoneInfo(zone))
        last_day = day + timedelta(days=int(end <= begin))
        closes = datetime.combine(last_day, end, tzinfo=ZoneInfo(zone))
        if opens <= starts_at and ends_at <= closes:
            return True
    return False
