# Mistake: Puts titles that show the same figure in the order of their exact hours.
import solution


def chart(hours, last_week, places):
    rows = solution.chart(hours, last_week, places)
    return sorted(rows, key=lambda row: (row[0], -hours[row[1]], row[1]))
