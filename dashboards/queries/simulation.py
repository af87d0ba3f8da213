"""What the next round would do, under the rules as they are and as they might be."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cohorts.models import Cohort
from scheduling.domain.round_figures import Figures
from scheduling.domain.round_terms import RoundTerms
from scheduling.queries.planned_round import PlannedMeeting, figures_of_round, planned_round

SECONDS = 4.0  # for each of the two plans


@dataclass(frozen=True)
class Simulated:
    """`meetings` would be proposed; `unmatched`: pseudonym and why."""

    figures: Figures
    meetings: Sequence[PlannedMeeting]
    unmatched: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """One figure under both rules, as the page writes it; `is_better`: None where neither is."""

    name: str
    now: str
    then: str
    is_better: bool | None


@dataclass(frozen=True)
class Comparison:
    now: Simulated
    then: Simulated
    lines: Sequence[Line]


def simulate(cohort: Cohort, *, terms: RoundTerms, now: datetime) -> Simulated:
    """Plan the next round without proposing anything. Writes nothing."""
    planned = planned_round(cohort, terms=terms, now=now, clock=time.monotonic, time_limit=SECONDS)
    entrants = planned.loaded.entrants
    return Simulated(
        figures=figures_of_round(planned, meetings=planned.meetings),
        meetings=planned.meetings,
        unmatched=sorted(
            (entrant.pseudonym, planned.why_none[entrant.pk])
            for entrant in entrants
            if entrant.pk in planned.why_none
        ),
    )


def compare(
    cohort: Cohort, *, present: RoundTerms, changed: RoundTerms, now: datetime
) -> Comparison:
    then = simulate(cohort, terms=changed, now=now)
    same = present == changed
    before = then if same else simulate(cohort, terms=present, now=now)
    return Comparison(now=before, then=then, lines=_lines(before.figures, then.figures))


def _lines(now: Figures, then: Figures) -> list[Line]:
    """The figures side by side; a higher number is better where the last field is 1."""
    rows: list[tuple[str, float | None, float | None, str, int]] = [
        ("People in the pool", now.people, then.people, "{:.0f}", 0),
        ("Matched", now.percent, then.percent, "{:.0f} %", 1),
        ("Sessions", now.sessions, then.sessions, "{:.0f}", 1),
        (
            "Waited, median of the matched",
            *(now.waited_median, then.waited_median, "{:.0f} days", 0),
        ),
        (
            "Waited, median of the others",
            *(now.unmatched_waited_median, then.unmatched_waited_median, "{:.0f} days", -1),
        ),
        ("Distance of levels, mean", now.gap, then.gap, "{:.2f}", -1),
        ("Have met before", now.repeats, then.repeats, "{:.0f}", -1),
        ("Interview as often as they are interviewed", now.balanced, then.balanced, "{:.0f}", 1),
        ("Share of the best possible", now.percent_of_bound, then.percent_of_bound, "{:.1f} %", 0),
    ]
    return [
        Line(name, _text(a, form), _text(b, form), _is_better(a, b, sign=sign))
        for name, a, b, form, sign in rows
    ]


def _text(value: float | None, form: str) -> str:
    return "none" if value is None else form.format(value)


def _is_better(now: float | None, then: float | None, *, sign: int) -> bool | None:
    if now is None or then is None or now == then or not sign:
        return None
    return (then > now) == (sign > 0)
