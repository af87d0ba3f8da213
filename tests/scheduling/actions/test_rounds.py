"""A round: what it proposes, to whom it does not and why, and what a crash leaves behind."""

from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions.erasure import erase_account
from jobs.models import Job
from scheduling.actions import rounds
from scheduling.actions.acceptance import accept_proposal
from scheduling.actions.availability import open_dates
from scheduling.actions.proposals import decline_proposal
from scheduling.actions.rounds import RoundBusy, RoundLost, run_round
from scheduling.domain.declines import Why
from scheduling.domain.quarters import quarters
from scheduling.domain.round_figures import Figures
from scheduling.models import (
    FixedPair,
    MatchOutcome,
    MatchPair,
    MatchRound,
    Proposal,
    RoundRules,
)
from scheduling.periodic import run_due_rounds, run_one_round
from scheduling.queries.due_rounds import due_scopes
from scheduling.queries.match_pool import EXCLUDED, OWES
from scheduling.queries.planned_round import NO_ROOM
from tests.factories import SessionFactory
from tests.feedback.builders import estimate
from tests.scheduling.actions.test_offers import mails
from tests.scheduling.actions.test_proposals import owe_feedback
from tests.scheduling.rounds import cohort_of, seeker
from tests.scheduling.worlds import book, claimed, in_days, limited, person, propose

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _questions(catalogue):
    RoundRules.objects.update_or_create(scope="site", defaults={"is_on": True})


def run(scope="site", *, now=None, due_at=None) -> MatchRound | None:
    now = now or timezone.now()
    return run_round(scope, due_at=due_at or now, now=now, clock=monotonic, time_limit=10)


def asked(*, state="open") -> set[frozenset[int]]:
    found = Proposal.objects.filter(state=state, origin="round")
    return {frozenset(pair) for pair in found.values_list("proposer", "partner")}


def outcomes(match_round) -> dict[int, tuple[int, str]]:
    rows = match_round.outcomes.values_list("user", "sessions", "why_none")
    return {user: (sessions, why) for user, sessions, why in rows}


def test_two_who_fit_are_asked_both(now):
    first, second = seeker(sessions=1, per_week=1), seeker(sessions=1, per_week=1)
    match_round = run(now=now)
    proposal = Proposal.objects.get()
    assert {proposal.proposer, proposal.partner} == {first, second}
    assert (proposal.origin, proposal.mode, proposal.state) == ("round", "swap", "open")
    assert [at for _, at in proposal.acceptances] == [None, None]
    assert proposal.expires_at == now + timedelta(hours=48)
    assert proposal.starts_at >= now + timedelta(hours=12)
    assert "Same level as you" in proposal.why_for(first)
    assert {reader for _, reader in mails("received")} == {first.pk, second.pk}
    assert Job.objects.filter(kind="scheduling.expire_proposal").count() == 1
    assert claimed(first) == claimed(second) == []
    pair = MatchPair.objects.get()
    assert (pair.match_round, pair.proposal, pair.fell_out) == (match_round, proposal, "")
    assert outcomes(match_round) == {first.pk: (1, ""), second.pk: (1, "")}
    figures = Figures.from_json(match_round.figures)
    assert (figures.people, figures.matched, figures.sessions, figures.gap) == (2, 2, 1, 0)
    assert figures.value == figures.upper_bound > 0
    assert (match_round.state, match_round.cohort) == ("done", None)


def test_a_volunteer_interviews_and_the_kind_least_practised_is_chosen(now):
    volunteer = seeker(volunteers_only=True, sessions=1, per_week=1, level=4)
    learner = seeker(interviewer_kinds=[], candidate_kinds=["coding", "behavioural"], level=3)
    done = book(person(), learner, starts_at=in_days(2))
    assert [leg.kind for leg in done.legs.filter(candidate=learner)] == ["coding"]
    run(now=now)
    proposal = Proposal.objects.get(origin="round")
    kinds = {
        proposal.proposer_id: proposal.proposer_kind,
        proposal.partner_id: proposal.partner_kind,
    }
    assert kinds == {volunteer.pk: "", learner.pk: "behavioural"}
    assert proposal.mode == "one_way"
    assert proposal.ends_at - proposal.starts_at == timedelta(minutes=60)


def kind_proposed_to(learner) -> str:
    proposal = Proposal.objects.get(origin="round")
    return {
        proposal.proposer_id: proposal.proposer_kind,
        proposal.partner_id: proposal.partner_kind,
    }[learner.pk]


@pytest.mark.parametrize(("width", "kind"), [(0.2, "behavioural"), (0.6, "coding")])
def test_of_kinds_practised_already_the_one_that_brings_most_is_chosen(width, kind, now):
    seeker(volunteers_only=True, sessions=1, per_week=1, level=4)
    learner = seeker(interviewer_kinds=[], candidate_kinds=["coding", "behavioural"], level=3)
    for days, done in enumerate(("coding", "coding", "behavioural")):
        past = in_days(-30 - days)
        SessionFactory(second=learner, mode="one_way", starts_at=past, kind=done, state="completed")
    estimate(learner, "coding", p=0.5, width=width, now=now)
    estimate(learner, "behavioural", p=0.5, width=0.4, now=now)
    run(now=now)
    assert kind_proposed_to(learner) == kind


def test_one_interviewer_gives_three_candidates_an_hour_each_in_a_row(now):
    evening = in_days(4, now=now).replace(hour=18)
    interviewer = seeker(volunteers_only=True, sessions=3, per_week=3, timezone="UTC")
    interviewer.weekly_windows.all().delete()
    interviewer.weekly_windows.create(weekday=evening.weekday(), starts=time(18), ends=time(21))
    candidates = [seeker(interviewer_kinds=[], sessions=1, per_week=1) for _ in "123"]
    cohort = cohort_of(interviewer, *candidates, horizon_days=6)
    run(f"cohort:{cohort.pk}", now=now)
    proposals = Proposal.objects.filter(origin="round").order_by("starts_at")
    assert [(one.starts_at, one.ends_at) for one in proposals] == [
        (evening + timedelta(hours=n), evening + timedelta(hours=n + 1)) for n in range(3)
    ]
    assert {one.other_than(interviewer) for one in proposals} == set(candidates)
    for one in proposals:
        for asked_one in (one.proposer, one.partner):
            accept_proposal(one, by=asked_one, now=now)
    assert claimed(interviewer) == quarters(evening, evening + timedelta(hours=3))


def test_who_is_not_matched_reads_why(now):
    alone = seeker(languages=["sw"])
    debtor = seeker()
    owe_feedback(debtor, since=now - timedelta(hours=25))
    found = outcomes(run(now=now))
    assert found[debtor.pk] == (0, OWES)
    assert found[alone.pk][0] == 0
    assert found[alone.pk][1]
    assert not Proposal.objects.exists()


def test_an_empty_pool_is_a_round_too(now):
    match_round = run(now=now)
    assert match_round.state == "done"
    assert Figures.from_json(match_round.figures).percent == 0


def test_the_next_round_asks_nobody_twice(now):
    people = [seeker(sessions=1, per_week=1) for _ in range(2)]
    run(now=now)
    run(now=now + timedelta(hours=1))
    assert asked() == {frozenset(one.pk for one in people)}
    assert Proposal.objects.count() == 1


def test_not_with_this_person_is_never_offered_again(now):
    first, second = seeker(sessions=1, per_week=1), seeker(sessions=1, per_week=1)
    run(now=now)
    decline_proposal(Proposal.objects.get(), by=second, reason="", why=Why.PERSON, now=now)
    run(now=now + timedelta(hours=1))
    assert Proposal.objects.count() == 1
    third = seeker(sessions=1, per_week=1)
    run(now=now + timedelta(hours=2))
    assert asked() in ({frozenset({first.pk, third.pk})}, {frozenset({second.pk, third.pk})})


def test_another_time_is_found_for_the_same_two(now):
    first, second = seeker(sessions=1, per_week=1), seeker(sessions=1, per_week=1)
    run(now=now)
    declined = Proposal.objects.get()
    decline_proposal(declined, by=first, reason="", why=Why.TIME, now=now)
    run(now=now + timedelta(hours=1))
    again = Proposal.objects.get(state="open")
    assert {again.proposer, again.partner} == {first, second}
    assert again.starts_at >= declined.ends_at or again.ends_at <= declined.starts_at


def test_who_said_yes_in_vain_comes_before_others_in_the_next_round(now):
    quitter, willing = seeker(sessions=1, per_week=1), seeker(sessions=1, per_week=1)
    run(now=now)
    proposal = Proposal.objects.get()
    accept_proposal(proposal, by=willing, now=now)
    decline_proposal(proposal, by=quitter, reason="", why=Why.NOT_NOW, now=now)
    others = [seeker(sessions=1, per_week=1, waited_days=3) for _ in range(2)]
    run(now=now + timedelta(hours=1))
    (pair,) = asked()
    assert willing.pk in pair
    assert len(pair & {one.pk for one in others}) == 1


def test_caps_are_kept_over_several_rounds(now):
    people = [seeker(sessions=2, per_week=1) for _ in range(5)]
    for hours in range(4):
        run(now=now + timedelta(hours=hours))
    for user in people:
        mine = Proposal.objects.of(user)
        weeks = [tuple(one.starts_at.isocalendar()[:2]) for one in mine]
        assert len(weeks) <= 2
        assert len(set(weeks)) == len(weeks)


def test_a_cohorts_round_is_its_own_and_follows_its_rules(now):
    members, outsider = [seeker(sessions=1, per_week=1) for _ in range(4)], seeker()
    cohort = cohort_of(*members, groups=("A", "A", "A", "B"), groups_apart=True)
    match_round = run(f"cohort:{cohort.pk}", now=now)
    (pair,) = asked()
    assert members[3].pk in pair
    assert outsider.pk not in outcomes(match_round)
    assert match_round.terms["groups_apart"] is True
    RoundRules.objects.filter(cohort=cohort).update(terms={"excluded_groups": ["A"]})
    found = outcomes(run(f"cohort:{cohort.pk}", now=now + timedelta(hours=1)))
    assert {found[member.pk] for member in members[:3]} == {(0, EXCLUDED)}


def test_a_fixed_pair_meets_once_though_all_speaks_against_it(now):
    first = seeker(candidate_kinds=["coding"], interviewer_kinds=["coding"], level=1)
    second = seeker(candidate_kinds=["behavioural"], interviewer_kinds=["behavioural"], level=5)
    cohort = cohort_of(first, second)
    scope = f"cohort:{cohort.pk}"
    run(scope, now=now)
    assert asked() == set()
    FixedPair.objects.create(cohort=cohort, first=first, second=second, created_at=now)
    for hours in (1, 2):
        run(scope, now=now + timedelta(hours=hours))
    proposal = Proposal.objects.get()
    assert (proposal.proposer, proposal.partner) == (first, second)
    for user in (first, second):
        accept_proposal(proposal, by=user, now=now)
    run(scope, now=now + timedelta(hours=3))
    assert Proposal.objects.count() == 1


def test_a_no_is_stronger_than_a_fixed_pair(now):
    first, second = seeker(), seeker()
    cohort = cohort_of(first, second)
    FixedPair.objects.create(cohort=cohort, first=first, second=second, created_at=now)
    run(f"cohort:{cohort.pk}", now=now)
    decline_proposal(Proposal.objects.get(), by=first, reason="", why=Why.PERSON, now=now)
    run(f"cohort:{cohort.pk}", now=now + timedelta(hours=1))
    assert Proposal.objects.count() == 1


# --- what happens while it plans ----------------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done after the plan is made and before it is published."""
    work = []
    plan = rounds.planned_round

    def planned_and_then(*args, **kwargs):
        planned = plan(*args, **kwargs)
        for piece in work:
            piece()
        return planned

    monkeypatch.setattr(rounds, "planned_round", planned_and_then)
    return work.append


def test_a_booking_made_meanwhile_is_respected_and_counted(meanwhile, now):
    first, second = seeker(sessions=1, per_week=1), seeker(sessions=1, per_week=1)
    third = person()

    def booked():
        book(first, third, starts_at=in_days(5))

    meanwhile(booked)
    match_round = run(now=now)
    assert asked() == set()
    pair = MatchPair.objects.get()
    assert (pair.proposal, pair.fell_out) == (None, rounds.FELL_OUT)
    assert Figures.from_json(match_round.figures).fell_out == 1
    assert outcomes(match_round) == {
        first.pk: (0, rounds.FELL_OUT),
        second.pk: (0, rounds.FELL_OUT),
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda first, second, now: propose(first, second, starts_at=in_days(9)),
        lambda first, second, now: first.weekly_windows.all().delete(),
        lambda first, second, now: erase_account(first, by=first, now=now),
        lambda first, second, now: type(first.match_preference).objects.update(is_on=False),
        lambda first, second, now: owe_feedback(second, since=now - timedelta(hours=25)),
        lambda first, second, now: type(first.profile).objects.update(extra_time_percent=50),
    ],
    ids=["asked", "hours", "erased", "off", "owes", "longer"],
)
def test_what_changed_meanwhile_makes_a_pair_fall_out(change, meanwhile, now):
    first, second = seeker(), seeker()
    meanwhile(lambda: change(first, second, now))
    run(now=now)
    assert asked() == set()
    assert MatchRound.objects.get().state == "done"


def test_a_lost_lease_proposes_nothing(meanwhile, now):
    seeker(), seeker()
    meanwhile(lambda: RoundRules.objects.update(lease="00000000-0000-4000-8000-000000000000"))
    with pytest.raises(RoundLost):
        run(now=now)
    assert not Proposal.objects.exists()


def test_one_round_of_a_scope_at_a_time(meanwhile, now):
    seeker(), seeker()
    seen = []

    def another():
        with pytest.raises(RoundBusy):
            run(now=now)
        seen.append(True)

    meanwhile(another)
    run(now=now)
    assert seen == [True]
    assert MatchRound.objects.count() == 1


def test_a_round_that_died_leaves_nothing_and_the_next_takes_over(monkeypatch, now):
    people = [seeker(sessions=1, per_week=1) for _ in range(2)]
    publish = rounds._publish

    def die(*args, **kwargs):
        publish(*args, **kwargs)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "_publish", transaction.atomic(die))
        with pytest.raises(SystemExit):
            run(now=now)
    assert not Proposal.objects.exists()
    assert MatchRound.objects.get().state == "running"
    with pytest.raises(RoundBusy):
        run(now=now + rounds.LEASE - timedelta(seconds=1))
    run(now=now + rounds.LEASE)
    assert asked() == {frozenset(one.pk for one in people)}
    assert list(MatchRound.objects.order_by("pk").values_list("state", flat=True)) == [
        *("died", "done"),
    ]


def test_the_same_turn_is_run_once(now):
    seeker(), seeker()
    assert run(now=now, due_at=now) is not None
    assert run(now=now + timedelta(minutes=1), due_at=now) is None
    assert MatchRound.objects.count() == 1


def test_rules_that_are_gone_run_nothing(now):
    assert run("cohort:999", now=now) is None


# --- on a schedule ------------------------------------------------------------------------------


def test_rounds_are_due_by_their_rules(now):
    daily, off, over = (cohort_of(seeker()) for _ in range(3))
    rules = RoundRules.objects
    rules.filter(cohort=daily).update(every_hours=24, last_run_at=now - timedelta(hours=23))
    rules.filter(cohort=off).update(is_on=False)
    over.starts_date = over.ends_date = now.date() - timedelta(days=20)
    over.save()
    assert due_scopes(now=now) == ["site"]
    assert due_scopes(now=now + timedelta(minutes=50)) == [f"cohort:{daily.pk}", "site"]
    rules.filter(scope="site").update(last_run_at=now)
    assert due_scopes(now=now + timedelta(minutes=49)) == []


def test_the_hourly_job_queues_a_round_of_each_scope_and_a_job_runs_it(now):
    people = [seeker(sessions=1, per_week=1) for _ in range(2)]
    for _ in range(2):
        run_due_rounds(now=now)
    job = Job.objects.get(kind="scheduling.run_round")
    for _ in range(2):
        run_one_round(now=now, **job.arguments)
    assert asked() == {frozenset(one.pk for one in people)}
    assert MatchRound.objects.count() == 1
    assert MatchOutcome.objects.count() == 2


# --- limits of people's own -----------------------------------------------------------------


def test_a_round_keeps_each_days_limit_among_its_own_proposals():
    """Everybody is free on one evening alone: the volunteer could be planned twice on it."""
    monday = datetime(2026, 12, 7, 9, tzinfo=UTC)
    volunteer = limited(seeker(volunteers_only=True), most_per_day=1)
    learners = [seeker(interviewer_kinds=[]) for _ in range(2)]
    for user in (volunteer, *learners):
        user.weekly_windows.all().delete()
        open_dates(user, dates=[date(2026, 12, 9)], window=(time(18), time(21)))
    match_round = run(now=monday)
    (pair,) = asked()
    (left,) = {user.pk for user in learners} - pair
    assert pair == {volunteer.pk, *(user.pk for user in learners if user.pk != left)}
    assert outcomes(match_round)[left] == (0, NO_ROOM)
    assert MatchPair.objects.count() == 1
    limited(volunteer, most_per_day=None)
    run(now=monday + timedelta(hours=1))
    assert len(asked()) == 2


def test_a_round_keeps_the_pause_between_its_own_proposals():
    monday = datetime(2026, 12, 7, 9, tzinfo=UTC)
    volunteer = limited(seeker(volunteers_only=True), buffer_after_minutes=60)
    for user in (volunteer, seeker(interviewer_kinds=[]), seeker(interviewer_kinds=[])):
        user.weekly_windows.all().delete()
        open_dates(user, dates=[date(2026, 12, 9)], window=(time(18), time(20)))
    run(now=monday)
    assert len(asked()) == 1  # two of an hour fit, but not with an hour between them


def test_limits_set_while_a_round_plans_make_a_pair_fall_out(monkeypatch):
    monday = datetime(2026, 12, 7, 9, tzinfo=UTC)
    first, second = seeker(), seeker()
    plan = rounds.planned_round

    def plan_and_limit(*args, **kwargs):
        planned = plan(*args, **kwargs)
        limited(first, most_per_week=1)
        return planned

    monkeypatch.setattr(rounds, "planned_round", plan_and_limit)
    for at in (monday + timedelta(days=3, hours=2), monday + timedelta(days=10, hours=2)):
        book(person(), first, starts_at=at, now=monday)
    limited(first, most_per_week=2)
    run(now=monday)
    assert asked() == set()
    assert {user.pk for user in (first, second)} == set(
        MatchOutcome.objects.filter(sessions=0).values_list("user", flat=True)
    )
