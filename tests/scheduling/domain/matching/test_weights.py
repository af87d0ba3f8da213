import pytest

from scheduling.domain.matching.weights import DEFAULT_WEIGHTS, Weights


def terms(*, interviewer, waited_days=0):
    return [
        DEFAULT_WEIGHTS.of_session(nth, waited_days=waited_days, interviewer=interviewer)
        for nth in range(1, 9)
    ]


def test_each_further_session_of_a_learner_adds_less():
    assert terms(interviewer=False, waited_days=4) == [380, 150, 80, 40, 20, 10, 5, 0]


def test_waiting_counts_up_to_thirty_days():
    assert terms(interviewer=False, waited_days=30)[0] == 900
    assert terms(interviewer=False, waited_days=400)[0] == 900


def test_an_interviewers_sessions_add_half_and_waiting_nothing():
    assert terms(interviewer=True, waited_days=30) == [100, 75, 40, 20, 10, 5, 2, 0]


def test_kinds_count_up_to_three():
    assert [DEFAULT_WEIGHTS.of_kinds(n) for n in range(6)] == [0, 300, 400, 450, 450, 450]


def test_an_interviewer_one_level_above_is_worth_most():
    assert [DEFAULT_WEIGHTS.of_gap(gap) for gap in range(-2, 5)] == [0, 80, 160, 200, 160, 100, 60]


@pytest.mark.parametrize(
    "changes",
    [
        {"later_sessions": (150, 160)},
        {"later_sessions": (310,)},
        {"first_session_interviewer": 70},
        {"swap_base": -1},
        {"levels": ()},
    ],
)
def test_weights_that_would_break_the_bound_are_refused(changes):
    with pytest.raises(ValueError, match=r"later session|Weights"):
        Weights(**changes)
