"""Which question a leg gets."""

from collections.abc import Collection, Mapping

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from interviews.domain.choosing import LAST, Need, Question, best_question
from interviews.models import Exposure, Kind, Leg, Packet, PacketVersion, Session


class NoPacketLeft(Exception):
    """The candidate has met every question of the kind; the message says so to people."""


def publishable_packets() -> QuerySet[Packet]:
    """Packets that new sessions may use."""
    return Packet.objects.filter(status=Packet.Status.PUBLISHED, current__isnull=False)


def unseen_packets(candidate: User, *, kind: str) -> QuerySet[Packet]:
    """Published packets of `kind` of which the candidate has met no variant, in no role."""
    seen = Exposure.objects.filter(user=candidate, packet__family=OuterRef("family"))
    return publishable_packets().filter(~Exists(seen), kind=kind)


def coming_families(user: User) -> QuerySet[Exposure, str]:
    """The families that `user` is to meet as a candidate in sessions that are not over."""
    coming = Exposure.objects.filter(
        user=user, role=Exposure.Role.CANDIDATE, leg__session__state__in=Session.LIVE_STATES
    )
    return coming.values_list("packet__family", flat=True)


def packet_for_leg(
    *,
    candidate: User,
    interviewer: User,
    kind: str,
    practice: Mapping[str, float],
    drill: str = "",
    but_not: Collection[str] = (),
) -> PacketVersion:
    """The packet for a leg that is about to be booked: see interviews.domain.choosing.

    Never one of a family that the candidate has met in any role, nor one that the interviewer is
    still to meet as a candidate, nor of `but_not` (families: what the other leg of the session
    uses). The caller has locked both people. Raises NoPacketLeft. Six queries.
    """
    packets = (
        unseen_packets(candidate, kind=kind)
        .exclude(family__in=but_not)
        .exclude(family__in=coming_families(interviewer))
    )
    questions = _questions(packets, interviewer=interviewer)
    preparation = candidate.preparation
    need = Need(
        level=preparation.level,
        interviewer_level=(
            interviewer.preparation.interviewer_level or interviewer.preparation.level
        ),
        loop=preparation.target_loop_id,
        recent=_recent_focus(candidate, kind=kind),
        practice=practice,
        drill=drill,
    )
    best = best_question(questions, need)
    if best is None:
        raise NoPacketLeft(
            f"{candidate.profile.pseudonym} has already seen every {Kind(kind).label.lower()} "
            "question here. Choose another kind of round; new questions are added to the library."
        )
    current = Packet.objects.select_related("current__packet").get(pk=best.pk).current
    assert current is not None  # of those that new sessions may use
    return current


def _questions(packets: QuerySet[Packet], *, interviewer: User) -> list[Question]:
    met = Exposure.objects.filter(user=interviewer, packet=OuterRef("pk"))
    annotated = packets.annotate(
        is_known=Exists(met),
        times_used=Count("exposures", filter=Q(exposures__role=Exposure.Role.CANDIDATE)),
    ).prefetch_related("competencies", "loops")
    return [
        Question(
            pk=packet.pk,
            slug=packet.slug,
            level=packet.level,
            focus=packet.focus,
            competencies=frozenset(one.slug for one in packet.competencies.all()),
            loops=frozenset(one.pk for one in packet.loops.all()),
            times_used=packet.times_used,
            is_known=packet.is_known,
        )
        for packet in annotated
    ]


def _recent_focus(candidate: User, *, kind: str) -> list[str]:
    legs = Leg.objects.filter(candidate=candidate, kind=kind).exclude(session__state="cancelled")
    recent = legs.order_by("-session__starts_at", "-pk")
    return list(recent.values_list("packet_version__packet__focus", flat=True)[:LAST])
