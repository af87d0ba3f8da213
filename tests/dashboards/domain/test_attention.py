from datetime import UTC, datetime, timedelta

import pytest

from dashboards.domain.attention import Activity, how_long, reasons_for_attention

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def words(**known) -> list[str]:
    quiet = {"joined_at": NOW - timedelta(days=60), "last_at": NOW - timedelta(days=1)}
    known = {"next_at": None, "owed_since": None, "absent": 0} | quiet | known
    return [reason.words for reason in reasons_for_attention(Activity(**known), now=NOW)]


def test_nobody_is_bothered_without_a_reason():
    assert words() == []
    assert words(joined_at=NOW - timedelta(days=13), last_at=None) == []
    assert words(owed_since=NOW - timedelta(hours=24), absent=1) == []


def test_each_reason_in_words():
    second = timedelta(seconds=1)
    assert words(last_at=NOW - timedelta(days=14)) == ["No session for 14 days, none booked"]
    assert words(last_at=NOW - timedelta(days=14) + second) == []
    assert words(joined_at=NOW - timedelta(days=20), last_at=None, next_at=NOW) == [
        "No session since joining 20 days ago; one is booked"
    ]
    assert words(owed_since=NOW - timedelta(hours=24) - second) == [
        "Has owed feedback for 24 hours"
    ]
    assert words(absent=2) == ["Absent twice"]
    assert words(absent=3) == ["Absent 3 times"]


def test_the_most_pressing_reason_comes_first():
    assert words(
        absent=2, owed_since=NOW - timedelta(days=3), last_at=NOW - timedelta(days=30)
    ) == ["Absent twice", "Has owed feedback for 3 days", "No session for 30 days, none booked"]


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=-5), "0 minutes"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_spans_are_rounded_down_to_whole_units(span, text):
    assert how_long(span) == text
