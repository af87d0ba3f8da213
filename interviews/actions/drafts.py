"""Writing a packet's next version: begin, save, carry on, discard, reopen."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from interviews.actions.packet_reading import CannotRead, note_reading
from interviews.domain.packets.files import MAIN_FILE, file_problems, with_version
from interviews.domain.packets.reader import PAGES
from interviews.models import Exposure, Packet, PacketDraft, PacketVersion
from interviews.queries.drafts import next_number

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class CannotEditDraft(Exception):
    """The draft cannot be begun or changed; the message says so to people."""


class DraftChanged(CannotEditDraft):
    """Somebody else has saved it meanwhile; `draft` is what it is now."""

    def __init__(self, draft: PacketDraft) -> None:
        super().__init__(
            "This draft was saved since you opened it, elsewhere or by somebody else. Nothing of "
            "yours is lost: it is still on this page, and the difference stands below."
        )
        self.draft = draft


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
    _refuse_bad_name(slug, packet)
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
        raise CannotEditDraft(_has_another(slug)) from None
    draft.editors.add(by)
    note_opening(draft, by=by, now=now)
    return draft


@transaction.atomic
def note_opening(draft: PacketDraft, *, by: User, now: datetime) -> None:
    """`by` sees the draft, and with it the packet that it is of, or that it was forked from.

    Who read the draft of a new packet is entered in its ledger when it is published. Raises
    CannotEditDraft if the packet must stay closed to the person for now.
    """
    if not draft.readers.filter(pk=by.pk).exists():  # a page that is read again writes nothing
        draft.readers.add(by)
    packet = draft.packet or (draft.base.packet if draft.base else None)
    if packet is None:
        return
    try:
        note_reading(packet, by=by, role=Exposure.Role.LIBRARY, now=now)
    except CannotRead as refusal:
        raise CannotEditDraft(str(refusal)) from refusal


@transaction.atomic
def save_draft(
    draft: PacketDraft, *, files: Mapping[str, str], revision: int, by: User, now: datetime
) -> PacketDraft:
    """Keep `files` as the draft's, if it is still at the `revision` that they were typed on.

    The same files again change nothing. Raises DraftChanged, or CannotEditDraft: it is not being
    written, or the files cannot be kept.
    """
    _refuse_bad_files(files)
    locked = lock_draft(draft)
    if locked.state != PacketDraft.State.WRITING:
        raise CannotEditDraft(_not_being_written(locked))
    number = next_number(locked)
    files = {**files, MAIN_FILE: with_version(files[MAIN_FILE], number)}
    if files == locked.files:
        return locked
    if revision != locked.revision:
        raise DraftChanged(locked)
    return _change(locked, files=files, by=by, now=now)


@transaction.atomic
def carry_draft(draft: PacketDraft, *, by: User, now: datetime) -> PacketDraft:
    """Put the draft on top of the version that was published meanwhile, its text as it is.

    It goes back to being written: somebody has to look at what the newer version changed.
    """
    locked = lock_draft(draft)
    if not locked.is_open or locked.packet is None:
        raise CannotEditDraft("There is no newer version to put this draft on.")
    current = Packet.objects.select_related("current").get(pk=locked.packet.pk).current
    if current is None or current == locked.base:
        raise CannotEditDraft("This draft already stands on the newest version.")
    locked.base = current
    locked.state = PacketDraft.State.WRITING
    files = dict(locked.files)
    files[MAIN_FILE] = with_version(files[MAIN_FILE], next_number(locked))
    return _change(locked, files=files, by=by, now=now)


@transaction.atomic
def discard_draft(draft: PacketDraft, *, by: User, now: datetime) -> None:
    """Give the draft up. Its editors can still read it, and reopen it."""
    locked = lock_draft(draft)
    if not locked.is_open:
        raise CannotEditDraft(_not_being_written(locked))
    locked.state = PacketDraft.State.DISCARDED
    locked.changed_at = now
    locked.save(update_fields=["state", "changed_at"])
    record_audit(locked, verb="packet.discarded", by=by, now=now, slug=locked.slug)


@transaction.atomic
def reopen_draft(draft: PacketDraft, *, by: User, now: datetime) -> PacketDraft:
    """Write on in a discarded draft, unless the slug has another open one meanwhile."""
    locked = lock_draft(draft)
    if locked.state != PacketDraft.State.DISCARDED:
        raise CannotEditDraft("This draft was not discarded.")
    if locked.packet is None and Packet.objects.filter(slug=locked.slug).exists():
        raise CannotEditDraft(
            f"There is a packet named {locked.slug} by now. Begin a draft of its next version."
        )
    locked.state = PacketDraft.State.WRITING
    locked.changed_at = now
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "changed_at"])
    except IntegrityError:
        raise CannotEditDraft(_has_another(locked.slug)) from None
    record_audit(locked, verb="packet.reopened", by=by, now=now, slug=locked.slug)
    return locked


def lock_draft(draft: PacketDraft) -> PacketDraft:
    """The row as it is now; until the transaction ends nobody else decides about it."""
    PacketDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    return PacketDraft.objects.select_related("packet", "base").get(pk=draft.pk)


def _change(
    draft: PacketDraft, *, files: Mapping[str, str], by: User, now: datetime
) -> PacketDraft:
    draft.files = dict(files)
    draft.revision += 1
    draft.changed_at = now
    draft.save(update_fields=["files", "revision", "changed_at", "base", "state"])
    draft.editors.add(by)
    draft.readers.add(by)
    return draft


def _not_being_written(draft: PacketDraft) -> str:
    return {
        PacketDraft.State.IN_REVIEW: "This draft waits for a second editor. Take it back to "
        "writing before you change it.",
        PacketDraft.State.PUBLISHED: "This draft was published; what is published never changes. "
        "Begin a draft of the next version.",
        PacketDraft.State.DISCARDED: "This draft was discarded. Reopen it before you change it.",
    }.get(PacketDraft.State(draft.state), "This draft is being written.")


def _has_another(slug: str) -> str:
    return f"{slug} has an open draft already: write on in that one, or discard it first."


def _refuse_bad_name(slug: str, packet: Packet | None) -> None:
    if not SLUG.match(slug) or len(slug) > 50:
        raise CannotEditDraft(
            f"“{slug[:60]}” is no name for a packet: at most 50 lower-case letters, digits and "
            "single hyphens."
        )
    if packet is None and slug in PAGES:
        raise CannotEditDraft(f"“{slug}” is the name of a page here. Choose another name.")
    if packet is None and Packet.objects.filter(slug=slug).exists():
        raise CannotEditDraft(f"There is a packet named {slug} already. Choose another name.")
    if packet is not None and packet.status != Packet.Status.PUBLISHED:
        raise CannotEditDraft(
            f"{slug} is {packet.get_status_display().lower()}. Restore it before its next version "
            "is written, or fork a variant of it."
        )


def _refuse_bad_files(files: Mapping[str, str]) -> None:
    problem = next(file_problems(files), None)
    if problem:
        raise CannotEditDraft(f"{problem.file}, line {problem.line}: {problem.reason}.")
