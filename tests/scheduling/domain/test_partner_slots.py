from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.intervals import contains, intersect, merge
from scheduling.domain.partner_slots import (
    Grid,
    few_starts,
    free_bits,
    grid_from,
    run_starts,
    slots_of,
    touched_bits,
)

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
GRID = Grid(start=START, size=96)


def at(minutes):
    return START + timedelta(minutes=minutes)


def hours(*names, day=24):
    return [datetime.fromisoformat(f"2026-11-{day}T{name}:00+00:00") for name in names]


sets = st.lists(
    st.tuples(st.integers(-200, 1700), st.integers(1, 400)).map(
        lambda pair: (at(pair[0]), at(pair[0] + pair[1]))
    ),
    max_size=6,
).map(merge)


def test_grid_begins_on_the_next_quarter():
    assert grid_from(at(1), days=14) == Grid(start=at(15), size=14 * 96)
    assert grid_from(at(15), days=1) == Grid(start=at(15), size=96)
    assert grid_from(at(15) + timedelta(microseconds=1), days=1).start == at(30)


def test_slot_of_an_instant_off_the_grid_is_none():
    assert [GRID.slot(at(n)) for n in (-15, 0, 7, 15, 1425, 1440)] == [None, 0, None, 1, 95, None]


def test_a_quarter_that_is_free_in_part_does_not_count():
    assert slots_of(free_bits(GRID, [(at(10), at(50))])) == [1, 2]


@given(sets, sets, st.integers(1, 8))
def test_common_starts_are_those_whose_whole_length_is_free_for_both(mine, theirs, length):
    common = run_starts(free_bits(GRID, mine), length=length) & run_starts(
        free_bits(GRID, theirs), length=length
    )
    both = intersect(mine, theirs)
    assert slots_of(common) == [
        slot
        for slot in range(GRID.size - length + 1)
        if contains(both, start=GRID.at(slot), end=GRID.at(slot + length))
    ]


def test_few_starts_take_one_of_each_day_first():
    starts = [*hours("18:00", "18:15", "18:30"), *hours("09:00", "10:00", day=25)]
    assert few_starts(starts, minutes=60, zone="UTC", limit=2) == [
        *hours("18:00"),
        *hours("09:00", day=25),
    ]


def test_few_starts_do_not_overlap_each_other():
    starts = hours("18:00", "18:15", "18:30", "18:45", "19:00", "19:15")
    assert few_starts(starts, minutes=60, zone="UTC", limit=4) == hours("18:00", "19:00")


def test_few_starts_prefer_the_half_hour_to_the_quarter_before_it():
    starts = hours("17:45", "18:00", "18:15")
    assert few_starts(starts, minutes=60, zone="UTC", limit=4) == hours("18:00")
    assert few_starts(hours("17:45"), minutes=60, zone="UTC", limit=4) == hours("17:45")


def test_few_starts_prefer_the_half_hours_of_the_wall_clock():
    starts = hours("18:00", "18:15")  # 23:45 and 00:00 in Kathmandu; 17:45 is 23:30
    kathmandu = "Asia/Kathmandu"
    assert few_starts(hours("17:30", "17:45"), minutes=60, zone=kathmandu, limit=1) == hours(
        "17:45"
    )
    assert few_starts(starts, minutes=60, zone=kathmandu, limit=1) == hours("18:00")


def test_few_starts_count_days_in_the_given_zone():
    starts = hours("14:00", "16:00")  # 23:00 and 01:00 the next day in Tokyo
    assert few_starts(starts, minutes=60, zone="Asia/Tokyo", limit=2) == starts


def bits_at(*names):
    return sum(1 << GRID.slot(when) for when in hours(*names))


def test_a_quarter_is_touched_by_any_instant_of_it():
    taken = [(at(10), at(16)), (at(45), at(60)), (at(-100), at(-50)), (at(96 * 15 - 1), at(9999))]
    assert slots_of(touched_bits(GRID, taken)) == [0, 1, 3, 95]
