from datetime import UTC, datetime, timedelta

import pytest

from dashboards.queries.cohort import by_need, member_rows
from dashboards.queries.cohort_lists import (
    forms_for_list,
    forms_of_members,
    sessions_for_list,
    totals_of,
)
from dashboards.queries.member import member_page
from feedback.domain.standing import Band
from tests.cohorts.factories import CohortFactory, join
from tests.dashboards.builders import held, interviewer_form
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
JOINED = NOW - timedelta(days=30)


@pytest.fixture
def coach():
    return UserFactory()


@pytest.fixture
def cohort(coach):
    return CohortFactory(
        coach=coach,
        starts_date=JOINED.date(),
        ends_date=(NOW + timedelta(days=30)).date(),
        created_at=JOINED,
    )


@pytest.fixture
def member(cohort):
    return in_cohort(cohort, "Amber Fox 1000")


def in_cohort(cohort, pseudonym, **fields):
    user = UserFactory(pseudonym=pseudonym)
    join(cohort, user, **{"joined_at": JOINED} | fields)
    return user


def row_of(cohort, user):
    return next(row for row in member_rows(cohort, now=NOW) if row.user == user)


def totals(cohort):
    rows = member_rows(cohort, now=NOW)
    return totals_of(cohort, completed_each=[row.completed for row in rows], now=NOW)


def days(number):
    return timedelta(days=number)


def test_member_without_anything_has_zeros_and_no_evidence(cohort, member):
    row = row_of(cohort, member)
    assert (row.completed, row.coming, row.present, row.late, row.absent) == (0, 0, 0, 0, 0)
    assert (row.last_at, row.next_at, row.turnaround.median_hours) == (None, None, None)
    assert (row.overall.band, row.with_feedback) == (Band.NOT_ENOUGH, 0)


def test_activity_and_attendance_count_each_session_once(cohort, member):
    partner = UserFactory()
    first = held(member, partner, starts_at=NOW - days(5))
    held(partner, member, starts_at=NOW - days(4), second_came="late", mode="swap")
    held(partner, member, starts_at=NOW - days(3), state="missed", second_came="absent")
    held(partner, member, starts_at=NOW - days(2), state="cancelled")
    coming = held(member, partner, starts_at=NOW + days(2), state="confirmed")
    row = row_of(cohort, member)
    assert (row.completed, row.coming) == (2, 1)
    assert (row.present, row.late, row.absent) == (1, 1, 1)
    assert (row.last_at, row.next_at) == (first.starts_at + days(1), coming.starts_at)


def test_what_lies_outside_the_membership_is_not_counted_anywhere(cohort, member):
    """Before joining, after the cohort's end, and of somebody who is not in it."""
    partner = UserFactory()
    end = datetime(2026, 6, 6, 12, tzinfo=UTC)  # the last day is over on the last zone on earth
    assert end.date() - days(1) == cohort.ends_date
    for starts_at in (JOINED - timedelta(hours=3), end):
        session = held(partner, member, starts_at=starts_at)
        interviewer_form(session, drill="outside", evidence="outside")
        session = held(member, partner, starts_at=starts_at + timedelta(hours=2))
        interviewer_form(session, hours=None)
    held(partner, UserFactory(), starts_at=NOW - days(1))
    row = row_of(cohort, member)
    assert (row.completed, row.present, row.last_at) == (0, 0, None)
    assert (row.turnaround.submitted, row.turnaround.owed, row.with_feedback) == (0, 0, 0)
    page = member_page(cohort, membership=row.membership, now=NOW)
    assert (page.sessions, page.forms, page.evidence) == ([], [], [])
    assert (totals(cohort).completed, totals(cohort).owed) == (0, 0)


def test_edges_of_the_membership_are_half_open(cohort, member):
    partner = UserFactory()
    end = datetime(2026, 6, 6, 12, tzinfo=UTC)
    for starts_at in (JOINED, end - timedelta(minutes=15)):
        held(partner, member, starts_at=starts_at)
    assert row_of(cohort, member).completed == totals(cohort).completed == 2


def test_turnaround_is_the_median_of_the_own_forms_only(cohort, member):
    partner = UserFactory()
    for number, hours in enumerate((1, 5, 30)):
        interviewer_form(held(member, partner, starts_at=NOW - days(9 + number)), hours=hours)
        interviewer_form(held(partner, member, starts_at=NOW - days(19 + number)), hours=100)
    owed = held(member, partner, starts_at=NOW - days(2))
    interviewer_form(owed, hours=None)
    found = row_of(cohort, member).turnaround
    assert (found.submitted, found.owed, found.median_hours) == (3, 1, 5.0)
    assert found.owed_since == owed.ends_at


def test_readiness_comes_from_released_feedback_within_the_cohort(cohort, member):
    for number in range(3):
        session = held(UserFactory(), member, starts_at=NOW - days(number + 1))
        interviewer_form(session)
    unreleased = held(UserFactory(), member, starts_at=NOW - days(8))
    interviewer_form(unreleased, released_at=None)
    row = row_of(cohort, member)
    assert (row.with_feedback, row.overall.judged) == (3, 1)
    assert row.overall.band == Band.READY


def test_those_who_need_the_coach_come_with_their_reasons(cohort, member):
    partner = UserFactory()
    quiet = in_cohort(cohort, "Bold Owl 2000")
    fine = in_cohort(cohort, "Calm Lynx 3000")
    held(fine, partner, starts_at=NOW - days(1))
    for number in (2, 3):
        held(member, partner, starts_at=NOW - days(number), state="missed", first_came="absent")
    needs = by_need(member_rows(cohort, now=NOW))
    assert [(row.user, [reason.words for reason in row.reasons]) for row in needs] == [
        (member, ["Absent twice", "No session since joining 30 days ago, none booked"]),
        (quiet, ["No session since joining 30 days ago, none booked"]),
    ]


def test_nobody_needs_the_coach_of_a_cohort_that_is_over(cohort, member):
    later = NOW + days(60)
    assert by_need(member_rows(cohort, now=later)) == []


def test_two_members_in_one_session_are_one_session_of_the_group(cohort, member):
    other = in_cohort(cohort, "Bold Owl 2000")
    both = held(member, other, starts_at=NOW - days(1), second_came="absent")
    found = totals(cohort)
    assert (found.members, found.completed, found.with_absence) == (2, 1, 1)
    rows = sessions_for_list(cohort, member=None, state="completed", attendance="", now=NOW)
    assert list(rows) == [both]


def test_group_averages_are_hidden_under_five_members(cohort, member):
    people = [member, *(in_cohort(cohort, f"Keen Owl {n}") for n in range(3))]
    partner = UserFactory()
    for number, person in enumerate(people):
        interviewer_form(held(person, partner, starts_at=NOW - days(number + 1)), hours=4)
    found = totals(cohort)
    assert (found.members, found.completed) == (4, 4)
    assert (found.sessions_each, found.median_hours) == (None, None)
    fifth = in_cohort(cohort, "Zesty Owl 1")
    assert (totals(cohort).sessions_each, totals(cohort).median_hours) == (0.8, None)
    interviewer_form(held(fifth, partner, starts_at=NOW - days(9)), hours=8)
    assert (totals(cohort).sessions_each, totals(cohort).median_hours) == (1.0, 4.0)


def test_who_has_left_is_in_no_list_and_only_in_the_past_counts(cohort, member):
    partner = UserFactory()
    gone = in_cohort(cohort, "Gone Owl 1", left_at=NOW - days(5))
    shared = held(gone, member, starts_at=NOW - days(6))
    interviewer_form(held(gone, partner, starts_at=NOW - days(7)))
    held(gone, partner, starts_at=NOW - days(4))  # after leaving
    assert [row.user for row in member_rows(cohort, now=NOW)] == [member]
    found = totals(cohort)
    assert (found.members, found.completed) == (1, 1)
    assert (found.former_members, found.former_completed) == (1, 1)
    rows = sessions_for_list(cohort, member=None, state="", attendance="", now=NOW)
    assert list(rows) == [shared]
    assert list(forms_of_members(cohort)) == []


def test_who_joined_again_is_no_former_member_and_counts_from_then(cohort):
    user = in_cohort(cohort, "Back Owl 1", left_at=NOW - days(20))
    join(cohort, user, joined_at=NOW - days(10))
    held(user, UserFactory(), starts_at=NOW - days(25))
    held(user, UserFactory(), starts_at=NOW - days(15))
    held(user, UserFactory(), starts_at=NOW - days(5))
    assert row_of(cohort, user).completed == 1
    found = totals(cohort)
    assert (found.former_members, found.completed) == (0, 1)


def test_every_number_opens_as_many_rows(cohort, member):
    other = in_cohort(cohort, "Bold Owl 2000")
    partner = UserFactory()
    held(member, partner, starts_at=NOW - days(1), first_came="late")
    held(member, other, starts_at=NOW - days(2))
    held(partner, member, starts_at=NOW - days(3), state="missed", second_came="absent")
    # The partner's absence is not the member's.
    held(partner, member, starts_at=NOW - days(4), first_came="absent")
    held(member, partner, starts_at=NOW + days(4), state="confirmed")
    interviewer_form(held(member, partner, starts_at=NOW - days(5)), hours=None)

    def count(member=None, state="", attendance=""):
        return sessions_for_list(
            cohort, member=member, state=state, attendance=attendance, now=NOW
        ).count()

    row, group = row_of(cohort, member), totals(cohort)
    assert (count(member, "completed"), row.completed) == (4, 4)
    assert (count(member, "coming"), row.coming) == (1, 1)
    assert (count(member, attendance="late"), row.late) == (1, 1)
    assert (count(member, attendance="absent"), row.absent) == (1, 1)
    assert (count(state="completed"), group.completed) == (4, 4)
    assert (count(attendance="absent"), group.with_absence) == (1, 1)
    assert (forms_for_list(cohort, member=None, is_owed=True).count(), group.owed) == (1, 1)
    page = member_page(cohort, membership=row.membership, now=NOW)
    assert (len(page.forms), row.turnaround.owed) == (1, 1)


def test_members_page_shows_released_feedback_of_interviewers_only(cohort, member):
    partner = UserFactory(pseudonym="Calm Heron 1")
    released = interviewer_form(held(partner, member, starts_at=NOW - days(1)), drill="Released")
    interviewer_form(held(partner, member, starts_at=NOW - days(2)), released_at=None)
    interviewer_form(held(member, partner, starts_at=NOW - days(3)), drill="About the partner")
    page = member_page(cohort, membership=row_of(cohort, member).membership, now=NOW)
    assert list(page.evidence) == [released]
    assert [(item.partner, item.kinds) for item in page.sessions] == [
        ("Calm Heron 1", [("Candidate", "Coding")]),
        ("Calm Heron 1", [("Candidate", "Coding")]),
        ("Calm Heron 1", [("Interviewer", "Coding")]),
    ]


def fill(cohort, number):
    member = in_cohort(cohort, f"Keen Owl {number}")
    partner = UserFactory()
    interviewer_form(
        held(partner, member, starts_at=NOW - days(number + 1)), evidence="A quote", drill="D"
    )
    interviewer_form(held(member, partner, starts_at=NOW - days(number + 5)), hours=None)
    return member


def test_members_cost_the_same_queries_at_one_and_at_three(cohort, django_assert_num_queries):
    fill(cohort, 0)
    with django_assert_num_queries(9):
        member_rows(cohort, now=NOW)
    fill(cohort, 1)
    fill(cohort, 2)
    with django_assert_num_queries(9):
        assert len(member_rows(cohort, now=NOW)) == 3


def test_members_page_costs_the_same_queries_at_one_and_at_three(cohort, django_assert_num_queries):
    member = fill(cohort, 0)
    membership = row_of(cohort, member).membership
    with django_assert_num_queries(24):
        member_page(cohort, membership=membership, now=NOW)
    for number in (1, 2):
        partner = UserFactory()
        interviewer_form(held(partner, member, starts_at=NOW - days(number + 9)), evidence="Q")
        interviewer_form(held(member, partner, starts_at=NOW - days(number + 12)))
    with django_assert_num_queries(24):
        assert len(member_page(cohort, membership=membership, now=NOW).sessions) == 6


def test_among_those_with_one_reason_whoever_was_quiet_longest_comes_first(cohort, member):
    partner = UserFactory()
    quieter = in_cohort(cohort, "Zesty Owl 1")
    held(member, partner, starts_at=NOW - days(15))
    held(quieter, partner, starts_at=NOW - days(20))
    assert [row.user for row in by_need(member_rows(cohort, now=NOW))] == [quieter, member]


def test_a_mark_that_is_not_final_is_held_against_nobody(cohort, member):
    session = held(
        UserFactory(), member, starts_at=NOW - days(1), state="missed", second_came="absent"
    )
    session.participations.update(settled_at=None)
    row, group = row_of(cohort, member), totals(cohort)
    assert (row.absent, group.with_absence) == (0, 0)
