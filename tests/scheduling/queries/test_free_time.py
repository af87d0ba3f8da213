from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduling.models import AvailabilityException, Claim, WeeklyWindow
from scheduling.queries.free_time import free_time, free_time_of
from tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 12, 7, tzinfo=UTC)


def at(hour, minute=0, *, day=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def somebody(**fields):
    user = UserFactory(timezone="UTC", **fields)
    WeeklyWindow.objects.create(user=user, weekday=0, starts=time(18), ends=time(21))
    return user


def free(user):
    return free_time(user, start=MONDAY, end=MONDAY + timedelta(days=7))


def test_free_time_is_the_hours_of_the_week():
    assert free(somebody()) == [(at(18), at(21))]


def test_hours_are_those_of_the_persons_zone():
    user = somebody()
    user.profile.timezone = "Asia/Kathmandu"
    user.profile.save()
    assert free(user) == [(at(12, 15), at(15, 15))]


def test_claims_are_taken_out():
    user = somebody()
    session = SessionFactory(first=user, starts_at=at(19))
    for quarter in range(4):
        Claim.objects.create(user=user, quarter_at=at(19, 15 * quarter), session=session)
    assert free(user) == [(at(18), at(19)), (at(20), at(21))]


def test_a_claim_that_began_before_the_span_still_holds_its_time():
    user = somebody()
    Claim.objects.create(user=user, quarter_at=at(18), session=SessionFactory(first=user))
    assert free_time(user, start=at(18, 5), end=at(19)) == [(at(18, 15), at(19))]


def test_claims_of_a_partner_do_not_count():
    user, other = somebody(), somebody()
    Claim.objects.create(user=other, quarter_at=at(18), session=SessionFactory(first=other))
    assert free(user) == [(at(18), at(21))]


def test_a_closed_date_has_no_free_time():
    user = somebody()
    AvailabilityException.objects.create(user=user, date=date(2026, 12, 7))
    assert free(user) == []


def test_a_date_with_other_times_has_those():
    user = somebody()
    AvailabilityException.objects.create(
        user=user, date=date(2026, 12, 7), starts=time(9), ends=time(10)
    )
    assert free(user) == [(at(9), at(10))]


def test_people_on_a_pause_have_none_until_the_date_they_are_back():
    assert free(somebody(paused_until_date=date(2026, 12, 8))) == []
    assert free(somebody(paused_until_date=date(2026, 12, 7))) == [(at(18), at(21))]


def test_a_pause_ends_at_midnight_where_the_person_is():
    user = UserFactory(timezone="Asia/Tokyo", paused_until_date=date(2026, 12, 7))
    for weekday in (6, 0):
        WeeklyWindow.objects.create(user=user, weekday=weekday, starts=time(), ends=time())
    start = at(0, day=-1)
    assert free_time(user, start=start, end=at(0)) == [(at(-9), at(0))]


def test_an_unknown_zone_counts_as_utc():
    user = somebody()
    type(user.profile).objects.filter(user=user).update(timezone="Nowhere/Land")
    assert free(user) == [(at(18), at(21))]


def test_many_people_take_as_many_queries_as_one(django_assert_num_queries):
    people = [somebody() for _ in range(3)]
    span = {"start": MONDAY, "end": MONDAY + timedelta(days=7)}
    with django_assert_num_queries(4):
        alone = free_time_of(people[:1], **span)
    with django_assert_num_queries(4):
        together = free_time_of(people, **span)
    assert alone == {people[0].pk: [(at(18), at(21))]}
    assert together == {person.pk: [(at(18), at(21))] for person in people}
