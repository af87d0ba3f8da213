"""Legs that have not begun."""

from collections.abc import Sequence

from django.db.models import QuerySet

from interviews.models import Leg, Packet, Session


def coming_legs(packets: Sequence[Packet] | None = None) -> QuerySet[Leg]:
    """Legs (None: all) with one of `packets` in sessions that have not begun, soonest first."""
    legs = Leg.objects.filter(session__state=Session.State.CONFIRMED)
    if packets is not None:
        legs = legs.filter(packet_version__packet__in=packets)
    return legs.order_by("session__starts_at", "pk")


def new_question_to_mail(leg_id: int, *, version_id: int) -> Leg | None:
    """The leg, if it is still to be asked this version and its interviewer still here."""
    people = ("session", "interviewer__profile", "candidate__profile")
    found = coming_legs().filter(pk=leg_id, packet_version=version_id, interviewer__is_active=True)
    return found.select_related(*people).first()
