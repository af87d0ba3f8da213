# Mistake: Cuts the list after so many rows, in the middle of a shared place.
import solution


def chart(hours, last_week, places):
    return solution.chart(hours, last_week, places)[:places]
