from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.unfair_raters.expecting import expected_of
from feedback.domain.unfair_raters.lowering import evidence_of_lowering, yardstick_of
from feedback.domain.unfair_raters.parties import is_low, parties_of
from feedback.domain.unfair_raters.retaliation import NEVER, halves_of, read_before


@pytest.fixture(scope="module")
def fair(honest_site, honest_basis):
    """Yardstick, parties and the two halves of what answers a yes, where everybody is fair."""
    parties = parties_of(honest_basis.ratings)
    read = read_before(parties, times=honest_site.times)
    after_yes = (read != NEVER) & ~is_low(honest_basis.ratings)[read]
    expected = expected_of(honest_basis, aside=after_yes)
    yardstick = yardstick_of(honest_basis, expected, parties, among=after_yes)
    return yardstick, parties, *halves_of(parties, after_yes)


def evidence(yardstick, parties, rows, beside, *, least=3):
    found = evidence_of_lowering(yardstick, parties, rows=rows, beside=beside)
    number = np.bincount(parties.interviewer[rows], minlength=len(found))
    return found[number >= least]


def moved(yardstick, rows, by):
    scores = yardstick.scores.copy()
    scores[0, rows] += by
    return replace(yardstick, scores=scores)


def test_lowered_forms_lie_lower_and_closer_together(fair):
    yardstick = fair[0]
    usual = yardstick.line[:, 0] * np.median(yardstick.level) + yardstick.line[:, 1]
    assert np.all(np.diff(usual) < -0.3)
    assert np.all(np.diff(yardstick.spread) < 0)


def test_fair_forms_speak_against_lowering(fair):
    found = evidence(*fair)
    assert np.median(found) < -0.5
    assert np.exp(found).mean() < 3


def test_lowered_forms_speak_for_it(fair):
    yardstick, parties, rows, beside = fair
    scores = yardstick.scores.copy()
    scores[0, rows] = scores[2, rows]
    found = evidence(replace(yardstick, scores=scores), parties, rows, beside)
    assert np.median(found) > 3


def test_what_a_rater_always_thought_of_somebody_is_no_lowering(fair):
    yardstick, parties, rows, beside = fair
    only_rows = evidence(moved(yardstick, rows, -0.6), parties, rows, beside)
    all_forms = evidence(moved(yardstick, rows | beside, -0.6), parties, rows, beside)
    assert np.mean(only_rows) > np.mean(all_forms) + 0.5


def test_raters_without_a_row_are_told_nothing_about(fair):
    yardstick, parties, rows, beside = fair
    found = evidence_of_lowering(yardstick, parties, rows=rows, beside=beside)
    number = np.bincount(parties.interviewer[rows], minlength=len(found))
    assert np.abs(found[number == 0]).max() < 1e-9
