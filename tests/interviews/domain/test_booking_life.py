"""The table itself: what it draws, what it refuses, and that nothing goes round it."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from interviews.domain.booking_drawing import drawn
from interviews.domain.booking_life import (
    TABLE,
    Event,
    Facts,
    Outcome,
    Refused,
    Stage,
    Who,
    find_step,
    outcome_of,
)

START = datetime(2026, 11, 24, 18, tzinfo=UTC)
ROOT = Path(settings.BASE_DIR)
MAY_SET_STATES = {"interviews/actions/life.py", "scheduling/actions/proposal_life.py"}
# Of disputed forms, and of events in people's own calendars.
SET_OTHER_STATES = {
    "feedback/actions/disputes.py",
    "feedback/actions/flags.py",
    "scheduling/actions/calendar_choice.py",
    "scheduling/actions/calendar_writing.py",
}
APPS = ("interviews", "scheduling", "room", "feedback", "dashboards", "cohorts", "accounts")
OTHERS = re.compile(r"\b(MatchRound|Dispute|PacketDraft)\.State|_STATE_AFTER\[")
STATE_FIELDS = {"state", "cancelled_late", "no_show", "is_disputed"}


def test_the_drawing_in_the_docs_is_the_table():
    document = (ROOT / "docs" / "booking-life.md").read_text()
    assert document == drawn(document), "run manage.py draw_booking_life"


def test_every_stage_can_be_reached_and_is_in_the_table():
    reached = {step.target for step in TABLE} | {Stage.NOTHING}
    assert reached == set(Stage)
    assert {step.event for step in TABLE} == set(Event)


def test_every_condition_refuses_in_words_or_always_holds():
    for step in TABLE:
        assert step.when.refusal or step.when.words == "at any time"


def _sets_a_state(node: ast.AST) -> bool:
    """`….update(state=…)` and `x.state = …`; rounds, disputes, drafts have states of their own."""
    values: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"update", "bulk_update", "update_or_create"}:
            values = [word.value for word in node.keywords if word.arg in STATE_FIELDS]
    elif isinstance(node, ast.Assign):
        parts = [
            part
            for target in node.targets
            for part in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        names = {part.attr for part in parts if isinstance(part, ast.Attribute)}
        values = [node.value] if names & STATE_FIELDS else []
    return any(not OTHERS.search(ast.unparse(value)) for value in values)


def test_no_code_goes_round_the_table():
    found = set()
    for app in (*APPS, "prepplatform"):
        for file in (ROOT / app).rglob("*.py"):
            name = str(file.relative_to(ROOT))
            is_content = name.startswith("interviews/catalogue/")  # packets' code is no part of us
            if "migrations" in name or is_content or name in MAY_SET_STATES | SET_OTHER_STATES:
                continue
            if any(_sets_a_state(node) for node in ast.walk(ast.parse(file.read_text()))):
                found.add(name)
    assert found == set()


@pytest.mark.parametrize(
    ("hours_before", "target"),
    [(24, Stage.CANCELLED_EARLY), (23.99, Stage.CANCELLED_LATE), (0.01, Stage.CANCELLED_LATE)],
)
def test_a_cancellation_is_late_within_24_hours(hours_before: float, target: Stage):
    now = START - timedelta(hours=hours_before)
    facts = Facts(now=now, starts_at=START, ends_at=START + timedelta(hours=1))
    assert find_step(Stage.CONFIRMED, Event.CANCEL, who=Who.PERSON, facts=facts).target == target


def test_nothing_is_cancelled_from_the_start_on():
    facts = Facts(now=START, starts_at=START, ends_at=START + timedelta(hours=1))
    with pytest.raises(Refused, match="has begun"):
        find_step(Stage.CONFIRMED, Event.CANCEL, who=Who.PERSON, facts=facts)


@pytest.mark.parametrize(
    ("marks", "outcome"),
    [
        ([("present", True), ("late", True)], Outcome.BOTH_CAME),
        ([("present", True), ("technical", True)], Outcome.BOTH_CAME),
        ([("present", True), ("technical", False)], Outcome.UNSURE),
        ([("present", True), ("absent", False)], Outcome.ONE_ABSENT),
        ([("absent", False), ("absent", False)], Outcome.BOTH_ABSENT),
        ([("unknown", False), ("unknown", False)], Outcome.UNSURE),
        ([("present", True)], Outcome.UNSURE),
    ],
)
def test_what_two_marks_amount_to(marks, outcome: Outcome):
    assert outcome_of(marks) == outcome
