"""One session each: value, proven bound and cost, against the matchings that others find.

    python -m tests.benchmarks.matching.one_session [--people 1000 10000 100000]

Every number of people runs in a process of its own, whose kernels are compiled anew. Times are CPU
seconds of all threads, so that other work on the machine does not count. Baselines, on the edges
that the engine had in play in the end, each checked to be a matching of at most the bound's value:

greedy:     the pair of the highest weight first;
rustworkx:  max_weight_matching, up to 10,000 people;
networkx:   max_weight_matching, up to 1,000 people (on all possible pairs: all are in play there).
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import rustworkx as rx

from scheduling.domain.matching.assignment import make_graph, solve_assignment, start_assignment
from scheduling.domain.matching.blossom import match_exactly
from scheduling.domain.matching.candidates import count_candidates, match_greedily, pair_tables
from scheduling.domain.matching.compact import CompactPool, compact_pool
from scheduling.domain.matching.one_session import OneSessionResult, solve_one_session
from scheduling.domain.matching.progress import Progress
from tests.benchmarks.matching.generator import make_pool

COMPILING_PEOPLE = 1100  # enough to run every kernel
MOST_FOR_RUSTWORKX = 10_000
MOST_FOR_NETWORKX = 1_000
SOLVED = {"Matching", "Exact matching"}  # stages that end with a solution, not with more edges


class Stopwatch:
    """CPU seconds of this process, split at each report of progress."""

    def __init__(self) -> None:
        self.last = time.process_time()
        self.seconds = {"edges": 0.0, "solving": 0.0}

    def lap(self, name: str) -> None:
        now = time.process_time()
        self.seconds[name] += now - self.last
        self.last = now

    def report(self, progress: Progress) -> None:
        self.lap("solving" if progress.stage in SOLVED else "edges")

    @property
    def whole(self) -> float:
        return sum(self.seconds.values())


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.process_time()
    found = function()
    return time.process_time() - begin, found


def solve(people: int, *, seed: int) -> tuple[CompactPool, OneSessionResult, Stopwatch]:
    pool = make_pool(people, seed=seed, sessions=1)
    watch = Stopwatch()
    compact = compact_pool(pool)
    result = solve_one_session(compact, clock=time.monotonic, progress=watch.report)
    watch.lap("edges")
    return compact, result, watch


def run(people: int, *, seed: int) -> None:
    """One pool; prints what came out."""
    compiling, _ = timed(lambda: solve(COMPILING_PEOPLE, seed=seed))
    begin = time.monotonic()
    compact, result, watch = solve(people, seed=seed)
    minutes = (time.monotonic() - begin) / 60
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    tables = pair_tables(compact, taking_part=np.ones(people, bool))
    every = 1 + people // 20_000
    about = "about " if every > 1 else ""
    possible = count_candidates(compact, tables, every=every)
    print(f"{people:,} people, {about}{possible:,} possible pairs")
    print(f"  value      {result.value:>15,}  in {len(result.pairs):,} sessions")
    print(f"  bound      {result.upper_bound:>15,}  over all possible pairs")
    print(f"  share      {share(result.value, result):>15}")
    print(f"  edges      {watch.seconds['edges']:>15.2f}  CPU-s: arrays, sample, all pairs priced")
    print(f"  solving    {watch.seconds['solving']:>15.2f}  CPU-s: {len(result.edges.one):,} edges")
    print(f"  compiling  {compiling:>15.2f}  CPU-s, once for a machine")
    print(f"  whole      {watch.whole + compiling:>15.2f}  CPU-s ({watch.whole:.2f} compiled)")
    print(f"  wall       {minutes:>15.2f}  minutes without compiling")
    print(f"  memory     {memory:>15.2f}  GB at the peak, the pool and its making included")
    compare(compact, result)


def share(value: int, result: OneSessionResult) -> str:
    return f"{100 * value / max(1, result.upper_bound):.4f} %"


def compare(compact: CompactPool, result: OneSessionResult) -> None:
    """The same edges, solved by the engine from nothing and by others."""
    one, other, value = result.edges
    first = compact.arrays.first_session
    weight = value + first[one] + first[other]
    own, mate = timed(lambda: exactly(compact.people, one, other, weight))
    print_row("engine", own, total(mate, one, other, weight), result, own)
    rivals: dict[str, Callable[[], np.ndarray]] = {
        "greedy": lambda: greedily(compact.people, one, other, weight)
    }
    edges = list(zip(one.tolist(), other.tolist(), weight.tolist(), strict=True))
    if compact.people <= MOST_FOR_RUSTWORKX:
        graph = rx.PyGraph()
        graph.add_nodes_from(range(compact.people))
        graph.add_edges_from(edges)
        rivals["rustworkx"] = lambda: mates(
            compact.people, rx.max_weight_matching(graph, weight_fn=int)
        )
    if compact.people <= MOST_FOR_NETWORKX:
        same = nx.Graph()
        same.add_weighted_edges_from(edges)
        rivals["networkx"] = lambda: mates(compact.people, nx.max_weight_matching(same))
    for name, rival in rivals.items():
        seconds, mate = timed(rival)
        print_row(name, seconds, total(mate, one, other, weight), result, own)


def print_row(name: str, seconds: float, value: int, result: OneSessionResult, own: float) -> None:
    if value > result.upper_bound:
        sys.exit(f"{name} beats the bound: {value} > {result.upper_bound}")
    ratio = f"{seconds / own:.1f} × the engine's CPU time"
    print(f"    {name:<10} {seconds:>13.3f}  CPU-s, {share(value, result)} of the bound, {ratio}")


def exactly(people: int, one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    graph = make_graph(people, one=one, other=other, weight=weight)
    return match_exactly(graph, solve_assignment(graph, start_assignment(graph))).mate


def greedily(people: int, one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    mate = np.full(people, -1)
    match_greedily(one, other, np.argsort(-weight, kind="stable"), mate)
    return mate


def mates(people: int, pairs: set[tuple[int, int]]) -> np.ndarray:
    mate = np.full(people, -1)
    for a, b in pairs:
        mate[a], mate[b] = b, a
    return mate


def total(mate: np.ndarray, one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> int:
    return int(weight[mate[one] == other].sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help="in this process, compiled or not")
    options = parser.parse_args()
    for people in options.people:
        if options.here:
            run(people, seed=options.seed)
            continue
        with tempfile.TemporaryDirectory() as empty:
            command = [sys.executable, "-m", "tests.benchmarks.matching.one_session", "--here"]
            command += ["--people", str(people), "--seed", str(options.seed)]
            subprocess.run(command, check=True, env={**os.environ, "NUMBA_CACHE_DIR": empty})


if __name__ == "__main__":
    main()
