"""The rules of proposing, moving and cancelling, in one place. All instants are aware."""

from datetime import datetime, timedelta

from scheduling.domain.quarters import is_on_quarter

MIN_NOTICE = timedelta(hours=2)  # from asking to the start
MAX_AHEAD = timedelta(days=60)
ANSWER_WITHIN = timedelta(hours=48)
ANSWER_BEFORE_START = timedelta(hours=1)
MOVE_CUT_OFF = timedelta(hours=12)  # a move is asked for no later than this before the start
MAX_OPEN_PROPOSALS = 10
REMINDERS = {
    "day": timedelta(hours=24),
    "hours": timedelta(hours=2),
    "join": timedelta(minutes=10),
}
# A reminder that was held up (the site was down) is not sent once the next one is due.
REMINDER_USEFUL_UNTIL = {
    "day": timedelta(hours=2),
    "hours": timedelta(minutes=10),
    "join": timedelta(0),
}


def time_problem(starts_at: datetime, *, now: datetime, notice: timedelta = MIN_NOTICE) -> str:
    """Why nobody can be asked at `now` for a session at `starts_at`, in words; "" if they can."""
    if starts_at <= now:
        return "That time is in the past. Choose one that is still to come."
    if starts_at > now + MAX_AHEAD:
        return "That is too far ahead. Choose a time within the next 60 days."
    if not is_on_quarter(starts_at):
        return "Sessions start on a quarter of an hour, such as 18:00, 18:15, 18:30 or 18:45."
    if starts_at < now + notice:
        return "That is too soon for an answer. Ask at least two hours before the start."
    return ""


def answer_due_at(
    *, now: datetime, starts_at: datetime, replaces_start: datetime | None = None
) -> datetime:
    """Until when a proposal made at `now` can be answered.

    48 hours, but no later than an hour before the start; for a move, than an hour before the
    old start too.
    """
    latest = min(starts_at, replaces_start or starts_at) - ANSWER_BEFORE_START
    return min(now + ANSWER_WITHIN, latest)


def move_closes_at(starts_at: datetime) -> datetime:
    """The last instant at which a move of a session at `starts_at` can be asked for."""
    return starts_at - MOVE_CUT_OFF


def is_reminder_useful(which: str, *, starts_at: datetime, now: datetime) -> bool:
    return now < starts_at - REMINDER_USEFUL_UNTIL[which]
