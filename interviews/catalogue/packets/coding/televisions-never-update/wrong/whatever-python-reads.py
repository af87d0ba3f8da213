# Mistake: Takes every spelling of a date that the library can read.
import datetime

import solution
from solution import BadVersion, Gateway, Problem


def day(text):
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise BadVersion(text) from None


solution.day = day
