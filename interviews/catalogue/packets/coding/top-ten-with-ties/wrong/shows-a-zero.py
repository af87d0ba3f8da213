# Mistake: Leaves out only those without viewing, and prints a title with a figure of zero.
import solution


def chart(hours, last_week, places):
    seen = {title: exact for title, exact in hours.items() if exact > 0}
    rows = solution.chart(seen, last_week, places)
    place = len(rows) + 1
    if place <= places:
        for title in sorted(title for title in seen if solution.as_shown(seen[title]) == 0):
            rows.append((place, title, 0, None))
    return rows
