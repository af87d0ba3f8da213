"""The people to match in a round, from the database, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from accounts.models import User
from cohorts.models import Cohort, Membership
from feedback.queries.next_practice import worth_of_practice
from feedback.queries.owed import people_who_owe
from interviews.models import Participation, Session
from scheduling.domain.intervals import Interval, subtract
from scheduling.domain.limits import NO_LIMITS
from scheduling.domain.matching.pool import Pool, PoolPerson
from scheduling.domain.pool_limits import (
    next_quarter,
    role_of,
    room_left,
    session_minutes,
    shortest_minutes,
)
from scheduling.domain.round_terms import RoundTerms, reliability, waited_days
from scheduling.models import FixedPair, Proposal, RoundRules
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import Calendar, calendars_of, zone_named
from scheduling.queries.partner_pool import KINDS, worn_out_kinds
from scheduling.queries.pool_record import attendance_of, practised_by

Pair = tuple[int, int]

LOOK_BACK = timedelta(days=90)  # whether a pair that a coach has fixed has come about since

# In words for the person, as the plan's own reasons are.
NO_KIND = "There is no kind of round left that you could practise or give."
NO_TIME = "You have no free time in these days."
LIMITS = "Your own limits leave no room in these days."
OWES = "You owe feedback on a session of more than a day ago."
RESTS = "You asked for a quiet week."
ENOUGH = "As many sessions as you want are booked or proposed to you."
EXCLUDED = "Your group takes no part in these rounds."


@dataclass(frozen=True)
class Entrant:
    """Somebody of the pool as proposals and pages know them; kinds in the order of Kind.

    `calendar` holds what is booked and what is proposed to them.
    """

    pk: int
    public_id: UUID
    pseudonym: str
    zone: str
    level: int
    wants: tuple[str, ...]
    gives: tuple[str, ...]
    calendar: Calendar


@dataclass(frozen=True)
class LoadedPool:
    """`entrants` in the order of the pool's people. `left_out`: who takes no part now, and why.

    `practised` is how often somebody (by id) was candidate in a kind, `worth` what one more time
    is worth to them.
    """

    pool: Pool
    entrants: tuple[Entrant, ...]
    left_out: Mapping[int, str]
    practised: Mapping[tuple[int, str], int]
    worth: Mapping[tuple[int, str], float]


class _Row(NamedTuple):
    pk: int
    public_id: UUID
    pseudonym: str
    zone: str
    languages: list[str]
    extra_time_percent: int
    level: int
    interviewer_level: int | None
    candidate_kinds: list[str]
    interviewer_kinds: list[str]
    volunteers_only: bool
    sessions: int
    per_week: int
    waiting_since: datetime
    priority: int


_COLUMNS = (
    *("pk", "public_id", "profile__pseudonym", "profile__timezone", "profile__languages"),
    *("profile__extra_time_percent", "preparation__level", "preparation__interviewer_level"),
    *("preparation__candidate_kinds", "preparation__interviewer_kinds"),
    *("preparation__volunteers_only", "match_preference__sessions"),
    *("match_preference__per_week", "match_preference__waiting_since"),
    "match_preference__priority",
)


@dataclass(frozen=True)
class _Facts:
    """What the tables say of the people (by id) beyond their own rows."""

    calendars: Mapping[int, Calendar]  # with what is proposed
    free: Mapping[int, list[Interval]]
    taken: Mapping[int, list[datetime]]  # starts of sessions booked or proposed
    kept: Mapping[int, tuple[int, int]]  # sessions kept and missed
    worn_out: Mapping[int, frozenset[str]]
    owing: frozenset[int]
    resting: frozenset[int]
    declined: frozenset[Pair]
    asked: frozenset[Pair]  # open proposals
    same_group: frozenset[Pair]
    last_met: Mapping[Pair, datetime]  # the start of their last session, held or booked


def load_match_pool(
    cohort: Cohort | None,
    *,
    terms: RoundTerms,
    now: datetime,
    only: Collection[int] | None = None,
) -> LoadedPool:
    """Who takes part in the next round of `cohort` (None: of everybody else), under `terms`.

    With `only` it is about no others than these ids. Sixteen queries, whatever their number, and
    one for all whose limits count sessions.
    """
    start = next_quarter(now + terms.notice)
    end = start + terms.horizon
    groups = _groups(cohort)
    people_here = _taking_part(cohort)
    if only is not None:
        people_here = people_here.filter(pk__in=only)
    rows = [_Row(*columns) for columns in people_here.values_list(*_COLUMNS)]
    facts = _facts([row.pk for row in rows], groups, terms=terms, start=start, end=end, now=now)
    people: list[PoolPerson] = []
    entrants: list[Entrant] = []
    left_out: dict[int, str] = {}
    for row in rows:
        if groups.get(row.pk) in terms.excluded_groups:
            left_out[row.pk] = EXCLUDED
            continue
        person, why_not = _person(row, facts=facts, start=start, end=end, now=now)
        if person is None:
            left_out[row.pk] = why_not
            continue
        people.append(person)
        entrants.append(_entrant(row, person, calendar=facts.calendars[row.pk]))
    index = {entrant.pk: n for n, entrant in enumerate(entrants)}
    pool = Pool(
        start=start,
        end=end,
        people=tuple(people),
        history=_indexed(_met(facts, terms=terms, now=now), index=index),
        blocked=_indexed(facts.declined | facts.asked | facts.same_group, index=index),
        weights=terms.weights,
        minutes_for=session_minutes,
        fixed=tuple(sorted(_indexed(_fixed(cohort, facts=facts), index=index))),
    )
    ids = list(index)
    return LoadedPool(
        pool, tuple(entrants), left_out, practised_by(ids), worth=worth_of_practice(ids)
    )


def _taking_part(cohort: Cohort | None):  # type: ignore[no-untyped-def]
    """Active people who have finished setting up and want partners found, by id."""
    people = User.objects.filter(
        is_active=True,
        match_preference__is_on=True,
        profile__onboarded_at__isnull=False,
        preparation__isnull=False,
    )
    if cohort is not None:
        places = Membership.objects.current().filter(cohort=cohort)
        return people.filter(pk__in=places.values("user")).order_by("pk")
    own = RoundRules.objects.filter(is_on=True).exclude(cohort=None)
    served = Membership.objects.current().filter(cohort__in=own.values("cohort"))
    return people.exclude(pk__in=served.values("user")).order_by("pk")


def _groups(cohort: Cohort | None) -> dict[int, str]:
    if cohort is None:
        return {}
    places = Membership.objects.current().filter(cohort=cohort)
    return dict(places.values_list("user_id", "group"))


def _facts(
    ids: list[int],
    groups: Mapping[int, str],
    *,
    terms: RoundTerms,
    start: datetime,
    end: datetime,
    now: datetime,
) -> _Facts:
    no = respect_of(ids, now=now)
    booked, last_met = _booked(ids, terms=terms, now=now)
    proposed, times, asked = _proposed(ids, now=now)
    calendars = {
        pk: calendar.with_sessions(times.get(pk, []), starts=proposed.get(pk, []))
        for pk, calendar in calendars_of(ids, start=start, end=end).items()
    }
    free = {
        pk: subtract(
            calendars[pk].time_to_ask(start=start, end=end, now=now), no.unsuitable.get(pk, [])
        )
        for pk in ids
    }
    return _Facts(
        calendars=calendars,
        free=free,
        taken={pk: [*booked.get(pk, []), *proposed.get(pk, [])] for pk in ids},
        kept=attendance_of(ids),
        worn_out=worn_out_kinds(ids),
        owing=people_who_owe(ids, now=now),
        resting=no.resting,
        declined=no.apart,
        asked=frozenset(asked),
        same_group=_within_groups(ids, groups) if terms.groups_apart else frozenset(),
        last_met=last_met,
    )


def _booked(
    ids: list[int], *, terms: RoundTerms, now: datetime
) -> tuple[dict[int, list[datetime]], dict[Pair, datetime]]:
    """The starts of people's sessions that can matter to a cap, and when whom they met last."""
    from_at = now - max(LOOK_BACK, terms.again_after)
    rows = (
        Participation.objects.filter(
            user__in=ids,
            session__state__in=(*Session.LIVE_STATES, Session.State.COMPLETED),
            session__starts_at__gte=from_at,
        )
        .order_by()
        .values_list("session_id", "session__starts_at", "user_id")
    )
    starts: dict[int, list[datetime]] = defaultdict(list)
    people: dict[int, list[int]] = defaultdict(list)
    begin = {}
    for session, at, pk in rows:
        starts[pk].append(at)
        people[session].append(pk)
        begin[session] = at
    last_met: dict[Pair, datetime] = {}
    for session, two in people.items():
        if len(two) == 2:
            pair = _pair(*two)
            last_met[pair] = max(begin[session], last_met.get(pair, begin[session]))
    return starts, last_met


def _met(facts: _Facts, *, terms: RoundTerms, now: datetime) -> set[Pair]:
    """Who has met too lately to meet again, or has a session ahead."""
    return {pair for pair, at in facts.last_met.items() if at >= now - terms.again_after}


def _proposed(
    ids: list[int], *, now: datetime
) -> tuple[dict[int, list[datetime]], dict[int, list[Interval]], set[Pair]]:
    """By open proposals: the starts of new sessions, all their times, and who asked whom."""
    waiting = Proposal.objects.open().involving(ids).filter(expires_at__gt=now).order_by()
    starts: dict[int, list[datetime]] = defaultdict(list)
    times: dict[int, list[Interval]] = defaultdict(list)
    asked = set()
    columns = ("proposer_id", "partner_id", "starts_at", "ends_at", "moves_session_id")
    for first, second, start, end, moves in waiting.values_list(*columns):
        for pk in (first, second):
            times[pk].append((start, end))
            if moves is None:
                starts[pk].append(start)
        asked.add(_pair(first, second))
    return starts, times, asked


def _fixed(cohort: Cohort | None, *, facts: _Facts) -> Iterable[Pair]:
    """The pairs that a coach has fixed and that have not come about since.

    What somebody said no to, and what is asked already, a coach's wish does not bring back.
    """
    if cohort is None:
        return []
    rows = FixedPair.objects.filter(cohort=cohort).values_list("first", "second", "created_at")
    return [
        (first, second)
        for first, second, at in rows
        if (first, second) not in facts.declined
        and (first, second) not in facts.asked
        and facts.last_met.get((first, second), at) <= at
    ]


def _within_groups(ids: Collection[int], groups: Mapping[int, str]) -> frozenset[Pair]:
    by_group: dict[str, list[int]] = defaultdict(list)
    for pk in ids:
        if group := groups.get(pk, ""):
            by_group[group].append(pk)
    return frozenset(
        _pair(*two) for members in by_group.values() for two in combinations(members, 2)
    )


def _pair(one: int, other: int) -> Pair:
    return (min(one, other), max(one, other))


def _indexed(pairs: Iterable[Pair], *, index: Mapping[int, int]) -> frozenset[Pair]:
    """Pairs of ids as pairs of indices, of those who are both in the pool."""
    return frozenset(
        _pair(index[one], index[other]) for one, other in pairs if one in index and other in index
    )


def _person(
    row: _Row, *, facts: _Facts, start: datetime, end: datetime, now: datetime
) -> tuple[PoolPerson | None, str]:
    """The person of the pool; or None, and why they take no part this time."""
    wants, gives = _kinds(row, worn_out=facts.worn_out.get(row.pk, frozenset()))
    role = role_of(wants=frozenset(wants), gives=frozenset(gives), volunteers=row.volunteers_only)
    if role is None:
        return None, NO_KIND
    if row.pk in facts.owing:
        return None, OWES
    if row.pk in facts.resting:
        return None, RESTS
    calendar = facts.calendars[row.pk]
    if not facts.free[row.pk]:
        anyway = replace(calendar, limits=NO_LIMITS).free_time(start=start, end=end)
        return None, LIMITS if anyway and calendar.limits != NO_LIMITS else NO_TIME
    room = room_left(
        facts.free[row.pk],
        now=now,
        start=start,
        end=end,
        sessions=row.sessions,
        per_week=min(row.per_week, calendar.limits.per_week or row.per_week),
        taken=facts.taken[row.pk],
    )
    if not (room.sessions and room.per_week and room.free):
        return None, ENOUGH
    kept, missed = facts.kept.get(row.pk, (0, 0))
    person = PoolPerson(
        id=str(row.public_id),
        role=role,
        wants=frozenset(wants),
        gives=frozenset(gives),
        level=row.level,
        interviewer_level=row.interviewer_level,
        languages=frozenset(row.languages),
        # What a session takes is for session_minutes to say; this only for the words of why none.
        minutes=frozenset({shortest_minutes(role, extra_time_percent=row.extra_time_percent)}),
        sessions=room.sessions,
        per_week=min(room.per_week, room.sessions),
        waited_days=waited_days(now - row.waiting_since, priority=row.priority),
        reliability=reliability(kept=kept, missed=missed),
        available=tuple(room.free),
        preferred=(),
        extra_time_percent=row.extra_time_percent,
    )
    return person, ""


def _kinds(row: _Row, *, worn_out: frozenset[str]) -> tuple[list[str], list[str]]:
    """The kinds they practise (without those of which they know every question) and give."""
    wanted = [] if row.volunteers_only else row.candidate_kinds
    wants = [kind for kind in KINDS if kind in wanted and kind not in worn_out]
    return wants, [kind for kind in KINDS if kind in row.interviewer_kinds]


def _entrant(row: _Row, person: PoolPerson, *, calendar: Calendar) -> Entrant:
    return Entrant(
        pk=row.pk,
        public_id=row.public_id,
        pseudonym=row.pseudonym,
        zone=zone_named(row.zone).key,
        level=row.level,
        wants=tuple(kind for kind in KINDS if kind in person.wants),
        gives=tuple(kind for kind in KINDS if kind in person.gives),
        calendar=calendar,
    )
