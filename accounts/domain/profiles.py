from datetime import date
from typing import TypedDict


class ProfileChanges(TypedDict, total=False):
    """Fields of a profile to set; the time zone counts as confirmed by being given."""

    pseudonym: str
    timezone: str  # IANA
    languages: list[str]  # ISO 639-1, best first
    accommodations: list[str]
    extra_time_percent: int  # 0, 25 or 50
    weekly_goal: int  # sessions a week, 1 to 14
    paused_until_date: date | None
