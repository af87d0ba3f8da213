"""Packets in and out of the site as files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.actions.audit import record_audit
from accounts.actions.locks import lock_people
from accounts.models import User
from interviews.actions.drafts import CannotEditDraft, begin_draft
from interviews.models import Exposure, Leg, Packet, PacketDraft, Session
from interviews.queries.exports import files_of_bank
from interviews.queries.imports import Plan


class CannotExport(Exception):
    """The bank stays closed to the person; the message says so to them."""


@dataclass(frozen=True)
class Imported:
    """Drafts that were begun, and by slug why others were not."""

    drafts: list[PacketDraft] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def import_packets(plan: Plan, *, by: User, now: datetime) -> Imported:
    """Begin a draft for each packet of the plan that is new or changed; publish none.

    What has changed since the plan was made is refused, with the reason; the others are begun.
    """
    imported = Imported()
    for one in plan.begun:
        try:
            draft = begin_draft(
                slug=one.slug,
                files=one.files,
                base=one.packet.current if one.packet else None,
                packet=one.packet,
                by=by,
                now=now,
                change_note="Imported from files",
            )
        except CannotEditDraft as error:
            imported.refused[one.slug] = str(error)
            continue
        record_audit(draft, verb="packet.imported", by=by, now=now, slug=one.slug)
        imported.drafts.append(draft)
    return imported


@transaction.atomic
def export_bank(*, by: User, now: datetime) -> Mapping[str, str]:
    """All published packets as files; `by` has read them all from now on.

    Raises CannotExport while `by` is booked as a candidate: no question would be left for them.
    """
    lock_people([by])
    coming = Leg.objects.filter(candidate=by, session__state__in=Session.LIVE_STATES)
    if coming.exists():
        raise CannotExport(
            "You are booked as a candidate, and whoever exports the whole bank has read every "
            "question. Export single packets, or ask another editor."
        )
    read = Exposure.objects.filter(user=by, role=Exposure.Role.LIBRARY, leg=None)
    unread = Packet.objects.filter(status=Packet.Status.PUBLISHED)
    Exposure.objects.bulk_create(
        Exposure(user=by, packet=packet, role=Exposure.Role.LIBRARY, at=now)
        for packet in unread.exclude(pk__in=read.values("packet"))
    )
    return files_of_bank()
