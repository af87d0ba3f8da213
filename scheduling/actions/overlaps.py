"""Busy time has come over a booked session: ask its person, and nobody else, what they want."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from interviews.models import Session
from scheduling.actions.announcements import announce_overlaps
from scheduling.models import BusyOverlap, CalendarSource
from scheduling.queries.overlaps import Overlap, open_overlap, overlaps_of


def ask_about_overlaps(source: CalendarSource, *, now: datetime) -> None:
    """One mail to its owner about all sessions that busy time has come over; each is asked once.

    In the transaction that stores a reading, and after every reading: a session that was booked
    while this calendar was being stored is found by the next one.
    """
    asked = [
        row
        for overlap in overlaps_of(source.user, now=now)
        if not overlap.was_asked and (row := _asked(overlap, source.user, now=now))
    ]
    if asked:
        announce_overlaps(asked, source=source, now=now)


def _asked(overlap: Overlap, user: User, *, now: datetime) -> int | None:
    """The row that says so; None if another reading of theirs has asked a moment ago."""
    about = {
        "sequence": overlap.session.sequence,
        "starts_at": overlap.starts_at,
        "ends_at": overlap.ends_at,
        "asked_at": now,
    }
    row = overlap.row
    if row is not None:
        as_read = {"sequence": row.sequence, "starts_at": row.starts_at, "ends_at": row.ends_at}
        same = BusyOverlap.objects.filter(pk=row.pk, **as_read)
        return row.pk if same.update(kept_at=None, **about) else None
    try:
        with transaction.atomic():
            made = BusyOverlap.objects.create(session=overlap.session, user=user, **about)
    except IntegrityError:
        return None
    return made.pk


@transaction.atomic
def keep_session(session: Session, *, by: User, now: datetime) -> bool:
    """The session stands although their calendar says that they are busy; not asked again.

    False if nothing is to be answered (any more). Nobody else hears of it.
    """
    overlap = open_overlap(session, by, now=now)
    if overlap is None:
        return False
    about = {
        "sequence": overlap.session.sequence,
        "starts_at": overlap.starts_at,
        "ends_at": overlap.ends_at,
        "kept_at": now,
    }
    BusyOverlap.objects.update_or_create(
        session=session, user=by, defaults=about, create_defaults={**about, "asked_at": now}
    )
    record_audit(session, verb="scheduling.keep_session", by=by, now=now)
    return True
