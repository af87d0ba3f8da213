"""A packet's versions and what has happened to it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import AuditEntry
from interviews.domain.packets.levels import Level
from interviews.models import (
    Criterion,
    Leg,
    Packet,
    PacketDraft,
    PacketVersion,
    Session,
)
from interviews.queries.rubrics import NoRubric, criteria_with_levels, current_rubric

WORDS = {
    "packet.published": "published version {number}",
    "packet.returned": "returned the draft with a note",
    "packet.discarded": "discarded the draft",
    "packet.reopened": "reopened a discarded draft",
    "packet.retired": "retired it",
    "packet.restored": "took it back into use",
    "packet.leaked": "marked it as leaked (booked sessions with another question now: {replaced})",
    "packet.replaced": "found another question for more booked sessions ({replaced})",
    "packet.forked": "began a variant: {fork}",
    "packet.imported": "imported a draft of it",
}
BY_ITSELF = frozenset({"packet.replaced"})


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: str
    words: str
    note: str


def versions_of(packet: Packet) -> "QuerySet[PacketVersion]":
    """Newest first, with who wrote and reviewed each, and `times_used` (legs)."""
    versions = packet.versions.order_by("-number").select_related("draft")
    versions = versions.prefetch_related(
        "draft__editors__profile", "draft__reviews__reviewer__profile"
    )
    return versions.annotate(times_used=Count("legs", distinct=True))


def open_draft_of(packet: Packet) -> PacketDraft | None:
    return PacketDraft.objects.open().filter(slug=packet.slug).first()


def times_used(packet: Packet) -> int:
    """Legs of sessions that were held or are booked."""
    not_held = (Session.State.CANCELLED, Session.State.MISSED)
    legs = Leg.objects.filter(packet_version__packet=packet)
    return legs.exclude(session__state__in=not_held).count()


def criteria_of(version: PacketVersion) -> list[tuple[Criterion, list[Level]]] | None:
    """Its kind's rubric with the version's notes; None if the kind has no rubric yet."""
    try:
        rubric = current_rubric(version.packet.kind)
    except NoRubric:
        return None
    return criteria_with_levels(rubric.pk, notes=version.rubric_notes)


def packet_history(packet: Packet) -> list[HistoryLine]:
    """What was done to the packet and its drafts, newest first: two queries."""
    drafts = PacketDraft.objects.filter(slug=packet.slug).values_list("pk", flat=True)
    about = Q(object_type="interviews.packet", object_id=str(packet.pk))
    about |= Q(object_type="interviews.packetdraft", object_id__in=[str(pk) for pk in drafts])
    entries = AuditEntry.objects.filter(about, verb__in=WORDS).select_related("by__profile")
    return [_line(entry) for entry in entries.order_by("-at", "-pk")]


def _line(entry: AuditEntry) -> HistoryLine:
    if entry.by is not None:
        who = entry.by.profile.pseudonym
    else:
        who = "The site" if entry.verb in BY_ITSELF else "Somebody who has left"
    details = entry.details
    words = WORDS[entry.verb].format(
        **{name: details.get(name, "?") for name in ("number", "fork", "replaced")}
    )
    return HistoryLine(entry.at, who, words, details.get("note", ""))
