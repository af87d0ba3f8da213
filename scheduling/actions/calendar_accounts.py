"""Accounts at services that keep calendars: connected and disconnected by their owner."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from common.tokens import hash_token
from scheduling.actions.calendar_choice import (
    is_written_into,
    let_go,
    ref_of,
    take_out_events,
)
from scheduling.actions.calendar_services import borrowed
from scheduling.models import CalendarAccount
from scheduling.models.accounts import LONGEST_LABEL
from scheduling.queries.calendar_accounts import (
    OfferedCalendar,
    accounts_of,
    sealed_secret,
    secret_of,
)
from scheduling.remote.contract import RemoteProblem
from scheduling.remote.services import give_back, open_service

MOST_ACCOUNTS = 4  # of one person
CONNECT_SECONDS = 15.0
GIVE_BACK_SECONDS = 5.0


class CannotConnect(Exception):
    """Nothing was connected; the message says why, and holds neither address nor password."""


def connect_caldav(
    user: User, *, address: str, name: str, password: str, now: datetime
) -> CalendarAccount:
    """The account at a CalDAV server, if it lets us in and has a calendar. Raises CannotConnect.

    Not within a transaction: the server is asked first.
    """
    secret = {"address": address, "user": name, "password": password}
    kind = CalendarAccount.Kind.CALDAV
    try:
        calendars = open_service(kind, secret, seconds=CONNECT_SECONDS).calendars()
    except RemoteProblem as problem:
        raise CannotConnect(str(problem)) from None
    if not calendars:
        raise CannotConnect("There is no calendar in this account. Make one there first.")
    return connect_account(
        user,
        kind=kind,
        external_id=hash_token(f"{address}\n{name}"),  # it may name them
        label=f"{name} at {urlsplit(address).hostname}",
        secret=secret,
        now=now,
    )


@transaction.atomic
def connect_account(
    user: User,
    *,
    kind: str,
    external_id: str,
    label: str,
    secret: Mapping[str, str],
    now: datetime,
) -> CalendarAccount:
    """Keep what opens the account, in place of what opened it before.

    `kind` is a CalendarAccount.Kind, `external_id` the service's own name for the account,
    `label` what its owner reads. One that was lost is tried again at once, with all that is read
    out of it and written into it. Raises CannotConnect.
    """
    lock_people([user])
    account = accounts_of(user).filter(kind=kind, external_id=external_id).first()
    if account is None:
        _check_room(user)
        account = CalendarAccount(user=user, kind=kind, external_id=external_id, created_at=now)
    account.label, account.secret = label[:LONGEST_LABEL], sealed_secret(secret)
    account.is_lost, account.problem, account.failures = False, "", 0
    if account.writes:
        account.next_look_at = now
    account.save()
    account.sources.update(next_try_at=now)
    record_audit(account, verb="scheduling.connect_account", by=user, now=now, kind=kind)
    return account


def _check_room(user: User) -> None:
    if accounts_of(user).count() >= MOST_ACCOUNTS:
        raise CannotConnect(
            f"You have {MOST_ACCOUNTS} accounts here, which is all there is room for."
            " Disconnect one."
        )


def list_calendars(account: CalendarAccount) -> list[OfferedCalendar]:
    """As its service lists them now. Raises RemoteProblem. Not within a transaction."""
    with borrowed(account, seconds=CONNECT_SECONDS) as service:
        calendars = service.calendars()
    busy = {ref_of(source) for source in account.sources.all()}
    return [
        OfferedCalendar(
            calendar,
            is_busy=calendar.ref in busy,
            is_written=is_written_into(account, calendar),
        )
        for calendar in calendars
    ]


def disconnect_account(account: CalendarAccount, *, take_out: bool, by: User, now: datetime) -> int:
    """Forget the account, what opens it, and all busy time that came from it.

    With `take_out` the coming sessions are taken out of the calendar first, as far as that goes
    within some seconds; how many were left there. Those taken out come by mail from now on. The
    permission goes back to its service last. Not within a transaction. A second call does nothing.
    """
    taken = take_out_events(account, now=now) if take_out else frozenset()
    with transaction.atomic():
        lock_people([by])
        found = CalendarAccount.objects.filter(pk=account.pk, user=by).first()
        if found is None:
            return 0
        left = let_go(found, taken=taken, now=now)
        record_audit(found, verb="scheduling.disconnect_account", by=by, now=now, kind=found.kind)
        found.delete()
    _give_back(found)
    return left


def _give_back(account: CalendarAccount) -> None:
    """The permission, as far as its service takes it back: all that it gave the site for that
    account, so not while somebody else here has opened it too."""
    same = CalendarAccount.objects.filter(kind=account.kind, external_id=account.external_id)
    if same.exists():
        return
    with suppress(RemoteProblem):
        give_back(account.kind, secret_of(account), seconds=GIVE_BACK_SECONDS)
