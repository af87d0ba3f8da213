from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from interviews.models import Exposure, Kind, Packet, Participation, Session
from scheduling.domain.declines import Why
from scheduling.domain.matching.pool import Role
from scheduling.domain.round_terms import RoundTerms
from scheduling.models import Decline, FixedPair, RoundRules
from scheduling.queries.match_pool import (
    ENOUGH,
    EXCLUDED,
    LIMITS,
    NO_KIND,
    NO_TIME,
    OWES,
    RESTS,
    load_match_pool,
)
from tests.factories import SessionFactory, UserFactory
from tests.feedback.builders import estimate
from tests.scheduling.actions.test_proposals import owe_feedback
from tests.scheduling.rounds import cohort_of, seeker
from tests.scheduling.worlds import book, in_days, limited, person, propose

pytestmark = pytest.mark.django_db
TERMS = RoundTerms()


@pytest.fixture(autouse=True)
def _questions(catalogue):
    pass


def load(cohort=None, terms=TERMS, now=None):
    return load_match_pool(cohort, terms=terms, now=now or timezone.now())


def ids(found) -> list[int]:
    return [entrant.pk for entrant in found.entrants]


def test_who_wants_partners_found_is_in_the_pool_with_what_counts():
    user = seeker(
        waited_days=6,
        level=4,
        interviewer_level=5,
        languages=["en", "de"],
        candidate_kinds=["behavioural", "coding"],
        interviewer_kinds=["coding"],
        extra_time_percent=25,
        sessions=3,
        per_week=1,
    )
    now = timezone.now()
    found = load(now=now)
    (one,) = found.pool.people
    assert one.id == str(user.public_id)
    assert (one.role, one.level, one.level_given) == (Role.SWAP, 4, 5)
    assert (one.wants, one.gives) == ({"behavioural", "coding"}, {"coding"})
    assert (one.sessions, one.per_week, one.extra_time_percent) == (3, 1, 25)
    assert (one.waited_days, one.reliability) == (6, 0.9)
    assert one.available == ((found.pool.start, found.pool.end),)
    assert found.pool.end - found.pool.start == timedelta(days=14)
    notice = found.pool.start - now
    assert timedelta(hours=12) <= notice < timedelta(hours=12, minutes=15)


def test_who_has_not_asked_for_it_left_or_is_not_set_up_is_not_there():
    person()
    seeker(is_on=False)
    left, new = seeker(), seeker()
    left.is_active = False
    left.save()
    new.profile.onboarded_at = None
    new.profile.save()
    assert ids(load()) == []


def test_roles_come_from_the_preparation():
    roles = {
        seeker(volunteers_only=True).pk: Role.INTERVIEWER,
        seeker(interviewer_kinds=[]).pk: Role.CANDIDATE,
        seeker(candidate_kinds=[]).pk: Role.INTERVIEWER,
        seeker().pk: Role.SWAP,
    }
    found = load()
    assert dict(zip(ids(found), (one.role for one in found.pool.people), strict=True)) == roles


def test_a_kind_of_which_one_knows_every_question_is_not_wanted():
    user = seeker(candidate_kinds=["coding", "behavioural"])
    for packet in Packet.objects.filter(kind=Kind.CODING):
        Exposure.objects.create(user=user, packet=packet, role="interviewer", at=timezone.now())
    (one,) = load().pool.people
    assert one.wants == {"behavioural"}


def test_who_cannot_take_part_now_is_left_out_with_the_reason(now):
    idle = seeker(candidate_kinds=[], interviewer_kinds=[])
    debtor, tired, busy = seeker(), seeker(), seeker()
    owe_feedback(debtor, since=now - timedelta(hours=25))
    decline(tired, seeker(is_on=False), why=Why.NOT_NOW)
    busy.weekly_windows.all().delete()
    full = seeker(sessions=1, per_week=1)
    book(full, person(), starts_at=in_days(3))
    found = load()
    assert ids(found) == []
    assert found.left_out == {
        idle.pk: NO_KIND,
        debtor.pk: OWES,
        tired.pk: RESTS,
        busy.pk: NO_TIME,
        full.pk: ENOUGH,
    }


def decline(user, other, *, why, starts_at=None):
    starts_at = starts_at or in_days(3)
    Decline.objects.create(
        user=user,
        other=other,
        why=why,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        created_at=timezone.now(),
    )


def test_booked_proposed_and_declined_times_are_not_free():
    user = seeker(sessions=9, per_week=7)
    book(user, person(), starts_at=in_days(3))
    propose(user, person(), starts_at=in_days(4))
    decline(user, person(), why=Why.TIME, starts_at=in_days(5))
    found = load()
    (one,) = found.pool.people
    hour = timedelta(hours=1)
    gaps = [(a[1], b[0]) for a, b in zip(one.available, one.available[1:], strict=False)]
    assert gaps == [(in_days(day), in_days(day) + hour) for day in (3, 4, 5)]
    assert (one.sessions, one.per_week <= 6) == (7, True)


def test_who_met_has_an_open_proposal_or_said_no_is_not_brought_together():
    first, second, third, fourth, fifth = people = [seeker(sessions=9, per_week=7) for _ in "12345"]
    met = SessionFactory(first=first, second=second, starts_at=in_days(-13))
    Session.objects.filter(pk=met.pk).update(state="completed")
    long_ago = SessionFactory(first=first, second=third, starts_at=in_days(-15))
    Session.objects.filter(pk=long_ago.pk).update(state="completed")
    called_off = SessionFactory(first=first, second=fourth, starts_at=in_days(2))
    Session.objects.filter(pk=called_off.pk).update(state="cancelled")
    book(second, third, starts_at=in_days(3))
    propose(fourth, third, starts_at=in_days(4))
    decline(fifth, first, why=Why.PERSON)
    found = load()
    assert ids(found) == [user.pk for user in people]
    assert found.pool.history == {(0, 1), (1, 2)}
    assert found.pool.blocked == {(2, 3), (0, 4)}
    again = load(terms=RoundTerms(again_after_days=0)).pool
    assert again.history == {(1, 2)}  # what is still ahead


def test_missed_sessions_lower_the_reliability():
    user = seeker()
    for attendance in ("present", "late", "absent", "unknown"):
        session = SessionFactory(first=user, starts_at=in_days(-30))
        Participation.objects.filter(session=session, user=user).update(attendance=attendance)
    (one,) = load().pool.people
    assert one.reliability == 11 / 12  # it can still be disputed
    Participation.objects.update(settled_at=timezone.now())
    (one,) = load().pool.people
    assert one.reliability == 11 / 13


def test_priority_counts_as_waiting():
    user = seeker(waited_days=2)
    user.match_preference.priority = 1
    user.match_preference.save()
    assert load().pool.people[0].waited_days == 7


def test_a_cohort_with_rounds_has_a_pool_of_its_own():
    inside, outside = seeker(), seeker()
    cohort = cohort_of(inside)
    assert ids(load(cohort)) == [inside.pk]
    assert ids(load()) == [outside.pk]
    RoundRules.objects.update(is_on=False)
    assert ids(load()) == [inside.pk, outside.pk]


def test_groups_can_be_kept_apart_or_left_out():
    people = [seeker() for _ in range(4)]
    cohort = cohort_of(*people, groups=("A", "A", "B", ""))
    assert load(cohort).pool.blocked == set()
    assert load(cohort, RoundTerms(groups_apart=True)).pool.blocked == {(0, 1)}
    found = load(cohort, RoundTerms(excluded_groups=("A",)))
    assert ids(found) == [people[2].pk, people[3].pk]
    assert found.left_out == {people[0].pk: EXCLUDED, people[1].pk: EXCLUDED}


def test_a_fixed_pair_is_there_when_both_are(now):
    first, second, away = seeker(), seeker(), UserFactory()
    cohort = cohort_of(first, second, away)
    for one, other in ((first, second), (first, away)):
        FixedPair.objects.create(cohort=cohort, first=one, second=other, created_at=now)
    assert load(cohort).pool.fixed == ((0, 1),)


def test_how_often_each_kind_was_practised_is_counted():
    user = seeker()
    SessionFactory(first=user, starts_at=in_days(-30))
    kinds = {leg.kind for leg in user.legs_as_candidate.all()}
    assert load().practised == {(user.pk, kind): 1 for kind in kinds}


def test_what_a_round_of_each_kind_is_worth_comes_from_the_estimates(now):
    user = seeker()
    estimate(user, "coding", p=0.8, width=0.2, now=now)
    estimate(UserFactory(), "coding", p=0.8, width=0.4, now=now)
    assert load().worth == {(user.pk, "coding"): pytest.approx(0.25)}


@pytest.mark.parametrize("number", [1, 3])
def test_the_pool_takes_as_many_queries_for_three_people_as_for_one(
    number, django_assert_num_queries
):
    people = [seeker(sessions=9, per_week=7) for _ in range(number)]
    cohort = cohort_of(*people)
    for user in people:
        book(user, person(), starts_at=in_days(3))
        propose(user, person(), starts_at=in_days(4))
    with django_assert_num_queries(16):
        assert len(load(cohort).pool.people) == number


# --- limits of one's own --------------------------------------------------------------------

MONDAY = datetime(2026, 12, 7, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def alone(now=MONDAY):
    (one,) = load(now=now).pool.people
    return one


def test_the_lower_of_the_two_numbers_a_week_counts():
    user = limited(seeker(per_week=2), most_per_week=5)
    assert alone().per_week == 2
    limited(user, most_per_week=1)
    assert alone().per_week == 1


def test_the_notice_of_a_person_cuts_the_beginning():
    limited(seeker(), notice_hours=72)
    assert alone().available == ((MONDAY + 72 * HOUR, MONDAY + 12 * HOUR + 14 * DAY),)


def test_what_is_proposed_fills_a_day_and_keeps_its_pause():
    user = limited(seeker(), most_per_day=1, buffer_before_minutes=30)
    propose(person(), user, starts_at=MONDAY + 2 * DAY, now=MONDAY)
    (_, first_end), (second_start, _) = alone().available
    midnight = MONDAY - 9 * HOUR
    assert (first_end, second_start) == (midnight + 2 * DAY, midnight + 3 * DAY)


def test_whoever_has_no_room_by_their_own_limits_is_told_so():
    user = limited(seeker(), most_per_week=1)
    busy = seeker()
    busy.weekly_windows.all().delete()
    terms = RoundTerms(horizon_days=2)
    book(person(), user, starts_at=MONDAY + 4 * DAY, now=MONDAY)
    assert load(terms=terms, now=MONDAY).left_out == {user.pk: LIMITS, busy.pk: NO_TIME}


def test_limits_that_count_cost_one_query_more_for_all(django_assert_num_queries):
    for _ in range(3):
        limited(seeker(), most_per_day=1, most_per_week=1)
    with django_assert_num_queries(15):
        load(now=MONDAY)
