"""Talk to an account at a calendar service, and keep what came of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db.models import F

from scheduling.actions.calendar_announcements import announce_lost_account
from scheduling.models import CalendarAccount
from scheduling.queries.calendar_accounts import sealed_secret, service_of
from scheduling.remote.contract import CalendarService, Changed, Gone, RemoteProblem, SignInLost


@contextmanager
def borrowed(account: CalendarAccount, *, seconds: float) -> Iterator[CalendarService]:
    """The account's service for at most `seconds`; a token that was renewed meanwhile is kept.

    Not within a transaction.
    """
    service = service_of(account, seconds=seconds)
    before = dict(service.secret)
    try:
        yield service
    finally:
        if dict(service.secret) != before:
            keep_secret(account, service.secret)


@contextmanager
def opened(account: CalendarAccount, *, seconds: float, now: datetime) -> Iterator[CalendarService]:
    """As `borrowed`; how it went is noted on the account. What went wrong is raised again."""
    try:
        with borrowed(account, seconds=seconds) as service:
            yield service
    except (Changed, Gone):
        note_success(account, now=now)
        raise
    except SignInLost as problem:
        note_lost(account, problem=str(problem), now=now)
        raise
    except RemoteProblem as problem:
        note_failure(account, problem=str(problem))
        raise
    note_success(account, now=now)


def keep_secret(account: CalendarAccount, secret: Mapping[str, str]) -> None:
    """Unless its owner has connected it again meanwhile: theirs is newer."""
    renewed = sealed_secret(secret)
    unchanged = CalendarAccount.objects.filter(pk=account.pk, secret=account.secret)
    if unchanged.update(secret=renewed):
        account.secret = renewed


def note_success(account: CalendarAccount, *, now: datetime) -> None:
    CalendarAccount.objects.filter(pk=account.pk, is_lost=False).update(
        failures=0, problem="", last_success_at=now
    )


def note_failure(account: CalendarAccount, *, problem: str) -> None:
    CalendarAccount.objects.filter(pk=account.pk).update(
        failures=F("failures") + 1, problem=problem[:300]
    )


def note_lost(account: CalendarAccount, *, problem: str, now: datetime) -> None:
    """It lets us in no more. Its owner is told once, until they connect it again."""
    # The secret that was refused: a newer one may have come meanwhile.
    unchanged = CalendarAccount.objects.filter(pk=account.pk, secret=account.secret, is_lost=False)
    if unchanged.update(is_lost=True, problem=problem[:300]):
        announce_lost_account(account, now=now)
