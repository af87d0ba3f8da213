"""Writing in the ledger of who has seen which packet."""

from datetime import datetime

from accounts.models import User
from interviews.models import Exposure, Leg, Packet


def enter_in_ledger(leg: Leg, *, now: datetime) -> None:
    """Both people of a leg are to meet its packet."""
    packet_id = leg.packet_version.packet_id
    for role, user in (
        (Exposure.Role.CANDIDATE, leg.candidate),
        (Exposure.Role.INTERVIEWER, leg.interviewer),
    ):
        Exposure.objects.get_or_create(
            user=user, packet_id=packet_id, role=role, leg=leg, defaults={"at": now}
        )


def note_reading(packet: Packet, *, by: User, role: str, now: datetime) -> None:
    """`by` has seen a packet outside a leg of theirs: LIBRARY or REPORT. Twice changes nothing."""
    Exposure.objects.get_or_create(
        user=by, packet=packet, role=role, leg=None, defaults={"at": now}
    )
