"""Somebody's accounts at services that keep calendars, and what opens them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from common.encryption import Unreadable, decrypt, encrypt
from common.tokens import hash_token
from scheduling.models import CalendarAccount, WrittenEvent
from scheduling.models.accounts import CalendarAccountQuerySet
from scheduling.remote.contract import CalendarService, RemoteCalendar, SignInLost
from scheduling.remote.services import open_service

PURPOSE = "scheduling.calendar_account"
KEY_IS_LOST = "The site’s own key has changed. Connect the account again."


def sealed(text: str) -> str:
    return encrypt(text, purpose=PURPOSE)


def unsealed(sealed_text: str) -> str:
    """What `sealed` was given; SignInLost if no key of ours fits."""
    try:
        return decrypt(sealed_text, purpose=PURPOSE)
    except Unreadable:
        raise SignInLost(KEY_IS_LOST) from None


def sealed_secret(secret: Mapping[str, str]) -> str:
    return sealed(json.dumps(dict(secret), sort_keys=True))


def secret_of(account: CalendarAccount) -> dict[str, str]:
    """What `sealed_secret` was given for it. Raises SignInLost. No query."""
    secret: dict[str, str] = json.loads(unsealed(account.secret))
    return secret


def service_of(account: CalendarAccount, *, seconds: float) -> CalendarService:
    """The account's service for at most `seconds`. Raises SignInLost. No query."""
    return open_service(account.kind, secret_of(account), seconds=seconds)


def accounts_of(user: User) -> CalendarAccountQuerySet:
    return CalendarAccount.objects.of(user)


def find_account(public_id: UUID, *, user: User) -> CalendarAccount | None:
    """One of the person's own."""
    return accounts_of(user).filter(public_id=public_id).first()


def writing_account_of(user: User, *, but_not: CalendarAccount) -> CalendarAccount | None:
    """Another of the person's accounts, into which their sessions are written."""
    return accounts_of(user).writing().exclude(pk=but_not.pk).first()


@dataclass(frozen=True)
class OfferedCalendar:
    """One of an account's calendars, and what it is for. `key` stands for its ref in a form."""

    calendar: RemoteCalendar
    is_busy: bool
    is_written: bool

    @property
    def key(self) -> str:
        return hash_token(self.calendar.ref)[:20]

    @property
    def name(self) -> str:
        return self.calendar.name or "Calendar"


def lost_account(pk: int) -> CalendarAccount | None:
    """One that lets us in no more, with its owner, if they have not left."""
    lost = CalendarAccount.objects.filter(pk=pk, is_lost=True, user__is_active=True)
    return lost.select_related("user__profile").first()


def lost_accounts(user: User) -> list[CalendarAccount]:
    return list(accounts_of(user).filter(is_lost=True))


def own_accounts(user: User) -> list[Any]:
    """For the export of somebody's data: all but what opens them."""
    fields = ("kind", "label", "created_at", "write_name", "last_success_at", "problem")
    return list(accounts_of(user).values(*fields))


def own_written_events(user: User) -> list[Any]:
    """Which of their sessions stand in their own calendar, for the same."""
    rows = WrittenEvent.objects.filter(user=user).order_by("written_at", "pk")
    fields = ("session__public_id", "state", "starts_at", "ends_at", "written_at", "moved_to")
    return list(rows.values(*fields))
