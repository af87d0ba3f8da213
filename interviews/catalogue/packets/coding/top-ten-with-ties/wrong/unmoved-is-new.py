# Mistake: Asks whether the gain is true and not whether there was one, so no gain looks new.
# The public cases show it.
import solution


def chart(hours, last_week, places):
    return [(*row[:3], row[3] or None) for row in solution.chart(hours, last_week, places)]
