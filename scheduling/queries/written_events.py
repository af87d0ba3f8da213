"""Sessions as they stand in their people's own calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from interviews.models import Participation, Session
from scheduling.models import CalendarAccount, WrittenEvent
from scheduling.queries.calendar_accounts import unsealed
from scheduling.remote.contract import Copy

State = WrittenEvent.State
STANDING = (State.WRITTEN, State.MOVED, State.PROPOSED)
KEPT_OUT = (State.LEFT_OUT, State.LET_GO)  # nothing is written there any more


def standing_events(
    accounts: Iterable[CalendarAccount], *, since: datetime
) -> dict[int, list[WrittenEvent]]:
    """By account that sessions are written into: what stands there and ends after `since`.

    One query, or none if there is no such account.
    """
    events: dict[int, list[WrittenEvent]] = {
        account.pk: [] for account in accounts if account.writes
    }
    if events:
        rows = WrittenEvent.objects.filter(account__in=events, state__in=STANDING)
        for event in rows.filter(ends_at__gt=since):
            events[event.account_id or 0].append(event)
    return events


@dataclass(frozen=True)
class CalendarPlace:
    """How a session stands in its reader's calendar, for a mail.

    `name` of the calendar, "" if it was let go. `state`: "there", "not_there" (both as they should
    be), "waiting" (not yet as it should be), "lost" (nor will it be before its owner connects
    the account again), "left_out" (as its owner wished) or "let_go".
    """

    name: str
    state: str


def place_of_event(session: Session, reader: User) -> CalendarPlace | None:
    """None if the session comes to them by mail. One query."""
    event = (
        WrittenEvent.objects.filter(session=session, user=reader).select_related("account").first()
    )
    if event is None:
        return None
    if event.account is None:
        return CalendarPlace(name="", state="let_go")
    return CalendarPlace(name=event.account.write_name, state=_state(event, event.account))


def _state(event: WrittenEvent, account: CalendarAccount) -> str:
    if event.state == State.LEFT_OUT:
        return "left_out"
    if event.is_due:
        return "lost" if account.is_lost else "waiting"
    return "not_there" if event.state in (State.ABSENT, State.DELETED) else "there"


def copy_of(event: WrittenEvent) -> Copy:
    """The event as we last knew it there. Raises SignInLost."""
    starts_at = event.moved_to or event.starts_at
    return Copy(
        ref=unsealed(event.secret_ref),
        version=event.version,
        starts_at=starts_at,
        ends_at=starts_at + (event.ends_at - event.starts_at),
        sequence=event.sequence,
    )


def coming_events(account: CalendarAccount, *, now: datetime) -> list[WrittenEvent]:
    """Of the account, those whose session has not begun, soonest first."""
    events = account.written_events.filter(session__starts_at__gt=now)
    return list(events.select_related("session").order_by("session__starts_at", "pk"))


def open_question(session: Session, reader: User, *, now: datetime) -> WrittenEvent | None:
    """What we ask the reader about the session in their calendar, until it begins; one query."""
    if session.state != Session.State.CONFIRMED or session.starts_at <= now:
        return None
    asked = WrittenEvent.objects.asked().filter(session=session, user=reader)
    return asked.select_related("account").first()


@dataclass(frozen=True)
class CalendarQuestion:
    """`partner` is a pseudonym."""

    event: WrittenEvent
    partner: str


def open_questions(reader: User, *, now: datetime) -> list[CalendarQuestion]:
    """All that we ask the reader, soonest session first."""
    asked = WrittenEvent.objects.asked().filter(
        user=reader, session__state=Session.State.CONFIRMED, session__starts_at__gt=now
    )
    events = asked.select_related("account", "session").order_by("session__starts_at", "pk")
    partners = Participation.objects.exclude(user=reader).select_related("user__profile")
    places = Prefetch("session__participations", queryset=partners)
    return [
        CalendarQuestion(event, str(place.user.profile))
        for event in events.prefetch_related(places)
        for place in event.session.participations.all()
    ]
