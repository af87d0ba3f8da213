"""Run a round: plan outside any transaction, then propose in one step what still fits.

Whatever dies in between has written nothing but that it began. Whoever runs the next round of
the same scope finds the lease over, notes that the last one died, and begins anew.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from scheduling.actions.announcements import announce_proposals
from scheduling.actions.offers import Meeting, draft_offer
from scheduling.actions.proposal_life import record_proposed
from scheduling.domain.intervals import contains
from scheduling.domain.matching.pool import Pool
from scheduling.domain.pool_limits import week_start
from scheduling.domain.round_terms import RoundTerms, answer_due
from scheduling.models import MatchOutcome, MatchPair, MatchRound, Proposal, RoundRules
from scheduling.queries.match_pool import LoadedPool, load_match_pool
from scheduling.queries.planned_round import (
    PlannedMeeting,
    PlannedRound,
    entered,
    figures_of_round,
    planned_round,
)

LEASE = timedelta(minutes=5)  # longer than PLAN_SECONDS and the step after it
PLAN_SECONDS = 120.0
BATCH = 500
WHY_LENGTH = 300
FELL_OUT = "One of the two was booked, was asked or changed their hours while we planned."


class RoundBusy(Exception):
    """Another round of the same scope is running: try again in a moment."""


class RoundLost(Exception):
    """The lease ran out and somebody else took over: nothing was proposed."""


def run_round(
    scope: str,
    *,
    due_at: datetime,
    now: datetime,
    clock: Callable[[], float],
    time_limit: float = PLAN_SECONDS,
    by: User | None = None,
) -> MatchRound | None:
    """Match the pool of `scope` (of a RoundRules) and propose to both of each pair.

    None if a round of it has run since `due_at`: a second call for the same turn does nothing.
    `by` is the coach who asked for it. Must not be called in a transaction that is to last.
    Raises RoundBusy, RoundLost.
    """
    begun = _begin(scope, due_at=due_at, by=by, now=now)
    if begun is None:
        return None
    rules, match_round = begun
    planned = planned_round(
        rules.cohort, terms=rules.round_terms, now=now, clock=clock, time_limit=time_limit
    )
    return _publish(match_round, planned, rules=rules, now=now)


@transaction.atomic
def _begin(
    scope: str, *, due_at: datetime, by: User | None, now: datetime
) -> tuple[RoundRules, MatchRound] | None:
    lease = uuid.uuid4()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    not_run = Q(last_run_at=None) | Q(last_run_at__lt=due_at)
    taken = RoundRules.objects.filter(free, not_run, scope=scope).update(
        lease=lease, lease_until=now + LEASE
    )
    rules = RoundRules.objects.select_related("cohort").filter(scope=scope).first()
    if rules is None:
        return None  # the cohort is gone
    if not taken:
        if rules.last_run_at is not None and rules.last_run_at >= due_at:
            return None
        raise RoundBusy(scope)
    terms = rules.round_terms
    MatchRound.objects.filter(cohort=rules.cohort, state=MatchRound.State.RUNNING).update(
        state=MatchRound.State.DIED, finished_at=now
    )
    match_round = MatchRound.objects.create(
        cohort=rules.cohort,
        terms=terms.to_json(),
        starts_at=now + terms.notice,
        ends_at=now + terms.notice + terms.horizon,
        started_at=now,
    )
    record_audit(match_round, verb="scheduling.run_round", by=by, now=now, scope=scope)
    return rules, match_round


@transaction.atomic
def _publish(
    match_round: MatchRound, planned: PlannedRound, *, rules: RoundRules, now: datetime
) -> MatchRound:
    """Propose what still fits, note what came of everybody, and give the lease back."""
    held = RoundRules.objects.filter(pk=rules.pk, lease=rules.lease)
    if not held.update(lease=None, lease_until=None, last_run_at=now):
        raise RoundLost(rules.scope)
    people = _lock(planned.meetings)
    terms = rules.round_terms
    fresh = load_match_pool(rules.cohort, terms=terms, now=now, only=list(people))
    fitting = _still_fitting(planned.meetings, fresh=fresh)
    proposals = _propose(fitting, people=people, terms=terms, now=now)
    _note_pairs(match_round, planned.meetings, proposals=proposals)
    _note_outcomes(match_round, planned, fitting=fitting)
    pool, fell_out = planned.loaded.pool, len(planned.meetings) - len(fitting)
    match_round.figures = figures_of_round(planned, meetings=fitting, fell_out=fell_out).to_json()
    match_round.state, match_round.finished_at = MatchRound.State.DONE, now
    match_round.starts_at, match_round.ends_at = pool.start, pool.end
    match_round.save()
    return match_round


def _lock(meetings: Iterable[PlannedMeeting]) -> dict[int, User]:
    """Everybody who is to be asked, by id, locked as a booking locks them."""
    ids = {one.pk for meeting in meetings for one in (meeting.first, meeting.second)}
    people = User.objects.in_bulk(ids)
    lock_people(people.values())
    return people


def _still_fitting(
    meetings: Sequence[PlannedMeeting], *, fresh: LoadedPool
) -> list[PlannedMeeting]:
    """Those that can be held by what the locked people's rows say now, in the plan's order."""
    pool = fresh.pool
    calendars = [entrant.calendar for entrant in fresh.entrants]
    index = {entrant.pk: n for n, entrant in enumerate(fresh.entrants)}
    in_all: Counter[int] = Counter()
    in_week: Counter[tuple[int, datetime]] = Counter()
    fitting = []
    for meeting in meetings:
        a, b = index.get(meeting.first.pk), index.get(meeting.second.pk)
        if a is None or b is None:
            continue
        pair, week = (min(a, b), max(a, b)), week_start(meeting.starts_at)
        if pair not in pool.fixed and (pair in pool.blocked or pair in pool.history):
            continue
        fits = all(
            in_all[n] < pool.people[n].sessions
            and in_week[n, week] < pool.people[n].per_week
            and contains(pool.people[n].available, start=meeting.starts_at, end=meeting.ends_at)
            for n in pair
        )
        if not fits or _minutes(pool, pair) != meeting.session.minutes:
            continue
        if not entered(calendars, pair, start=meeting.starts_at, end=meeting.ends_at):
            continue
        for n in pair:
            in_all[n] += 1
            in_week[n, week] += 1
        fitting.append(meeting)
    return fitting


def _minutes(pool: Pool, pair: tuple[int, int]) -> int | None:
    return pool.minutes_for(pool.people[pair[0]], pool.people[pair[1]])


def _propose(
    meetings: Sequence[PlannedMeeting],
    *,
    people: Mapping[int, User],
    terms: RoundTerms,
    now: datetime,
) -> dict[tuple[int, int], Proposal]:
    """Ask both of each pair; the proposals by the pair's ids."""
    proposals = [
        draft_offer(
            _offer(meeting, people=people),
            origin=Proposal.Origin.ROUND,
            ends_at=meeting.ends_at,
            expires_at=answer_due(terms, now=now, starts_at=meeting.starts_at),
            now=now,
        )
        for meeting in meetings
    ]
    Proposal.objects.bulk_create(proposals, batch_size=BATCH)
    announce_proposals(proposals, now=now)
    for proposal in proposals:
        record_proposed(proposal, by=None, now=now)
    return {(one.proposer_id, one.partner_id): one for one in proposals}


def _offer(meeting: PlannedMeeting, *, people: Mapping[int, User]) -> Meeting:
    return Meeting(
        first=people[meeting.first.pk],
        second=people[meeting.second.pk],
        mode=meeting.mode,
        starts_at=meeting.starts_at,
        first_kind=meeting.first_kind,
        second_kind=meeting.second_kind,
        first_why=meeting.first_why,
        second_why=meeting.second_why,
    )


def _note_pairs(
    match_round: MatchRound,
    meetings: Sequence[PlannedMeeting],
    *,
    proposals: Mapping[tuple[int, int], Proposal],
) -> None:
    """Every planned pair, also those that fell out: each is accounted for."""
    pairs = []
    for meeting in meetings:
        proposal = proposals.get((meeting.first.pk, meeting.second.pk))
        pairs.append(
            MatchPair(
                match_round=match_round,
                first_id=meeting.first.pk,
                second_id=meeting.second.pk,
                proposal=proposal,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                value=meeting.session.value,
                why=list(meeting.session.why),
                fell_out="" if proposal else FELL_OUT,
            )
        )
    MatchPair.objects.bulk_create(pairs, batch_size=BATCH)


def _note_outcomes(
    match_round: MatchRound, planned: PlannedRound, *, fitting: Sequence[PlannedMeeting]
) -> None:
    """What the round found for everybody who wants partners, and why not for whom it did not."""
    sessions = Counter(one.pk for meeting in fitting for one in (meeting.first, meeting.second))
    ids = [*(entrant.pk for entrant in planned.loaded.entrants), *planned.loaded.left_out]
    why_none = {**planned.why_none, **planned.loaded.left_out}
    here = set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
    MatchOutcome.objects.bulk_create(
        [
            MatchOutcome(
                match_round=match_round,
                user_id=pk,
                sessions=sessions[pk],
                why_none="" if sessions[pk] else why_none.get(pk, FELL_OUT)[:WHY_LENGTH],
            )
            for pk in ids
            if pk in here  # somebody may have erased their account while we planned
        ],
        batch_size=BATCH,
    )
