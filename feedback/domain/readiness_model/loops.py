"""A loop of several rounds: the chance of passing it, its weakest round, what to practise next.

A person's abilities are uncertain, and uncertain together. So the loop's rule is applied to each of
256 draws of them, and the chances are averaged afterwards: the product of mean chances would be
wrong (in the simulation study .141 where the truth was .161). Given the abilities, the rounds'
interviewers judge on their own; that much independence is assumed, and has to be said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import ndtr

from feedback.domain.readiness_model.parameters import CARRY, FORGETTING, GAIN_FROM
from feedback.domain.readiness_model.passing import Link
from feedback.domain.readiness_model.ratings import Floats
from feedback.domain.readiness_model.standings import Counts, Model, States, levels_of

DRAWS = 256
SEED = 20261121
MOST_ROUNDS = 12
CERTAINTY = 0.3  # what a point less of standard deviation is worth


@dataclass(frozen=True)
class LoopRound:
    kind: str
    weight: float = 1.0


@dataclass(frozen=True)
class Loop:
    """Passed when the rounds with a yes have at least the share `needed` of all weight."""

    rounds: tuple[LoopRound, ...]  # 1 … 12
    needed: float = 1.0  # 1: a yes in every round


@dataclass(frozen=True)
class LoopChance:
    p: float
    lo80: float  # of the chance over the draws of ability
    hi80: float
    share: float  # of the loop's weight, expected in rounds with a yes
    share_lo80: float
    share_hi80: float
    weakest: str  # the kind whose round is passed least
    by_kind: dict[str, float]


@dataclass(frozen=True)
class Practising:
    """What one more practice of a kind would be worth for the loop."""

    kind: str
    gain: float  # E[L(θ + Γ)] − E[L(θ)] + 0.3 (sd L − sd L′)
    learned: float  # the first difference
    narrowed: float  # sd L − sd L′


def loop_chance(model: Model, states: States, loop: Loop) -> LoopChance:
    """Of one person (I = 1)."""
    mean, variance = levels_of(model, states)
    passed = _passed(model, loop, mean[0], variance[0])
    whole = _loop(loop, passed)
    kinds = [one.kind for one in loop.rounds]
    chances = dict(zip(kinds, passed.mean(0).tolist(), strict=True))
    share = np.average(passed, axis=1, weights=[one.weight for one in loop.rounds])
    low, high = np.quantile(whole, [0.1, 0.9])
    share_low, share_high = np.quantile(share, [0.1, 0.9])
    return LoopChance(
        p=float(whole.mean()),
        lo80=float(low),
        hi80=float(high),
        share=float(share.mean()),
        share_lo80=float(share_low),
        share_hi80=float(share_high),
        weakest=min(sorted(chances), key=lambda kind: chances[kind]),
        by_kind=chances,
    )


def next_practices(
    model: Model, states: States, counts: Counts, loop: Loop
) -> tuple[Practising, ...]:
    """The loop's kinds for one person (I = 1), the most worthwhile practice first.

    Its edge over any other practice is small: cap streaks, and claim little.
    """
    mean, variance = levels_of(model, states)
    now = _loop(loop, _passed(model, loop, mean[0], variance[0]))
    found = []
    for kind in sorted({one.kind for one in loop.rounds}):
        code = model.kinds.index(kind)
        later = mean[0] + _gain(model, states, int(counts.sessions[0, code]), code)
        learned = _loop(loop, _passed(model, loop, later, variance[0])).mean() - now.mean()
        seen = variance[0] - np.outer(variance[0, code], variance[0, code]) / (
            variance[0, code, code] + model.link.unit[code] ** 2
        )
        narrowed = now.std() - _loop(loop, _passed(model, loop, mean[0], seen)).std()
        gain = learned + CERTAINTY * narrowed
        found.append(Practising(kind, float(gain), float(learned), float(narrowed)))
    return tuple(sorted(found, key=lambda one: (-one.gain, one.kind)))


def _gain(model: Model, states: States, number: int, code: int) -> Floats:
    """(K,) what one more practice of the kind, after `number`, adds to the level of each."""
    place = int(np.searchsorted(GAIN_FROM, number, side="right")) - 1
    pace = float(states.mean[0, -1])
    step = max(0.0, float(model.gain[place]) + pace / (1 + number / FORGETTING))
    loads = model.parameters.loads
    gain: Floats = CARRY * step * loads[:, 1]
    gain[code] += step * loads[code, 0]
    return gain


def _passed(model: Model, loop: Loop, mean: Floats, variance: Floats) -> Floats:
    """(256, rounds) the chance of a yes in each round, for draws of the levels in all kinds."""
    codes = [model.kinds.index(one.kind) for one in loop.rounds]
    normal = np.random.default_rng(SEED).standard_normal((DRAWS // 2, len(mean)))
    values, vectors = np.linalg.eigh(variance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    levels = mean + np.concatenate((normal, -normal)) @ root.T
    return _chance_at(model.link, levels)[:, codes]


def _chance_at(link: Link, levels: Floats) -> Floats:
    chance: Floats = ndtr(link.shift + link.slope * (levels - link.line) / link.unit)
    return chance


def _loop(loop: Loop, passed: Floats) -> Floats:
    """(256,) the loop's chance at each draw: the sum over all outcomes that the rule lets pass."""
    if not 1 <= len(loop.rounds) <= MOST_ROUNDS:
        raise ValueError(f"a loop has 1 to {MOST_ROUNDS} rounds, not {len(loop.rounds)}")
    weights = np.array([one.weight for one in loop.rounds])
    whole = np.zeros(len(passed))
    for outcome in _outcomes(weights, loop.needed):
        whole += np.where(outcome, passed, 1 - passed).prod(1)
    return whole


def _outcomes(weights: Floats, needed: float) -> Sequence[tuple[bool, ...]]:
    least = needed * weights.sum() - 1e-9
    every = product((False, True), repeat=len(weights))
    return [outcome for outcome in every if weights[list(outcome)].sum() >= least]
