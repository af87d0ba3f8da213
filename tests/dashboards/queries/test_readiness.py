from datetime import timedelta

import pytest

from dashboards.queries.readiness import picture_of
from feedback.actions.readiness import update_readiness
from feedback.queries.readiness import readiness_of
from interviews.models import Company, Loop, Round
from tests.dashboards.builders import held, interviewer_form
from tests.factories import RubricVersionFactory, UserFactory

pytestmark = pytest.mark.django_db
KINDS = ("coding", "behavioural", "coding")  # of rounds 1, 2 and 3


@pytest.fixture
def candidate():
    """Prepares for a loop whose rounds weigh 1, 1 and 2."""
    loop = Loop.objects.create(
        company=Company.objects.create(slug="one", name="One"), slug="loop", name="Loop"
    )
    rubrics = {kind: RubricVersionFactory(kind=kind).rubric for kind in set(KINDS)}
    for position, kind in enumerate(KINDS, start=1):
        Round.objects.create(
            **{"loop": loop, "position": position, "slug": f"round-{position}", "kind": kind},
            **{"name": f"Round {position}", "minutes": 45, "focus": "…"},
            weight=2 if position == 3 else 1,
            rubric=rubrics[kind],
        )
    return UserFactory(target_loop=loop)


def picture_after(candidate, times, *, now):
    for days in range(1, times + 1):
        session = held(UserFactory(), candidate, starts_at=now - timedelta(days=days))
        interviewer_form(session, evidence="Said so.")
    update_readiness(candidate, now=now)
    return picture_of(readiness_of(candidate, now=now))


def test_rounds_of_one_kind_share_what_is_behind_them(candidate, now):
    picture = picture_after(candidate, 1, now=now)
    assert [(item.line.name, item.anchor, item.share) for item in picture.rounds] == [
        ("Round 1", "round-coding", 0.25),
        ("Round 2", "round-behavioural", 0.25),
        ("Round 3", "round-coding", 0.5),
    ]
    assert [(item.title, item.anchor) for item in picture.practised] == [
        ("Round 1 · Round 3", "round-coding")
    ]


def test_rounds_that_count_the_same_have_no_share(candidate, now):
    Round.objects.update(weight=3)
    assert [item.share for item in picture_after(candidate, 0, now=now).rounds] == [None] * 3


def test_what_the_loop_asks_for_most_comes_first(candidate, now):
    first = RubricVersionFactory(kind="behavioural")
    first.criteria.filter(slug="approach").delete()  # verbal reasoning has all of round 2
    names = [item.title for item in picture_after(candidate, 0, now=now).competencies]
    assert names == ["Verbal-Reasoning", "Approach"]


def test_weakest_round_is_one_that_can_be_judged(candidate, now):
    assert picture_after(candidate, 2, now=now).weakest is None
    picture = picture_after(candidate, 1, now=now)  # three now
    assert picture.weakest is not None
    assert picture.weakest.anchor == "round-coding"


def test_only_the_newest_quotes_are_shown_at_first(candidate, now):
    item = picture_after(candidate, 2, now=now).practised[0]
    assert (len(item.line.quotes), item.quotes, item.is_cut) == (4, item.line.quotes[:3], True)
    assert picture_of(readiness_of(candidate, now=now)).line("round-coding") == item
    assert picture_of(readiness_of(candidate, now=now)).line("round-behavioural") is None
