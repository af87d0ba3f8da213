# Mistake: Takes the ten highest figures, so a skipped place is filled by those behind.
import solution


def chart(hours, last_week, places):
    rows = solution.chart(hours, last_week, max(places, len(hours)) if places > 0 else places)
    figures = list(dict.fromkeys(row[2] for row in rows))[:places]
    return [row for row in rows if row[2] in figures]
