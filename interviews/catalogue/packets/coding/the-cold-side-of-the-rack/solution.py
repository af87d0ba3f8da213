from collections.abc import Iterable

Reading = tuple[int, float | None]  # second, degrees or None if the sensor failed
Point = tuple[int, float | None]


def chart(
    readings: Iterable[Reading], start: int, end: int, step_s: int, stale_s: int
) -> list[Point]:
    if step_s < 1 or stale_s < 0:
        raise ValueError("step_s must be positive, stale_s not negative")
    coming = iter(readings)
    following = next(coming, None)  # the first reading that lies after the mark
    latest = None  # the last one at or before it
    points = []
    for mark in range(start, end, step_s):
        while following is not None and following[0] <= mark:
            latest = following
            following = next(coming, None)
        points.append((mark, _known_at(mark, latest, stale_s)))
    return points


def _known_at(mark: int, latest: Reading | None, stale_s: int) -> float | None:
    if latest is None or mark - latest[0] > stale_s:
        return None
    return latest[1]
