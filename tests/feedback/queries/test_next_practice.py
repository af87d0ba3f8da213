from datetime import timedelta

import pytest

from feedback.queries.next_practice import next_practices_of, worth_of_practice
from interviews.models import Leg, Session
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory
from tests.feedback.builders import estimate, loop_of, opened_session, submit, submit_all

pytestmark = pytest.mark.django_db
KINDS = ("coding", "system_design", "behavioural")


@pytest.fixture
def bank():
    for kind in KINDS:
        for _ in range(6):
            PacketVersionFactory(kind=kind)


@pytest.fixture
def loop():
    return loop_of("system_design", "coding", "behavioural", "coding")  # weights 1, 2 + 4, 3


def kinds(user, *, now) -> list[str]:
    return [one.kind for one in next_practices_of(user, now=now)]


def practised(candidate, *, now, days_ago, kind="coding", **answers):
    """A round held that long ago, with released feedback."""
    at, interviewer = now - timedelta(days=days_ago), UserFactory()
    session = opened_session(now=at, mode="one_way", first=interviewer, second=candidate)
    Leg.objects.filter(session=session).update(kind=kind)
    Session.objects.filter(pk=session.pk).update(state="completed")
    for person, which in ((candidate, "self"), (interviewer, None), (candidate, None)):
        if which:
            submit(person, session, which, now=at)
        else:
            submit_all(person, session, now=at, **(answers if person == interviewer else {}))
    return session


def test_newcomer_begins_with_the_weightiest_kind_of_the_loop(bank, loop, now):
    me = UserFactory(target_loop=loop, candidate_kinds=["coding", "system_design"])
    found = next_practices_of(me, now=now)
    assert [(one.kind, one.weight, one.is_wanted) for one in found] == [
        ("coding", 6.0, True),
        ("system_design", 1.0, True),
        ("behavioural", 3.0, False),
    ]
    assert (found[0].name, found[0].times, found[0].left) == ("Coding", 0, 6)


def test_without_a_loop_it_is_about_the_kinds_that_they_wish_for(bank, now):
    me = UserFactory(candidate_kinds=["behavioural", "coding"])
    assert kinds(me, now=now) == ["behavioural", "coding"]
    assert next_practices_of(me, now=now)[0].reason == (
        "You want to practise behavioural, and have not yet."
    )


def test_whoever_only_interviews_or_chose_nothing_is_told_nothing(bank, loop, now):
    assert kinds(UserFactory(volunteers_only=True, target_loop=loop), now=now) == []
    assert kinds(UserFactory(candidate_kinds=[]), now=now) == []


def test_a_booked_round_counts_as_practised_and_a_cancelled_one_does_not(bank, now):
    me = UserFactory(candidate_kinds=["behavioural", "coding"])
    booked = SessionFactory(second=me, mode="one_way", kind="behavioural")
    assert kinds(me, now=now) == ["coding", "behavioural"]
    Session.objects.filter(pk=booked.pk).update(state="cancelled")
    assert kinds(me, now=now) == ["behavioural", "coding"]


def test_giving_an_interview_is_not_practising(bank, now):
    me = UserFactory(candidate_kinds=["behavioural", "coding"])
    SessionFactory(first=me, mode="one_way", kind="behavioural")
    assert kinds(me, now=now) == ["behavioural", "coding"]


def test_the_round_with_one_session_beside_three_is_named_for_what_it_would_tell(bank, now):
    me = UserFactory(candidate_kinds=["coding", "system_design"])
    for days_ago in (13, 11, 9):
        practised(me, now=now, days_ago=days_ago)
    practised(me, now=now, days_ago=10, kind="system_design")
    first = next_practices_of(me, now=now)[0]
    assert (first.kind, first.reason) == (
        "system_design",
        "You have one system design session; another tells most about where you stand.",
    )


def test_released_and_unreleased_forms_on_others_change_nothing(bank, now):
    me = UserFactory(candidate_kinds=["coding", "system_design"])
    before = next_practices_of(me, now=now)
    for days_ago in (13, 11, 9):
        practised(UserFactory(), now=now, days_ago=days_ago, recommendation=1)
    after = next_practices_of(me, now=now)
    assert [(one.kind, one.reason, one.times) for one in after] == [
        (one.kind, one.reason, one.times) for one in before
    ]


def test_it_asks_as_often_for_three_rounds_as_for_one(bank, loop, now, django_assert_num_queries):
    me = UserFactory(target_loop=loop, candidate_kinds=list(KINDS))
    practised(me, now=now, days_ago=20)
    next_practices_of(me, now=now)
    with django_assert_num_queries(9):
        next_practices_of(me, now=now)
    for days_ago in (9, 6):
        practised(me, now=now, days_ago=days_ago, kind="system_design")
    with django_assert_num_queries(9):
        next_practices_of(me, now=now)


def test_worth_is_the_width_over_the_chance_in_one_query(now, django_assert_num_queries):
    people = UserFactory.create_batch(3)
    for user, chance in zip(people, (0.8, 0.01, 0.5), strict=True):
        estimate(user, "coding", p=chance, width=0.02, now=now)
    for number in (1, 2):
        with django_assert_num_queries(1):
            found = worth_of_practice([user.pk for user in people[:number]])
    assert found == pytest.approx({(people[0].pk, "coding"): 0.025, (people[1].pk, "coding"): 0.4})
