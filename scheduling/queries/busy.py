"""What people's calendars elsewhere say of a time; never to anybody what stands there."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from scheduling.models import BusyInterval

BUSY_YOURSELF = "Your calendar “{}” says that you are busy then. {}"
BUSY_OTHER = "{} is busy at that time, their own calendar says. {}"


def busy_then(people: Iterable[User], *, start: datetime, end: datetime) -> dict[int, str]:
    """Who of `people` (by id) is busy in any of [start, end), and by which of their calendars."""
    rows = BusyInterval.objects.filter(
        user__in=[person.pk for person in people], starts_at__lt=end, ends_at__gt=start
    )
    return dict(rows.order_by("-starts_at").values_list("user_id", "source__name"))


def why_busy(
    people: Iterable[User], *, reader: User, start: datetime, end: datetime, so: str
) -> str:
    """That one of `people` is busy then, in words for `reader`, and `so`; "" if nobody is."""
    people = list(people)
    busy = busy_then(people, start=start, end=end)
    for person in people:
        if person.pk in busy and person.pk == reader.pk:
            return BUSY_YOURSELF.format(busy[person.pk], so)
        if person.pk in busy:
            return BUSY_OTHER.format(person.profile.pseudonym, so)
    return ""
