from datetime import time

import pytest

from scheduling.domain.week_paint import (
    CELLS,
    combined_week,
    painted_days,
    parse_windows,
    windows_as_text,
)


def window(text):
    return parse_windows(text)[0]


MORNING, EVENING, LATE = window("09:00-11:00"), window("18:00-21:00"), window("22:00-02:00")


@pytest.mark.parametrize("text", ["", "09:15-10:45", "00:00-00:00", "09:00-11:00 22:00-02:00"])
def test_windows_come_back_from_their_text(text):
    assert windows_as_text(parse_windows(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("9:00-10:00", "09:00", "09:00-24:00", "25:00-01:00", "09:60-10:00", "09:00-09:00"),
        *("x", "09:00-10:00,11:00-12:00", "09:00-10:00-11:00", "09:00-10:00\x00"),
        "\u0660\u0669:00-10:00",
    ],
)
def test_what_are_no_windows_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse_windows(text)


def test_a_window_over_midnight_is_drawn_on_both_days():
    days = painted_days({6: [LATE], 0: [(time(1), time(3))]}, saved={})
    assert [day.words for day in days] == ["00:00–03:00", "", "", "", "", "", "22:00–24:00"]
    assert [day.windows for day in days][6] == "22:00-02:00"
    sunday = days[6].blocks[0]
    assert (sunday.x, sunday.y, sunday.height) == ("85.714%", "91.667%", "8.333%")


def test_a_quarter_of_an_hour_is_drawn_exactly_and_has_no_room_for_words():
    (block,) = painted_days({0: [window("09:15-09:30")]}, saved={})[0].blocks
    assert (block.y, block.height, block.has_room) == ("38.542%", "1.042%", False)


def test_the_cells_are_the_half_hours_of_a_day():
    assert (len(CELLS), CELLS[0], CELLS[1], CELLS[-1]) == (48, "00:00", "00:30", "23:30")


def test_days_that_only_one_has_changed_are_taken_from_that_one():
    was = {0: [MORNING], 1: [MORNING], 2: [MORNING], 3: [MORNING]}
    mine = {0: [EVENING], 2: [EVENING], 3: [EVENING]}
    theirs = {0: [MORNING], 1: [LATE], 2: [LATE], 3: [EVENING]}
    week, disputed = combined_week(mine={**mine, 1: [MORNING]}, theirs=theirs, was=was)
    assert {day: windows for day, windows in week.items() if windows} == {
        0: [EVENING],
        1: [LATE],
        2: [EVENING],
        3: [EVENING],
    }
    assert disputed == [2]
