import pytest

from dashboards.domain.relevance import relevance_of


def test_a_rounds_weight_is_divided_among_its_criteria():
    found = relevance_of([(3.0, ["depth", "depth", "candour", "clarity"]), (1.0, ["clarity"])])
    assert found == pytest.approx({"depth": 0.375, "candour": 0.1875, "clarity": 0.4375})


def test_a_round_whose_rubric_asks_nothing_takes_no_share():
    assert relevance_of([(1.0, []), (0.5, ["candour"])]) == {"candour": 1.0}
    assert relevance_of([(1.0, [])]) == {}
