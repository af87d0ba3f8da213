from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.availability import WallSpan
from scheduling.domain.calendar_grid import hours_shown, lanes_of, missing_of, place_of


def spans(*pairs):
    return [WallSpan(*pair) for pair in pairs]


def test_what_does_not_meet_is_as_wide_as_the_day():
    assert lanes_of(spans((60, 120), (120, 180))) == [(0, 1), (0, 1)]


def test_what_meets_stands_side_by_side():
    assert lanes_of(spans((90, 150), (60, 120), (150, 200))) == [(1, 2), (0, 2), (0, 1)]


def test_a_lane_that_is_free_again_is_used_again():
    assert lanes_of(spans((0, 100), (10, 20), (30, 40))) == [(0, 2), (1, 2), (1, 2)]


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 300)), max_size=12))
def test_no_two_that_meet_share_a_lane(pairs):
    some = [WallSpan(start, min(1440, start + length)) for start, length in pairs]
    lanes = lanes_of(some)
    for i, one in enumerate(some):
        assert 0 <= lanes[i][0] < lanes[i][1]
        for j, other in enumerate(some[:i]):
            if one.start < other.end and other.start < one.end:
                assert lanes[i][0] != lanes[j][0]
                assert lanes[i][1] == lanes[j][1]


def test_the_hours_shown_hold_everything():
    assert hours_shown([]) == (8, 20)
    assert hours_shown(spans((455, 480), (1190, 1201))) == (7, 21)
    assert hours_shown(spans((0, 1440))) == (0, 24)


def test_a_place_is_counted_from_the_first_hour():
    place = place_of(WallSpan(9 * 60, 10 * 60 + 30), first_hour=8, lane=1, lanes=2)
    assert (place.y, place.height, place.x, place.width) == ("44", "66", "50.00%", "50.00%")


def test_what_the_wall_clock_leaves_out():
    assert missing_of(spans((0, 1440))) == []
    assert missing_of(spans((0, 120), (180, 1440))) == spans((120, 180))
    assert missing_of(spans((60, 1440))) == spans((0, 60))
    assert missing_of([]) == spans((0, 1440))
