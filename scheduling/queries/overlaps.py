"""Sessions over which busy time of a person's own calendars has come. For that person alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import get_text_list

from accounts.models import User
from interviews.actions.sessions import MAX_MOVES
from interviews.models import Session
from interviews.queries.sessions import partner_in, with_people
from scheduling.domain.rules import move_closes_at
from scheduling.models import BusyInterval, BusyOverlap, Proposal


@dataclass(frozen=True)
class Overlap:
    """A coming session, and what of it is busy: from `starts_at` to `ends_at`, in UTC.

    `calendars` are the names of the person's calendars that say so; `row` is what they were
    asked before, if they were.
    """

    session: Session
    partner: User
    calendars: list[str]
    starts_at: datetime
    ends_at: datetime
    row: BusyOverlap | None
    can_move: bool

    @property
    def was_asked(self) -> bool:
        """About all of this time, of the session where it stands now."""
        return (
            self.row is not None
            and self.row.sequence == self.session.sequence
            and self.row.starts_at <= self.starts_at
            and self.ends_at <= self.row.ends_at
        )

    @property
    def is_open(self) -> bool:
        """Their answer is still wanted."""
        return not (self.was_asked and self.row is not None and self.row.kept_at)

    @property
    def calendars_in_words(self) -> str:
        """ "calendar “Work” says", "calendars “Home” and “Work” say"."""
        names = get_text_list([f"“{name}”" for name in self.calendars], "and")
        return f"calendars {names} say" if len(self.calendars) > 1 else f"calendar {names} says"


def overlaps_of(user: User, *, now: datetime) -> list[Overlap]:
    """Of every confirmed session to come that is busy in part, soonest first.

    Not of one for which a new time waits for an answer. One query for who has no session, two
    for who has no overlap, at most five.
    """
    moves = Proposal.objects.open().filter(moves_session=OuterRef("pk"), expires_at__gt=now)
    sessions = Session.objects.of(user).filter(
        ~Exists(moves), state=Session.State.CONFIRMED, starts_at__gt=now
    )
    sessions = sessions.order_by("starts_at", "pk")
    busy = _busy_during(sessions, user)
    over = {session.pk: _busy_in(session, busy) for session in sessions} if busy else {}
    over = {pk: intervals for pk, intervals in over.items() if intervals}
    if not over:
        return []
    rows = {row.session_id: row for row in BusyOverlap.objects.filter(user=user, session__in=over)}
    found = with_people(sessions.filter(pk__in=over))
    return [
        _overlap(session, user, over[session.pk], row=rows.get(session.pk), now=now)
        for session in found
    ]


def _busy_during(sessions: Iterable[Session], user: User) -> list[BusyInterval]:
    meets = [
        Q(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at) for session in sessions
    ]
    if not meets:
        return []
    busy = BusyInterval.objects.filter(reduce(or_, meets), user=user)
    return list(busy.select_related("source").order_by("source__name", "pk"))


def _busy_in(session: Session, busy: Iterable[BusyInterval]) -> list[BusyInterval]:
    return [
        interval
        for interval in busy
        if interval.starts_at < session.ends_at and interval.ends_at > session.starts_at
    ]


def _overlap(
    session: Session,
    user: User,
    busy: Collection[BusyInterval],
    *,
    row: BusyOverlap | None,
    now: datetime,
) -> Overlap:
    return Overlap(
        session=session,
        partner=partner_in(session, user),
        calendars=list(dict.fromkeys(interval.source.name for interval in busy)),
        starts_at=max(session.starts_at, min(interval.starts_at for interval in busy)),
        ends_at=min(session.ends_at, max(interval.ends_at for interval in busy)),
        row=row,
        can_move=session.moves < MAX_MOVES and now <= move_closes_at(session.starts_at),
    )


def open_overlaps(user: User, *, now: datetime) -> list[Overlap]:
    """Those that the person has not answered."""
    return [overlap for overlap in overlaps_of(user, now=now) if overlap.is_open]


def open_overlap(session: Session, user: User, *, now: datetime) -> Overlap | None:
    """That of one session, if the person has not answered it."""
    found = (one for one in open_overlaps(user, now=now) if one.session.pk == session.pk)
    return next(found, None)


def overlaps_to_mail(
    user_id: int, *, overlap_ids: Collection[int], now: datetime
) -> tuple[list[Overlap], User] | None:
    """Those of the rows that still want an answer, and whose; None if there are none."""
    reader = User.objects.filter(pk=user_id, is_active=True).select_related("profile").first()
    if reader is None:
        return None
    found = [
        overlap
        for overlap in open_overlaps(reader, now=now)
        if overlap.row is not None and overlap.row.pk in overlap_ids
    ]
    return (found, reader) if found else None


def own_overlaps(user: User) -> list[Any]:
    """What the person was asked and said, for their own export."""
    rows = BusyOverlap.objects.filter(user=user).order_by("asked_at", "pk")
    return list(rows.values("session__public_id", "starts_at", "ends_at", "asked_at", "kept_at"))
