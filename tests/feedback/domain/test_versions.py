import json
from datetime import UTC, datetime, timedelta

import pytest

from feedback.domain.answers import Answers, Mark
from feedback.domain.versions import as_json, from_json, is_editable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("perspective", "days_since_release", "expected"),
    [
        ("interviewer", None, True),
        ("self", None, True),
        ("interviewer", 13.9, True),
        ("candidate", 13.9, True),
        ("interviewer", 14, False),
        ("self", 0, False),
    ],
)
def test_until_when_a_form_can_be_changed(perspective, days_since_release, expected):
    days = days_since_release
    released_at = None if days is None else NOW - timedelta(days=days)
    assert is_editable(perspective=perspective, released_at=released_at, now=NOW) is expected


def test_answers_come_back_from_json_as_they_were():
    answers = Answers(
        marks={"a": Mark(4, evidence="“ü”"), "b": Mark(None, is_observed=False)},
        recommendation=2,
        beats=("x", "y"),
        red_flags={"f": "minute 3"},
        takeaways=("one", "two"),
        drill_key="round:coding",
        applied="partly",
        helpfulness={"clear": 3},
    )
    assert from_json(json.loads(json.dumps(as_json(answers)))) == answers


def test_versions_of_before_a_field_was_there_can_be_read():
    old = as_json(Answers(takeaways=("one",)))
    del old["applied"]
    assert from_json(old) == Answers(takeaways=("one",))
