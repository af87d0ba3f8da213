"""Writing in the ledger of who has seen which packet."""

from datetime import datetime

from accounts.models import User
from interviews.models import Exposure, Leg


def enter_in_ledger(leg: Leg, *, now: datetime) -> None:
    """Both people of a leg are to meet its packet."""
    note_candidate(leg, now=now)
    _note(leg, user=leg.interviewer, role=Exposure.Role.INTERVIEWER, now=now)


def note_candidate(leg: Leg, *, now: datetime) -> None:
    """The candidate of a leg is to meet its packet."""
    _note(leg, user=leg.candidate, role=Exposure.Role.CANDIDATE, now=now)


def _note(leg: Leg, *, user: User, role: str, now: datetime) -> None:
    packet_id = leg.packet_version.packet_id
    Exposure.objects.create(user=user, packet_id=packet_id, role=role, leg=leg, at=now)
