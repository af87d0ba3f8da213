"""Who interviewed and who was interviewed: from the legs that took place, so that it cannot drift.

A leg counts when its session was completed and its forms were opened: they are opened for the
legs that began, and for no other.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import User
from feedback.models import Review
from interviews.models import Kind, Leg, Mode, Session

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Tally:
    """A number of interviews and their minutes, as booked."""

    number: int = 0
    minutes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.number + other.number, self.minutes + other.minutes)

    @property
    def text(self) -> str:
        """ "1 h 40 min", "45 min", "2 h"."""
        hours, minutes = divmod(self.minutes, 60)
        parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
        return " ".join(parts)


@dataclass(frozen=True)
class Totals:
    """`volunteered` is the part of `given` in one-way sessions: nothing was taken in return."""

    given: Tally = field(default_factory=Tally)
    received: Tally = field(default_factory=Tally)
    volunteered: Tally = field(default_factory=Tally)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.given + other.given,
            self.received + other.received,
            self.volunteered + other.volunteered,
        )

    @property
    def balance_minutes(self) -> int:
        """Positive for whoever has given more than received."""
        return self.given.minutes - self.received.minutes


@dataclass(frozen=True)
class Ledger:
    """One person's; by Kind value, in the order of Kind, only kinds with an interview in them."""

    ever: dict[str, Totals] = field(default_factory=dict)
    recent: dict[str, Totals] = field(default_factory=dict)  # sessions of the last 30 days

    @property
    def total(self) -> Totals:
        return sum(self.ever.values(), Totals())

    @property
    def recent_total(self) -> Totals:
        return sum(self.recent.values(), Totals())


def ledgers_of(ids: Collection[int], *, now: datetime) -> dict[int, Ledger]:
    """The ledger of each of these people (user ids); two queries, whatever their number."""
    ledgers = {pk: Ledger() for pk in ids}
    for side in ("interviewer", "candidate"):
        for pk, kind, mode, *counts in _legs(ids, side=side, now=now):
            ever, recent = Tally(*counts[:2]), Tally(*counts[2:])
            for book, tally in ((ledgers[pk].ever, ever), (ledgers[pk].recent, recent)):
                if tally.number:
                    book[kind] = book.get(kind, Totals()) + _totals(side, mode, tally)
    return {
        pk: Ledger(ever=_in_order(ledger.ever), recent=_in_order(ledger.recent))
        for pk, ledger in ledgers.items()
    }


def held_legs() -> QuerySet[Leg]:
    """The legs that took place."""
    return Leg.objects.filter(
        Exists(Review.objects.filter(leg=OuterRef("pk"))), session__state=Session.State.COMPLETED
    )


def given_between(user: User, *, begin: datetime, end: datetime) -> Tally:
    """The interviews that `user` gave in sessions that began in [begin, end)."""
    given = held_legs().filter(interviewer=user, session__starts_at__gte=begin)
    found = given.filter(session__starts_at__lt=end).aggregate(
        number=Count("pk"), minutes=Sum("minutes", default=0)
    )
    return Tally(**found)


def _legs(ids: Collection[int], *, side: str, now: datetime):  # type: ignore[no-untyped-def]
    """Rows of (person, kind, mode, number, minutes, recent number, recent minutes)."""
    is_recent = Q(session__starts_at__gt=now - RECENT)
    return (
        held_legs()
        .filter(**{f"{side}__in": ids})
        .order_by()
        .values_list(side, "kind", "session__mode")
        .annotate(
            number=Count("pk"),
            length=Sum("minutes"),
            recent_number=Count("pk", filter=is_recent),
            recent_length=Sum("minutes", filter=is_recent, default=0),
        )
    )


def _totals(side: str, mode: str, tally: Tally) -> Totals:
    if side == "candidate":
        return Totals(received=tally)
    return Totals(given=tally, volunteered=tally if mode == Mode.ONE_WAY else Tally())


def _in_order(book: dict[str, Totals]) -> dict[str, Totals]:
    return {kind: book[kind] for kind in Kind.values if kind in book}
