"""Which question a leg gets."""

from collections.abc import Collection

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Abs

from accounts.models import User
from interviews.models import Exposure, Kind, Packet, PacketVersion


class NoPacketLeft(Exception):
    """The candidate has seen every packet of the kind; the message says so to people."""


def unseen_packets(candidate: User, *, kind: str) -> QuerySet[Packet]:
    """Published packets of `kind` that the candidate has met in no role."""
    seen = Exposure.objects.filter(user=candidate, packet=OuterRef("pk"))
    return Packet.objects.filter(
        ~Exists(seen), kind=kind, status=Packet.Status.PUBLISHED, current__isnull=False
    )


def packet_for_leg(
    *, candidate: User, interviewer: User, kind: str, but_not: Collection[int] = ()
) -> PacketVersion:
    """The packet for a leg that is about to be booked.

    Never one that the candidate has seen in any role, nor one of `but_not` (packet ids: what
    the other leg of the session uses). Of the rest the one nearest the candidate's level, then
    one the interviewer has given before, then the least used. Raises NoPacketLeft.
    """
    given = Exposure.objects.filter(
        user=interviewer, packet=OuterRef("pk"), role=Exposure.Role.INTERVIEWER
    )
    chosen = (
        unseen_packets(candidate, kind=kind)
        .exclude(pk__in=but_not)
        .annotate(
            level_gap=Abs(F("level") - candidate.preparation.level),
            is_known=Exists(given),
            times_used=Count(
                "exposures", filter=Q(exposures__role=Exposure.Role.CANDIDATE), distinct=True
            ),
        )
        .order_by("level_gap", "-is_known", "times_used", "slug")
        .select_related("current")
        .first()
    )
    if chosen is None or chosen.current is None:
        raise NoPacketLeft(
            f"{candidate.profile.pseudonym} has already seen every {Kind(kind).label.lower()} "
            "question here. Choose another kind of round; new questions are added to the library."
        )
    return chosen.current
