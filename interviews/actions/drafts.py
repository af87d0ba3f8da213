"""Writing a packet's next version: begin, save, discard, reopen."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from interviews.actions.packet_reading import CannotRead, note_reading
from interviews.domain.packets.files import MAIN_FILE, file_problems, with_version
from interviews.models import Exposure, Packet, PacketDraft, PacketVersion

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class CannotEditDraft(Exception):
    """The draft cannot be begun or changed; the message says so to people."""


@transaction.atomic
def begin_draft(
    *,
    slug: str,
    files: Mapping[str, str],
    base: PacketVersion | None,
    packet: Packet | None,
    by: User,
    now: datetime,
    change_note: str = "",
) -> PacketDraft:
    """A draft of the packet's next version, or (`packet` None) of a new packet named `slug`.

    `base` is the version to be replaced, or the one that a variant was forked from. Raises
    CannotEditDraft: the slug is taken or has an open draft, or the files cannot be kept.
    """
    _refuse_bad_files(files)
    if not SLUG.match(slug) or len(slug) > 50:
        raise CannotEditDraft(
            f"“{slug[:60]}” is no name for a packet: at most 50 lower-case letters, digits and "
            "single hyphens."
        )
    if packet is None and Packet.objects.filter(slug=slug).exists():
        raise CannotEditDraft(f"There is a packet named {slug} already. Choose another name.")
    if packet is not None and packet.status != Packet.Status.PUBLISHED:
        raise CannotEditDraft(
            f"{slug} is {packet.get_status_display().lower()}. Restore it before its next version "
            "is written, or fork a variant of it."
        )
    number = base.number + 1 if packet is not None and base is not None else 1
    try:
        with transaction.atomic():
            draft = PacketDraft.objects.create(
                **{"slug": slug, "packet": packet, "base": base, "change_note": change_note},
                files={**files, MAIN_FILE: with_version(files[MAIN_FILE], number)},
                created_at=now,
                changed_at=now,
            )
    except IntegrityError:
        raise CannotEditDraft(
            f"{slug} has an open draft already: write on in that one, or discard it first."
        ) from None
    draft.editors.add(by)
    note_opening(draft, by=by, now=now)
    return draft


@transaction.atomic
def note_opening(draft: PacketDraft, *, by: User, now: datetime) -> None:
    """`by` sees the draft, and with it the packet that it is of, or that it was forked from.

    Who read the draft of a new packet is entered in its ledger when it is published. Raises
    CannotEditDraft if the packet must stay closed to the person for now.
    """
    draft.readers.add(by)
    packet = draft.packet or (draft.base.packet if draft.base else None)
    if packet is None:
        return
    try:
        note_reading(packet, by=by, role=Exposure.Role.LIBRARY, now=now)
    except CannotRead as refusal:
        raise CannotEditDraft(str(refusal)) from refusal


def _refuse_bad_files(files: Mapping[str, str]) -> None:
    problem = next(file_problems(files), None)
    if problem:
        raise CannotEditDraft(f"{problem.file}, line {problem.line}: {problem.reason}.")
