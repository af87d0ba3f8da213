"""What a "no" means for what is offered later.

| why      | what is no longer offered                                 | for how long       |
| -------- | --------------------------------------------------------- | ------------------ |
| time     | that time to whoever declined, with anybody               | until it is over   |
| level    | the two to each other                                     | 30 days            |
| kind     | the two to each other                                     | 30 days            |
| not now  | anything to whoever declined                              | 7 days             |
| person   | the two to each other, both ways, told to neither         | for good           |

A "no" binds what the site offers and whom a search shows; what people ask each other on their
own is theirs, except after "person".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scheduling.domain.intervals import Interval, merge

PAIR_RESTS = timedelta(days=30)
PERSON_RESTS = timedelta(days=7)


class Why(StrEnum):
    TIME = "time"
    LEVEL = "level"
    KIND = "kind"
    NOT_NOW = "not_now"
    PERSON = "person"


PAIR_FOR_A_WHILE = frozenset({Why.LEVEL, Why.KIND})


@dataclass(frozen=True)
class No:
    """`by` declined a session with `other` (ids) at [start, end); said at `at`. All in UTC."""

    by: int
    other: int
    why: Why
    start: datetime
    end: datetime
    at: datetime


@dataclass(frozen=True)
class Respect:
    """What is not offered: `apart` holds pairs of ids, the lower first, both ways.

    `resting`: ids of people to whom nothing is offered, `resting_until` until when (UTC).
    `unsuitable`: merged times by id.
    """

    apart: frozenset[tuple[int, int]]
    resting: frozenset[int]
    unsuitable: dict[int, list[Interval]]
    resting_until: dict[int, datetime] = field(default_factory=dict)

    def keeps_apart(self, one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in self.apart


def respect(nos: Iterable[No], *, now: datetime) -> Respect:
    """What `nos` still rule out at `now` (UTC)."""
    apart: set[tuple[int, int]] = set()
    resting: dict[int, datetime] = {}
    times: dict[int, list[Interval]] = {}
    for no in nos:
        is_fresh = now < no.at + PAIR_RESTS
        if no.why == Why.PERSON or (no.why in PAIR_FOR_A_WHILE and is_fresh):
            apart.add((min(no.by, no.other), max(no.by, no.other)))
        elif no.why == Why.NOT_NOW and now < no.at + PERSON_RESTS:
            resting[no.by] = max(no.at + PERSON_RESTS, resting.get(no.by, now))
        elif no.why == Why.TIME and now < no.end:
            times.setdefault(no.by, []).append((no.start, no.end))
    return Respect(
        apart=frozenset(apart),
        resting=frozenset(resting),
        unsuitable={person: merge(intervals) for person, intervals in times.items()},
        resting_until=resting,
    )
