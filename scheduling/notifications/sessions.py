"""Mail about a session, with the iTIP object that puts it into a calendar."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from common.mail import compose
from interviews.actions.sessions import MAX_MOVES
from interviews.models import Session
from interviews.queries.sessions import partner_in, place_of
from scheduling.domain.ical import Mailbox, invitation, invitation_method
from scheduling.domain.rules import move_closes_at
from scheduling.queries.calendar import calendar_entry, organizer
from scheduling.queries.links import site_link
from scheduling.queries.roles import debrief_minutes, roles_in_session


def _context(session: Session, reader: User, *, now: datetime) -> dict[str, Any]:
    """What every mail about a session says: pseudonyms and kinds, no address, no question."""
    partner = partner_in(session, reader)
    closes_at = move_closes_at(session.starts_at)
    return {
        "session": session,
        "pseudonym": reader.profile.pseudonym,
        "zone": reader.profile.timezone,
        "partner": partner.profile.pseudonym,
        "partner_zone": partner.profile.timezone,
        "roles": roles_in_session(session, reader),
        "debrief_minutes": debrief_minutes(session.mode),
        "session_url": site_link("session", session.public_id),
        "room_url": site_link("room", session.public_id),
        "move_url": site_link("session_move", session.public_id),
        "cancel_url": site_link("session_cancel", session.public_id),
        "partners_url": site_link("partners"),
        "can_move": session.moves < MAX_MOVES and now < closes_at,
        "move_closes_at": closes_at,
        "has_reconfirmed": place_of(session, reader).reconfirmed_at is not None,
        "is_by_reader": session.cancelled_by_id == reader.pk,
    }


def _with_calendar(
    message: EmailMultiAlternatives, session: Session, reader: User, *, now: datetime
) -> EmailMultiAlternatives:
    """multipart/mixed(alternative(plain, html, text/calendar), invite.ics).

    Gmail and Outlook read the alternative, others the attachment. The MIME method repeats the
    body's: Outlook rejects a mismatch.
    """
    entry = calendar_entry(session, reader)
    attendee = Mailbox(name=reader.profile.pseudonym, address=reader.email)
    content = invitation(entry, organizer=organizer(), attendee=attendee, now=now)
    method = invitation_method(entry)
    # Django writes the charset of a text part itself, as charset="utf-8".
    message.attach_alternative(content.decode(), f"text/calendar; method={method}")
    message.attach("invite.ics", content, "application/ics")
    return message


def compose_invitation(
    session: Session, reader: User, *, key: str, now: datetime, is_again: bool = False
) -> EmailMultiAlternatives:
    """A new session, its new time, or one that is on again (`is_again`): a REQUEST."""
    context = _context(session, reader, now=now) | {"is_again": is_again}
    message = compose("invitation", to=reader.email, key=key, context=context)
    return _with_calendar(message, session, reader, now=now)


def compose_cancellation(
    session: Session, reader: User, *, key: str, now: datetime
) -> EmailMultiAlternatives:
    """A cancelled session: a CANCEL."""
    context = _context(session, reader, now=now)
    message = compose("cancellation", to=reader.email, key=key, context=context)
    return _with_calendar(message, session, reader, now=now)


def compose_reminder(
    session: Session, reader: User, *, which: str, key: str, now: datetime
) -> EmailMultiAlternatives:
    """`which` is a key of scheduling.domain.rules.REMINDERS."""
    context = _context(session, reader, now=now)
    return compose(f"reminder_{which}", to=reader.email, key=key, context=context)
