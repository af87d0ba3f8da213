"""Who is running out of questions that are new to them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from interviews.domain.pool import FEW, Pool
from interviews.models import Exposure, Kind, Packet, Preparation
from interviews.queries.packets import publishable_packets


@dataclass(frozen=True)
class Shortage:
    """How many of the people who practise a kind have met all of it, or all but FEW."""

    kind: str
    name: str
    people: int
    dry: int
    low: int  # and not dry


def pools_of(user: User) -> list[Pool]:
    """One for each kind that the person practises as a candidate, in its order. Two queries."""
    wanted = [] if user.preparation.volunteers_only else user.preparation.candidate_kinds
    return pools_in(user, kinds=wanted)


def pools_in(user: User, *, kinds: Collection[str]) -> list[Pool]:
    """One for each of `kinds`, in the order of Kind. Two queries."""
    totals = _families_by_kind()
    met = dict(
        Exposure.objects.filter(user=user, packet__family__in=_families())
        .order_by()
        .values_list("packet__kind")
        .annotate(n=Count("packet__family", distinct=True))
    )
    return [
        Pool(kind.value, kind.label.lower(), totals[kind.value], _left(totals, met, kind.value))
        for kind in Kind
        if kind.value in kinds
    ]


def low_pools_of(user: User) -> list[Pool]:
    """Those that need a warning. Two queries."""
    return [pool for pool in pools_of(user) if pool.is_low]


def shortages() -> list[Shortage]:
    """For each kind, how many active people run out of it. Three queries."""
    totals = _families_by_kind()
    practising = dict(
        Preparation.objects.filter(user__is_active=True, volunteers_only=False)
        .exclude(candidate_kinds=[])
        .values_list("user", "candidate_kinds")
    )
    dry: Counter[str] = Counter()
    low: Counter[str] = Counter()
    met = (
        Exposure.objects.filter(packet__family__in=_families())
        .order_by()
        .values_list("user", "packet__kind")
        .annotate(n=Count("packet__family", distinct=True))
    )
    for pk, kind, number in met:
        left = totals[kind] - number
        if left <= FEW and kind in practising.get(pk, ()):
            (low if left else dry)[kind] += 1
    people = Counter(kind for kinds in practising.values() for kind in kinds)
    for kind in Kind.values:
        if totals[kind] == 0:
            dry[kind] = people[kind]
        if totals[kind] <= FEW:  # also for those who have met none
            low[kind] = people[kind] - dry[kind]
    return [
        Shortage(kind.value, kind.label, people[kind.value], dry[kind.value], low[kind.value])
        for kind in Kind
    ]


def _families() -> QuerySet[Packet, str]:
    return publishable_packets().order_by().values_list("family", flat=True)


def _families_by_kind() -> Counter[str]:
    counted = publishable_packets().order_by().values_list("kind")
    return Counter(dict(counted.annotate(n=Count("family", distinct=True))))


def _left(totals: Counter[str], met: dict[str, int], kind: str) -> int:
    return max(0, totals[kind] - met.get(kind, 0))
