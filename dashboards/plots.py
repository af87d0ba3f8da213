"""The geometry of the line charts. `dashboards/_plot.html` draws it as SVG, beside its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT = 420, 190
LEFT, RIGHT, TOP, BOTTOM = 78, 12, 12, 30  # margins, in units of the view box


@dataclass(frozen=True)
class PlotPoint:
    """A value at an instant: `value` is the dot, `mean` the line, low to high the band."""

    at: datetime
    value: float
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Tick:
    y: str
    label: str
    is_strong: bool


@dataclass(frozen=True)
class Plot:
    """Coordinates as text, ready for attributes; x grows with time, y upwards with the value."""

    label: str
    line: str  # "x,y x,y …" of a polyline
    band: str  # the same of a polygon; empty without intervals
    dots: tuple[tuple[str, str], ...]
    ticks: tuple[Tick, ...]
    first_at: datetime
    last_at: datetime
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_x: int = LEFT - 8
    label_y: int = HEIGHT - 8


def line_plot(
    points: Sequence[PlotPoint],
    *,
    label: str,
    bounds: tuple[float, float],
    ticks: Sequence[tuple[float, str, bool]],
) -> Plot | None:
    """Points over time between `bounds` (lowest, highest value); None for fewer than two.

    `ticks` are (value, words, whether it is the line that matters). Values outside the bounds are
    drawn on them.
    """
    if len(points) < 2:
        return None
    by_time = sorted(points, key=lambda point: point.at)
    xs = _positions([point.at for point in by_time])
    lines = [point.value if point.mean is None else point.mean for point in by_time]
    highs = [(x, p.high) for x, p in zip(xs, by_time, strict=True) if p.high is not None]
    lows = [(x, p.low) for x, p in zip(xs, by_time, strict=True) if p.low is not None]
    return Plot(
        label=label,
        line=_path(list(zip(xs, lines, strict=True)), bounds=bounds),
        band=_path([*highs, *reversed(lows)], bounds=bounds),
        dots=tuple(
            (f"{x:.1f}", f"{_height(point.value, bounds=bounds):.1f}")
            for x, point in zip(xs, by_time, strict=True)
        ),
        ticks=tuple(
            Tick(f"{_height(value, bounds=bounds):.1f}", words, is_strong)
            for value, words, is_strong in ticks
        ),
        first_at=by_time[0].at,
        last_at=by_time[-1].at,
    )


def _positions(instants: Sequence[datetime]) -> list[float]:
    """x of each instant (sorted): the first at the left edge, the last at the right."""
    span = (instants[-1] - instants[0]).total_seconds()
    room = WIDTH - LEFT - RIGHT
    if not span:
        return [LEFT + room * n / (len(instants) - 1) for n in range(len(instants))]
    return [LEFT + room * (at - instants[0]).total_seconds() / span for at in instants]


def _height(value: float, *, bounds: tuple[float, float]) -> float:
    low, high = bounds
    share = (min(max(value, low), high) - low) / (high - low)
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _path(points: Sequence[tuple[float, float]], *, bounds: tuple[float, float]) -> str:
    return " ".join(f"{x:.1f},{_height(value, bounds=bounds):.1f}" for x, value in points)
