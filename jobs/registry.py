"""Which function does which kind of job.

Each app registers its handlers in `tasks.py` (deliveries) and `periodic.py` (work on the
database); `jobs.apps` imports those modules when the site starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

Handler = TypeVar("Handler", bound=Callable[..., None])


class NotYet(Exception):
    """A delivery raises it: do me again `after` so long. It is no failure, and is tried without
    end: when it has waited long enough, the handler says so itself, by returning."""

    def __init__(self, *, after: timedelta) -> None:
        super().__init__()
        self.after = after


@dataclass(frozen=True)
class Registration:
    kind: str
    handler: Callable[..., None]
    is_transactional: bool
    every: timedelta | None = None

    @property
    def recurring_key(self) -> str:
        """The key of the one row that a recurring job lives in."""
        return f"recurring:{self.kind}"

    def recurs_as(self, key: str) -> bool:
        return self.every is not None and key == self.recurring_key

    def next_run_at(self, now: datetime) -> datetime:
        """The next multiple of `every` since 1970 UTC: turns that were missed are not made up."""
        assert self.every is not None
        seconds = self.every.total_seconds()
        return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, tz=UTC)


_registrations: dict[str, Registration] = {}


def _register(registration: Registration) -> None:
    known = _registrations.get(registration.kind)
    if known is not None and known.handler is not registration.handler:
        raise ValueError(f"Two handlers for the job kind {registration.kind!r}.")
    _registrations[registration.kind] = registration


def transactional_job(kind: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Register a handler whose database effects commit together with "done": exactly once.

    It is called as `handler(now=…, **arguments)` inside a transaction. With `every` it also
    runs by itself, once in each such interval.
    """

    def register(handler: Handler) -> Handler:
        _register(Registration(kind, handler, is_transactional=True, every=every))
        return handler

    return register


def delivery_job(kind: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Register a handler that reaches outside (mail, HTTP): at least once, outside a transaction.

    It must check that the delivery is still right, and make repeats recognisable (Message-ID).
    With `every` it also runs by itself, once in each such interval.
    """

    def register(handler: Handler) -> Handler:
        _register(Registration(kind, handler, is_transactional=False, every=every))
        return handler

    return register


def registration_of(kind: str) -> Registration:
    """The registration of `kind`; KeyError if there is none."""
    return _registrations[kind]


def find_registration(kind: str) -> Registration | None:
    return _registrations.get(kind)


def recurring_registrations() -> list[Registration]:
    return [entry for entry in _registrations.values() if entry.every is not None]
