"""The weekly goal: this week, and the weeks in a row in which it was reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.domain.zones import zone_or_utc
from accounts.models import Pause, User
from dashboards.domain.streak import GoalWeek, Streak, streak_of
from dashboards.domain.weeks import WEEK, monday_of
from interviews.models import Session

LOOK_BACK = 104 * WEEK


@dataclass(frozen=True)
class Week:
    """Sessions of the ISO week in the reader's zone, in either role, against the weekly goal."""

    done: int
    booked: int
    goal: int
    before: int  # sessions completed, this week or ever
    streak: Streak

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.goal))


def week_of(user: User, *, now: datetime) -> Week:
    """Completed sessions and those still to come in this week of the reader's zone. Two queries.

    The streak looks two years back, by today's goal: what it was before is not known.
    """
    zone = zone_or_utc(user.profile.timezone)
    today = now.astimezone(zone).date()
    held, booked = Counter[date](), Counter[date]()
    sessions = Session.objects.of(user).filter(
        state__in=(*Session.LIVE_STATES, Session.State.COMPLETED)
    )
    for starts_at, ends_at, state in sessions.values_list("starts_at", "ends_at", "state"):
        monday = monday_of(starts_at.astimezone(zone).date())
        if state == Session.State.COMPLETED:
            held[monday] += 1
        elif ends_at > now:
            booked[monday] += 1
    this_week, goal = monday_of(today), user.profile.weekly_goal
    return Week(
        done=held[this_week],
        booked=booked[this_week],
        goal=goal,
        before=held.total(),
        streak=streak_of(_weeks(held, this_week, pauses=_pauses(user)), goal=goal),
    )


def _weeks(
    held: Counter[date], this_week: date, *, pauses: Sequence[tuple[date, date]]
) -> list[GoalWeek]:
    """From the first week with a session on, at most two years."""
    monday = max(min(held, default=this_week), this_week - LOOK_BACK)
    weeks = []
    while monday <= this_week:
        is_paused = any(start < monday + WEEK and monday < end for start, end in pauses)
        weeks.append(GoalWeek(held[monday], is_paused=is_paused))
        monday += WEEK
    return weeks


def _pauses(user: User) -> list[tuple[date, date]]:
    return list(Pause.objects.filter(user=user).values_list("from_date", "until_date"))
