from hypothesis import given
from hypothesis import strategies as st

from dashboards.domain.streak import FORGIVEN_IN, GoalWeek, Streak, streak_of

GOAL = 2
weeks_of_months = st.lists(
    st.builds(GoalWeek, held=st.integers(0, 4), is_paused=st.booleans()), min_size=1, max_size=30
)


def streak(pattern: str, *, goal: int = GOAL) -> Streak:
    """Oldest first: "o" reached, "x" missed, "p" paused; the last is the week that runs."""
    weeks = {"o": GoalWeek(2), "x": GoalWeek(1), "p": GoalWeek(0, is_paused=True)}
    return streak_of([weeks[letter] for letter in pattern], goal=goal)


def weeks(pattern: str) -> int:
    return streak(pattern).weeks


def by_definition(reached: list[bool]) -> int:
    """The longest end, begun by a reached week, with no four weeks of which two were missed."""
    for start, first in enumerate(reached):
        end = reached[start:]
        windows = [end[at : at + FORGIVEN_IN] for at in range(len(end))]
        if first and all(window.count(False) <= 1 for window in windows):
            return sum(end)
    return 0


def test_reached_weeks_add_up_and_the_running_one_once_its_goal_is_reached():
    assert [weeks(p) for p in ("x", "o", "ox", "oo", "ooox")] == [0, 1, 1, 2, 3]


def test_one_missed_week_in_four_is_forgiven_and_a_second_one_is_not():
    assert weeks("oooxox") == 4
    assert weeks("oooxoxo") == 2  # the end after the first of the two: o x o
    assert weeks("ooxoooxooox") == 8
    assert weeks("ooooxxx") == 0


def test_missing_twice_in_a_row_begins_anew():
    assert weeks("oooooxxoo") == 2


def test_pause_neither_breaks_nor_adds_and_work_in_it_counts():
    assert weeks("ooppppox") == 3
    reached_in_pause = [GoalWeek(2), GoalWeek(2, is_paused=True), GoalWeek(0)]
    assert streak_of(reached_in_pause, goal=GOAL).weeks == 2


def test_nobody_has_a_streak_before_the_first_week():
    assert streak_of([], goal=GOAL) == Streak(weeks=0, forgiven=0, can_miss=False)
    assert streak("xxxxxx") == Streak(weeks=0, forgiven=0, can_miss=False)


def test_words_name_the_weeks_and_what_was_forgiven():
    assert [streak(p).words for p in ("x", "ox", "ooox", "ooxox", "ooxoooxox")] == [
        "",
        "A streak of one week.",
        "A streak of three weeks.",
        "A streak of three weeks, one missed week forgiven.",
        "A streak of six weeks, two missed weeks forgiven.",
    ]


def test_it_is_known_whether_the_running_week_may_be_missed():
    assert [streak(p).can_miss for p in ("x", "ox", "oxx", "oxoox", "oxooox")] == [
        False,
        True,
        False,
        False,
        True,
    ]


@given(weeks_of_months)
def test_streak_is_what_its_definition_says(given_weeks):
    reached = [
        week.held >= GOAL for week in given_weeks[:-1] if week.held >= GOAL or not week.is_paused
    ]
    reached += [True] * (given_weeks[-1].held >= GOAL)
    assert streak_of(given_weeks, goal=GOAL).weeks == by_definition(reached)


@given(weeks_of_months)
def test_week_that_runs_never_breaks_anything(given_weeks):
    before, after = [
        streak_of([*given_weeks, GoalWeek(held)], goal=GOAL).weeks for held in (0, GOAL)
    ]
    assert after == before + 1


@given(weeks_of_months, st.integers(0, 30))
def test_paused_week_changes_nothing_wherever_it_lies(given_weeks, place):
    place = min(place, len(given_weeks) - 1)
    with_pause = [*given_weeks[:place], GoalWeek(0, is_paused=True), *given_weeks[place:]]
    assert streak_of(with_pause, goal=GOAL) == streak_of(given_weeks, goal=GOAL)


@given(weeks_of_months)
def test_what_may_be_missed_does_not_break_the_streak_when_it_is_missed(given_weeks):
    found = streak_of([*given_weeks, GoalWeek(0)], goal=GOAL)
    missed = streak_of([*given_weeks, GoalWeek(0), GoalWeek(0)], goal=GOAL)
    assert (missed.weeks == found.weeks) or not found.can_miss
    if found.weeks and not found.can_miss:
        assert missed.weeks < found.weeks
