"""Drafts of packets, and what can be said of their files."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from interviews.domain.checker import Entry
from interviews.domain.front_matter import Problem, UnreadableFile
from interviews.domain.packets.check import check_packet_files
from interviews.domain.packets.files import MAIN_FILE
from interviews.domain.packets.parts import read_parts
from interviews.models import Packet, PacketDraft, PacketVersion
from interviews.queries.known import known_to_packets


def find_draft(public_id: UUID) -> PacketDraft | None:
    return (
        PacketDraft.objects.filter(public_id=public_id)
        .select_related("packet__current", "base__packet", "published_as__packet")
        .first()
    )


def drafts_for(editor: User) -> QuerySet[PacketDraft]:
    """What the list of drafts shows an editor: all open ones, and what became of their own."""
    return (
        PacketDraft.objects.filter(Q(state__in=PacketDraft.OPEN_STATES) | Q(editors=editor))
        .distinct()
        .select_related("packet", "base", "published_as__packet")
        .prefetch_related("editors__profile")
        .order_by("-changed_at", "pk")
    )


def next_number(draft: PacketDraft) -> int:
    """The number of the version that the draft is to become."""
    if draft.packet is None or draft.base is None:
        return 1
    return draft.base.number + 1


def kind_of(draft: PacketDraft) -> str:
    """The kind that its packet has, or that its text says; "" if it says none."""
    if draft.packet:
        return draft.packet.kind
    try:
        return read_parts(draft.files[MAIN_FILE]).kind
    except UnreadableFile:
        return ""


def check_draft(
    draft: PacketDraft, files: Mapping[str, str] | None = None
) -> tuple[Entry | None, list[Problem]]:
    """What the draft, or other `files` in its place, says; None if it cannot be read at all."""
    return check_packet_files(
        draft.files if files is None else files,
        slug=draft.slug,
        kind=draft.packet.kind if draft.packet else "",
        number=next_number(draft),
        known=known_to_packets(),
    )


def preview_of(entry: Entry) -> PacketVersion:
    """The version that the packet would be published as; not saved."""
    fields = dict(entry.fields)
    kind, level = fields.pop("kind"), fields.pop("level")
    packet = Packet(slug=entry.slug, family=entry.slug, kind=kind, level=level)
    return PacketVersion(packet=packet, **fields)
