# Mistake: Ranks by the exact hours and rounds only what is printed.
from solution import as_shown


def chart(hours, last_week, places):
    if places < 1:
        raise ValueError("no places")
    rows, place, level = [], 0, None
    ranked = sorted((t for t in hours if as_shown(hours[t]) > 0), key=lambda t: (-hours[t], t))
    for number, title in enumerate(ranked, start=1):
        if hours[title] != level:
            place, level = number, hours[title]
        if place > places:
            break
        gained = last_week[title] - place if title in last_week else None
        rows.append((place, title, as_shown(level), gained))
    return rows
