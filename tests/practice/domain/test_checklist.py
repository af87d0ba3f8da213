from datetime import UTC, datetime

import pytest

from practice.domain.checklist import Known, checklist

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
ALL = {
    "per_value": (("Courage", 2), ("Candour", 3)),
    **{"company": "Examples", "decisions": 3, "rounds_aloud": 3, "rounds_timed": 2},
    **{"checked": 4, "passed": 4, "unchecked": 0, "ticks": {"culture": AT}},
}


def done(**changes) -> list[str]:
    return [line.slug for line in checklist(Known(**{**ALL, **changes})) if line.is_done]


def why(slug: str, **changes) -> str:
    return next(l.why for l in checklist(Known(**{**ALL, **changes})) if l.slug == slug)  # noqa: E741


def test_everything_there_ticks_all_six() -> None:
    assert done() == ["stories", "decisions", "aloud", "culture", "specific", "timed"]


@pytest.mark.parametrize(
    ("slug", "changes"),
    [
        ("stories", {"per_value": (("Courage", 2), ("Candour", 1))}),
        ("decisions", {"decisions": 2}),
        ("aloud", {"rounds_aloud": 2}),
        ("culture", {"ticks": {}}),
        ("specific", {"passed": 3}),
        ("specific", {"checked": 0, "passed": 0}),
        ("timed", {"rounds_timed": 1}),
    ],
)
def test_each_line_opens_when_its_own_is_lacking(slug: str, changes) -> None:
    assert set(done()) - set(done(**changes)) == {slug}


def test_lines_say_why() -> None:
    lacking = why("stories", per_value=(("Courage", 2), ("Candour", 1)))
    assert lacking == ("1 of 2 values of Examples have two complete stories. Still open: Candour.")
    assert why("specific", passed=3, unchecked=1) == (
        "3 of 4 complete stories pass the check for detail. 1 in other languages are not counted."
    )


def test_what_the_site_cannot_know_is_ticked_by_hand_with_its_date() -> None:
    known = Known(**{**ALL, "per_value": (), "checked": 0, "unchecked": 2})
    by_hand = {line.slug: line.ticked_at for line in checklist(known) if line.is_by_hand}
    assert by_hand == {"stories": None, "culture": AT, "specific": None}


def test_tick_by_hand_does_not_do_what_the_site_can_know() -> None:
    ticks = dict.fromkeys(("stories", "decisions", "aloud", "specific", "timed"), AT)
    nothing = {"per_value": (("Courage", 0),), "decisions": 0, "rounds_aloud": 0}
    assert done(**nothing, checked=0, passed=0, rounds_timed=0, ticks=ticks) == []
