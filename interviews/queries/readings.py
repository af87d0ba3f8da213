"""The packet that an interviewer prepares for a session, and how far they are."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from accounts.models import User
from interviews.domain.packets.beats import Beat, beats_for
from interviews.domain.packets.levels import Level
from interviews.domain.reading_check import CheckQuestion, ReadPacket, check_questions
from interviews.models import Criterion, Leg, PacketReading, PacketVersion, Session
from interviews.queries.rubrics import criteria_with_levels


@dataclass(frozen=True)
class ReadingPage:
    """All of a packet, for its leg's interviewer."""

    leg: Leg
    packet: PacketVersion
    beats: list[Beat]
    criteria: list[tuple[Criterion, list[Level]]]
    questions: list[CheckQuestion]


def leg_to_prepare(public_id: UUID, *, user: User) -> Leg | None:
    """The leg of the session that `user` interviews in, unless it was cancelled; no packet."""
    return (
        Leg.objects.filter(session__public_id=public_id, interviewer=user)
        .exclude(session__state=Session.State.CANCELLED)
        .select_related("session", "candidate__profile")
        .first()
    )


def reading_page(leg: Leg) -> ReadingPage:
    packet = PacketVersion.objects.get(pk=leg.packet_version_id)
    criteria = criteria_with_levels(leg.rubric_version_id, notes=packet.rubric_notes)
    return ReadingPage(
        leg=leg,
        packet=packet,
        beats=beats_for(packet.beats, minutes=leg.minutes),
        criteria=criteria,
        questions=check_questions(
            ReadPacket(
                clarifications=packet.clarifications,
                hints=packet.hints,
                rubric_notes=packet.rubric_notes,
                criteria={criterion.slug: criterion.name for criterion, _ in criteria},
            ),
            seed=f"{leg.public_id}/{packet.pk}",
        ),
    )


def reading_of(leg: Leg) -> PacketReading | None:
    """How far the leg's interviewer is with its present packet; None if it was not opened."""
    return PacketReading.objects.filter(
        leg=leg, user=leg.interviewer_id, packet_version=leg.packet_version_id
    ).first()


def people_prepared(session: Session) -> frozenset[int]:
    """Ids of the interviewers who passed the questions on what they are to ask. One query."""
    passed = PacketReading.objects.filter(
        leg__session=session,
        user=F("leg__interviewer"),
        packet_version=F("leg__packet_version"),
        ready_at__isnull=False,
    )
    return frozenset(passed.values_list("user", flat=True))
