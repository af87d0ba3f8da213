from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.readiness_model.fit import fit
from feedback.domain.readiness_model.loops import (
    Loop,
    LoopRound,
    loop_chance,
    next_practices,
)
from feedback.domain.readiness_model.standings import Counts, States
from feedback.domain.readiness_model.steps import Practice
from tests.feedback.domain.readiness_model.builders import random_ratings

CODING, DESIGN = LoopRound("coding"), LoopRound("design")


@pytest.fixture(scope="module")
def fitted():
    return fit(random_ratings(4, people=30, forms=200), day=220.0)


def one_person(fitted, person):
    states, counts = fitted.states, fitted.counts
    practice = Practice(
        states.practice.gains[person : person + 1], states.practice.pace[person : person + 1]
    )
    own = slice(person, person + 1)
    return (
        States(states.mean[own], states.variance[own], practice),
        Counts(counts.sessions[own], counts.interviewers[own], counts.raw_mean[own]),
    )


def certain(states):
    return replace(states, variance=states.variance * 1e-12)


def test_loop_of_one_round_is_that_round(fitted):
    states, _ = one_person(fitted, 3)
    found = loop_chance(fitted.model, states, Loop((CODING,)))
    coding = fitted.model.kinds.index("coding")
    assert found.p == pytest.approx(fitted.chances.p[3, coding], abs=0.01)
    assert found.lo80 == pytest.approx(fitted.chances.lo80[3, coding], abs=0.04)
    assert found.hi80 == pytest.approx(fitted.chances.hi80[3, coding], abs=0.04)
    assert found.weakest == "coding"


def test_uncertain_abilities_go_together_so_the_product_of_means_is_too_low(fitted):
    undecided = int(np.abs(fitted.chances.p.mean(1) - 0.5).argmin())
    states, _ = one_person(fitted, undecided)
    loop = Loop((CODING, CODING, DESIGN))
    found = loop_chance(fitted.model, states, loop)
    by_kind = found.by_kind
    assert found.p > by_kind["coding"] ** 2 * by_kind["design"] + 0.01


def test_share_is_the_weighted_mean_of_the_rounds_chances(fitted):
    states, _ = one_person(fitted, 3)
    found = loop_chance(fitted.model, states, Loop((LoopRound("coding", 3.0), DESIGN)))
    expected = (3 * found.by_kind["coding"] + found.by_kind["design"]) / 4
    assert found.share == pytest.approx(expected, abs=1e-12)
    assert found.share_lo80 < found.share < found.share_hi80
    alone = loop_chance(fitted.model, states, Loop((CODING,)))
    assert (alone.share, alone.share_lo80, alone.share_hi80) == (alone.p, alone.lo80, alone.hi80)


def test_with_certain_abilities_the_rounds_multiply(fitted):
    states, _ = one_person(fitted, 3)
    found = loop_chance(fitted.model, certain(states), Loop((CODING, DESIGN)))
    assert found.p == pytest.approx(found.by_kind["coding"] * found.by_kind["design"], abs=1e-4)
    assert found.hi80 - found.lo80 < 1e-4
    assert found.weakest == min(found.by_kind, key=found.by_kind.get)


def test_rule_counts_the_weight_of_rounds_with_a_yes(fitted):
    states, _ = one_person(fitted, 3)
    states = certain(states)
    heavy = Loop((LoopRound("coding", 3.0), DESIGN), needed=0.75)
    either = Loop((CODING, DESIGN), needed=0.5)
    single = loop_chance(fitted.model, states, Loop((CODING,))).p
    assert loop_chance(fitted.model, states, heavy).p == pytest.approx(single)
    a, b = loop_chance(fitted.model, states, either).by_kind.values()
    assert loop_chance(fitted.model, states, either).p == pytest.approx(1 - (1 - a) * (1 - b))


def test_next_practice_is_of_the_loop_and_sorted_by_what_it_brings(fitted):
    states, counts = one_person(fitted, 3)
    found = next_practices(fitted.model, states, counts, Loop((CODING, DESIGN)))
    assert {one.kind for one in found} == {"coding", "design"}
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    for one in found:
        assert one.gain == pytest.approx(one.learned + 0.3 * one.narrowed)
        assert one.learned > 0
        assert one.narrowed > 0


def test_uncertain_kind_has_more_to_tell(fitted):
    states, counts = one_person(fitted, 3)
    variance = states.variance.copy()
    kinds = fitted.model.kinds
    unsure = kinds.index("design")
    variance[0, unsure, unsure] += 0.3
    sure = kinds.index("coding")
    variance[0, sure] *= 0.3
    variance[0, :, sure] *= 0.3
    found = next_practices(
        fitted.model, replace(states, variance=variance), counts, Loop((CODING, DESIGN))
    )
    narrowed = {one.kind: one.narrowed for one in found}
    assert narrowed["design"] > narrowed["coding"]


@pytest.mark.parametrize("rounds", [0, 13])
def test_loop_has_one_to_twelve_rounds(fitted, rounds):
    states, _ = one_person(fitted, 3)
    with pytest.raises(ValueError, match=f"a loop has 1 to 12 rounds, not {rounds}"):
        loop_chance(fitted.model, states, Loop((CODING,) * rounds))


def test_draws_are_the_same_every_time(fitted):
    states, _ = one_person(fitted, 7)
    loop = Loop((CODING, DESIGN))
    assert loop_chance(fitted.model, states, loop) == loop_chance(fitted.model, states, loop)
    assert np.isfinite(loop_chance(fitted.model, states, loop).p)
