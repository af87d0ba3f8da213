import re

import pytest

from cohorts.domain.codes import as_join_code, new_join_code


def test_code_is_three_groups_of_four_unmistakable_signs():
    codes = [new_join_code() for _ in range(200)]
    assert all(re.fullmatch(r"([A-HJKMNP-TV-Z2-9]{4}-){2}[A-HJKMNP-TV-Z2-9]{4}", c) for c in codes)
    assert len(set(codes)) == 200


@pytest.mark.parametrize(
    "typed", ["K7PM-3WXA-9QFD", "k7pm 3wxa 9qfd", " k7pm3wxa9qfd ", "k7-pm3wxa9qfd"]
)
def test_code_is_read_whatever_case_and_spacing(typed):
    assert as_join_code(typed) == "K7PM-3WXA-9QFD"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K7PM",
        "K7PM-3WXA-9QFD-K7PM",
        "K7PM-3WXA-9QF0",
        "ключ-3WXA-9QFD",
        "x" * 100_000,
    ],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert as_join_code(typed) == ""
