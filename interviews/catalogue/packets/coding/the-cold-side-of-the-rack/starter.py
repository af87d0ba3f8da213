from collections.abc import Iterable

Reading = tuple[int, float | None]  # second, degrees or None if the sensor failed
Point = tuple[int, float | None]


def chart(
    readings: Iterable[Reading], start: int, end: int, step_s: int, stale_s: int
) -> list[Point]: ...
