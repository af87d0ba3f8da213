from datetime import UTC, datetime, timedelta

import pytest

from feedback.domain.standing import (
    Band,
    GapPoint,
    Standing,
    adjustment_words,
    band_of,
    self_gap_of,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.1, 0.499, "not yet"),
        (0.1, 0.5, "getting there"),
        (0.499, 0.95, "getting there"),
        (0.5, 0.95, "ready"),
        (0.749, 0.99, "ready"),
        (0.75, 0.99, "strong"),
    ],
)
def test_band_is_where_the_whole_interval_lies(low, high, expected):
    assert band_of(low, high) == expected


@pytest.mark.parametrize(
    ("sessions", "interviewers", "missing"),
    [(0, 0, (3, 2)), (2, 1, (1, 1)), (2, 2, (1, 0)), (5, 1, (0, 1)), (3, 2, (0, 0))],
)
def test_standing_says_what_is_missing(sessions, interviewers, missing):
    found = Standing(Band.NOT_ENOUGH, None, None, None, sessions, interviewers, None, "", ())
    assert (found.sessions_missing, found.interviewers_missing) == missing
    assert not found.is_enough


def words(**changes):
    usual = {"p": 0.6, "usual": 0.6, "raw_yes": 0.6, "severity": 0.0, "difficulty": 0.0}
    return adjustment_words(**usual | changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "The estimate says about the same as the plain share."),
        (
            {"severity": 0.11},
            "Your interviewers were stricter than most, which raises the estimate.",
        ),
        (
            {"severity": -0.11},
            "Your interviewers were milder than most, which lowers the estimate.",
        ),
        ({"difficulty": 0.08}, "Your questions were harder than most, which raises the estimate."),
        ({"difficulty": -0.08}, "Your questions were easier than most, which lowers the estimate."),
        (
            {"p": 0.8, "raw_yes": 1.0},
            "Extreme shares are partly luck, which draws the estimate towards what is usual here.",
        ),
        (
            {"p": 0.8, "raw_yes": 1.0, "severity": 0.2, "difficulty": -0.2},
            "Your interviewers were stricter than most, which raises the estimate, and your"
            " questions were easier than most, which lowers it, and extreme shares are partly"
            " luck, which draws it towards what is usual here.",
        ),
    ],
)
def test_one_sentence_says_what_the_model_did(changes, expected):
    assert words(**changes) == expected


def test_small_differences_are_not_told():
    quiet = "The estimate says about the same as the plain share."
    assert words(severity=0.09, difficulty=-0.06) == quiet
    assert words(p=0.69, raw_yes=0.75) == quiet


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"p": 0.9, "raw_yes": 0.7},
            "Newer sessions, single levels and your other rounds raise the estimate.",
        ),
        (
            {"p": 0.3, "raw_yes": 0.5, "severity": 0.2},
            "Your interviewers were stricter than most, which raises the estimate, and newer"
            " sessions, single levels and your other rounds lower it.",
        ),
        (
            {"p": 0.9, "raw_yes": 0.7, "severity": 0.2},
            "Your interviewers were stricter than most, which raises the estimate.",
        ),
    ],
)
def test_what_strictness_does_not_account_for_is_told_as_well(changes, expected):
    assert words(**changes) == expected


def test_a_coach_reads_it_of_somebody_else():
    found = words(p=0.9, raw_yes=0.7, difficulty=-0.2, whose="their")
    assert found == (
        "Their questions were easier than most, which lowers the estimate, and newer sessions,"
        " single levels and their other rounds raise it."
    )


def test_sentence_holds_no_digit():
    found = words(p=0.8, raw_yes=1.0, severity=0.234, difficulty=-0.2)
    assert not any(sign.isdigit() for sign in found)


def gap_points(values, *, interviewers=2):
    return [
        GapPoint(f"s{n}", n % interviewers, AT + timedelta(days=n), value)
        for n, value in enumerate(values)
    ]


def test_self_gap_is_a_mean_over_sessions_with_a_trend_from_four():
    found = self_gap_of(reversed(gap_points([1.0, 0.0, 0.5, 0.5])))
    assert (found.sessions, found.mean) == (4, 0.5)
    assert [point.gap for point in found.trend] == [1.0, 0.0, 0.5, 0.5]
    assert self_gap_of(gap_points([1.0, 0.0, 0.5])).trend == ()


@pytest.mark.parametrize(
    ("values", "interviewers", "mean", "expected"),
    [
        ([0.25] * 3, 2, 0.25, "about as your interviewers do"),
        ([0.5] * 3, 2, 0.5, "higher than your interviewers do"),
        ([-0.5] * 3, 2, -0.5, "lower than your interviewers do"),
        ([1.0] * 2, 2, None, "not enough evidence yet"),
        ([1.0] * 5, 1, None, "not enough evidence yet"),
    ],
)
def test_self_gap_is_said_in_words(values, interviewers, mean, expected):
    found = self_gap_of(gap_points(values, interviewers=interviewers))
    assert (found.mean, found.words) == (mean, expected)
