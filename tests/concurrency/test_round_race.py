"""A round while fifty people book, cancel and change their hours; and answers at one moment."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from interviews.models import Session
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.offers import Meeting, offer_session
from scheduling.actions.proposals import CannotPropose, decline_proposal, propose_session
from scheduling.actions.rounds import RoundBusy, run_round
from scheduling.domain.declines import Why
from scheduling.models import Claim, MatchPair, MatchRound, Proposal, RoundRules, WeeklyWindow
from scheduling.queries.planned_round import planned_round
from tests.concurrency.test_accept_race import a_database_that_threads_share, all_at_once
from tests.scheduling.rounds import cohort_of, seeker
from tests.scheduling.worlds import book, claimed, fill_catalogue, held_by, in_days, person, propose

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 50


@pytest.fixture(autouse=True)
def _quiet_jobs(settings) -> None:
    settings.JOBS_EXECUTOR = "threads"  # nothing executes them here: only the rows count
    fill_catalogue(kinds=["coding"], packets=12)
    RoundRules.objects.update_or_create(scope="site", defaults={"is_on": True})


def run(scope: str = "site") -> str:
    now = timezone.now()
    try:
        run_round(scope, due_at=now, now=now, clock=time.monotonic, time_limit=20)
    except RoundBusy:
        return "busy"
    return "round"


def accept(proposal_id: int, user_id: int) -> str:
    proposal = Proposal.objects.select_related("proposer", "partner").get(pk=proposal_id)
    user = User.objects.get(pk=user_id)
    try:
        session = accept_proposal(proposal, by=user, now=timezone.now())
    except CannotAccept:
        return "refused"
    return "booked" if session else "first yes"


def cancel(session_id: int) -> str:
    session = Session.objects.get(pk=session_id)
    try:
        cancel_booking(
            session, by=session.participations.first().user, reason="", now=timezone.now()
        )
    except CannotCancel:
        return "refused"
    return "cancelled"


def change_hours(user_id: int) -> str:
    WeeklyWindow.objects.filter(user=user_id).delete()
    WeeklyWindow.objects.create(user_id=user_id, weekday=2, starts="18:00", ends="21:00")
    return "changed"


def ask(user_id: int, other_id: int) -> str:
    try:
        propose_session(
            User.objects.get(pk=other_id),
            by=User.objects.get(pk=user_id),
            mode="swap",
            starts_at=in_days(6),
            proposer_kind="coding",
            partner_kind="coding",
            message="",
            now=timezone.now(),
        )
    except CannotPropose:
        return "refused"
    return "asked"


def assert_calendars_are_right() -> None:
    """Claims are exactly the live sessions' quarters: nothing is booked twice, nothing lost."""
    held: dict[int, list] = {}
    for session in Session.objects.live().prefetch_related("participations"):
        for place in session.participations.all():
            held.setdefault(place.user_id, []).append(session)
    for user in User.objects.all():
        assert claimed(user) == held_by(*held.get(user.pk, []))
    assert Claim.objects.count() == sum(
        len(held_by(session)) for sessions in held.values() for session in sessions
    )


def assert_every_proposal_is_accounted_for() -> None:
    """Each planned pair was proposed or says why not; each person's count is what was proposed."""
    by_rounds = Proposal.objects.filter(origin="round")
    pairs = MatchPair.objects.select_related("proposal")
    assert {pair.proposal_id for pair in pairs if pair.proposal} == set(
        by_rounds.values_list("pk", flat=True)
    )
    assert all(bool(pair.proposal) != bool(pair.fell_out) for pair in pairs)
    for match_round in MatchRound.objects.all():
        sessions = Counter()
        for pair in match_round.pairs.exclude(proposal=None):
            sessions.update((pair.first_id, pair.second_id))
        for user, number, why in match_round.outcomes.values_list("user", "sessions", "why_none"):
            assert number == sessions[user]
            assert bool(number) != bool(why)


def assert_no_open_proposal_meets_a_booking() -> None:
    for proposal in Proposal.objects.open():
        for user in (proposal.proposer_id, proposal.partner_id):
            assert not Claim.objects.filter(
                user=user, quarter_at__gte=proposal.starts_at, quarter_at__lt=proposal.ends_at
            ).exists()


def test_a_round_while_fifty_people_book_cancel_and_change_their_hours():
    a_database_that_threads_share()
    crowd = [seeker(sessions=3, per_week=2) for _ in range(CROWD)]
    pairs = list(zip(crowd[:20:2], crowd[1:20:2], strict=True))
    to_accept = [propose(*pair, starts_at=in_days(1) + timedelta(hours=15)) for pair in pairs]
    booked = list(zip(crowd[20:40:2], crowd[21:40:2], strict=True))
    to_cancel = [book(*pair, starts_at=in_days(2)) for pair in booked]
    work = [run, run]
    work += [lambda p=p: accept(p.pk, p.partner_id) for p in to_accept]
    work += [lambda s=s: cancel(s.pk) for s in to_cancel]
    work += [lambda u=u: change_hours(u.pk) for u in crowd[30:50]]
    work += [lambda n=n: ask(crowd[n].pk, crowd[n + 20].pk) for n in range(10)]
    assert len(work) == CROWD + 2

    results = all_at_once(work)

    assert results["booked"] == results["cancelled"] == 10
    assert results["changed"] == 20
    assert results["round"] >= 1
    assert results["round"] + results["busy"] == 2
    assert results["asked"] + results["refused"] == 10
    assert MatchRound.objects.filter(state="done").count() == results["round"]
    assert Proposal.objects.filter(origin="round").exists()
    assert_calendars_are_right()
    assert_every_proposal_is_accounted_for()
    assert_no_open_proposal_meets_a_booking()

    waiting = list(Proposal.objects.open().filter(origin="round"))
    answers = all_at_once(
        [
            lambda p=p, user=user: accept(p.pk, user)
            for p in waiting
            for user in (p.proposer_id, p.partner_id)
        ]
    )
    made = Session.objects.live().count() - 10
    assert answers["booked"] == made
    assert answers["booked"] <= answers["first yes"] <= len(waiting)
    assert_calendars_are_right()
    assert_no_open_proposal_meets_a_booking()


def test_a_round_planned_before_a_storm_of_bookings_proposes_only_what_still_fits(monkeypatch):
    """The plan is held back until five others have booked what it counted on."""
    a_database_that_threads_share()
    crowd = [seeker(sessions=1, per_week=1) for _ in range(20)]
    plan = planned_round

    def plan_then_storm(*args, **kwargs):
        planned = plan(*args, **kwargs)
        meetings = planned.meetings[:5]
        proposals = [
            propose(User.objects.get(pk=meeting.first.pk), person(), starts_at=meeting.starts_at)
            for meeting in meetings
        ]
        stormed = all_at_once([lambda p=p: accept(p.pk, p.partner_id) for p in proposals])
        assert stormed == {"booked": 5}
        return planned

    monkeypatch.setattr("scheduling.actions.rounds.planned_round", plan_then_storm)
    assert run() == "round"
    assert MatchPair.objects.exclude(fell_out="").count() == 5
    assert Proposal.objects.filter(origin="round", state="open").count() == len(crowd) // 2 - 5
    assert_calendars_are_right()
    assert_every_proposal_is_accounted_for()
    assert_no_open_proposal_meets_a_booking()


def test_rounds_of_two_scopes_at_once_keep_out_of_each_others_way():
    """Who is in two cohorts with rounds is in two pools: each open proposal is counted by both."""
    a_database_that_threads_share()
    both = [seeker(sessions=1, per_week=1) for _ in range(6)]
    scopes = [f"cohort:{cohort_of(*both).pk}" for _ in range(2)]
    results = all_at_once([lambda scope=scope: run(scope) for scope in scopes])
    assert results == {"round": 2}
    asked = Counter()
    for proposal in Proposal.objects.filter(origin="round"):
        asked.update((proposal.proposer_id, proposal.partner_id))
    assert set(asked.values()) == {1}
    assert sum(asked.values()) == len(both)
    assert_every_proposal_is_accounted_for()


def test_a_decline_with_not_this_person_while_rounds_run_is_never_offered_again():
    a_database_that_threads_share()
    pair = [seeker(sessions=1, per_week=1) for _ in range(2)]
    assert run() == "round"
    (first,) = Proposal.objects.all()

    def decline() -> str:
        by = User.objects.get(pk=pair[0].pk)
        decline_proposal(first, by=by, reason="", why=Why.PERSON, now=timezone.now())
        return "declined"

    results = all_at_once([decline, run, run, run])
    assert results["declined"] == 1
    assert run() == "round"
    assert Proposal.objects.count() == 1


# --- two people accept at the same moment -------------------------------------------------------


def offered(first: User, second: User, *, starts_at) -> Proposal:
    meeting = Meeting(
        first=first,
        second=second,
        mode="swap",
        starts_at=starts_at,
        first_kind="coding",
        second_kind="coding",
    )
    return offer_session(meeting, origin="round", expires_at=in_days(1), now=timezone.now())


def test_both_accept_at_the_same_moment_and_there_is_one_session():
    a_database_that_threads_share()
    for _ in range(5):
        pair = [person() for _ in range(2)]
        proposal = offered(*pair, starts_at=in_days(3))
        clicks = [lambda u=user, pk=proposal.pk: accept(pk, u.pk) for user in pair] * 5
        results = all_at_once(clicks)
        assert results == {"first yes": 1, "booked": 1, "refused": 8}
        assert Session.objects.live().of(pair[0]).count() == 1
    assert_calendars_are_right()


def test_of_two_overlapping_offers_accepted_at_the_same_moment_one_is_booked():
    a_database_that_threads_share()
    shared, one, other = (person() for _ in range(3))
    first = offered(shared, one, starts_at=in_days(3))
    second = offered(other, shared, starts_at=in_days(3) + timedelta(minutes=30))
    results = all_at_once(
        [
            lambda p=p, u=u: accept(p.pk, u)
            for p in (first, second)
            for u in (p.proposer_id, p.partner_id)
        ]
    )
    assert results["booked"] == 1
    assert Session.objects.live().of(shared).count() == 1
    assert set(Proposal.objects.values_list("state", flat=True)) == {"accepted", "expired"}
    assert_calendars_are_right()
