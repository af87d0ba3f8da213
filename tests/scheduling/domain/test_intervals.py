from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.intervals import clip, contains, intersect, merge, subtract

START = datetime(2026, 3, 1, tzinfo=UTC)


def at(minute):
    return START + timedelta(minutes=minute)


def span(a, b):
    return (at(a), at(b))


def minutes_of(intervals):
    """The set's minutes, one by one: what the interval functions must agree with."""
    return {
        minute
        for start, end in intervals
        for minute in range(
            int((start - START).total_seconds() // 60), int((end - START).total_seconds() // 60)
        )
    }


sets = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: span(*pair)), max_size=8
)


def test_touching_intervals_become_one():
    assert merge([span(10, 20), span(0, 10)]) == [span(0, 20)]


def test_empty_and_reversed_intervals_hold_nothing():
    assert merge([span(5, 5), span(9, 3)]) == []


def test_intervals_that_only_touch_have_nothing_in_common():
    assert intersect([span(0, 10)], [span(10, 20)]) == []


def test_taking_the_middle_leaves_both_ends():
    assert subtract([span(0, 30)], [span(10, 20)]) == [span(0, 10), span(20, 30)]


def test_one_taken_interval_cuts_several():
    assert subtract([span(0, 10), span(20, 30)], [span(5, 25)]) == [span(0, 5), span(25, 30)]


def test_clip_to_an_empty_span_is_empty():
    assert clip([span(0, 10)], start=at(5), end=at(5)) == []


def test_an_interval_across_a_hole_is_not_contained():
    assert not contains([span(0, 10), span(11, 20)], start=at(5), end=at(15))
    assert contains([span(0, 10), span(11, 20)], start=at(11), end=at(20))


@given(sets)
def test_merge_keeps_every_instant_and_leaves_no_neighbours(intervals):
    merged = merge(intervals)
    kept = [pair for pair in intervals if pair[0] < pair[1]]
    assert minutes_of(merged) == minutes_of(kept)
    assert all(a[1] < b[0] for a, b in pairwise(merged))


@given(sets, sets)
def test_intersect_and_subtract_are_those_of_sets(first, second):
    first, second = merge(first), merge(second)
    assert minutes_of(intersect(first, second)) == minutes_of(first) & minutes_of(second)
    assert minutes_of(subtract(first, second)) == minutes_of(first) - minutes_of(second)
    assert merge(intersect(first, second)) == intersect(first, second)
    assert merge(subtract(first, second)) == subtract(first, second)


@given(sets, st.integers(0, 60), st.integers(0, 60))
def test_clip_keeps_what_lies_within(intervals, low, high):
    merged = merge(intervals)
    expected = minutes_of(merged) & set(range(low, high))
    assert minutes_of(clip(merged, start=at(low), end=at(high))) == expected
