"""What people said no to, as far as it still counts."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from scheduling.domain.declines import (
    PAIR_FOR_A_WHILE,
    PAIR_RESTS,
    PERSON_RESTS,
    No,
    Respect,
    Why,
    respect,
)
from scheduling.models import Decline
from scheduling.queries.among import among


def respect_of(people: Collection[int] | None, *, now: datetime) -> Respect:
    """What is not to be offered to any of `people` (ids; None for everybody). One query.

    For an id of `people` it holds all that counts; of others perhaps a part.
    """
    counting = Decline.objects.filter(
        Q(why=Why.PERSON)
        | Q(why__in=PAIR_FOR_A_WHILE, created_at__gt=now - PAIR_RESTS)
        | Q(why=Why.NOT_NOW, created_at__gt=now - PERSON_RESTS)
        | Q(why=Why.TIME, ends_at__gt=now)
    )
    if people is not None:
        counting = counting.filter(among("user", people) | among("other", people))
    columns = ("user", "other", "why", "starts_at", "ends_at", "created_at")
    return respect(
        (
            No(by=by, other=other, why=Why(why), start=start, end=end, at=at)
            for by, other, why, start, end, at in counting.order_by().values_list(*columns)
        ),
        now=now,
    )


def are_kept_apart(one: User, other: User) -> bool:
    """Whether one of the two does not want to meet the other, whoever it was."""
    pair = Q(user=one, other=other) | Q(user=other, other=one)
    return Decline.objects.filter(pair, why=Why.PERSON).exists()


def not_wanted_by(user: User) -> "list[Decline]":
    """Whom the person does not want to meet, latest first, each once; with profiles."""
    nos = (
        Decline.objects.filter(user=user, why=Why.PERSON)
        .select_related("other__profile")
        .order_by("-created_at", "-pk")
    )
    return list({no.other_id: no for no in reversed(nos)}.values())[::-1]
