from collections.abc import Mapping

STEP = 100_000


def chart(
    hours: Mapping[str, int], last_week: Mapping[str, int], places: int
) -> list[tuple[int, str, int, int | None]]:
    """Rows of place, title, hours as shown, and places gained since last week (None if new)."""
    if places < 1:
        raise ValueError("a chart has at least one place")

    # All that follows looks at what readers see, and never at the exact hours again.
    shown = {title: as_shown(exact) for title, exact in hours.items()}
    ranked = sorted(
        (title for title in shown if shown[title] > 0), key=lambda title: (-shown[title], title)
    )
    rows: list[tuple[int, str, int, int | None]] = []
    place, level = 0, 0
    for number, title in enumerate(ranked, start=1):
        if shown[title] != level:
            place, level = number, shown[title]
        if place > places:
            break
        gained = last_week[title] - place if title in last_week else None
        rows.append((place, title, level, gained))
    return rows


def as_shown(exact: int) -> int:
    """To the nearest step, half a step upwards; the built-in round would go to the even one."""
    return (exact + STEP // 2) // STEP * STEP
