"""Who is on the standby bench, whom they suit, and how one's own asking stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from interviews.models import Kind, Level, Session
from scheduling.domain.intervals import Interval, clip
from scheduling.domain.pair_value import Way, pair_value
from scheduling.domain.standby import has_time, start_at
from scheduling.domain.waiting import MIRRORED
from scheduling.models import Proposal, StandbyEntry
from scheduling.queries.free_time import calendars_of
from scheduling.queries.partner_pool import Fit, Member, Pool, fit_with, load_pool
from scheduling.queries.partners import KIND_WORDS
from scheduling.queries.waitlist import wishing

SHOWN_AT_MOST = 50
LOOKED_AT = 500  # entries of one look
JUST_NOW = timedelta(minutes=30)


@dataclass(frozen=True)
class Sitter:
    """Somebody on the bench whom the reader could ask; `fits` by way, from the reader's side."""

    entry: StandbyEntry
    member: Member
    fits: dict[Way, Fit]
    reasons: list[str]
    minutes_left: int

    @property
    def level(self) -> str:
        return Level(self.member.person.level).label

    @property
    def way(self) -> Way:
        return next(iter(self.fits))

    @property
    def minutes(self) -> int:
        return self.fits[self.way].minutes


def on_the_bench(*, now: datetime) -> "QuerySet[StandbyEntry]":
    return StandbyEntry.objects.filter(until_at__gt=now, user__is_active=True)


def entry_on_bench(user: User, *, now: datetime) -> StandbyEntry | None:
    return on_the_bench(now=now).filter(user=user).first()


def find_entry(public_id: UUID) -> StandbyEntry | None:
    """Also one that has ended."""
    entries = StandbyEntry.objects.select_related("user__profile", "user__preparation")
    return entries.filter(public_id=public_id).first()


def sitters_for(user: User, *, now: datetime) -> list[Sitter]:
    """Whom the user could ask now, the best first; a number of queries that does not grow.

    They fit, have time until the end of such a session, and neither is booked or busy meanwhile, or
    has as many sessions as they want. Notice is for who is asked unawares, and counts for nobody.
    """
    entries = {entry.user_id: entry for entry in _others(user, now=now)}
    if not entries:
        return []
    pool = load_pool(user, among=entries, now=now, with_resting=True)
    start, end = start_at(now), start_at(now) + LONGEST_SESSION
    calendars = calendars_of([user.pk, *entries], start=start, end=end)
    taken = {pk: calendar.not_free for pk, calendar in calendars.items()}
    sitters = []
    for member in pool.others:
        entry = entries[member.pk]
        fits = {
            way: fit
            for way, fit in fits_on_bench(pool, member, entry=entry).items()
            if has_time(until_at=entry.until_at, minutes=fit.minutes, now=now)
            and not _is_taken([user.pk, member.pk], fit, taken=taken, now=now)
        }
        if fits:
            sitters.append(_sitter(pool, member, entry, fits, now=now))
    return sorted(sitters, key=lambda sitter: _value(pool, sitter))[:SHOWN_AT_MOST]


LONGEST_SESSION = timedelta(hours=3)


def _others(user: User, *, now: datetime) -> "QuerySet[StandbyEntry]":
    entries = on_the_bench(now=now).exclude(user=user)
    return entries.filter(until_at__gt=start_at(now)).order_by("since_at", "pk")[:LOOKED_AT]


def fits_on_bench(pool: Pool, member: Member, *, entry: StandbyEntry) -> dict[Way, Fit]:
    """How the two could meet, of the ways and kinds that the entry names."""
    fits = {}
    for value in entry.ways:
        theirs = Way(value)
        wished = wishing(member, entry.kinds, way=theirs)
        if fit := fit_with(pool.me, wished, way=MIRRORED[theirs], kind=""):
            fits[MIRRORED[theirs]] = fit
    return fits


def _is_taken(
    people: Sequence[int], fit: Fit, *, taken: Mapping[int, list[Interval]], now: datetime
) -> bool:
    start = start_at(now)
    end = start + timedelta(minutes=fit.minutes)
    return any(clip(taken.get(pk, ()), start=start, end=end) for pk in people)


def _sitter(
    pool: Pool, member: Member, entry: StandbyEntry, fits: dict[Way, Fit], *, now: datetime
) -> Sitter:
    way = next(iter(fits))
    return Sitter(
        entry=entry,
        member=member,
        fits=fits,
        reasons=reasons_between(pool.me, member, way=way),
        minutes_left=int((entry.until_at - now).total_seconds() // 60),
    )


def reasons_between(me: Member, they: Member, *, way: Way) -> list[str]:
    """Why the other, in words for `me`."""
    return pair_value(me.person, they.person, way=way, kind_words=KIND_WORDS).reasons


def _value(pool: Pool, sitter: Sitter) -> tuple[bool, int, int]:
    """Best first; whom one has met already comes after all others."""
    value = pair_value(pool.me.person, sitter.member.person, way=sitter.way, kind_words=KIND_WORDS)
    return (sitter.member.pk in pool.met, -value.total, sitter.member.pk)


def open_asks(people: Sequence[int], *, now: datetime) -> "QuerySet[Proposal]":
    """Asks on the bench that any of `people` made or received, and that wait for an answer."""
    asks = Proposal.objects.open().involving(list(people))
    asks = asks.filter(origin=Proposal.Origin.STANDBY, expires_at__gt=now)
    return asks.select_related("proposer__profile", "partner__profile").order_by("expires_at")


def last_ask(user: User, *, now: datetime) -> Proposal | None:
    """What became of the last ask that the user said yes to, within half an hour."""
    asks = Proposal.objects.accepted_by(user).filter(
        origin=Proposal.Origin.STANDBY, created_at__gt=now - JUST_NOW
    )
    asks = asks.select_related("proposer__profile", "partner__profile")
    return asks.order_by("-created_at", "-pk").first()


def next_session(user: User, *, now: datetime) -> Session | None:
    """The session that the user has within the next two hours, or is in."""
    sessions = (
        Session.objects.of(user)
        .live()
        .filter(ends_at__gt=now, starts_at__lt=now + timedelta(hours=2))
    )
    return sessions.order_by("starts_at").first()


def own_standby(user: User) -> dict[str, Any]:
    """For the export of somebody's data."""
    entries = StandbyEntry.objects.filter(user=user)
    return {"bench": list(entries.values("ways", "kinds", "since_at", "until_at"))}


def words_of_kinds(kinds: Sequence[str]) -> list[str]:
    return [kind.label for kind in Kind if kind.value in kinds]
