"""Readiness with its pictures, for the person's own page and the coach's."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.domain.overall import Overall, overall_of
from dashboards.plots import Plot, PlotPoint, line_plot
from feedback.domain.readiness import HIGHEST, LOWEST, YES_LINE, SelfGap
from feedback.queries.readiness import Readiness, ReadinessLine

_TICKS = (
    (1.0, "Strong no", False),
    (2.0, "No", False),
    (YES_LINE, "", True),
    (3.0, "Yes", False),
    (4.0, "Strong yes", False),
)
_GAP_TICKS = ((-3.0, "Lower", False), (0.0, "Same", True), (3.0, "Higher", False))


@dataclass(frozen=True)
class Bar:
    """An interval on the scale, in percent of its length."""

    low: float
    high: float
    point: float


@dataclass(frozen=True)
class LinePicture:
    line: ReadinessLine
    bar: Bar | None
    plot: Plot | None

    @property
    def anchor(self) -> str:
        return f"{'round' if self.line.kind else 'competency'}-{self.line.slug}"

    @property
    def adjustment(self) -> str:
        """One sentence on what the estimate did to the plain mean."""
        line = self.line
        if line.mean is None or line.raw_mean is None:
            return ""
        gap = line.mean - line.raw_mean
        if abs(gap) < 0.05:
            return "The estimate agrees with the plain mean."
        side = "below" if gap < 0 else "above"
        return (
            f"The estimate lies {side} the plain mean: with few sessions it stays nearer to the"
            " middle, and several sessions with one interviewer count as less than as many with"
            " different ones."
        )


@dataclass(frozen=True)
class ReadinessPicture:
    readiness: Readiness
    overall: Overall
    rounds: Sequence[LinePicture]
    competencies: Sequence[LinePicture]
    gap_plot: Plot | None


def picture_of(readiness: Readiness) -> ReadinessPicture:
    return ReadinessPicture(
        readiness=readiness,
        overall=overall_of(readiness.rounds),
        rounds=[_line_picture(line) for line in readiness.rounds],
        competencies=[_line_picture(line) for line in readiness.competencies],
        gap_plot=_gap_plot(readiness.self_gap),
    )


def _line_picture(line: ReadinessLine) -> LinePicture:
    bar = None
    if line.low is not None and line.high is not None and line.mean is not None:
        bar = Bar(_percent(line.low), _percent(line.high), _percent(line.mean))
    plot = line_plot(
        [PlotPoint(p.at, p.value, p.mean, p.low, p.high) for p in line.trend],
        label=f"{line.name} over time, estimate with its 80 % interval",
        bounds=(LOWEST, HIGHEST),
        ticks=_TICKS,
    )
    return LinePicture(line, bar, plot)


def _gap_plot(gap: SelfGap) -> Plot | None:
    return line_plot(
        [PlotPoint(point.at, point.gap) for point in gap.trend],
        label="Your own ratings against your interviewers' over time",
        bounds=(LOWEST - HIGHEST, HIGHEST - LOWEST),
        ticks=_GAP_TICKS,
    )


def _percent(value: float) -> float:
    return 100 * (value - LOWEST) / (HIGHEST - LOWEST)
