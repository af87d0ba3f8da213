# Mistake: Numbers the rows, so that nobody shares a place.
# The public cases show it.
import solution


def chart(hours, last_week, places):
    rows = solution.chart(hours, last_week, places)
    return [(number, *row[1:]) for number, row in enumerate(rows, start=1)]
