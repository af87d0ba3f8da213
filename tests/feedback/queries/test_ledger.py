from datetime import timedelta

import pytest

from feedback.actions.reviews import open_reviews
from feedback.queries.ledger import Ledger, Tally, Totals, given_between, ledgers_of
from interviews.models import Session
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import opened_session, people_of

pytestmark = pytest.mark.django_db


def ledger_of(user, *, now) -> Ledger:
    return ledgers_of([user.pk], now=now)[user.pk]


def test_a_swap_gives_and_takes_the_same(now):
    first, second = UserFactory(), UserFactory()
    opened_session(first=first, second=second, now=now - timedelta(days=1))
    expected = {"coding": Totals(given=Tally(1, 25), received=Tally(1, 25))}
    for user in (first, second):
        ledger = ledger_of(user, now=now)
        assert (ledger.ever, ledger.recent) == (expected, expected)
        assert ledger.total.balance_minutes == 0


def test_what_is_given_one_way_is_volunteered(now):
    volunteer, candidate = UserFactory(), UserFactory()
    for days in (1, 2):
        opened_session(
            first=volunteer, second=candidate, mode="one_way", now=now - timedelta(days=days)
        )
    two = Tally(2, 90)
    assert ledger_of(volunteer, now=now).total == Totals(given=two, volunteered=two)
    assert ledger_of(volunteer, now=now).total.balance_minutes == 90
    assert ledger_of(candidate, now=now).total == Totals(received=two)
    assert ledger_of(candidate, now=now).total.balance_minutes == -90


def test_kinds_stay_apart_and_in_their_order(now):
    me = UserFactory()
    for kind in ("behavioural", "coding", "behavioural"):
        opened_session(first=me, kind=kind, mode="one_way", now=now - timedelta(hours=1))
    ledger = ledger_of(me, now=now)
    assert list(ledger.ever) == ["coding", "behavioural"]
    assert {kind: totals.given.number for kind, totals in ledger.ever.items()} == {
        "coding": 1,
        "behavioural": 2,
    }


@pytest.mark.parametrize(("days", "recent"), [(29, 1), (30, 0), (31, 0)])
def test_recent_are_the_last_30_days(now, days, recent):
    me = UserFactory()
    opened_session(first=me, mode="one_way", now=now - timedelta(days=days))
    ledger = ledger_of(me, now=now)
    assert (ledger.total.given.number, ledger.recent_total.given.number) == (1, recent)
    assert list(ledger.recent) == ["coding"] * recent


@pytest.mark.parametrize("state", ["confirmed", "in_progress", "missed", "cancelled"])
def test_only_completed_sessions_count(now, state):
    me = UserFactory()
    session = opened_session(first=me, now=now)
    Session.objects.filter(pk=session.pk).update(state=state)
    assert ledger_of(me, now=now) == Ledger()


def test_a_leg_that_never_began_does_not_count(now):
    me = UserFactory()
    session = SessionFactory(first=me, state="completed", starts_at=now - timedelta(days=1))
    open_reviews(session, legs=[session.legs.get(number=1)], now=now)
    assert ledger_of(me, now=now).total == Totals(given=Tally(1, 25))


def test_extra_time_counts_as_it_was_booked(now):
    me = UserFactory()
    session = opened_session(first=me, mode="one_way", now=now)
    session.legs.update(minutes=68)
    assert ledger_of(me, now=now).total.given.text == "1 h 8 min"


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 min"), (25, "25 min"), (60, "1 h"), (100, "1 h 40 min")]
)
def test_time_in_words(minutes, text):
    assert Tally(1, minutes).text == text


def test_two_queries_for_one_person_and_for_many(now, django_assert_num_queries):
    people = [UserFactory() for _ in range(6)]
    for first, second in zip(people[::2], people[1::2], strict=True):
        opened_session(first=first, second=second, now=now)
    for some in (people[:2], people):
        with django_assert_num_queries(2):
            ledgers = ledgers_of([user.pk for user in some], now=now)
            assert [ledger.total.given.number for ledger in ledgers.values()] == [1] * len(some)


def test_nobody_is_nothing(now):
    assert ledgers_of([], now=now) == {}
    assert ledger_of(UserFactory(), now=now) == Ledger()


def test_what_was_given_between_two_instants_is_half_open(now):
    session = opened_session(now=now, mode="one_way")
    interviewer, candidate = people_of(session)
    hour = timedelta(hours=1)
    at = session.starts_at
    assert given_between(interviewer, begin=at, end=at + hour) == Tally(1, 45)
    assert given_between(interviewer, begin=at - hour, end=at) == Tally()
    assert given_between(candidate, begin=at - hour, end=at + hour) == Tally()
    Session.objects.filter(pk=session.pk).update(state="in_progress")
    assert given_between(interviewer, begin=at, end=at + hour) == Tally()
