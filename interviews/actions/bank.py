"""What editors do with whole packets: retire, restore, mark as leaked, begin a variant."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.actions.announcements import announce_new_question
from interviews.actions.drafts import begin_draft
from interviews.actions.packet_reading import note_reading
from interviews.actions.replacement import replace_packet
from interviews.domain.packets.variants import NoVariant, as_variant
from interviews.models import Exposure, Packet, PacketDraft
from interviews.queries.coming_legs import coming_legs
from interviews.queries.packets import NoPacketLeft

Status = Packet.Status


class CannotChangePacket(Exception):
    """The packet is not in a state that allows it; the message says so to people."""


@dataclass(frozen=True)
class Replaced:
    """By packet: how many legs got another one, and for how many none is left."""

    replaced: Counter[int] = field(default_factory=Counter)
    kept: Counter[int] = field(default_factory=Counter)


@transaction.atomic
def retire_packet(packet: Packet, *, note: str, by: User, now: datetime) -> None:
    """No new session uses it. Those that are booked keep it. Raises CannotChangePacket."""
    _set_status(packet, Status.RETIRED, since=[Status.PUBLISHED], note=note, now=now)
    record_audit(packet, verb="packet.retired", by=by, now=now, note=note)


@transaction.atomic
def restore_packet(packet: Packet, *, note: str, by: User, now: datetime) -> None:
    """New sessions may use it again. Raises CannotChangePacket."""
    since = [Status.RETIRED, Status.LEAKED]
    _set_status(packet, Status.PUBLISHED, since=since, note="", now=now)
    record_audit(packet, verb="packet.restored", by=by, now=now, note=note)


def _set_status(
    packet: Packet, status: Status, *, since: list[Status], note: str, now: datetime
) -> None:
    """On the condition that nobody was faster."""
    found = Packet.objects.filter(pk=packet.pk, status__in=since)
    if not found.update(status=status, status_note=note, status_changed_at=now):
        packet.refresh_from_db(fields=["status"])
        raise CannotChangePacket(
            f"This packet is {packet.get_status_display().lower()} already. Nothing was changed."
        )
    packet.refresh_from_db(fields=["status", "status_note", "status_changed_at"])


@transaction.atomic
def mark_leaked(
    packet: Packet, *, with_variants: bool, note: str, by: User, now: datetime
) -> Replaced:
    """Nobody is asked it any more; sessions that have not begun get another question.

    `with_variants`: all of its family. Their interviewers are told by mail, their candidates
    nothing. Raises CannotChangePacket if it is leaked already.
    """
    chosen = Packet.objects.filter(family=packet.family).order_by("pk")
    if not with_variants:
        chosen = chosen.filter(pk=packet.pk)
    # NO KEY: a booking that is under way writes the packet in the ledger, and need not wait.
    marked = list(chosen.exclude(status=Status.LEAKED).select_for_update(no_key=True))
    if packet not in marked:
        raise CannotChangePacket(
            "This packet was marked as leaked already. Nothing was changed twice."
        )
    Packet.objects.filter(pk__in=[one.pk for one in marked]).update(
        status=Status.LEAKED, status_note=note, status_changed_at=now
    )
    packet.refresh_from_db(fields=["status", "status_note", "status_changed_at"])
    outcome = _replace(marked, now=now)
    for one in marked:
        counts = {"replaced": outcome.replaced[one.pk], "kept": outcome.kept[one.pk]}
        record_audit(one, verb="packet.leaked", by=by, now=now, note=note, **counts)
    return outcome


@transaction.atomic
def replace_leaked(*, now: datetime) -> None:
    """Try again where a leaked packet is still to be asked.

    Those are legs for which nothing was left, and legs that were being booked at the moment
    when the packet was marked.
    """
    leaked = Packet.objects.filter(status=Status.LEAKED, versions__legs__in=coming_legs())
    packets = list(leaked.distinct())
    outcome = _replace(packets, now=now) if packets else Replaced()
    for packet in packets:
        if number := outcome.replaced[packet.pk]:
            record_audit(packet, verb="packet.replaced", by=None, now=now, replaced=number)


def _replace(packets: Sequence[Packet], *, now: datetime) -> Replaced:
    """Another question for the legs with one of `packets` that have not begun."""
    coming = coming_legs(packets)
    lock_people(
        User.objects.filter(Q(legs_as_candidate__in=coming) | Q(legs_as_interviewer__in=coming))
    )
    outcome = Replaced()
    # Read behind the locks, and locked against a start: somebody may have been faster.
    people = ("candidate__preparation", "candidate__profile", "interviewer__preparation")
    legs = coming.select_related("session", "packet_version__packet", *people)
    for leg in legs.select_for_update(of=("session",)):
        packet_id = leg.packet_version.packet_id
        try:
            replace_packet(leg, now=now)
        except NoPacketLeft:
            outcome.kept[packet_id] += 1
        else:
            outcome.replaced[packet_id] += 1
            announce_new_question(leg, now=now)
    return outcome


@transaction.atomic
def fork_variant(packet: Packet, *, slug: str, by: User, now: datetime) -> PacketDraft:
    """The draft of a new packet `slug` that begins as a copy and is of the same family.

    Raises CannotChangePacket, CannotEditDraft (the name is taken) and CannotRead.
    """
    version = packet.current
    assert version is not None  # a packet that editors see has been published
    note_reading(packet, by=by, role=Exposure.Role.LIBRARY, now=now)
    try:
        files = as_variant(version.files, slug=slug, root=packet.family)
    except NoVariant:
        raise CannotChangePacket(
            "The beginning of its packet.md cannot be changed by itself. Export the packet, name "
            "the variant there, and import it."
        ) from None
    draft = begin_draft(
        slug=slug,
        files=files,
        base=version,
        packet=None,
        by=by,
        now=now,
        change_note=f"Variant of {packet.slug}",
    )
    record_audit(packet, verb="packet.forked", by=by, now=now, fork=slug)
    return draft
