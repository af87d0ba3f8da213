"""Sessions as entries of one reader's calendar, and who asks for a feed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Prefetch, Q

from accounts.models import User
from common.templatetags.times import long_time
from common.tokens import hash_token
from interviews.models import Leg, Session
from scheduling.domain.ical import CalendarEntry, Mailbox
from scheduling.domain.roles import LegRoles, kinds_in_words
from scheduling.domain.rules import move_closes_at
from scheduling.models import CalendarFeed
from scheduling.queries.links import site_link
from scheduling.queries.roles import debrief_minutes, roles_in_session

CANCELLED_KEPT = timedelta(days=30)
PAST_KEPT = timedelta(days=90)


def organizer() -> Mailbox:
    """Our own mailbox."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Mailbox(name=name or settings.SITE_NAME, address=address)


def calendar_entry(session: Session, reader: User) -> CalendarEntry:
    """The session in the reader's words. It names the partner's pseudonym and no question.

    No query if the legs were loaded with both profiles.
    """
    roles = roles_in_session(session, reader)
    is_cancelled = session.state == Session.State.CANCELLED
    summary = f"Rehearsal with {_partner_name(roles)}: {kinds_in_words(roles)}"
    url = site_link("session", session.public_id)
    return CalendarEntry(
        uid=str(session.public_id),
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        created_at=session.created_at,
        changed_at=session.changed_at,
        summary=f"Cancelled: {summary}" if is_cancelled else summary,
        description=_description(session, reader, roles=roles, url=url),
        url=url,
        is_cancelled=is_cancelled,
    )


def _partner_name(roles: list[LegRoles]) -> str:
    first = roles[0]
    return first.candidate if first.reader == "interviewer" else first.interviewer


def _description(session: Session, reader: User, *, roles: list[LegRoles], url: str) -> str:
    if session.state == Session.State.CANCELLED:
        return f"This session was cancelled.\n{url}"
    closes_at = long_time(move_closes_at(session.starts_at), reader.profile.timezone)
    lines = [
        *(role.line for role in roles),
        f"{debrief_minutes(session.mode)} min: feedback and debrief",
        "",
        f"Join: {site_link('room', session.public_id)}",
        *([f"Call: {session.meeting_url}"] if session.meeting_url else []),
        f"Move (until {closes_at}) or cancel: {url}",
    ]
    return "\n".join(lines)


def feed_owner(token: str) -> User | None:
    """Whose feed the token opens; None if it opens none, or the person has left."""
    feed = (
        CalendarFeed.objects.filter(token_hash=hash_token(token), user__is_active=True)
        .select_related("user__profile")
        .first()
    )
    return feed.user if feed else None


def feed_entries(user: User, *, now: datetime) -> list[CalendarEntry]:
    """What the person's feed holds: coming sessions, the last 90 days, cancelled ones for 30."""
    legs = Leg.objects.select_related("interviewer__profile", "candidate__profile")
    cancelled = Q(state=Session.State.CANCELLED)
    kept = (cancelled & Q(cancelled_at__gt=now - CANCELLED_KEPT)) | ~cancelled
    sessions = (
        Session.objects.of(user)
        .filter(kept, ends_at__gt=now - PAST_KEPT)
        .order_by("starts_at", "pk")
        .prefetch_related(Prefetch("legs", queryset=legs.order_by("number")))
    )
    # A session without legs has lost its other person, who erased their account.
    return [calendar_entry(session, user) for session in sessions if session.legs.all()]


def last_change(entries: Iterable[CalendarEntry], *, now: datetime) -> datetime:
    """When the entries last changed, and once a day at least.

    A partner's new name, and what is no longer kept, changes them too and has no instant.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return max([midnight, *(entry.changed_at for entry in entries)])
