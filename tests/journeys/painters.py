"""Who paints the week in the journeys, and what is saved of it. Runs inside the site."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from scheduling.models import WeeklyWindow
from tests.journeys.people import PASSWORD
from tests.scheduling.calendars import busy
from tests.scheduling.worlds import person

MONDAY, FRIDAY = 0, 4


def build_painters() -> None:
    """People in Berlin, free in odd quarters of Monday and over Friday's midnight."""
    for name in ("Mira", "Tove", "Kaja", "Nils", "Lena", "Runa"):
        user = person(
            email=f"{name.lower()}@painting.example",
            pseudonym=f"{name} who paints",  # other journeys have people of these names
            password=None,
            timezone="Europe/Berlin",
        )
        user.weekly_windows.all().delete()
        user.weekly_windows.create(weekday=MONDAY, starts=time(9, 15), ends=time(10, 45))
        user.weekly_windows.create(weekday=FRIDAY, starts=time(22), ends=time(2))
    hashed = make_password(PASSWORD)
    User.objects.filter(email__endswith="@painting.example").update(password=hashed)
    busy(User.objects.get(email="runa@painting.example"), *coming_monday())


def coming_monday() -> list[tuple[datetime, datetime]]:
    """09:30 to 10:10 in Berlin, on the Monday of the coming seven days."""
    today = timezone.now().astimezone(ZoneInfo("Europe/Berlin"))
    monday = today.date() + timedelta(days=-today.weekday() % 7)
    start = datetime.combine(monday, time(9, 30), today.tzinfo)
    return [(start, start + timedelta(minutes=40))]


def saved_week(name: str) -> list[str]:
    """ "0 09:15-10:45" for each saved window."""
    rows = WeeklyWindow.objects.filter(user__email=f"{name}@painting.example")
    return [
        f"{row.weekday} {row.starts:%H:%M}-{row.ends:%H:%M}"
        for row in rows.order_by("weekday", "starts")
    ]
