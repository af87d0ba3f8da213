"""People as a search for a partner sees them, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max

from accounts.models import User
from interviews.models import Exposure, Kind, Participation, Session
from interviews.queries.packets import publishable_packets
from scheduling.domain.availability import midnight
from scheduling.domain.intervals import Interval
from scheduling.domain.pair_value import Person, Way, obstacle
from scheduling.domain.partner_index.search import booked_minutes, narrowed
from scheduling.models import Proposal
from scheduling.queries.among import among as one_of
from scheduling.queries.declines import respect_of
from scheduling.queries.free_time import zone_named

KINDS = tuple(Kind.values)
RECENTLY = timedelta(days=14)

_COLUMNS = (
    *("pk", "public_id", "profile__pseudonym", "profile__timezone", "profile__languages"),
    *("profile__extra_time_percent", "profile__paused_until_date", "preparation__level"),
    "preparation__interviewer_level",
    *("preparation__candidate_kinds", "preparation__interviewer_kinds"),
    *("preparation__volunteers_only", "is_active", "profile__onboarded_at"),
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
    is_active: bool
    onboarded_at: datetime | None


@dataclass(frozen=True)
class Member:
    """Somebody who may take part; `wants` and `gives` are Kind values in the order of Kind.

    `wants` is without the kinds of which they have met every question, `chosen` with them.
    `takes_part`: active and set up. `paused_until_at`: local midnight of the date, in UTC.
    """

    pk: int
    public_id: UUID
    pseudonym: str
    zone: str
    extra_time_percent: int
    volunteers_only: bool
    takes_part: bool
    paused_until_at: datetime | None
    chosen: tuple[str, ...]
    wants: tuple[str, ...]
    gives: tuple[str, ...]
    person: Person

    def is_here(self, *, now: datetime) -> bool:
        """Takes part, and is not on a pause."""
        is_back = self.paused_until_at is None or self.paused_until_at <= now
        return self.takes_part and is_back


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
class Past:
    """What one person has had to do with others, by their ids.

    `met`: start of the last session (held or booked); `asked`: times of open proposals.
    """

    met: Mapping[int, datetime]
    asked: Mapping[int, list[Interval]]

    def recent(self, *, now: datetime) -> frozenset[int]:
        """Whom the person met in the last 14 days, or has a session with ahead."""
        return frozenset(pk for pk, at in self.met.items() if at >= now - RECENTLY)


@dataclass(frozen=True)
class Pool:
    """`me` and some others who are here and whom nothing keeps from being offered to me.

    `met`: start of the last session (held or booked) with each, by id.
    """

    me: Member
    others: list[Member]
    met: Mapping[int, datetime]


def load_pool(
    user: User, *, among: Collection[int], now: datetime, with_resting: bool = False
) -> Pool:
    """Those of `among` (ids) who are here, in the order of their ids; five queries.

    Without whom I do not want to meet and who does not want to meet me; nor, unless
    `with_resting`, who asked for a quiet week.
    """
    members = members_of({user.pk, *among})
    no = respect_of([user.pk, *among], now=now)
    me = members.pop(user.pk)
    others = [
        they
        for pk, they in sorted(members.items())
        if they.is_here(now=now)
        and (with_resting or pk not in no.resting)
        and not no.keeps_apart(me.pk, pk)
    ]
    return Pool(me=me, others=others, met=last_meetings(user))


def members_of(ids: Collection[int]) -> dict[int, Member]:
    """Those of `ids` who have a preparation, by id; three queries."""
    rows = User.objects.filter(one_of("pk", ids), preparation__isnull=False).order_by()
    worn_out = worn_out_kinds(ids)
    return {
        row.pk: _member(row, worn_out=worn_out)
        for row in (_Row(*columns) for columns in rows.values_list(*_COLUMNS))
    }


def _member(row: _Row, *, worn_out: Mapping[int, frozenset[str]]) -> Member:
    wanted = [] if row.volunteers_only else row.candidate_kinds
    chosen = tuple(kind for kind in KINDS if kind in wanted)
    known = worn_out.get(row.pk, frozenset())
    wants = tuple(kind for kind in chosen if kind not in known)
    back = row.paused_until_date
    gives = tuple(kind for kind in KINDS if kind in row.interviewer_kinds)
    zone = zone_named(row.zone).key
    return Member(
        pk=row.pk,
        public_id=row.public_id,
        pseudonym=row.pseudonym,
        zone=zone,
        extra_time_percent=row.extra_time_percent,
        volunteers_only=row.volunteers_only,
        takes_part=row.is_active and row.onboarded_at is not None,
        paused_until_at=midnight(back, zone=zone) if back else None,
        chosen=chosen,
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


def worn_out_kinds(ids: Collection[int] | None) -> defaultdict[int, frozenset[str]]:
    """The kinds of which people (by id; None for all) have met every published question.

    In any role, or as a variant: nobody is the candidate on a question they have seen. A kind
    without any question is worn out for all. Two queries.
    """
    published = publishable_packets().order_by()
    per_kind = dict(published.values_list("kind").annotate(n=Count("family", distinct=True)))
    empty = frozenset(kind for kind in KINDS if not per_kind.get(kind))
    everybody = defaultdict(lambda: empty, dict.fromkeys(ids or (), empty) if empty else {})
    seen = Exposure.objects.filter(packet__family__in=published.values("family"))
    if ids is not None:
        seen = seen.filter(one_of("user", ids))
    counted = seen.order_by().values_list("user", "packet__kind")
    for pk, kind, number in counted.annotate(n=Count("packet__family", distinct=True)):
        if number >= per_kind[kind]:
            everybody[pk] |= {kind}
    return everybody


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


def past_of(user: User, *, now: datetime) -> Past:
    """Two queries."""
    waiting = Proposal.objects.open().of(user).filter(expires_at__gt=now)
    asked: dict[int, list[Interval]] = {}
    for proposer, partner, *times in waiting.values_list(
        "proposer", "partner", "starts_at", "ends_at"
    ):
        asked.setdefault(partner if proposer == user.pk else proposer, []).append(
            (times[0], times[1])
        )
    return Past(met=last_meetings(user), asked=asked)


def fit_with(me: Member, they: Member, *, way: Way, kind: str) -> Fit | None:
    """What the two could hold, whatever the time; None if something rules it out.

    `kind` ("" for any of mine) is what I practise; in a session that I only give, what I
    interview in.
    """
    person = narrowed(me.person, way=way, kind=kind)
    if obstacle(person, they.person, way=way) is not None:
        return None
    mine = _first(me.wants, person.wants & they.person.gives)
    theirs = _first(they.wants, they.person.wants & person.gives)
    return Fit(
        member=they,
        my_kind="" if way == Way.INTERVIEW else mine,
        their_kind="" if way == Way.PRACTISE else theirs,
        minutes=booked_minutes(way, mine=me.extra_time_percent, theirs=they.extra_time_percent),
    )


def _first(kinds: Iterable[str], of: Collection[str]) -> str:
    return next((kind for kind in kinds if kind in of), "")
