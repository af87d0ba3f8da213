"""The plan back from the interview. Days are of May 2026: the 6th is a Wednesday."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.domain.plan import (
    LIGHT,
    KindNeed,
    Known,
    Plan,
    Round,
    Supply,
    is_time_to_rest,
    plan_of,
)

TODAY = date(2026, 5, 6)
DESIGN = KindNeed("system_design", "System design", weight=1.5, times=0, left=20)
CODING = KindNeed("coding", "Coding", weight=1.5, times=2, left=20)
VALUES = KindNeed("behavioural", "Behavioural", weight=2.0, times=2, left=20)


def plan(days: int | None, **given) -> Plan:
    """With an interview in so many days."""
    known = {
        "today": TODAY,
        "goal": 2,
        "kinds": (DESIGN, VALUES, CODING),
        "rounds": (),
        "gaps": (),
    } | given
    return plan_of(
        Known(interview_date=None if days is None else known["today"] + timedelta(days), **known)
    )


def counts(found: Plan) -> list[int]:
    """Rounds still to be booked, by week."""
    return [sum(one.day is None for one in week.rounds) for week in found.weeks]


def coding(day: int, *, is_held: bool = False) -> Round:
    return Round("coding", "Coding", date(2026, 5, day), is_held=is_held)


def test_two_a_week_until_a_light_last_week():
    found = plan(37)  # Friday, 12 June
    assert (
        found.words
        == "There are 37 days: ten sessions fit, and the last week is light.".replace("ten", "10")
    )
    assert counts(found) == [2, 2, 2, 2, 2, 0]
    assert [week.note for week in found.weeks[:-1]] == [""] * 5
    assert found.weeks[-1].monday == date(2026, 6, 8)
    assert found.weeks[-1].note == f"{LIGHT} Interview on Friday."


def test_interview_early_in_a_week_makes_the_week_before_light():
    found = plan(33)  # Monday, 8 June
    assert counts(found) == [2, 2, 2, 2, 0, 0]
    assert [week.note for week in found.weeks[-2:]] == [LIGHT, "Interview on Monday."]


@pytest.mark.parametrize(
    ("days", "words", "open_"),
    [
        (3, "There are 3 days: one session fits, and the last two days stay free.", [1]),
        (6, "There are 6 days: two sessions fit, and the last two days stay free.", [2, 0]),
        (9, "There are 9 days: three sessions fit, and the last two days stay free.", [2, 1]),
        (14, "There are 14 days: four sessions fit, and the last two days stay free.", [2, 2, 0]),
    ],
)
def test_near_date_takes_a_session_every_three_days_and_says_so(days, words, open_):
    found = plan(days)
    assert (found.words, counts(found)) == (words, open_)


def test_fifteen_days_are_planned_by_weeks_again():
    assert counts(plan(15)) == [2, 2, 0]  # Thursday, 21 May


@pytest.mark.parametrize(("days", "when"), [(0, "today"), (1, "tomorrow"), (2, "in two days")])
def test_last_days_are_for_rest(days, when):
    found = plan(days, gaps=[("Courage", 2)])
    assert (found.weeks, found.supplies, found.stories_left) == ((), (), 0)
    assert found.words == (
        f"Your interview is {when}. No session fits any more, and none is needed: read over your"
        " stories and your last takeaways, and rest."
    )


def test_it_is_time_to_rest_in_the_last_two_days_and_on_the_day_itself():
    days = (-1, 0, 2, 3)
    found = [is_time_to_rest(TODAY + timedelta(n), today=TODAY) for n in days]
    assert found == [False, True, True, False]
    assert is_time_to_rest(None, today=TODAY) is False


def test_past_date_is_named_and_the_plan_goes_on_for_two_weeks():
    found = plan(-3)
    assert found.words == (
        "The interview date that you set, 3 May 2026, is past. Until you set another this looks"
        " two weeks ahead."
    )
    assert counts(found) == [2, 2]


def test_without_a_date_it_looks_two_weeks_ahead():
    found = plan(None)
    assert found.words == (
        "Without an interview date this looks two weeks ahead. With one, it counts back."
    )
    assert (counts(found), [week.note for week in found.weeks]) == ([2, 2], ["", ""])


def test_half_a_year_is_planned_whole_and_more_is_not_counted_back():
    assert len(plan(26 * 7).weeks) == 27
    found = plan(26 * 7 + 1)
    assert found.words == (
        "Your interview is 26 weeks away: time enough. Here are the next four; from 26 weeks on"
        " this counts back from the day."
    )
    assert counts(found) == [2, 2, 2, 2]


def test_what_is_held_or_booked_counts_in_its_week():
    rounds = [coding(4, is_held=True), coding(8), coding(14)]
    found = plan(37, rounds=rounds)
    assert [week.rounds[:2] for week in found.weeks[:2]] == [
        (coding(4, is_held=True), coding(8)),
        (coding(14), Round("system_design", "System design")),
    ]
    assert counts(found) == [0, 1, 2, 2, 2, 0]
    assert found.words == (
        "There are 37 days: seven sessions fit beside the two booked, and the last week is light."
    )


def test_near_date_counts_what_is_booked_wherever_it_lies():
    found = plan(9, rounds=[coding(11), coding(12)])
    assert counts(found) == [1, 0]
    assert counts(plan(9, rounds=[coding(11), coding(12), coding(13)])) == [0, 0]
    assert plan(9, rounds=[coding(11), coding(12), coding(13)]).words == (
        "There are 9 days: no more sessions fit beside the three booked, and the last two days"
        " stay free."
    )


def test_what_is_left_of_this_week_holds_no_more_than_fits():
    sunday, friday, monday = date(2026, 5, 10), date(2026, 5, 8), date(2026, 5, 4)
    assert [counts(plan(40, today=day))[0] for day in (sunday, friday, monday)] == [0, 1, 2]


def test_higher_goal_is_the_pace_near_and_far():
    assert counts(plan(37, goal=5)) == [4, 5, 5, 5, 5, 0]
    assert counts(plan(9, goal=5)) == [4, 3]


def test_rounds_begin_with_the_one_to_practise_next_and_go_by_weight_and_practice():
    first_weeks = [one.kind for week in plan(37).weeks[:3] for one in week.rounds]
    assert first_weeks == [
        *("system_design", "behavioural", "system_design"),
        *("behavioural", "system_design", "coding"),
    ]


def test_the_one_to_practise_next_is_the_first_whatever_its_weight():
    assert plan(37, kinds=[CODING, VALUES]).weeks[0].rounds[0].kind == "coding"
    used_up = KindNeed("coding", "Coding", weight=1.5, times=2, left=0)
    assert plan(37, kinds=[used_up, VALUES]).weeks[0].rounds[0].kind == "behavioural"


def test_two_of_a_kind_stand_together_only_when_there_is_no_other():
    kinds = [one.kind for week in plan(60).weeks for one in week.rounds]
    assert all(one != other for one, other in pairwise(kinds))
    assert {one.kind for week in plan(60, kinds=[CODING]).weeks for one in week.rounds} == {
        "coding"
    }


def test_questions_that_run_out_are_said_and_not_planned_with():
    few = KindNeed("system_design", "System design", weight=4.0, times=0, left=1)
    found = plan(37, kinds=[few, CODING])
    planned = Counter(one.kind for week in found.weeks for one in week.rounds)
    assert planned == {"system_design": 1, "coding": 9}
    assert found.supplies == (Supply("System design", 5, 1), Supply("Coding", 5, 20))
    assert [one.is_short for one in found.supplies] == [True, False]


def test_without_any_question_left_nothing_is_promised():
    dry = KindNeed("coding", "Coding", weight=1.0, times=9, left=0)
    found = plan(37, kinds=[dry])
    assert (counts(found), found.supplies) == ([0] * 6, (Supply("Coding", 10, 0),))
    assert found.words == "There are 37 days: no session fits, and the last week is light."


def test_story_gaps_are_spread_over_the_weeks_before_the_light_one():
    found = plan(37, gaps=[("Courage", 2), ("Judgement", 1), ("Candour", 2)])
    assert [week.stories for week in found.weeks] == [
        (("Courage", 1),),
        (("Judgement", 1),),
        (("Candour", 1),),
        (("Courage", 1),),
        (("Candour", 1),),
        (),
    ]
    assert found.stories_left == 0


def test_no_story_is_to_be_written_in_the_week_that_begins_with_the_interview():
    found = plan(12, gaps=[("Courage", 2)])  # Monday, 18 May
    assert [week.stories for week in found.weeks] == [(("Courage", 1),), (("Courage", 1),), ()]
    found = plan(14, gaps=[("Courage", 2)])  # Wednesday: Monday ends the work
    assert [len(week.stories) for week in found.weeks] == [1, 1, 0]
    found = plan(9, gaps=[("Courage", 2)])  # Friday
    assert [len(week.stories) for week in found.weeks] == [1, 1]


def test_more_stories_than_fit_are_counted():
    gaps = [(f"Value {n}", 2) for n in range(10)]
    found = plan(16, gaps=gaps)  # Friday, 22 May: two weeks and a light one
    assert [sum(number for _, number in week.stories) for week in found.weeks] == [4, 4, 0]
    assert found.stories_left == 12


@given(
    days=st.none() | st.integers(-400, 400),
    today=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    goal=st.integers(1, 14),
    lefts=st.lists(st.integers(0, 5), min_size=1, max_size=5),
    booked=st.lists(st.integers(0, 40), max_size=6),
)
def test_no_plan_goes_beyond_its_weeks_its_pace_or_its_questions(days, today, goal, lefts, booked):
    kinds = [KindNeed(str(n), str(n), 1.0, n, left) for n, left in enumerate(lefts)]
    rounds = [Round("0", "0", today + timedelta(n)) for n in sorted(booked)]
    found = plan(days, today=today, goal=goal, kinds=kinds, rounds=rounds)
    to_book = [one for week in found.weeks for one in week.rounds if one.day is None]
    used = Counter(one.kind for one in to_book)
    assert all(used[one.kind] <= one.left for one in kinds)
    assert all(number <= max(goal, 3) for number in counts(found))
    assert [week.monday.weekday() for week in found.weeks] == [0] * len(found.weeks)
    if days is not None and 2 < days <= 182:
        assert (
            found.weeks[-1].monday
            <= today + timedelta(days)
            < found.weeks[-1].monday + timedelta(7)
        )
