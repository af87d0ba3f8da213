"""Locks on people, for what may be decided about them by one transaction at a time."""

from collections.abc import Iterable

from accounts.models import User


def lock_people(people: Iterable[User]) -> None:
    """Let one transaction at a time decide about these people, until the transaction ends.

    What they are booked for, and which question they are to meet. Claims alone would refuse a
    double booking; the lock gives the losers an answer in words instead of a deadlock: two
    bookings that close each other's proposals wait for each other. Sorted by id, so that the
    waiting itself cannot be circular. SQLite has one writer anyway.
    """
    ids = sorted({person.pk for person in people})
    list(User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))
