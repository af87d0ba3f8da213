"""What editors see of each packet's use: from the ledger, the room's clock and released forms."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from feedback.domain.item_statistics import ItemStatistics, Leak, Use, item_statistics
from feedback.models import Review
from interviews.models import Exposure, Kind, Leg, Packet, Session
from room.models import Release


@dataclass(frozen=True)
class ItemRow:
    """A packet, how often it was met in which role, and its statistics."""

    packet: Packet
    title: str
    kind: str
    met: dict[str, int]  # exposures by role
    found: ItemStatistics

    @property
    def is_suspected(self) -> bool:
        return self.found.leak == Leak.SUSPECTED

    @property
    def readers(self) -> int:
        """How often it was read outside a round."""
        return self.met.get("library", 0) + self.met.get("report", 0)

    @property
    def bar(self) -> dict[str, float] | None:
        """The difficulty's interval in per cent of a scale from −1.5 to 1.5."""
        difficulty = self.found.difficulty
        if difficulty is None:
            return None
        low, point, high = (
            min(100.0, max(0.0, (value + 1.5) / 3 * 100))
            for value in (difficulty.low, difficulty.mean, difficulty.high)
        )
        return {"low": low, "point": point, "high": high}


@dataclass
class _Clock:
    """When a session's legs began and its debrief, as far as the room's clock tells."""

    legs: dict[int, datetime]  # by the leg's number
    debrief_at: datetime | None = None

    def minutes_of(self, number: int) -> float | None:
        began = self.legs.get(number)
        ended = self.legs.get(number + 1, self.debrief_at)
        return None if began is None or ended is None else (ended - began).total_seconds() / 60


def item_rows(*, kind: str = "") -> list[ItemRow]:
    """Every packet that was ever met (of `kind`, if given): suspected ones first, then by use.

    Six queries, whatever the number of packets and rounds.
    """
    packets = Packet.objects.filter(exposures__isnull=False, current__isnull=False).distinct()
    if kind:
        packets = packets.filter(kind=kind)
    uses = _uses_by_packet()
    met = _met()
    rows = [
        ItemRow(
            packet=packet,
            title=packet.current.title if packet.current else packet.slug,
            kind=Kind(packet.kind).label,
            met=met[packet.pk],
            found=item_statistics(uses[packet.pk]),
        )
        for packet in packets.select_related("current")
    ]
    rows.sort(key=lambda row: (not row.is_suspected, -row.found.uses, row.title))
    return rows


def _met() -> defaultdict[int, dict[str, int]]:
    met: defaultdict[int, dict[str, int]] = defaultdict(dict)
    counted = Exposure.objects.order_by().values_list("packet", "role").annotate(n=Count("pk"))
    for packet, role, number in counted:
        met[packet][role] = number
    return met


def _uses_by_packet() -> defaultdict[int, list[Use]]:
    legs = Leg.objects.filter(session__state=Session.State.COMPLETED).values_list(
        *("pk", "session", "number", "minutes", "candidate", "kind"),
        *("packet_version__packet", "session__starts_at"),
        named=True,
    )
    recommendations = _recommendations()
    usual = _Usual(legs, recommendations)
    hints, clocks = _hints(), _clocks()
    uses: defaultdict[int, list[Use]] = defaultdict(list)
    for leg in legs:
        packet = leg.packet_version__packet
        took = clocks[leg.session].minutes_of(leg.number) if leg.session in clocks else None
        uses[packet].append(
            Use(
                candidate=leg.candidate,
                at=leg.session__starts_at,
                recommendation=recommendations.get(leg.pk),
                usual=usual.of(leg.candidate, kind=leg.kind, but_not=packet),
                hints=None if took is None else hints[leg.pk],
                overrun_minutes=None if took is None else took - leg.minutes,
            )
        )
    return uses


def _recommendations() -> dict[int, int]:
    """The interviewer's, by leg: of released forms alone."""
    released = Review.objects.counted().filter(perspective=Review.Perspective.INTERVIEWER)
    return {
        leg: value
        for leg, value in released.values_list("leg", "recommendation")
        if value is not None
    }


class _Usual:
    """The mean recommendation of each person by kind, without the rounds on one packet."""

    def __init__(self, legs, recommendations: dict[int, int]) -> None:  # type: ignore[no-untyped-def]
        self.sums: Counter[tuple[int, str, int | None]] = Counter()
        self.counts: Counter[tuple[int, str, int | None]] = Counter()
        for leg in legs:
            if leg.pk in recommendations:
                for packet in (leg.packet_version__packet, None):  # None: of all packets
                    self.sums[leg.candidate, leg.kind, packet] += recommendations[leg.pk]
                    self.counts[leg.candidate, leg.kind, packet] += 1

    def of(self, candidate: int, *, kind: str, but_not: int) -> float | None:
        every, one = (candidate, kind, None), (candidate, kind, but_not)
        count = self.counts[every] - self.counts[one]
        return (self.sums[every] - self.sums[one]) / count if count else None


def _hints() -> Counter[int]:
    shown = Release.objects.filter(item=Release.Item.HINT).order_by()
    return Counter(dict(shown.values_list("leg").annotate(n=Count("pk"))))


def _clocks() -> dict[int, _Clock]:
    clocks: defaultdict[int, _Clock] = defaultdict(lambda: _Clock({}))
    begun = Release.objects.filter(item=Release.Item.BRIEF).order_by()
    for session, number, at in begun.values_list("leg__session", "leg__number", "at"):
        clocks[session].legs[number] = at
    opened = Review.objects.order_by().values_list("leg__session").annotate(at=Min("opened_at"))
    for session, at in opened.filter(leg__releases__item=Release.Item.BRIEF):
        clocks[session].debrief_at = at
    return clocks
