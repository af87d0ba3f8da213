"""A round without its effects: the pool, its plan, and the figures. Writes nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cohorts.models import Cohort
from interviews.models import Kind, Mode, Participation, Session
from scheduling.domain.matching.plan import Plan, PlannedSession, plan_sessions
from scheduling.domain.matching.pool import PoolPerson, Role
from scheduling.domain.matching.value import in_pair, way_between
from scheduling.domain.pair_value import Way, pair_value
from scheduling.domain.round_figures import Figures, Leg, Someone, figures_of
from scheduling.domain.round_terms import RoundTerms
from scheduling.queries.free_time import Calendar
from scheduling.queries.match_pool import Entrant, LoadedPool, load_match_pool

NO_ROOM = "Whom we would have proposed to you has no room for another session then."
KIND_WORDS = {kind.value: kind.label.lower() for kind in Kind}


@dataclass(frozen=True)
class PlannedMeeting:
    """A planned session as a proposal needs it: kinds practised ("" for none), words for each."""

    session: PlannedSession
    first: Entrant
    second: Entrant
    mode: str
    first_kind: str
    second_kind: str
    first_why: list[str]
    second_why: list[str]

    @property
    def starts_at(self) -> datetime:
        return self.session.start

    @property
    def ends_at(self) -> datetime:
        return self.session.start + timedelta(minutes=self.session.minutes)


@dataclass(frozen=True)
class PlannedRound:
    """`why_none`: in words for each person of the pool (by id) without a session."""

    loaded: LoadedPool
    plan: Plan
    meetings: tuple[PlannedMeeting, ...]
    why_none: dict[int, str]
    seconds: float


def planned_round(
    cohort: Cohort | None,
    *,
    terms: RoundTerms,
    now: datetime,
    clock: Callable[[], float],
    time_limit: float,
) -> PlannedRound:
    """What a round of `cohort` (None: of everybody else) would propose now.

    At most about `time_limit` seconds on `clock` go into the plan.
    """
    began = clock()
    loaded = load_match_pool(cohort, terms=terms, now=now)
    plan = plan_sessions(loaded.pool, time_limit=time_limit, clock=clock)
    kept = within_limits(plan.sessions, calendars=[one.calendar for one in loaded.entrants])
    dropped = {n for one in {*plan.sessions} - {*kept} for n in (one.a, one.b)}
    given = Counter[tuple[int, str]]()
    return PlannedRound(
        loaded=loaded,
        plan=plan,
        meetings=tuple(_meeting(session, loaded=loaded, given=given) for session in kept),
        why_none={
            **{loaded.entrants[n].pk: NO_ROOM for n in dropped},
            **{loaded.entrants[one.person].pk: one.why for one in plan.unmatched},
        },
        seconds=clock() - began,
    )


def within_limits(
    sessions: Sequence[PlannedSession], *, calendars: Sequence[Calendar]
) -> list[PlannedSession]:
    """Those of the planned sessions that keep to the limits of both people together, in order.

    `calendars` by the people's indices. The plan keeps to each limit as if there were no other
    session of its own but for their number in a week: here a day, a pause, a week of somebody's
    zone can be too full. The most valuable stay.
    """
    held, kept = list(calendars), set()
    for session in sorted(sessions, key=lambda one: -one.value):
        end = session.start + timedelta(minutes=session.minutes)
        if entered(held, (session.a, session.b), start=session.start, end=end):
            kept.add(session)
    return [session for session in sessions if session in kept]


def entered(
    calendars: list[Calendar], two: tuple[int, int], *, start: datetime, end: datetime
) -> bool:
    """Enter a session into the calendars of `two`, unless it is beyond the limits of either."""
    if any(calendars[n].why_full(start=start, end=end) for n in two):
        return False
    for n in two:
        calendars[n] = calendars[n].with_sessions([(start, end)], starts=[start])
    return True


def _meeting(
    session: PlannedSession, *, loaded: LoadedPool, given: Counter[tuple[int, str]]
) -> PlannedMeeting:
    first, second = loaded.entrants[session.a], loaded.entrants[session.b]
    one, other = loaded.pool.people[session.a], loaded.pool.people[session.b]
    way = way_between(one, other)
    first_kind = _kind(first, second, loaded=loaded, given=given) if way != Way.INTERVIEW else ""
    second_kind = _kind(second, first, loaded=loaded, given=given) if way != Way.PRACTISE else ""
    return PlannedMeeting(
        session=session,
        first=first,
        second=second,
        mode=Mode.SWAP if way == Way.SWAP else Mode.ONE_WAY,
        first_kind=first_kind,
        second_kind=second_kind,
        first_why=why_for(one, other),
        second_why=why_for(other, one),
    )


def why_for(you: PoolPerson, they: PoolPerson) -> list[str]:
    """Why they are the other, in words for `you`."""
    way = way_between(you, they)
    assert way is not None
    return pair_value(in_pair(you), in_pair(they), way=way, kind_words=KIND_WORDS).reasons


def _kind(
    learner: Entrant,
    interviewer: Entrant,
    *,
    loaded: LoadedPool,
    given: Counter[tuple[int, str]],
) -> str:
    """Of what one wants and the other gives, the kind that brings the learner most.

    What they never practised comes first, what this round gives them already comes later; then it
    goes by what one more time is worth, and where that is not known by what they practised least.
    A pair that a coach has fixed may have none in common: then what the interviewer can give,
    or what the learner wants.
    """
    common = [kind for kind in learner.wants if kind in interviewer.gives]
    options = common or [*interviewer.gives] or [*learner.wants]

    def order(kind: str) -> tuple[int, bool, float, int]:
        key = (learner.pk, kind)
        times = loaded.practised.get(key, 0)
        return given[key], times > 0, -loaded.worth.get(key, 0.0), times

    kind = min(options, key=order)
    given[learner.pk, kind] += 1
    return kind


def figures_of_round(
    planned: PlannedRound, *, meetings: Sequence[PlannedMeeting], fell_out: int = 0
) -> Figures:
    """The figures of `meetings`, those of the plan that were or would be proposed. One query."""
    pool = planned.loaded.pool
    people = [
        Someone(waited_days=person.waited_days, zone=entrant.zone, level=person.level)
        for person, entrant in zip(pool.people, planned.loaded.entrants, strict=True)
    ]
    return figures_of(
        people,
        sessions=[_legs(pool.people, meeting.session) for meeting in meetings],
        left_out=len(planned.loaded.left_out),
        repeats=_repeats(meetings),
        value=planned.plan.value,
        upper_bound=planned.plan.upper_bound,
        seconds=planned.seconds,
        fell_out=fell_out,
    )


def _legs(people: Sequence[PoolPerson], session: PlannedSession) -> list[Leg]:
    pairs = [(session.a, session.b), (session.b, session.a)]
    return [
        Leg(learner, interviewer, people[interviewer].level_given - people[learner].level)
        for learner, interviewer in pairs
        if people[learner].role != Role.INTERVIEWER
        and (people[interviewer].role == Role.INTERVIEWER or _is_swap(people, session))
    ]


def _is_swap(people: Sequence[PoolPerson], session: PlannedSession) -> bool:
    return people[session.a].role == people[session.b].role == Role.SWAP


def _repeats(meetings: Sequence[PlannedMeeting]) -> int:
    """How many of the pairs have held a session before, however long ago."""
    ids = {entrant.pk for meeting in meetings for entrant in (meeting.first, meeting.second)}
    held: dict[int, set[int]] = {}
    rows = Participation.objects.filter(
        user__in=ids, session__state=Session.State.COMPLETED
    ).order_by()
    for session, pk in rows.values_list("session_id", "user_id"):
        held.setdefault(session, set()).add(pk)
    met = {frozenset(two) for two in held.values() if len(two) == 2}
    return sum(1 for one in meetings if frozenset({one.first.pk, one.second.pk}) in met)
