"""Who meets whom if everybody has one session: the optimum of all pairs, or close to it, proven.

Few of millions of pairs matter, but which ones no rule of thumb tells: everybody's best partners
are the same popular people. So a few pairs by chance are solved first, as a fractional matching
(assignment.py). Its duals are prices: what each person asks for a session. *All* pairs are held
against them, the pairs worth more than both ask are added, and so on until there are none: then no
pair that was left out can improve the fractional optimum. blossom.py makes it a matching, against
whose duals all pairs are held again.

The bound: raise the asks of the people who own pairs that are worth more than their asks, by the
most that any of these is; then all pairs are satisfied, and no matching is worth more than all asks
together. It is a bound on all possible pairs, in every round.

A person's first-session points belong to each of their pairs here. Weights are value and both
points; duals are in halves of a tenth of a point.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.domain.matching.assignment import (
    NOBODY,
    Assignment,
    Graph,
    make_graph,
    pair_cycles,
    solve_assignment,
    start_assignment,
)
from scheduling.domain.matching.blossom import match_exactly
from scheduling.domain.matching.candidates import (
    Candidates,
    Priced,
    all_candidates,
    best_sessions,
    match_greedily,
    merged,
    most_of_anyone,
    no_candidates,
    no_pairs_priced,
    pair_tables,
    price,
    sample_candidates,
)
from scheduling.domain.matching.compact import CompactPool
from scheduling.domain.matching.odd_sets import OddSets, no_odd_sets, worth
from scheduling.domain.matching.pairs import INFEASIBLE, PairTables
from scheduling.domain.matching.progress import Clock, Deadline, Progress, Report

Ints = NDArray[np.int64]
FEW_PEOPLE = 1000  # up to so many all pairs are solved at once
SAMPLE = 16  # partners of each to begin with
ADDED = 8  # pairs that each person may add in a round
NEAR = 50  # pairs that miss their asks by less than this part of the highest weight are added too
MOST_ROUNDS = 40


@dataclass(frozen=True)
class Duals:
    """Proof of the bound: for all possible pairs, twice the value and first-session points are at
    most the `person` duals [people] of both and those of the `odd_sets` that hold both."""

    person: Ints
    odd_sets: OddSets


@dataclass(frozen=True)
class OneSessionResult:
    """`pairs` [n, 2] of indices, the lower first, rising; `starts` [n] their slots.

    `value` and `upper_bound` in tenths of a point, first-session points included. `edges` were the
    pairs in play in the end, without the locked ones.
    """

    pairs: Ints
    starts: Ints
    value: int
    upper_bound: int
    duals: Duals
    edges: Candidates


def solve_one_session(
    compact: CompactPool,
    *,
    time_limit: float | None = None,
    clock: Clock,
    progress: Report | None = None,
) -> OneSessionResult:
    """The best matching of those who may have a session at all, the locked pairs first.

    Proven optimal where it ends by itself, but for MOST_ROUNDS; after `time_limit` seconds by
    `clock` the best so far. The same for the same pool, if it ends by itself.
    """
    search = _Search.of(
        compact, deadline=Deadline.after(time_limit, clock=clock), report=progress or _say_nothing
    )
    search.run()
    return search.result()


def _say_nothing(_: Progress) -> None:
    pass


@dataclass
class _Search:
    """The best matching of `tables`' people so far, and the lowest bound on all of them.

    `locked`: pairs planned first. `edges` are the pairs in play, all possible ones if
    `are_edges_all`. `bound` is in halves of a tenth; both it and `value` without the locked pairs.
    """

    compact: CompactPool
    tables: PairTables
    locked: Ints
    deadline: Deadline
    report: Report
    edges: Candidates
    duals: Duals
    bound: int
    are_edges_all: bool = False
    value: int = 0
    mate: Ints | None = None

    @classmethod
    def of(cls, compact: CompactPool, *, deadline: Deadline, report: Report) -> "_Search":
        arrays = compact.arrays
        taking_part = (arrays.sessions > 0) & (arrays.per_week > 0)
        locked = _lock(compact, taking_part=taking_part)
        taking_part[locked] = False
        most = np.where(taking_part, most_of_anyone(compact), 0)
        return cls(
            compact=compact,
            tables=pair_tables(compact, taking_part=taking_part),
            locked=locked,
            deadline=deadline,
            report=report,
            edges=no_candidates(),
            duals=Duals(most, no_odd_sets(compact.people)),
            bound=int(most.sum()),
        )

    def run(self) -> None:
        self._begin()
        assignment = self._close_fractional()
        if assignment is not None:
            self._close_exactly(assignment)

    def result(self) -> OneSessionResult:
        mate = np.full(self.compact.people, NOBODY) if self.mate is None else self.mate
        pairs = _pairs_of(mate)
        _, starts = best_sessions(self.compact, one=pairs[:, 0], other=pairs[:, 1])
        values, locked_starts = best_sessions(
            self.compact, one=self.locked[:, 0], other=self.locked[:, 1], are_locked=True
        )
        worth_of_locked = int(values.sum() + self.compact.arrays.first_session[self.locked].sum())
        everything = np.concatenate([pairs, self.locked])
        order = np.argsort(everything[:, 0])
        return OneSessionResult(
            pairs=everything[order],
            starts=np.concatenate([starts, locked_starts])[order],
            value=self.value + worth_of_locked,
            upper_bound=self.bound // 2 + worth_of_locked,
            duals=self.duals,
            edges=self.edges,
        )

    def _begin(self) -> None:
        """All pairs of few people, else some by chance, and the greedy matching of these."""
        if len(self.tables.person) <= FEW_PEOPLE:
            self.edges, self.are_edges_all = all_candidates(self.compact, self.tables), True
        else:
            self.edges = sample_candidates(
                self.compact, self.tables, per_person=SAMPLE, is_over=self._is_over
            )
        mate = np.full(self.compact.people, NOBODY)
        match_greedily(
            self.edges.one, self.edges.other, np.argsort(-self._weights(), kind="stable"), mate
        )
        self._offer("First pairs", mate)

    def _close_fractional(self) -> Assignment | None:
        """The fractional optimum of all pairs; None if time runs out before."""
        assignment, error = None, None
        for _ in range(MOST_ROUNDS):
            if self._is_over():
                return None
            graph = self._graph()
            assignment = solve_assignment(graph, assignment or start_assignment(graph), error=error)
            mate = np.full(self.compact.people, NOBODY)
            pair_cycles(assignment.chosen, mate)
            self._offer("Matching", mate)
            duals = Duals(assignment.bid + assignment.price, no_odd_sets(self.compact.people))
            near = int(graph.weight.max(initial=0)) // NEAR
            priced = self._price(duals, least=-near)
            if priced is None:
                return None
            self._prove(duals, priced.highest)
            error = int(priced.highest.max(initial=0))
            if error <= 0:
                break
            self._add(priced.candidates)
        return assignment

    def _close_exactly(self, assignment: Assignment) -> None:
        """The optimum of all pairs, from the fractional one, whose duals satisfy all pairs."""
        for _ in range(MOST_ROUNDS):
            if self._is_over():
                return
            graph = self._graph()
            assignment = solve_assignment(graph, assignment, error=0)
            matching = match_exactly(graph, assignment)
            self._offer("Exact matching", matching.mate)
            duals = Duals(matching.dual, matching.odd_sets)
            priced = self._price(duals, least=1)
            if priced is None:
                return
            self._prove(duals, priced.highest)
            if not len(priced.excess):
                return
            self._add(priced.candidates)

    def _price(self, duals: Duals, *, least: int) -> Priced | None:
        """All pairs, held against the duals; the pairs in play satisfy them already."""
        if self.are_edges_all:
            return no_pairs_priced(self.compact.people)
        return price(
            self.compact,
            self.tables,
            asks=duals.person - 2 * self.compact.arrays.first_session,
            odd_sets=duals.odd_sets,
            keep=ADDED,
            least=least,
            is_over=self._is_over,
        )

    def _graph(self) -> Graph:
        return make_graph(
            self.compact.people,
            one=self.edges.one,
            other=self.edges.other,
            weight=self._weights(),
        )

    def _weights(self) -> Ints:
        first = self.compact.arrays.first_session
        return self.edges.value + first[self.edges.one] + first[self.edges.other]

    def _add(self, found: Candidates) -> None:
        self.edges = merged(self.edges, found, people=self.compact.people)

    def _offer(self, stage: str, mate: Ints) -> None:
        """Keeps a matching of the pairs in play, if it is the best so far."""
        value = int(self._weights()[mate[self.edges.one] == self.edges.other].sum())
        if self.mate is None or value > self.value:
            self.mate, self.value = mate, value
        self.report(Progress(stage, value=self.value, upper_bound=self.bound // 2))

    def _prove(self, duals: Duals, missing: Ints) -> None:
        """Keeps the duals, raised by what is `missing` to satisfy all pairs, if they are lower."""
        raised = duals.person + np.maximum(missing, 0)
        bound = int(raised.sum()) + worth(duals.odd_sets)
        if bound < self.bound:
            self.bound, self.duals = bound, Duals(raised, duals.odd_sets)
        self.report(Progress("All pairs checked", value=self.value, upper_bound=self.bound // 2))

    def _is_over(self) -> bool:
        return self.deadline.is_over


def _lock(compact: CompactPool, *, taking_part: NDArray[np.bool_]) -> Ints:
    """As many of the locked pairs as have time, each person once: [n, 2]; then the best of them."""
    given = np.array(compact.fixed, np.int64).reshape(-1, 2)
    pairs = np.unique(np.sort(given, axis=1), axis=0)
    values, _ = best_sessions(compact, one=pairs[:, 0], other=pairs[:, 1], are_locked=True)
    possible = (values != INFEASIBLE) & taking_part[pairs].all(axis=1)
    pairs = pairs[possible]
    weight = values[possible] + compact.arrays.first_session[pairs].sum(axis=1)
    weight += weight.sum() + 1  # one pair more outweighs any value of the others
    graph = make_graph(compact.people, one=pairs[:, 0], other=pairs[:, 1], weight=weight)
    return _pairs_of(match_exactly(graph, solve_assignment(graph, start_assignment(graph))).mate)


def _pairs_of(mate: Ints) -> Ints:
    """Those matched, [n, 2], the lower first, rising."""
    matched = np.flatnonzero(mate > np.arange(len(mate)))
    return np.stack([matched, mate[matched]], axis=1)
