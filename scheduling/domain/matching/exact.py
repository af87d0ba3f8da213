"""The best plan of a small pool: a mixed integer programme of its columns, solved by HiGHS."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scheduling.domain.matching.columns import Column, Pair, by_pair
from scheduling.domain.matching.pool import Pool
from scheduling.domain.matching.value import value_of_turn

TOLERANCE = 1e-3  # of a bound that is an integer and that the solver holds to 1e-6 of itself


@dataclass(frozen=True)
class ExactPlan:
    """The columns chosen; no choice of columns is worth more than `upper_bound`."""

    columns: tuple[Column, ...]
    upper_bound: int


def best_columns(
    pool: Pool,
    *,
    columns: Sequence[Column],
    required: Iterable[Pair] = (),
    time_limit: float | None = None,
    node_limit: int | None = None,
) -> ExactPlan | None:
    """The columns of a plan of the highest value in which all `required` pairs meet.

    Cut short by seconds or by nodes it may be less, and the bound is above it; None if nothing
    was found by then. The same columns in another order may give another plan of the same value.
    """
    if not columns:
        return ExactPlan(columns=(), upper_bound=0)
    programme = _Programme(pool, columns=columns, required=frozenset(required))
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if time_limit is not None:
        options["time_limit"] = time_limit
    if node_limit is not None:
        options["node_limit"] = node_limit
    found = milp(
        -programme.gains,
        integrality=programme.integrality,
        bounds=Bounds(0, programme.most),
        constraints=programme.constraint(),
        options=options,
    )
    if found.x is None:
        return None
    chosen = tuple(column for column, x in zip(columns, found.x, strict=False) if x > 0.5)
    bound = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
    return ExactPlan(columns=chosen, upper_bound=math.floor(-bound + TOLERANCE))


class _Programme:
    """max Σ value·x + Σ turn·y: x of columns, y of persons' turns.

    A pair has one session, a person no two in the same slot and no more in a week than they take;
    each of a person's sessions takes a turn. As later turns are worth no more, the first are
    taken first, and y is an integer by itself.
    """

    def __init__(self, pool: Pool, *, columns: Sequence[Column], required: frozenset[Pair]) -> None:
        self._rows: list[int] = []
        self._places: list[int] = []
        self._entries: list[int] = []
        self._least: list[float] = []
        self._most: list[float] = []
        gains = [column.value for column in columns]
        most = [1] * len(columns)
        of_person: dict[int, list[int]] = defaultdict(list)
        for n, column in enumerate(columns):
            of_person[column.i].append(n)
            of_person[column.j].append(n)
        self._pairs_once(columns, required=required)
        for person, places in of_person.items():
            turns = _turns(pool, person, places=places, columns=columns)
            turn_places = list(range(len(gains), len(gains) + len(turns)))
            gains += turns.keys()
            most += turns.values()
            self._row(
                [*((n, 1) for n in places), *((n, -1) for n in turn_places)], limit=0, least=0
            )
            self._weeks(places, columns=columns, limit=pool.people[person].per_week)
            self._slots(places, columns=columns)
        self.gains = np.array(gains, dtype=float)
        self.most = np.array(most, dtype=float)
        self.integrality = np.zeros(len(gains))
        self.integrality[: len(columns)] = 1

    def constraint(self) -> LinearConstraint:
        shape = (len(self._most), len(self.gains))
        matrix = csr_array((self._entries, (self._rows, self._places)), shape=shape, dtype=float)
        return LinearConstraint(matrix, lb=np.array(self._least), ub=np.array(self._most))

    def _row(
        self, entries: Iterable[tuple[int, int]], *, limit: int, least: float = -math.inf
    ) -> None:
        for place, entry in entries:
            self._rows.append(len(self._most))
            self._places.append(place)
            self._entries.append(entry)
        self._least.append(least)
        self._most.append(limit)

    def _pairs_once(self, columns: Sequence[Column], *, required: frozenset[Pair]) -> None:
        place = {column: n for n, column in enumerate(columns)}
        for pair, members in by_pair(columns).items():
            if len(members) > 1 or pair in required:
                entries = [(place[column], 1) for column in members]
                self._row(entries, limit=1, least=1 if pair in required else -math.inf)

    def _weeks(self, places: Sequence[int], *, columns: Sequence[Column], limit: int) -> None:
        weeks = defaultdict(list)
        for n in places:
            weeks[columns[n].week].append(n)
        for members in weeks.values():
            if _partners(members, columns=columns) > limit:
                self._row([(n, 1) for n in members], limit=limit)

    def _slots(self, places: Sequence[int], *, columns: Sequence[Column]) -> None:
        """Two sessions that overlap both take the slot at which the later one begins."""
        rows = set()
        for slot in {columns[n].slot for n in places}:
            members = frozenset(n for n in places if columns[n].slot <= slot < columns[n].end)
            if _partners(members, columns=columns) > 1:
                rows.add(members)
        for members in sorted(rows, key=sorted):
            if not any(members < other for other in rows):
                self._row([(n, 1) for n in sorted(members)], limit=1)


def _partners(places: Iterable[int], *, columns: Sequence[Column]) -> int:
    """How many pairs there are at these places, all of one person."""
    return len({(columns[n].i, columns[n].j) for n in places})


def _turns(
    pool: Pool, number: int, *, places: Sequence[int], columns: Sequence[Column]
) -> dict[int, int]:
    """What a person's turns are worth, each with how many are worth that much."""
    person = pool.people[number]
    most = min(person.sessions, _partners(places, columns=columns))
    turns: dict[int, int] = defaultdict(int)
    for nth in range(1, most + 1):
        turns[value_of_turn(pool.weights, person, nth=nth)] += 1
    return turns
