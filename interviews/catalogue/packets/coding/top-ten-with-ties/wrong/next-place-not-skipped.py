# Mistake: Counts on by one after a shared place (1, 2, 2, 3).
# The public cases show it.
import solution


def chart(hours, last_week, places):
    rows = solution.chart(hours, last_week, places)
    order = sorted({row[0] for row in rows})
    return [
        (1 + order.index(place), title, shown, gained) for place, title, shown, gained in rows
    ]
