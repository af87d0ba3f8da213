import pytest

from feedback.domain.answers import (
    Answers,
    Mark,
    Sheet,
    count_answered,
    count_questions,
    missing_answers,
)

CRITERIA = (("approach", "Approach"), ("edges", "Edge cases"))
INTERVIEWER = Sheet("interviewer", CRITERIA, red_flags=(("silence", "Long silence"),))
FULL = Answers(
    marks={"approach": Mark(3), "edges": Mark(None, is_observed=False)},
    recommendation=2,
    takeaways=("", "Say the cost."),
    drill_key="round:coding",
)


def _fields(answers, sheet=INTERVIEWER):
    return [item.field for item in missing_answers(answers, sheet)]


def _with(**changes):
    return Answers(**{**vars(FULL), **changes})


def test_an_empty_form_misses_everything_in_the_order_of_the_page():
    expected = ["score_approach", "score_edges", "recommendation", "takeaway_1", "drill_key"]
    assert _fields(Answers()) == expected
    assert count_questions(INTERVIEWER) == 5


def test_not_observed_is_an_answer_and_any_takeaway_will_do():
    assert _fields(FULL) == []


@pytest.mark.parametrize(
    ("score", "evidence", "expected"),
    [
        (1, "", ["evidence_edges"]),
        (1, "   ", ["evidence_edges"]),
        (4, "", ["evidence_edges"]),
        (4, "minute 9: found the overflow alone", []),
        (2, "", []),
        (3, "", []),
    ],
)
def test_a_one_or_a_four_needs_evidence(score, evidence, expected):
    marks = {**FULL.marks, "edges": Mark(score, evidence=evidence)}
    assert _fields(_with(marks=marks)) == expected


def test_evidence_alone_is_no_rating():
    marks = {**FULL.marks, "edges": Mark(None, evidence="minute 9")}
    assert _fields(_with(marks=marks)) == ["score_edges"]


def test_a_red_flag_needs_its_place():
    assert _fields(_with(red_flags={"silence": " "})) == ["where_silence"]
    assert _fields(_with(red_flags={"silence": "minute 4 to 6"})) == []


def test_blank_takeaways_and_drill_are_missing():
    assert _fields(_with(takeaways=(" ", ""), drill_key="")) == ["takeaway_1", "drill_key"]


def test_the_self_review_asks_only_for_levels_and_never_for_evidence():
    sheet = Sheet("self", CRITERIA)
    assert _fields(Answers(marks={"approach": Mark(1)}), sheet) == ["score_edges"]
    assert count_questions(sheet) == 2


def test_the_interviewer_is_rated_in_all_four_ways():
    sheet = Sheet("candidate", CRITERIA)
    answers = Answers(helpfulness={"prepared": 4, "clear": 1})
    assert _fields(answers, sheet) == ["helpful_helpful", "helpful_kept_time"]
    assert count_questions(sheet) == 4


def test_progress_counts_questions_and_no_flags():
    half = _with(marks={"approach": Mark(4)}, red_flags={"silence": ""}, drill_key="")
    assert (count_answered(Answers(), INTERVIEWER), count_answered(FULL, INTERVIEWER)) == (0, 5)
    assert count_answered(half, INTERVIEWER) == 2  # recommendation and takeaway
