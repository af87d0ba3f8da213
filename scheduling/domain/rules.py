"""The rules of proposing, moving and cancelling, in one place. All instants are aware."""

from datetime import date, datetime, timedelta

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
# What a person turns off to be without it: accounts.domain.mail_kinds.
KIND_OF_REMINDER = {
    "day": "reminder_day",
    "hours": "reminder_hours",
    "join": "reminder_join",
}
# Whoever booked, or agreed to a move, so shortly before a reminder is due needs no reminding.
REMINDER_LEAD = {
    "day": timedelta(hours=1),
    "hours": timedelta(minutes=30),
    "join": timedelta(0),
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


def reminder_times(starts_at: datetime, *, booked_at: datetime) -> dict[str, datetime]:
    """When to remind of a session that was booked (or moved) then, by the key of REMINDERS.

    Booked late: only what is still to come, and not what would follow at its heels.
    """
    return {
        which: starts_at - before
        for which, before in REMINDERS.items()
        if starts_at - before > booked_at + REMINDER_LEAD[which]
    }


def reminder_times_again(starts_at: datetime, *, cancelled_at: datetime) -> dict[str, datetime]:
    """As `reminder_times`, of a session that was cancelled then and is on again.

    Nobody has been reminded since; what fell due meanwhile is due at once.
    """
    times = {which: starts_at - before for which, before in REMINDERS.items()}
    return {which: at for which, at in times.items() if at > cancelled_at}


def is_partner_told(starts_at: datetime, *, now: datetime) -> bool:
    """Whether the mail has gone out that says if the partner has confirmed."""
    return now >= starts_at - REMINDERS["hours"]


def time_left_in_words(starts_at: datetime, *, now: datetime) -> str:
    """ "24 hours", "90 minutes", "10 minutes": rounded, as one says it; at least "1 minute"."""
    minutes = max(1, round((starts_at - now).total_seconds() / 60))
    if minutes >= 105:
        return f"{round(minutes / 60)} hours"
    if minutes > 15:
        minutes = round(minutes / 5) * 5
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def day_in_words(day: date, *, today: date) -> str:
    """ "Today", "Tomorrow", else "On Monday": a clock that goes forward can skip a date."""
    return {0: "Today", 1: "Tomorrow"}.get((day - today).days, f"On {day:%A}")


def is_reminder_useful(which: str, *, starts_at: datetime, now: datetime) -> bool:
    return now < starts_at - REMINDER_USEFUL_UNTIL[which]
