from datetime import UTC, datetime, timedelta

import pytest

from scheduling.domain.declines import No, Respect, Why, respect

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
START = NOW + timedelta(days=60)
END = START + timedelta(hours=1)
BY, OTHER = 7, 3


def after(why: Why, *, waited: timedelta) -> Respect:
    no = No(by=BY, other=OTHER, why=why, start=START, end=END, at=NOW)
    return respect([no], now=NOW + waited)


NOTHING = Respect(apart=frozenset(), resting=frozenset(), unsuitable={})


def test_nothing_declined_rules_nothing_out():
    assert respect([], now=NOW) == NOTHING


@pytest.mark.parametrize("why", [Why.LEVEL, Why.KIND])
def test_a_pair_that_did_not_fit_rests_for_30_days_both_ways(why):
    month = timedelta(days=30)
    found = after(why, waited=month - timedelta(seconds=1))
    assert found == Respect(apart=frozenset({(3, 7)}), resting=frozenset(), unsuitable={})
    pairs = [(BY, OTHER), (OTHER, BY), (BY, 4)]
    assert [found.keeps_apart(*pair) for pair in pairs] == [True, True, False]
    assert after(why, waited=month) == NOTHING


def test_not_with_this_person_is_for_good():
    found = after(Why.PERSON, waited=timedelta(days=3650))
    assert found == Respect(apart=frozenset({(3, 7)}), resting=frozenset(), unsuitable={})


def test_not_now_leaves_who_said_it_alone_for_a_week():
    week = timedelta(days=7)
    found = after(Why.NOT_NOW, waited=week - timedelta(seconds=1))
    assert found == Respect(
        apart=frozenset(),
        resting=frozenset({BY}),
        unsuitable={},
        resting_until={BY: NOW + week},
    )
    assert after(Why.NOT_NOW, waited=week) == NOTHING


def test_a_time_that_does_not_suit_is_unsuitable_until_it_is_over():
    found = after(Why.TIME, waited=END - NOW - timedelta(seconds=1))
    assert found == Respect(apart=frozenset(), resting=frozenset(), unsuitable={BY: [(START, END)]})
    assert after(Why.TIME, waited=END - NOW) == NOTHING


def test_times_that_do_not_suit_are_merged():
    half = timedelta(minutes=30)
    nos = [
        No(by=BY, other=other, why=Why.TIME, start=START + shift, end=END + shift, at=NOW)
        for other, shift in ((OTHER, half), (4, timedelta(0)))
    ]
    assert respect(nos, now=NOW).unsuitable == {BY: [(START, END + half)]}
