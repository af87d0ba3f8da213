"""Show the candidate a piece of the interviewer's material."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from interviews.models import PacketVersion, Session
from room.actions.clock import CannotRunRoom, held_room_at
from room.models import Release
from room.notifications import announce
from room.permissions import can_release


class CannotRelease(CannotRunRoom):
    """That cannot be shown; the message says why to people."""


@transaction.atomic
def release_piece(
    session: Session, *, item: str, index: int, revision: int, by: User, now: datetime
) -> None:
    """Show the hint or clarification at `index` of the running leg's packet to its candidate.

    `item` is "hint" or "clarification". Showing it twice keeps the first time. Raises
    CannotRelease, and CannotRunRoom when the room has moved on.
    """
    held = held_room_at(session, revision=revision, now=now)
    leg = held.leg
    if leg is None or not can_release(by, leg):
        raise CannotRelease("Only the interviewer of the round that runs can show something.")
    packet = PacketVersion.objects.get(pk=leg.packet_version_id)
    pieces = packet.hints if item == Release.Item.HINT else packet.clarifications
    if index >= len(pieces):
        raise CannotRelease("The packet has no such piece. Nothing was shown.")
    Release.objects.get_or_create(leg=leg, item=item, index=index, defaults={"at": now})
    announce(held.session)
