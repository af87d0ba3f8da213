"""By which way a session comes into somebody's calendar: one of two, and one for its life."""

from collections.abc import Iterable

from accounts.models import User
from interviews.models import Session
from scheduling.models import CalendarAccount, WrittenEvent
from scheduling.queries.written_events import KEPT_OUT


def take_places(session: Session, *, people: Iterable[User]) -> set[int]:
    """Who of `people` (by id) has the session by their own calendar; what stands there is due.

    Who has a calendar into which we write when the session is booked gets a row, everybody else a
    mail, and so it stays: whatever is connected later, an event comes by one channel. The caller
    holds the lock on the people.
    """
    ids = [person.pk for person in people]
    if session.sequence == 0:
        accounts = CalendarAccount.objects.writing().filter(user__in=ids, is_lost=False)
        WrittenEvent.objects.bulk_create(
            [_place(session, account) for account in accounts], ignore_conflicts=True
        )
    rows = WrittenEvent.objects.filter(session=session, user__in=ids)
    rows.exclude(state__in=KEPT_OUT).update(is_due=True)
    return set(rows.values_list("user_id", flat=True))


def _place(session: Session, account: CalendarAccount) -> WrittenEvent:
    return WrittenEvent(
        account=account,
        session=session,
        user_id=account.user_id,
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        is_due=True,
    )
