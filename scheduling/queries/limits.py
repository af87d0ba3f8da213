"""What people's own limits say of a time, in words for whoever reads them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from interviews.models import Session
from scheduling.domain.limits import Full, OwnLimits
from scheduling.models import BookingLimits
from scheduling.queries.free_time import Calendar, calendars_of

FULL_OTHER = {
    Full.WEEK: "{} has no room for another session that week.",
    Full.DAY: "{} has no room for another session that day.",
    Full.PAUSE: "{} is not free for the whole of that time.",
}
TOO_SOON_OTHER = "{} wants to be asked longer ahead than that."


def own_limits(user: User) -> BookingLimits | None:
    return BookingLimits.objects.filter(user=user).first()


def why_no_room(
    people: Iterable[User],
    *,
    reader: User,
    start: datetime,
    end: datetime,
    so: str,
    but_not: Session | None = None,
) -> str:
    """That the limits of one of `people` leave no room then, in words for `reader`, and `so`;
    "" if all have room.

    As if there were no `but_not`, which is to be moved. Nobody reads another's figures.
    """
    people = list(people)
    ids = [person.pk for person in people]
    calendars = calendars_of(ids, start=start, end=end, but_not=but_not)
    return room_words(people, calendars, reader=reader, start=start, end=end, so=so)


def room_words(
    people: Iterable[User],
    calendars: Mapping[int, Calendar],
    *,
    reader: User,
    start: datetime,
    end: datetime,
    so: str,
) -> str:
    """`why_no_room` by calendars that are at hand."""
    for person in people:
        calendar = calendars[person.pk]
        full = calendar.why_full(start=start, end=end)
        if full is not None and person.pk == reader.pk:
            return f"{_own_words(full, calendar.limits)} {so}"
        if full is not None:
            return f"{FULL_OTHER[full].format(person.profile.pseudonym)} {so}"
    return ""


def _own_words(full: Full, limits: OwnLimits) -> str:
    if full == Full.WEEK:
        return f"That week is full: your limit is {_sessions(limits.per_week)} a week."
    if full == Full.DAY:
        return f"That day is full: your limit is {_sessions(limits.per_day)} a day."
    before, after = (int(pause.total_seconds() // 60) for pause in (limits.before, limits.after))
    return (
        "That is too near to something else: your limits keep"
        f" {before} minutes free before each session and {after} after it."
    )


def _sessions(number: int | None) -> str:
    return "1 session" if number == 1 else f"{number} sessions"


def own_room_problem(
    reader: User, *, start: datetime, end: datetime, but_not: Session | None = None
) -> str:
    """That the reader's own limits leave no room then, in words; "" if they do. One query for
    whoever has no limits."""
    if own_limits(reader) is None:
        return ""
    return why_no_room([reader], reader=reader, start=start, end=end, so="", but_not=but_not)


def exported_limits(user: User) -> dict[str, Any] | None:
    """For the export of somebody's data."""
    names = ("buffer_before_minutes", "buffer_after_minutes", "notice_hours")
    rows = BookingLimits.objects.filter(user=user)
    return rows.values(*names, "most_per_day", "most_per_week").first()
