"""Another question for a leg that has not begun."""

from datetime import datetime

from django.db import transaction

from interviews.actions.ledger import enter_in_ledger
from interviews.models import Exposure, Leg
from interviews.queries.packets import packet_for_leg


@transaction.atomic
def replace_packet(leg: Leg, *, now: datetime) -> Leg:
    """Give the leg another packet, of the same topic if there is one. Raises NoPacketLeft.

    The candidate has not met the old one and is freed of it; the interviewer may have read it.
    The caller has locked both people (accounts.actions.locks).
    """
    old = leg.packet_version.packet
    others = leg.session.legs.exclude(pk=leg.pk)
    families = [old.family, *others.values_list("packet_version__packet__family", flat=True)]
    leg.packet_version = packet_for_leg(
        candidate=leg.candidate,
        interviewer=leg.interviewer,
        kind=leg.kind,
        practice={old.focus: 1.0},
        but_not=families,
    )
    leg.save(update_fields=["packet_version"])
    Exposure.objects.filter(leg=leg, role=Exposure.Role.CANDIDATE, packet=old).delete()
    enter_in_ledger(leg, now=now)
    return leg
