"""Readiness with its pictures, for the person's own page and the coach's."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.domain.overall import Overall, overall_of
from dashboards.plots import Plot, PlotPoint, line_plot
from feedback.domain.standing import EVEN, HIGH, SelfGap
from feedback.queries.readiness import CompetencyLine, Readiness, RoundLine

_TICKS = ((0.0, "Never", False), (EVEN, "Half", True), (HIGH, "", False), (1.0, "Always", False))
_WIDEST_GAP = 3.0  # of levels
_GAP_TICKS = ((-3.0, "Lower", False), (0.0, "Same", True), (3.0, "Higher", False))


@dataclass(frozen=True)
class Bar:
    """An interval of a chance, in percent."""

    low: float
    high: float
    point: float


@dataclass(frozen=True)
class LinePicture:
    line: RoundLine | CompetencyLine
    bar: Bar | None
    plot: Plot | None

    @property
    def anchor(self) -> str:
        what = "round" if isinstance(self.line, RoundLine) else "competency"
        return f"{what}-{self.line.slug}"


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


def _line_picture(line: RoundLine | CompetencyLine) -> LinePicture:
    chance = line.chance
    bar = Bar(100 * chance.low, 100 * chance.high, 100 * chance.p) if chance else None
    plot = line_plot(
        [PlotPoint(p.at, p.chance.p, None, p.chance.low, p.chance.high) for p in line.trend],
        label=f"{line.name} over time, the chance of a yes with its 80 % interval",
        bounds=(0.0, 1.0),
        ticks=_TICKS,
    )
    return LinePicture(line, bar, plot)


def _gap_plot(gap: SelfGap) -> Plot | None:
    return line_plot(
        [PlotPoint(point.at, point.gap) for point in gap.trend],
        label="Your own ratings against your interviewers' over time",
        bounds=(-_WIDEST_GAP, _WIDEST_GAP),
        ticks=_GAP_TICKS,
    )
