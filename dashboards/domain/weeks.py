"""The ISO week a person lives in: from Monday to Sunday of their own dates."""

from datetime import date, timedelta

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
