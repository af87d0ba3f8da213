"""Readiness on a made-up site: error and honesty of the chances, against what others would do.

    python -m tests.benchmarks.readiness [--people 10000] [--seeds 3] [--first-seed 1]
        [--departure-people 2000]

All estimators see the same ratings in the same run; several seeds are judged together. Every bound
is printed with what was found; one that is missed ends with exit code 1. CPU time; run it with
OMP_NUM_THREADS=1. The bounds are for 10,000 people: with fewer, chance may miss one.
"""

import argparse
import sys
import time
from collections.abc import Callable

from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.passing import Chances
from tests.benchmarks.readiness import baselines, costs, mutations
from tests.benchmarks.readiness.measures import SESSIONS, Judged, judged, strictness_met, together
from tests.benchmarks.readiness.simulator import DEPARTURES, Site, World, simulate

OURS = "model"
BASELINES: dict[str, Callable] = {
    "raw mean": lambda ratings: baselines.chances_by(baselines.raw_mean, ratings),
    "shrunk mean": lambda ratings: baselines.chances_by(baselines.shrunk_mean, ratings),
    "ordinal facets": baselines.ordinal_chances,
}
NO_SESSION, NO_FACETS = "no session effect", "no facets"


class Bounds:
    """What was found, beside what was asked."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def check(self, name: str, found: float, *, least: float = -1e9, most: float = 1e9) -> None:
        is_kept = least <= found <= most
        asked = [f"at least {least:g}"] if least > -1e9 else []
        asked += [f"at most {most:g}"] if most < 1e9 else []
        words = "" if is_kept else "  MISSED"
        print(f"  {name:<46} {found:>9.4g}  {' and '.join(asked)}{words}")
        if not is_kept:
            self.missed.append(name)


class Run:
    """All estimators on sites of one world."""

    def __init__(self, *, with_mutations: bool) -> None:
        self.with_mutations = with_mutations
        self.parts: dict[str, list[Judged]] = {}
        self.seconds: dict[str, float] = {}

    def add(self, site: Site) -> None:
        begun = time.process_time()
        fitted = fit(site.ratings, day=site.day)
        self._note(OURS, begun)
        sessions, strictness = fitted.counts.sessions, strictness_met(site)

        def keep(name: str, chances: Chances | baselines.Chances, *, has_95: bool = False) -> None:
            found = judged(site.truth, chances, sessions, has_95=has_95, strictness=strictness)
            self.parts.setdefault(name, []).append(found)

        keep(OURS, fitted.chances, has_95=True)
        for name, estimate in BASELINES.items():
            begun = time.process_time()
            keep(name, estimate(site.ratings))
            self._note(name, begun)
        if self.with_mutations:
            parameters = fitted.model.parameters
            for name, mutated in (
                (NO_SESSION, mutations.without_session_effect(parameters)),
                (NO_FACETS, mutations.without_facets(parameters)),
            ):
                keep(name, fit(site.ratings, day=site.day, parameters=mutated).chances)

    def _note(self, name: str, begun: float) -> None:
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begun

    def found(self) -> dict[str, Judged]:
        """Of people in kinds in which they had a session."""
        return {name: together(parts).between(1, 999) for name, parts in self.parts.items()}

    def everything(self) -> Judged:
        return together(self.parts[OURS])


def print_table(found: dict[str, Judged], seconds: dict[str, float]) -> None:
    ours = found[OURS].error
    print(f"  {'':<18} {'error':>7} {'ratio':>7} {'rank':>6} {'80 %':>6} {'ECE':>6} {'CPU s':>7}")
    for name, one in found.items():
        print(
            f"  {name:<18} {one.error:>7.4f} {ours / one.error:>7.3f} {one.rank_correlation:>6.3f}"
            f" {one.coverage:>6.3f} {one.calibration:>6.3f} {seconds.get(name, 0):>7.1f}"
        )


def print_bins(ours: Judged, others: dict[str, Judged]) -> None:
    heads = ("sessions", "n", "error", "raw", "80 %", "95 %", "half")
    print("  " + " ".join(f"{head:>7}" for head in heads))
    for least, most in ((0, 0), *SESSIONS):
        one = ours.between(least, most)
        raw = others["raw mean"].between(least, most)
        raw_error = f"{raw.error:.4f}" if len(raw.p) else ""
        name = str(least) if least == most else f"{least}–{most}" if most < 999 else f"{least}+"
        print(
            f"  {name:>8} {len(one.p):>7} {one.error:>7.4f} {raw_error:>7} {one.coverage:>7.3f}"
            f" {one.coverage_95:>7.3f} {one.half_width:>7.3f}"
        )


def judge_base(people: int, seeds: range, bounds: Bounds) -> None:
    run = Run(with_mutations=True)
    ratings = 0
    for seed in seeds:
        site = simulate(people, seed=seed)
        ratings += len(site.ratings.rating)
        run.add(site)
    found = run.found()
    ours, raw = found[OURS], found["raw mean"]
    print(f"{people:,} people, {ratings // len(seeds):,} ratings, {len(seeds)} seeds together")
    print_table(found, run.seconds)
    print_bins(run.everything(), found)
    bounds.check("error / raw mean", ours.error / raw.error, most=0.85)
    bounds.check("error / shrunk mean", ours.error / found["shrunk mean"].error, most=0.92)
    bounds.check("error / ordinal facets", ours.error / found["ordinal facets"].error, most=1.02)
    bounds.check("80 % intervals cover", ours.coverage, least=0.78, most=0.82)
    bounds.check("95 % intervals cover", ours.coverage_95, least=0.93, most=0.97)
    for least, most in SESSIONS:
        name = f"80 % intervals at {least} to {most} sessions"
        bounds.check(name, ours.between(least, most).coverage, least=0.75, most=0.85)
    bounds.check("expected calibration error", ours.calibration, most=0.02)
    bounds.check("severity taken for ability", ours.taken_for_ability, least=-0.09)
    judge_mutations(ours, found, bounds)


def judge_mutations(ours: Judged, found: dict[str, Judged], bounds: Bounds) -> None:
    """Each mistake is noticed on every site: by what it spoils, not by the error of everybody."""
    blind = found[NO_FACETS]
    bounds.check("no session effect: coverage", found[NO_SESSION].coverage, most=0.70)
    bounds.check("no facets: severity taken for ability", blind.taken_for_ability, most=-0.11)
    worse = blind.lopsided.error / ours.lopsided.error
    bounds.check("no facets: error / model's, lopsided fifth", worse, least=1.05)


def judge_departure(name: str, world: World, people: int, bounds: Bounds) -> None:
    """The order of the estimators has to hold; coverage is printed."""
    run = Run(with_mutations=False)
    run.add(simulate(people, seed=1, world=world))
    found = run.found()
    print(f"{name}, {people:,} people")
    print_table(found, run.seconds)
    for other in BASELINES:
        bounds.check(f"{name}: error / {other}", found[OURS].error / found[other].error, most=1.02)


def judge_costs(people: int, seed: int, bounds: Bounds) -> None:
    print("Costs")
    bounds.check("difference from one large matrix", costs.exactness(), most=1e-6)
    apart = costs.drift(simulate(people, seed=seed).ratings)
    bounds.check("update against the next refit, mean", apart.mean, most=0.002)
    bounds.check("… 95 of 100 people below", apart.most_of_95, most=0.005)
    print(f"  {'… 99 of 100, the worst':<46} {apart.most_of_99:>9.4f} {apart.worst:.4f}")
    bounds.check("update of 30 forms, ms", apart.update_ms, most=10)
    refit, learning, memory = costs.million()
    bounds.check("refit of a million ratings, CPU-s", refit, most=15)
    print(f"  {'… learning its variances before, CPU-s':<46} {learning:>9.1f}")
    bounds.check("memory, GB", memory, most=2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=3, help="0: only what follows")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--departure-people", type=int, default=2_000, help="0: none")
    parser.add_argument("--no-costs", action="store_true")
    options = parser.parse_args()
    bounds = Bounds()
    if options.seeds:
        seeds = range(options.first_seed, options.first_seed + options.seeds)
        judge_base(options.people, seeds, bounds)
    if options.departure_people:
        for name, world in DEPARTURES.items():
            judge_departure(name, world, options.departure_people, bounds)
    if not options.no_costs:
        judge_costs(options.people, options.first_seed, bounds)
    if bounds.missed:
        sys.exit(f"Missed: {', '.join(bounds.missed)}")


if __name__ == "__main__":
    main()
