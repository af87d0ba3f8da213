"""Unfair raters on a made-up site with honest study groups: who is found, who is hit by mistake.

    python -m tests.benchmarks.unfair_raters [--people 3000] [--seeds 4] [--departure-seeds 2]

Several seeds are judged together. Every bound is printed with what was found; one that is missed
ends with exit code 1. Departures are other sites and other behaviour: there honest people must be
about as safe, and what is found is printed. CPU time; run it with OMP_NUM_THREADS=1.
"""

import argparse
import sys
import time

from feedback.domain.readiness_model.fit import fit
from feedback.domain.unfair_raters.flags import Kind, flags_of
from feedback.domain.unfair_raters.weights import weights_of
from tests.benchmarks.readiness.__main__ import Bounds
from tests.benchmarks.readiness.measures import judged as judged_chances
from tests.benchmarks.readiness.measures import together as chances_together
from tests.benchmarks.readiness.simulator import CRITERIA, World
from tests.benchmarks.unfair_raters.measures import honest_groups, judged, together
from tests.benchmarks.unfair_raters.simulator import Behaviour, UnfairSite, simulate_unfair

NAMES = {
    Kind.STRAIGHT_LINER: "always the same, 8 forms or more",
    Kind.COLLUSION: "collusion, pairs with 4 forms or more",
    Kind.RETALIATION: "retaliation, 3 answers or more",
}
LEAST_RECALL = {Kind.STRAIGHT_LINER: 0.70, Kind.COLLUSION: 0.70, Kind.RETALIATION: 0.85}
LEAST_PRECISION, ELSEWHERE = 0.95, 0.90
ENOUGH = 20  # flags, to judge their precision on another site
MOST_GROUPS = 0.01
DEPARTURES = {
    "no bad rater at all": (World(), Behaviour(colluding=0, retaliating=0, same=0)),
    "nearly equal raters": (World(severity=0.01, bias=0.005), Behaviour()),
    "very unequal raters": (World(severity=0.35, bias=0.08), Behaviour()),
    "noisy raters": (World(noise=0.7, noise_use=0.5), Behaviour()),
    "fast growth": (World(gain=0.09, drift=1e-3), Behaviour()),
    "few sessions": (World(sessions=4.0), Behaviour()),
    "strong tastes": (World(), Behaviour(taste=0.15)),
    "groups that hardly meet others": (World(), Behaviour(inside=0.9)),
    "three times as many bad raters": (
        World(), Behaviour(colluding=0.4, retaliating=0.5, same=0.08),
    ),
    "careful bad raters": (World(), Behaviour(all_four=0.6, lowered=1, slips=0.15)),
    "answers lowered by one level": (World(), Behaviour(lowered=1)),
    "answers lowered by one or two levels": (World(), Behaviour(lowered_less=0.5)),
    "seven of ten answers lowered": (World(), Behaviour(answered=0.7)),
    "only the recommendation lowered": (World(), Behaviour(lowers=("overall",))),
    "all but the recommendation lowered": (
        World(), Behaviour(lowers=tuple(name for name in CRITERIA if name != "overall")),
    ),
}  # fmt: skip


class Run:
    """Sites of one world, judged together."""

    def __init__(self) -> None:
        self.found: dict[Kind, list] = {kind: [] for kind in Kind}
        self.groups: list = []
        self.bad = self.forms = 0
        self.seconds = 0.0

    def add(self, site: UnfairSite) -> tuple:
        begun = time.process_time()
        flags = flags_of(site.ratings, times=site.times)
        self.seconds += time.process_time() - begun
        for kind, found in judged(site, flags).items():
            self.found[kind].append(found)
        self.groups.append(honest_groups(site, flags))
        self.bad += int(site.is_bad.sum())
        self.forms += site.ratings.forms
        return flags

    def show(self, name: str) -> None:
        print(
            f"{name}: {self.forms:,} forms, {self.bad / self.forms:.1%} bad,"
            f" {self.seconds:.1f} CPU-s"
        )
        print(f"  {'':<40} {'flagged':>8} {'right':>6} {'to find':>8} {'found':>6}")
        for kind in Kind:
            one = together(self.found[kind])
            print(
                f"  {NAMES[kind]:<40} {one.flagged:>8} {one.right:>6} {one.to_find:>8}"
                f" {one.found:>6}   {one.precision:.3f} / {one.recall:.3f}"
            )
        groups = together(self.groups)
        print(f"  {'honest study groups':<40} {groups.flagged:>8} of {groups.honest}")

    def check(self, bounds: Bounds) -> None:
        for kind in Kind:
            one, name = together(self.found[kind]), NAMES[kind].split(",")[0]
            bounds.check(f"{name}: precision", one.precision, least=LEAST_PRECISION)
            bounds.check(f"{name}: recall", one.recall, least=LEAST_RECALL[kind])
        self.check_groups(bounds)

    def check_elsewhere(self, bounds: Bounds) -> None:
        for kind in Kind:
            one, name = together(self.found[kind]), NAMES[kind].split(",")[0]
            if one.flagged >= ENOUGH:
                bounds.check(f"{name}: precision", one.precision, least=ELSEWHERE)
        self.check_groups(bounds)

    def check_groups(self, bounds: Bounds) -> None:
        bounds.check("honest groups flagged", together(self.groups).share, most=MOST_GROUPS)


def judge_weights(sites: list[tuple[UnfairSite, tuple]], bounds: Bounds) -> None:
    """What down-weighting does for the chances, if a person confirms every flag."""
    before, after = [], []
    for site, flags in sites:
        weights = weights_of(site.ratings, confirmed=flags)
        for parts, fitted in (
            (before, fit(site.ratings, day=site.day)),
            (after, fit(site.ratings, day=site.day, weights=weights)),
        ):
            parts.append(judged_chances(site.truth, fitted.chances, fitted.counts.sessions))
    errors = [chances_together(parts).between(1, 999).error for parts in (before, after)]
    print(f"Error of the chances: {errors[0]:.4f}, with confirmed flags {errors[1]:.4f}")
    bounds.check("error with confirmed flags / without", errors[1] / errors[0], most=1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=3_000)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--departure-seeds", type=int, default=2, help="0: none")
    options = parser.parse_args()
    bounds, run = Bounds(), Run()
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    sites = [simulate_unfair(options.people, seed=seed) for seed in seeds]
    flagged = [(site, run.add(site)) for site in sites]
    run.show(f"{options.people:,} people, {options.seeds} seeds together")
    run.check(bounds)
    judge_weights(flagged, bounds)
    for name, (world, behaviour) in DEPARTURES.items() if options.departure_seeds else ():
        run = Run()
        for seed in range(1, options.departure_seeds + 1):
            run.add(simulate_unfair(options.people, seed=seed, world=world, behaviour=behaviour))
        run.show(name)
        run.check_elsewhere(bounds)
    if bounds.missed:
        sys.exit(f"Missed: {', '.join(bounds.missed)}")


if __name__ == "__main__":
    main()
