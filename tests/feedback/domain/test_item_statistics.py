"""Statistics of questions, on uses whose truth is known."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from feedback.domain.item_statistics import Leak, Use, item_statistics

START = datetime(2026, 1, 1, tzinfo=UTC)


def use(n: int, recommendation: float | None = 3, **fields) -> Use:
    given = {"usual": 3.0, "hints": 1, "overrun_minutes": 0.0, "candidate": n}
    return Use(at=START + timedelta(days=n), recommendation=recommendation, **given | fields)


def drawn(rng, n: int, *, harder: float = 0.0, leaked_from: int | None = None) -> list[Use]:
    """Uses by people of different ability, of which the question takes `harder` off."""
    uses = []
    for k in range(n):
        ability = rng.normal(2.6, 0.5)
        usual = float(np.clip(ability + rng.normal(0, 0.25), 1, 4))
        gain = 1.2 if leaked_from is not None and k >= leaked_from else 0.0
        score = int(np.clip(round(ability - harder + gain + rng.normal(0, 0.6)), 1, 4))
        uses.append(use(k, score, usual=usual))
    return uses


@pytest.mark.parametrize("n", [0, 1, 4])
def test_nothing_is_said_of_fewer_than_five_people(n):
    found = item_statistics([use(k) for k in range(n)])
    told = (found.mean, found.spread, found.difficulty, found.hints, found.overrun_minutes)
    assert told == (None,) * 5
    assert (found.uses, found.leak) == (n, Leak.NOT_ENOUGH)


def test_one_person_many_times_is_still_one_person():
    found = item_statistics([use(k, candidate=7) for k in range(50)])
    assert (found.uses, found.mean, found.difficulty) == (50, None, None)


def test_each_figure_is_withheld_by_itself():
    uses = [use(k, None if k < 3 else 2, hints=None if k else 1) for k in range(7)]
    found = item_statistics(uses)
    assert (found.mean, found.hints, found.overrun_minutes) == (None, None, 0.0)


def test_figures_of_a_small_example_are_the_ones_worked_out_by_hand():
    scores = [1, 2, 2, 3, 4]
    uses = [use(k, score, hints=k, overrun_minutes=k - 1.0) for k, score in enumerate(scores)]
    found = item_statistics(uses)
    assert found.mean == pytest.approx(2.4)
    assert found.spread == pytest.approx(1.140175, abs=1e-6)
    assert (found.hints, found.overrun_minutes) == (2.0, 1.0)
    assert found.is_spread_wide
    assert found.difficulty is not None
    # t(.90, 4) = 1.533206, s / √5 = .509902
    assert found.difficulty.mean == pytest.approx(0.6)
    assert found.difficulty.high - 0.6 == pytest.approx(1.533206 * 0.509902, abs=1e-5)
    assert 0.6 - found.difficulty.low == pytest.approx(1.533206 * 0.509902, abs=1e-5)


def test_order_of_the_uses_changes_nothing():
    uses = drawn(np.random.default_rng(1), 40)
    assert item_statistics(uses) == item_statistics(uses[::-1])


def test_intervals_hold_the_true_difficulty_about_four_times_in_five():
    rng = np.random.default_rng(7)
    # what rounding and cutting to 1…4 make of a question that is harder by 0.4
    large = item_statistics(drawn(rng, 60_000, harder=0.4)).difficulty
    assert large is not None
    assert large.mean == pytest.approx(0.4, abs=0.05)
    held = 0
    for _ in range(600):
        found = item_statistics(drawn(rng, 12, harder=0.4)).difficulty
        assert found is not None
        held += found.low <= large.mean <= found.high
    assert 0.76 <= held / 600 <= 0.86


def test_leak_is_found_and_rarely_suspected_where_there_is_none():
    rng = np.random.default_rng(11)
    found = [item_statistics(drawn(rng, 30, leaked_from=15)).leak for _ in range(200)]
    assert found.count(Leak.SUSPECTED) >= 150
    fine = [item_statistics(drawn(rng, 30)).leak for _ in range(400)]
    assert fine.count(Leak.SUSPECTED) <= 8


def test_question_that_was_easy_from_the_beginning_is_not_called_leaked():
    rng = np.random.default_rng(3)
    found = [item_statistics(drawn(rng, 30, harder=-1.0)).leak for _ in range(100)]
    assert found.count(Leak.SUSPECTED) <= 3
