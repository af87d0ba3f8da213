from dataclasses import replace

import numpy as np
import pytest

from feedback.domain.own_criteria import Differing, FormScores, criteria_that_differ

CRITERIA = ("approach", "code", "edge-cases", "trade-offs", "verbal-reasoning")
ME = 0


def forms(levels, *, author, kind="coding"):
    """One form for each row of `levels`, on candidates 100, 101 …"""
    return [
        FormScores(100 + n, author, kind, dict(zip(CRITERIA, map(int, row), strict=True)))
        for n, row in enumerate(levels)
    ]


def site(rng, *, candidates, bias, spread=0.3, severity=0.0):
    """My forms, and three others' on each candidate, of a pool of nine who differ by criterion."""
    ability = rng.normal(2.6, 0.5, (candidates, 1)) + rng.normal(0, 0.3, (candidates, 5))
    habits = rng.normal(0, spread, (10, 5))
    habits[ME] = np.array(bias) - severity

    def rated(who):
        day = rng.normal(0, 0.3, (candidates, 1))
        noise = rng.normal(0, 0.45, (candidates, 5))
        return np.clip(np.round(ability + habits[who] + day + noise), 1, 4)

    others = [rng.choice(np.arange(1, 10), candidates) for _ in range(3)]
    return forms(rated(np.zeros(candidates, int)), author=ME), [
        replace(form, author=int(author))
        for who in others
        for form, author in zip(forms(rated(who), author=ME), who, strict=True)
    ]


def test_a_criterion_that_is_rated_a_level_lower_is_named():
    rng = np.random.default_rng(3)
    own, others = site(rng, candidates=20, bias=(0, 0, -1.2, 0, 0), severity=0.5)
    assert criteria_that_differ(own, others) == [Differing("coding", "edge-cases", is_lower=True)]


def test_severity_alone_names_nothing():
    own = forms([[2, 2, 3, 2, 2]] * 6, author=ME)
    others = [form for a in range(1, 7) for form in forms([[3, 3, 4, 3, 3]] * 6, author=a)]
    assert criteria_that_differ(own, others) == []


@pytest.mark.parametrize(
    ("candidates", "others", "named"),
    [
        (4, 5, []),
        (5, 4, []),
        (5, 5, [Differing("coding", "edge-cases", is_lower=True)]),
    ],
)
def test_five_candidates_and_five_others_are_the_fewest(candidates, others, named):
    own = forms([[3, 3, 1, 3, 3]] * candidates, author=ME)
    theirs = [
        form for a in range(others) for form in forms([[4, 4, 4, 4, 4]] * candidates, author=a + 1)
    ]
    assert criteria_that_differ(own, theirs) == named


def test_two_forms_that_share_two_criteria_are_not_compared():
    own = [
        replace(form, scores={"code": 1, "approach": 3}) for form in forms([[3] * 5] * 6, author=ME)
    ]
    theirs = [form for a in range(1, 7) for form in forms([[3] * 5] * 6, author=a)]
    assert criteria_that_differ(own, theirs) == []


def test_no_more_than_two_are_named_the_surest_first():
    own = forms([[1, 1, 4, 3, 3]] * 6, author=ME)
    own = [replace(form, scores={**form.scores, **dict.fromkeys("xyz", 3)}) for form in own]
    theirs = [form for a in range(1, 7) for form in forms([[3] * 5] * 6, author=a)]
    theirs = [replace(form, scores={**form.scores, **dict.fromkeys("xyz", 3)}) for form in theirs]
    assert len(criteria_that_differ(own, theirs)) == 2


def test_many_forms_on_one_candidate_count_as_one():
    own = forms([[3, 3, 1, 3, 3]], author=ME) * 9
    others = [form for a in range(1, 7) for form in forms([[3, 3, 3, 3, 3]], author=a)]
    assert criteria_that_differ(own, others) == []


def test_other_kinds_and_other_candidates_are_not_compared():
    own = forms([[3, 3, 1, 3, 3]] * 6, author=ME)
    others = [form for a in range(1, 7) for form in forms([[3] * 5] * 6, author=a, kind="screen")]
    elsewhere = [replace(form, kind="coding", candidate=form.candidate + 50) for form in others]
    assert criteria_that_differ(own, others + elsewhere) == []


def test_somebody_like_all_others_is_told_of_a_criterion_in_one_case_of_twelve_at_most():
    """Simulated: no habit of one's own, while the others differ by criterion; 400 sites."""
    rng = np.random.default_rng(11)
    named = [
        bool(criteria_that_differ(*site(rng, candidates=12, bias=(0,) * 5))) for _ in range(400)
    ]
    assert np.mean(named) <= 1 / 12
