"""Accounts at Google and Microsoft: opened by signing in there, kept by us."""

from datetime import datetime

from accounts.models import User
from scheduling.actions.calendar_accounts import CannotConnect, connect_account
from scheduling.models import CalendarAccount
from scheduling.remote.contract import RemoteProblem
from scheduling.remote.services import renew_and_check

SECONDS = 10.0
CALENDAR_OF = "calendar_of"  # in allauth's state of a visit there: whose calendar it is about


def connect_cloud_account(
    user: User,
    *,
    kind: str,
    external_id: str,
    label: str,
    refresh_token: str,
    now: datetime,
) -> CalendarAccount:
    """Keep the account, once its refresh token has shown that it opens all that we need.

    Not within a transaction: the service is asked. What is there already stays as it is if that
    fails. Raises CannotConnect.
    """
    if not refresh_token:
        raise CannotConnect(
            "We were let in only for an hour. Take the permission back in the settings of your"
            " account there, then connect it again."
        )
    try:
        secret = renew_and_check(kind, {"refresh_token": refresh_token}, seconds=SECONDS)
    except RemoteProblem as problem:
        raise CannotConnect(str(problem)) from None
    return connect_account(
        user, kind=kind, external_id=external_id, label=label, secret=secret, now=now
    )
