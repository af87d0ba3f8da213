"""Readiness as its pages show it: to the person, and to their coach."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.domain.relevance import relevance_of
from feedback.queries.readiness import CompetencyLine, Quote, Readiness, RoundLine
from interviews.models import Loop

QUOTES_AT_FIRST = 3


@dataclass(frozen=True)
class LinePicture:
    line: RoundLine | CompetencyLine
    title: str  # names all rounds of the kind: they have the same evidence
    share: float | None = None  # of a round in its loop, where rounds count differently

    @property
    def is_round(self) -> bool:
        return isinstance(self.line, RoundLine)

    @property
    def anchor(self) -> str:
        """Rounds of one kind have one."""
        line = self.line
        return f"round-{line.kind}" if isinstance(line, RoundLine) else f"competency-{line.slug}"

    @property
    def quotes(self) -> Sequence[Quote]:
        """The newest: all of them have a page of their own."""
        return self.line.quotes[:QUOTES_AT_FIRST]

    @property
    def is_cut(self) -> bool:
        return len(self.line.quotes) > QUOTES_AT_FIRST


@dataclass(frozen=True)
class ReadinessPicture:
    readiness: Readiness
    rounds: Sequence[LinePicture]
    competencies: Sequence[LinePicture]  # what the loop rests on most comes first

    @property
    def practised(self) -> Sequence[LinePicture]:
        """The kinds of round with something behind them, each once."""
        by_anchor = {item.anchor: item for item in reversed(self.rounds) if item.line.sessions}
        return list(reversed(by_anchor.values()))

    @property
    def weakest(self) -> LinePicture | None:
        """The weakest round that can be judged."""
        whole = self.readiness.whole
        name = whole.weakest if whole else ""
        return next((item for item in self.rounds if item.line.name == name), None)

    def line(self, anchor: str) -> LinePicture | None:
        """The round or competency of that anchor, if the person has sessions of it."""
        items = [*self.rounds, *self.competencies]
        return next((one for one in items if one.anchor == anchor and one.line.sessions), None)


def picture_of(readiness: Readiness) -> ReadinessPicture:
    relevance = _relevance(readiness.loop) if readiness.loop else {}
    lines = sorted(readiness.competencies, key=lambda line: -relevance.get(line.slug, 0.0))
    return ReadinessPicture(
        readiness=readiness,
        rounds=_rounds(readiness.rounds),
        competencies=[LinePicture(line, line.name) for line in lines],
    )


def _rounds(lines: Sequence[RoundLine]) -> list[LinePicture]:
    whole = sum(line.weight for line in lines)
    differ = len({line.weight for line in lines}) > 1
    names: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        names[line.kind].append(line.name)
    return [
        LinePicture(line, " · ".join(names[line.kind]), line.weight / whole if differ else None)
        for line in lines
    ]


def _relevance(loop: Loop) -> dict[str, float]:
    """By slug. The rounds' criteria are loaded with the loop of a Readiness."""
    return relevance_of(
        (
            float(round_.weight),
            [criterion.competency.slug for criterion in round_.rubric.current.criteria.all()]
            if round_.rubric.current
            else [],
        )
        for round_ in loop.rounds.all()
    )
