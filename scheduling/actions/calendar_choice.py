"""What an account is for: which of its calendars count as busy, and into which we write."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from common.encryption import Unreadable, decrypt, encrypt
from interviews.models import Session
from scheduling.actions.calendar_announcements import announce_by_mail, announce_write
from scheduling.actions.calendar_services import opened
from scheduling.actions.calendar_writing import LEASE, remove
from scheduling.actions.source_reading import PURPOSE
from scheduling.actions.sources import check_room
from scheduling.models import CalendarAccount, CalendarSource, WrittenEvent
from scheduling.models.accounts import LONGEST_LABEL
from scheduling.models.calendars import LONGEST_NAME
from scheduling.queries.calendar_accounts import accounts_of, sealed, unsealed
from scheduling.queries.written_events import coming_events, copy_of
from scheduling.remote.contract import RemoteCalendar, RemoteProblem, SignInLost

TAKE_OUT_SECONDS = 15.0
NO_NAME = "Calendar"
State = WrittenEvent.State


def choose_calendars(
    account: CalendarAccount,
    *,
    busy: Iterable[RemoteCalendar],
    write: RemoteCalendar | None,
    now: datetime,
) -> int:
    """From now on those of `busy` count, and sessions are written into `write`, if any.

    Sessions are written into one calendar of a person. What stood in the one before is taken out
    of it, as far as that goes within some seconds, and written into the new one, or comes by mail;
    how many were left there. Raises CannotAddCalendar. Not within a transaction.
    """
    user = account.user
    ending = [one for one in accounts_of(user).writing() if _ends(one, account, write)]
    taken = {one.pk: take_out_events(one, now=now) for one in ending}
    left = 0
    with transaction.atomic():
        lock_people([user])
        current = accounts_of(user).filter(pk=account.pk).first()
        if current is None:
            return 0  # disconnected a moment ago
        _choose_busy(current, busy, now=now)
        moving: list[Session] = []
        for one in ending:
            left += let_go(one, taken=taken[one.pk], now=now, to=moving if write else None)
            _write_no_more(one)
        if write is not None and not is_written_into(current, write):
            _write_into(current, write, sessions=moving, now=now)
    return left


def _ends(one: CalendarAccount, account: CalendarAccount, write: RemoteCalendar | None) -> bool:
    """Whether `one`, which writes, does so no more."""
    if write is None:
        return one.pk == account.pk
    return one.pk != account.pk or not is_written_into(one, write)


def is_written_into(account: CalendarAccount, calendar: RemoteCalendar) -> bool:
    """Whether the person's sessions are written into that one of the account's calendars."""
    with suppress(SignInLost):  # our own key has changed
        return account.writes and unsealed(account.secret_write_ref) == calendar.ref
    return False


def _choose_busy(
    account: CalendarAccount, busy: Iterable[RemoteCalendar], *, now: datetime
) -> None:
    wanted = {calendar.ref: calendar for calendar in busy}
    for source in account.sources.all():
        ref = ref_of(source)
        if ref not in wanted:
            source.delete()
        wanted.pop(ref, None)
    for calendar in wanted.values():
        check_room(account.user)
        CalendarSource.objects.create(
            user=account.user,
            kind=CalendarSource.Kind.ACCOUNT,
            account=account,
            name=(calendar.name or NO_NAME)[:LONGEST_NAME],
            secret_address=encrypt(calendar.ref, purpose=PURPOSE),
            created_at=now,
            next_try_at=now,
        )


def ref_of(source: CalendarSource) -> str:
    """Of which of its account's calendars; "" if our key has changed."""
    try:
        return decrypt(source.secret_address, purpose=PURPOSE)
    except Unreadable:
        return ""


def _write_into(
    account: CalendarAccount, write: RemoteCalendar, *, sessions: list[Session], now: datetime
) -> None:
    CalendarAccount.objects.filter(pk=account.pk).update(
        secret_write_ref=sealed(write.ref),
        write_name=(write.name or NO_NAME)[:LONGEST_LABEL],
        cursor="",
        next_look_at=now,
    )
    record_audit(account, verb="scheduling.write_into_calendar", by=account.user, now=now)
    for session in sessions:
        WrittenEvent.objects.create(
            account=account,
            session=session,
            user=account.user,
            sequence=session.sequence,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            is_due=True,
        )
        announce_write(session, account.user, turn=f"to:{now.isoformat()}", now=now)


def _write_no_more(account: CalendarAccount, *, problem: str = "") -> None:
    CalendarAccount.objects.filter(pk=account.pk).update(
        secret_write_ref="", write_name="", cursor="", next_look_at=None, problem=problem
    )


@transaction.atomic
def calendar_is_gone(account: CalendarAccount, *, problem: str, now: datetime) -> None:
    """With all that we wrote into it: its sessions come by mail from now on."""
    lock_people([account.user])
    taken = account.written_events.exclude(state__in=(State.DELETED, State.LEFT_OUT))
    let_go(account, taken=frozenset(taken.values_list("pk", flat=True)), now=now)
    _write_no_more(account, problem=problem)


def take_out_events(account: CalendarAccount, *, now: datetime) -> frozenset[int]:
    """Delete the coming sessions' events there; the rows (by id) whose events are gone.

    Each is leased, so that no job writes it again meanwhile. Ends with the first failure.
    """
    taken: set[int] = set()
    with suppress(RemoteProblem), opened(account, seconds=TAKE_OUT_SECONDS, now=now) as service:
        calendar = unsealed(account.secret_write_ref)
        for event in coming_events(account, now=now):
            free = WrittenEvent.objects.free(now=now).filter(pk=event.pk)
            if event.secret_ref and free.update(lease_until=now + LEASE):
                remove(service, calendar, copy_of(event))
                taken.add(event.pk)
    return frozenset(taken)


def let_go(
    account: CalendarAccount,
    *,
    taken: Collection[int],
    now: datetime,
    to: list[Session] | None = None,
) -> int:
    """Forget what we wrote there; how many coming sessions were left there.

    Those `taken` out, or not there yet, come by mail from now on, or are put into `to`. Of the
    others it stays known that no mail may bring them, since they are there already. The caller
    holds the lock on the person.
    """
    coming = Q(session__state=Session.State.CONFIRMED, session__starts_at__gt=now)
    account.written_events.exclude(coming).delete()
    never_there = Q(state=State.ABSENT) & (Q(lease_until=None) | Q(lease_until__lte=now))
    events = account.written_events.filter(never_there | Q(pk__in=taken))
    for event in events.select_related("session", "user"):
        event.delete()
        if to is None:
            announce_by_mail(event.session, event.user, now=now)
        else:
            to.append(event.session)
    is_there = ~Q(state__in=(State.DELETED, State.LEFT_OUT))
    left = account.written_events.filter(is_there).count()
    account.written_events.update(
        account=None,
        state=State.LET_GO,
        secret_ref="",
        version="",
        is_due=False,
        moved_to=None,
        tried_starts_at=None,
        lease_until=None,
    )
    return left
