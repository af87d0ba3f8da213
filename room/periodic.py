"""The room's clock where nobody is connected: due phases, and sessions nobody closed."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from interviews.domain.session_times import GRACE
from interviews.models import Session
from jobs.registry import transactional_job
from room.actions import clock, documents, visits
from room.actions.uptime import note_uptime

logger = logging.getLogger(__name__)


@transactional_job("room.advance_phase")
def advance_phase(*, now: datetime, room_id: int, revision: int) -> None:
    """Move a room on when the phase of `revision` is over. Any later change makes this stale."""
    session = Session.objects.live().filter(room=room_id, room__revision=revision).first()
    if session is not None:
        clock.catch_up(session, now=now)


@transactional_job("room.note_uptime", every=timedelta(minutes=1))
def note_that_the_site_is_up(*, now: datetime) -> None:
    note_uptime(now=now)


@transactional_job("room.close_overdue", every=timedelta(minutes=1))
def close_overdue(*, now: datetime) -> None:
    """End every live session that is 15 minutes past its booked end."""
    for session in Session.objects.live().filter(ends_at__lte=now - GRACE).order_by("pk"):
        try:
            with transaction.atomic():
                clock.close_overdue(session, now=now)
        except Exception:  # one session that cannot be closed must not keep the others open
            logger.exception("Session %s could not be closed; trying again.", session.pk)


@transactional_job("room.forget_erased_visits", every=timedelta(hours=1))
def forget_erased_visits(*, now: datetime) -> None:
    visits.forget_erased_visits(now=now)
    documents.forget_erased_authors()


@transactional_job("room.forget_old_documents", every=timedelta(days=1))
def forget_old_documents(*, now: datetime) -> None:
    documents.forget_old_documents(now=now, keep_days=settings.KEEP_DOCUMENTS_DAYS)
