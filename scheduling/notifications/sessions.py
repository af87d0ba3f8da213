"""Mail about a session, with the iTIP object that puts it into a calendar."""

from datetime import datetime
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from accounts.domain.zones import zone_or_utc
from accounts.models import User
from accounts.queries.mail_choices import turn_off_link
from common.mail import compose
from common.templatetags.times import long_time
from interviews.actions.sessions import MAX_MOVES
from interviews.models import Session
from interviews.queries.readings import people_prepared
from interviews.queries.sessions import partner_in, place_of
from scheduling.domain.ical import Mailbox, invitation, invitation_method
from scheduling.domain.rules import (
    KIND_OF_REMINDER,
    day_in_words,
    move_closes_at,
    time_left_in_words,
)
from scheduling.models import CalendarAccount, WrittenEvent
from scheduling.queries.calendar import calendar_entry
from scheduling.queries.links import site_link
from scheduling.queries.overlaps import Overlap
from scheduling.queries.reconfirm_links import answer_link, reconfirm_link
from scheduling.queries.replies import reply_mailbox
from scheduling.queries.roles import debrief_minutes, roles_in_session
from scheduling.queries.session_page import clock_notices
from scheduling.queries.written_events import CalendarPlace


def _context(session: Session, reader: User, *, now: datetime) -> dict[str, Any]:
    """What every mail about a session says: pseudonyms and kinds, no address, no question."""
    partner = partner_in(session, reader)
    zone, partner_zone = reader.profile.timezone, partner.profile.timezone
    closes_at = move_closes_at(session.starts_at)
    return {
        "session": session,
        "pseudonym": reader.profile.pseudonym,
        "zone": zone,
        "partner": partner.profile.pseudonym,
        "partner_zone": partner_zone,
        "is_same_clock": long_time(session.starts_at, zone)
        == long_time(session.starts_at, partner_zone),
        "clock_notices": clock_notices(
            zone=zone, partner_zone=partner_zone, now=now, starts_at=session.starts_at
        ),
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
    body's: Outlook rejects a mismatch. From is the ORGANIZER, to whom calendars answer.
    """
    entry, sender = calendar_entry(session, reader), reply_mailbox(session, reader)
    attendee = Mailbox(name=reader.profile.pseudonym, address=reader.email)
    content = invitation(entry, organizer=sender, attendee=attendee, now=now)
    message.from_email = formataddr((sender.name, sender.address))
    method = invitation_method(entry)
    # Django writes the charset of a text part itself, as charset="utf-8".
    message.attach_alternative(content.decode(), f"text/calendar; method={method}")
    message.attach("invite.ics", content, "application/ics")
    return message


def compose_invitation(
    session: Session,
    reader: User,
    *,
    key: str,
    now: datetime,
    is_again: bool = False,
    is_instead: bool = False,
    place: CalendarPlace | None = None,
) -> EmailMultiAlternatives:
    """A new session, its new time, or one that is on again (`is_again`): a REQUEST.

    With a `place` it has no event in it, and says how the session stands in the reader's calendar.
    `is_instead`: it could not be written there.
    """
    context = _context(session, reader, now=now) | _answer_links(session, reader)
    context |= {
        "is_again": is_again,
        "is_instead": is_instead,
        "place": place,
        "calendars_url": site_link("calendars"),
        "are_answers_read": place is None and bool(settings.IMAP_URL or settings.INBOUND_SECRET),
    }
    message = compose("invitation", to=reader.email, key=key, context=context)
    return message if place else _with_calendar(message, session, reader, now=now)


def compose_cancellation(
    session: Session,
    reader: User,
    *,
    key: str,
    now: datetime,
    place: CalendarPlace | None = None,
    has_event: bool = True,
) -> EmailMultiAlternatives:
    """A cancelled session: a CANCEL, if its event came by mail (`has_event`)."""
    context = _context(session, reader, now=now)
    context |= {"place": place, "calendars_url": site_link("calendars")}
    message = compose("cancellation", to=reader.email, key=key, context=context)
    return _with_calendar(message, session, reader, now=now) if has_event else message


def compose_reminder(
    session: Session, reader: User, *, which: str, key: str, now: datetime
) -> EmailMultiAlternatives:
    """`which` is a key of scheduling.domain.rules.REMINDERS."""
    zone, starts_at = zone_or_utc(reader.profile.timezone), session.starts_at
    day, today = (at.astimezone(zone).date() for at in (starts_at, now))
    partner = partner_in(session, reader)
    context = _context(session, reader, now=now) | {
        "which": which,
        "time_left": time_left_in_words(starts_at, now=now),
        "day_in_words": day_in_words(day, today=today),
        "reconfirm_url": reconfirm_link(session, reader),
        "prepare_url": _prepare_url(session, reader),
        "has_partner_confirmed": place_of(session, partner).reconfirmed_at is not None,
    }
    template = "reminder_join" if which == "join" else "reminder"
    kind = KIND_OF_REMINDER[which]
    return _compose_optional(template, reader, kind=kind, key=key, context=context)


def _prepare_url(session: Session, reader: User) -> str:
    """Where the reader can read what they are to ask; "" if they ask nothing or are prepared."""
    interviews = any(leg.interviewer_id == reader.pk for leg in session.legs.all())
    if not interviews or reader.pk in people_prepared(session):
        return ""
    return site_link("prepare", session.public_id)


def compose_partner_confirmed(
    session: Session, reader: User, *, key: str, now: datetime
) -> EmailMultiAlternatives:
    """Good news after the mail that said that the partner had not confirmed."""
    context = _context(session, reader, now=now)
    kind = KIND_OF_REMINDER["hours"]
    return _compose_optional("partner_confirmed", reader, kind=kind, key=key, context=context)


def compose_calendar_declined(
    session: Session, reader: User, *, key: str, now: datetime
) -> EmailMultiAlternatives:
    """Their calendar said no; nobody else knows. It asks what they want."""
    context = _context(session, reader, now=now) | _answer_links(session, reader)
    return compose("calendar_declined", to=reader.email, key=key, context=context)


def compose_calendar_countered(
    session: Session, reader: User, *, why: str, key: str, now: datetime
) -> EmailMultiAlternatives:
    """Their calendar asked for a time that was not proposed: `why`, in words."""
    context = _context(session, reader, now=now) | {"why": why}
    return compose("calendar_countered", to=reader.email, key=key, context=context)


def compose_busy_overlaps(
    overlaps: list[Overlap], reader: User, *, key: str, now: datetime
) -> EmailMultiAlternatives:
    """Their own calendars say that they are busy; nobody else knows. It asks what they want."""
    context = {
        "pseudonym": reader.profile.pseudonym,
        "zone": reader.profile.timezone,
        "overlaps": [
            _context(overlap.session, reader, now=now)
            | _answer_links(overlap.session, reader)
            | {"overlap": overlap}
            for overlap in overlaps
        ],
    }
    return compose("busy_overlaps", to=reader.email, key=key, context=context)


def compose_calendar_question(
    session: Session, reader: User, *, event: WrittenEvent, key: str, now: datetime
) -> EmailMultiAlternatives:
    """They moved or deleted it in their calendar; nobody else knows. It asks what they want."""
    context = _context(session, reader, now=now) | {
        "event": event,
        "answer_url": answer_link(session, reader, answer="calendar"),
    }
    return compose("calendar_question", to=reader.email, key=key, context=context)


def compose_calendar_lost(account: CalendarAccount, *, key: str) -> EmailMultiAlternatives:
    """The account lets us in no more, and its owner alone can mend it."""
    context = {
        "pseudonym": account.user.profile.pseudonym,
        "account": account,
        "calendars_url": site_link("calendars"),
    }
    return compose("calendar_lost", to=account.user.email, key=key, context=context)


def _answer_links(session: Session, reader: User) -> dict[str, str]:
    return {
        "accept_url": reconfirm_link(session, reader),
        "decline_url": answer_link(session, reader, answer="decline"),
        "propose_url": answer_link(session, reader, answer="move"),
    }


def _compose_optional(
    template: str, reader: User, *, kind: str, key: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    url = turn_off_link(reader, kind=kind)
    return compose(template, to=reader.email, key=key, context=context, turn_off_url=url)
