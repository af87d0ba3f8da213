"""Which service an account is at."""

from collections.abc import Callable, Mapping

from django.conf import settings

from scheduling.remote.caldav.service import CalDav
from scheduling.remote.contract import CalendarService
from scheduling.remote.google import GoogleCalendars, google
from scheduling.remote.microsoft import MicrosoftCalendars, microsoft
from scheduling.remote.oauth import OAuthClient, Provider

# By the account's kind: what opens it, from its secret and the seconds that it may take.
SERVICES: dict[str, Callable[[Mapping[str, str], float], CalendarService]] = {
    "caldav": CalDav,
    "google": GoogleCalendars,
    "microsoft": MicrosoftCalendars,
}
# Those that are opened by signing in there.
_PROVIDERS = {"google": google, "microsoft": microsoft}


def open_service(kind: str, secret: Mapping[str, str], *, seconds: float) -> CalendarService:
    """The account that `secret` opens, for at most `seconds` from now."""
    return SERVICES[kind](secret, seconds)


def providers() -> list[Provider]:
    """Where people can sign in to open a calendar: those that know the site by keys of its own."""
    return [make() for kind, make in _PROVIDERS.items() if settings.SOCIAL_KEYS[kind][0]]


def renew_and_check(kind: str, secret: Mapping[str, str], *, seconds: float) -> Mapping[str, str]:
    """The secret with tokens of today, which shows that it goes on opening the account, and that
    nothing was left out of what was asked for. Raises RemoteProblem."""
    client = OAuthClient(_PROVIDERS[kind](), secret, seconds)
    if client.provider.lacks(client.renew()):
        raise client.too_little()
    return client.secret


def give_back(kind: str, secret: Mapping[str, str], *, seconds: float) -> None:
    """Have the service forget what opens the account, if it can. Raises RemoteProblem."""
    if kind in _PROVIDERS:
        OAuthClient(_PROVIDERS[kind](), secret, seconds).revoke()
