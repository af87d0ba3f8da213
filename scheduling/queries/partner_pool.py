"""Everybody who could be somebody's partner, in a number of queries that does not grow."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max

from accounts.models import User
from interviews.domain.timetable import timetable
from interviews.models import Exposure, Kind, Packet, Participation, Session
from scheduling.domain.intervals import Interval
from scheduling.domain.pair_value import Obstacle, Person, Way, obstacle
from scheduling.models import Proposal
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import zone_named

KINDS = tuple(Kind.values)

_COLUMNS = (
    *("pk", "public_id", "profile__pseudonym", "profile__timezone", "profile__languages"),
    *("profile__extra_time_percent", "profile__paused_until_date", "preparation__level"),
    "preparation__interviewer_level",
    *("preparation__candidate_kinds", "preparation__interviewer_kinds"),
    "preparation__volunteers_only",
)


class _Row(NamedTuple):
    """`_COLUMNS` of one person."""

    pk: int
    public_id: UUID
    pseudonym: str
    zone: str
    languages: list[str]
    extra_time_percent: int
    paused_until_date: date | None
    level: int
    interviewer_level: int | None
    candidate_kinds: list[str]
    interviewer_kinds: list[str]
    volunteers_only: bool


@dataclass(frozen=True)
class Member:
    """Somebody who takes part; `wants` and `gives` are Kind values in the order of Kind.

    `wants` is without the kinds of which they have met every question.
    """

    pk: int
    public_id: UUID
    pseudonym: str
    zone: str
    extra_time_percent: int
    volunteers_only: bool
    wants: tuple[str, ...]
    gives: tuple[str, ...]
    person: Person


@dataclass(frozen=True)
class Pool:
    """`me` and everybody else who is set up, active and not on a pause.

    `met`: start of the last session (held or booked) with each, by id; `asked`: the times of
    open proposals with each and those they said no to; `worn_out`: kinds that I want but know
    every question of.
    """

    me: Member
    others: list[Member]
    met: Mapping[int, datetime]
    asked: Mapping[int, list[Interval]]
    worn_out: frozenset[str]


@dataclass(frozen=True)
class Fit:
    """A member with whom I could hold a session of `minutes` (booked), whatever the time.

    `my_kind` and `their_kind` are what each would practise; "" for whoever only interviews.
    """

    member: Member
    my_kind: str
    their_kind: str
    minutes: int


@dataclass(frozen=True)
class Fits:
    """Who fits, `me` as the search sees me (with the one kind asked for), who does not, why."""

    me: Person
    way: Way
    fits: list[Fit]
    obstacles: Counter[Obstacle]


def load_pool(user: User, *, now: datetime, among: Collection[int] | None = None) -> Pool:
    """Seven queries, whatever the number of people. `among`: only these (ids), None for all.

    Without whom I do not want to meet, who does not want to meet me or asked for a quiet week;
    times that somebody said no to count as asked for already.
    """
    own = _Row(*User.objects.filter(pk=user.pk).values_list(*_COLUMNS).get())
    others = (
        User.objects.filter(
            is_active=True, profile__onboarded_at__isnull=False, preparation__isnull=False
        )
        .exclude(pk=user.pk)
        .order_by("pk")
        .values_list(*_COLUMNS)
    )
    if among is not None:
        others = others.filter(pk__in=among)
    no = respect_of(None, now=now)
    rows = [
        row
        for row in (_Row(*columns) for columns in others)
        if not _is_paused(row, now=now)
        and row.pk not in no.resting
        and not no.keeps_apart(own.pk, row.pk)
    ]
    worn_out = worn_out_kinds([own.pk, *(row.pk for row in rows)])
    wanted = [] if own.volunteers_only else own.candidate_kinds
    return Pool(
        me=_member(own, worn_out=worn_out),
        others=[_member(row, worn_out=worn_out) for row in rows],
        met=last_meetings(user),
        asked=_asked(user, unsuitable=no.unsuitable, now=now),
        worn_out=worn_out.get(user.pk, frozenset()).intersection(wanted),
    )


def _is_paused(row: _Row, *, now: datetime) -> bool:
    """The pause ends where the person is: at midnight of the date, in their zone."""
    back = row.paused_until_date
    return back is not None and now.astimezone(zone_named(row.zone)).date() < back


def _member(row: _Row, *, worn_out: Mapping[int, frozenset[str]]) -> Member:
    wanted = [] if row.volunteers_only else row.candidate_kinds
    known = worn_out.get(row.pk, frozenset())
    wants = tuple(kind for kind in KINDS if kind in wanted and kind not in known)
    gives = tuple(kind for kind in KINDS if kind in row.interviewer_kinds)
    return Member(
        pk=row.pk,
        public_id=row.public_id,
        pseudonym=row.pseudonym,
        zone=zone_named(row.zone).key,
        extra_time_percent=row.extra_time_percent,
        volunteers_only=row.volunteers_only,
        wants=wants,
        gives=gives,
        person=Person(
            wants=frozenset(wants),
            gives=frozenset(gives),
            level=row.level,
            interviewer_level=row.interviewer_level,
            languages=frozenset(row.languages),
        ),
    )


def worn_out_kinds(ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """The kinds of which people (by id) have met every published question, in any role.

    Nobody is the candidate on a question they have seen; a kind without any is worn out for all.
    """
    published = Packet.objects.filter(status=Packet.Status.PUBLISHED, current__isnull=False)
    per_kind = dict(published.order_by().values_list("kind").annotate(n=Count("pk")))
    empty = frozenset(kind for kind in KINDS if not per_kind.get(kind))
    worn_out = {pk: set(empty) for pk in ids} if empty else {}
    seen = (
        Exposure.objects.filter(user__in=ids, packet__in=published)
        .order_by()
        .values_list("user", "packet__kind")
        .annotate(n=Count("packet", distinct=True))
    )
    for pk, kind, number in seen:
        if number >= per_kind[kind]:
            worn_out.setdefault(pk, set()).add(kind)
    return {pk: frozenset(kinds) for pk, kinds in worn_out.items()}


def last_meetings(user: User) -> dict[int, datetime]:
    """The start of the person's last session, held or booked, with each partner, by id."""
    states = (*Session.LIVE_STATES, Session.State.COMPLETED)
    return dict(
        Participation.objects.filter(session__participations__user=user, session__state__in=states)
        .exclude(user=user)
        .order_by()
        .values_list("user")
        .annotate(at=Max("session__starts_at"))
    )


def _asked(
    user: User, *, unsuitable: Mapping[int, list[Interval]], now: datetime
) -> Mapping[int, list[Interval]]:
    waiting = Proposal.objects.open().of(user).filter(expires_at__gt=now)
    asked = {pk: list(times) for pk, times in unsuitable.items() if pk != user.pk}
    for proposer, partner, *times in waiting.values_list(
        "proposer", "partner", "starts_at", "ends_at"
    ):
        asked.setdefault(partner if proposer == user.pk else proposer, []).append(
            (times[0], times[1])
        )
    return asked


def who_fits(pool: Pool, *, way: Way, kind: str) -> Fits:
    """Who could hold such a session with me, whatever the time. `kind` "" is any of mine.

    The kind is what I practise; in a session that I only give, what I interview in.
    """
    me = pool.me.person
    if kind and way == Way.INTERVIEW:
        me = replace(me, gives=me.gives & {kind})
    elif kind:
        me = replace(me, wants=me.wants & {kind})
    fits = []
    obstacles: Counter[Obstacle] = Counter()
    for member in pool.others:
        reason = obstacle(me, member.person, way=way)
        if reason is None:
            fits.append(_fit(pool.me, me, member, way=way))
        else:
            obstacles[reason] += 1
    return Fits(me=me, way=way, fits=fits, obstacles=obstacles)


def _fit(member: Member, me: Person, other: Member, *, way: Way) -> Fit:
    mine = _first(member.wants, me.wants & other.person.gives)
    theirs = _first(other.wants, other.person.wants & me.gives)
    extra: tuple[int, ...] = (member.extra_time_percent, other.extra_time_percent)
    if way == Way.PRACTISE:
        theirs, extra = "", extra[:1]
    elif way == Way.INTERVIEW:
        mine, extra = "", extra[1:]
    mode = "swap" if way == Way.SWAP else "one_way"
    minutes = timetable(mode, extra_time_percents=extra).booked_minutes
    return Fit(member=other, my_kind=mine, their_kind=theirs, minutes=minutes)


def _first(kinds: Iterable[str], of: Collection[str]) -> str:
    return next((kind for kind in kinds if kind in of), "")
