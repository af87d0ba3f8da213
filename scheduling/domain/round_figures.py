"""The figures of a round: what a coach compares rules by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median
from typing import Any


@dataclass(frozen=True)
class Someone:
    """A person of the pool: days waited before the round; zone as IANA name; level 1 … 5."""

    waited_days: int
    zone: str
    level: int


@dataclass(frozen=True)
class Leg:
    """One interview, by index; `gap` is the interviewer's level minus the learner's."""

    learner: int
    interviewer: int
    gap: int


@dataclass(frozen=True)
class Share:
    """Of `people` with this label, `matched` have a session."""

    label: str
    people: int
    matched: int

    @property
    def percent(self) -> int:
        return round(100 * self.matched / self.people) if self.people else 0


@dataclass(frozen=True)
class Figures:
    """`people` in the pool, of whom `matched` have a session; medians and means None for none.

    `repeats`: sessions of two who have met before. `balanced`: matched people who interview as
    often as they are interviewed. `gap`: the mean distance of the levels in a leg. `value` and
    `upper_bound` in tenths of a point.
    """

    people: int
    left_out: int
    matched: int
    sessions: int
    waited_median: float | None
    unmatched_waited_median: float | None
    gap: float | None
    repeats: int
    balanced: int
    given_only: int
    received_only: int
    value: int
    upper_bound: int
    zones: tuple[Share, ...]
    levels: tuple[Share, ...]
    seconds: float = 0.0
    fell_out: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.matched / self.people) if self.people else 0

    @property
    def percent_of_bound(self) -> float:
        """How near the plan is to what no plan can exceed, 0 … 100."""
        return 100 * self.value / self.upper_bound if self.upper_bound else 100.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Figures":
        shares = {name: tuple(Share(**one) for one in data[name]) for name in ("zones", "levels")}
        return cls(**{**data, **shares})


def figures_of(
    people: Sequence[Someone],
    *,
    sessions: Sequence[Sequence[Leg]],
    left_out: int,
    repeats: int,
    value: int,
    upper_bound: int,
    seconds: float,
    fell_out: int = 0,
) -> Figures:
    """The figures of planned `sessions` (each by its legs) among `people`."""
    legs = [leg for session in sessions for leg in session]
    received = Counter(leg.learner for leg in legs)
    given = Counter(leg.interviewer for leg in legs)
    matched = set(received) | set(given)
    return Figures(
        people=len(people),
        left_out=left_out,
        matched=len(matched),
        sessions=len(sessions),
        waited_median=_median(people[n].waited_days for n in matched),
        unmatched_waited_median=_median(
            person.waited_days for n, person in enumerate(people) if n not in matched
        ),
        gap=mean(abs(leg.gap) for leg in legs) if legs else None,
        repeats=repeats,
        balanced=sum(1 for n in matched if given[n] == received[n]),
        given_only=sum(1 for n in matched if not received[n]),
        received_only=sum(1 for n in matched if not given[n]),
        value=value,
        upper_bound=upper_bound,
        zones=_shares([person.zone for person in people], matched=matched, most_first=True),
        levels=_shares([str(person.level) for person in people], matched=matched),
        seconds=seconds,
        fell_out=fell_out,
    )


def _median(days: Iterable[int]) -> float | None:
    known = list(days)
    return float(median(known)) if known else None


def _shares(
    labels: Sequence[str], *, matched: set[int], most_first: bool = False
) -> tuple[Share, ...]:
    people = Counter(labels)
    found = Counter(labels[n] for n in matched)
    order = sorted(people, key=lambda label: (-people[label] if most_first else 0, label))
    return tuple(Share(label, people[label], found[label]) for label in order)
