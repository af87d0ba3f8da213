import pytest

from feedback.domain.flag_life import is_worth_a_look


def forms(*, until: int, since: int = 0) -> set[int]:
    return set(range(since, until))


def test_what_nobody_has_decided_on_is_worth_a_look():
    assert is_worth_a_look(forms(until=1), confirmed=set(), let_be=set())


@pytest.mark.parametrize(("new", "is_worth"), [(0, False), (2, False), (3, True)])
def test_after_a_confirmation_three_new_forms_are_asked_about(new, is_worth):
    found = forms(until=20 + new)
    assert is_worth_a_look(found, confirmed=forms(until=20), let_be=set()) is is_worth


@pytest.mark.parametrize(("new", "is_worth"), [(3, False), (9, False), (10, True)])
def test_who_was_let_be_is_brought_up_again_by_half_as_many_new_forms(new, is_worth):
    found = forms(until=20 + new)
    assert is_worth_a_look(found, confirmed=set(), let_be=forms(until=20)) is is_worth


def test_few_forms_that_were_let_be_still_take_three_new_ones():
    assert not is_worth_a_look(forms(until=4), confirmed=set(), let_be=forms(until=2))
    assert is_worth_a_look(forms(until=5), confirmed=set(), let_be=forms(until=2))


def test_forms_of_either_decision_are_not_new():
    decided = {"confirmed": forms(until=8), "let_be": forms(until=12, since=8)}
    assert not is_worth_a_look(forms(until=12), **decided)
    assert is_worth_a_look(forms(until=15), **decided)
