# Mistake: For each title, counts anew how many show more.
import solution


def chart(hours, last_week, places):
    if places < 1:
        raise ValueError("no places")
    shown = {title: solution.as_shown(exact) for title, exact in hours.items()}
    rows = []
    for title in sorted(title for title in shown if shown[title] > 0):
        place = 1 + sum(1 for other in shown.values() if other > shown[title])
        if place <= places:
            gained = last_week[title] - place if title in last_week else None
            rows.append((place, title, shown[title], gained))
    return sorted(rows, key=lambda row: row[0])
