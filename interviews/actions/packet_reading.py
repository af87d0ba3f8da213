"""Reading a packet outside a leg of one's own: in the library, or in somebody's report."""

from datetime import datetime

from django.db import transaction

from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.actions.announcements import announce_new_question
from interviews.actions.replacement import replace_packet
from interviews.models import Exposure, Leg, Packet, Session
from interviews.queries.packets import NoPacketLeft

CLOSED = "This packet is closed to you until your next session is over."


class CannotRead(Exception):
    """The packet stays closed to the person; the message says so to them."""


@transaction.atomic
def note_reading(packet: Packet, *, by: User, role: str, now: datetime) -> None:
    """`by` sees the packet, as LIBRARY or REPORT, and is candidate on its family no more.

    If they are booked to be asked it, that leg gets another question, and nobody is told which
    it was; its interviewer gets a mail to read the new one. Twice changes nothing. Raises
    CannotRead if no other question is left for that leg.
    """
    _, is_new = Exposure.objects.get_or_create(
        user=by, packet=packet, role=role, leg=None, defaults={"at": now}
    )
    if not is_new:
        return
    coming = Leg.objects.filter(
        candidate=by,
        packet_version__packet__family=packet.family,
        session__state=Session.State.CONFIRMED,
    )
    lock_people([by, *User.objects.filter(legs_as_interviewer__in=coming)])
    people = ("candidate__preparation", "candidate__profile", "interviewer__preparation")
    for leg in coming.select_related("packet_version__packet", "session", *people):
        try:
            announce_new_question(replace_packet(leg, now=now), now=now)
        except NoPacketLeft as error:
            raise CannotRead(
                "This packet is closed to you until your next session is over."
            ) from error
