# Mistake: Sorts pairs of figure and name in reverse, which turns the names round as well.
# The public cases show it.
import solution


def chart(hours, last_week, places):
    rows = solution.chart(hours, last_week, places)
    return sorted(rows, key=lambda row: (row[2], row[1]), reverse=True)
