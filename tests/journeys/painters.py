"""Who paints the week in the journeys, and what is saved of it. Runs inside the site."""

from datetime import time

from django.contrib.auth.hashers import make_password

from accounts.models import User
from scheduling.models import WeeklyWindow
from tests.journeys.people import PASSWORD
from tests.scheduling.worlds import person

MONDAY, FRIDAY = 0, 4


def build_painters() -> None:
    """People in Berlin, free in odd quarters of Monday and over Friday's midnight."""
    for name in ("Mira", "Tove", "Kaja", "Nils", "Lena"):
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


def saved_week(name: str) -> list[str]:
    """ "0 09:15-10:45" for each saved window."""
    rows = WeeklyWindow.objects.filter(user__email=f"{name}@painting.example")
    return [
        f"{row.weekday} {row.starts:%H:%M}-{row.ends:%H:%M}"
        for row in rows.order_by("weekday", "starts")
    ]
