# Mistake: Deletes what is not shown from the caller's own numbers.
import solution


def chart(hours, last_week, places):
    rows = solution.chart(hours, last_week, places)
    for title in [title for title in hours if solution.as_shown(hours[title]) <= 0]:
        del hours[title]
    return rows
