"""From a written draft to a published version: submit, take back, return, approve."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actions.audit import record_audit
from accounts.models import User
from interviews.actions.drafts import lock_draft
from interviews.actions.packet_reading import CannotRead, note_reading
from interviews.actions.publishing import AlreadyPublished, publish_version
from interviews.domain.checker import Entry
from interviews.models import DraftReview, Exposure, Packet, PacketDraft, PacketVersion
from interviews.permissions import is_writer_of
from interviews.queries.drafts import check_draft
from interviews.tasks import is_runner_configured, run_later


class CannotReview(Exception):
    """The draft cannot be submitted, returned or published; the message says so to people."""


@transaction.atomic
def submit_draft(
    draft: PacketDraft, *, revision: int, change_note: str, by: User, now: datetime
) -> None:
    """Ask a second editor. Raises CannotReview: it has problems, was changed, or says no reason."""
    locked = lock_draft(draft)
    if locked.state != PacketDraft.State.WRITING:
        raise CannotReview("This draft is not being written any more.")
    if not is_writer_of(by, locked):
        raise CannotReview("Only somebody who has written at this draft can submit it.")
    _refuse_another_revision(locked, revision)
    if not change_note.strip():
        raise CannotReview("Say in a sentence what is new or changed, and why.")
    entry = _without_problems(locked)
    locked.state = PacketDraft.State.IN_REVIEW
    locked.change_note = change_note.strip()[:300]
    locked.changed_at = now
    locked.save(update_fields=["state", "change_note", "changed_at"])
    if entry.trial and is_runner_configured():
        run_later(locked, now=now)


@transaction.atomic
def withdraw_draft(draft: PacketDraft, *, by: User, now: datetime) -> None:
    """Back to writing, before anybody has decided."""
    locked = lock_draft(draft)
    if locked.state != PacketDraft.State.IN_REVIEW:
        raise CannotReview("This draft does not wait for a second editor any more.")
    if not is_writer_of(by, locked):
        raise CannotReview("Only somebody who has written at this draft can take it back.")
    _back_to_writing(locked, now=now)


@transaction.atomic
def run_code(draft: PacketDraft, *, by: User, now: datetime) -> None:
    """Have the code of the draft's present revision run. Raises CannotReview."""
    locked = lock_draft(draft)
    if not is_runner_configured():
        raise CannotReview("This site runs no code of drafts. Export it and run it yourself.")
    if not locked.is_open:
        raise CannotReview("This draft is closed; its code is not run any more.")
    run_later(locked, now=now)


@transaction.atomic
def return_draft(
    draft: PacketDraft, *, revision: int, note: str, by: User, now: datetime
) -> DraftReview:
    """Give it back to its editors with what is to be done. Raises CannotReview."""
    locked = _reviewable(draft, by=by, revision=revision)
    if not note.strip():
        raise CannotReview("Say what is to be changed before this can be published.")
    _back_to_writing(locked, now=now)
    record_audit(
        locked, verb="packet.returned", by=by, now=now, slug=locked.slug, note=note.strip()
    )
    return DraftReview.objects.create(
        **{"draft": locked, "revision": revision, "reviewer": by, "at": now},
        verdict=DraftReview.Verdict.RETURNED,
        note=note.strip(),
    )


@transaction.atomic
def approve_draft(
    draft: PacketDraft,
    *,
    revision: int,
    by: User,
    now: datetime,
    note: str = "",
    has_run_code: bool = False,
) -> PacketVersion:
    """Publish the draft as the packet's next version; new sessions use it from now on.

    `by` has edited nothing of it. Everything is checked anew under the lock. Raises CannotReview.
    """
    locked = _reviewable(draft, by=by, revision=revision)
    _refuse_stale_base(locked)
    entry = _without_problems(locked)
    if entry.trial:
        _refuse_untried_code(locked, has_run_code=has_run_code)
    try:
        with transaction.atomic():
            version = publish_version(entry, published_at=now)
    except (AlreadyPublished, IntegrityError):
        raise CannotReview(_PUBLISHED_MEANWHILE) from None
    locked.state = PacketDraft.State.PUBLISHED
    locked.published_as = version
    locked.changed_at = now
    locked.save(update_fields=["state", "published_as", "changed_at"])
    DraftReview.objects.create(
        **{"draft": locked, "revision": revision, "reviewer": by, "at": now},
        verdict=DraftReview.Verdict.APPROVED,
        note=note.strip(),
        has_run_code=bool(entry.trial) and has_run_code,
    )
    _enter_readers(locked, version.packet, by=by, now=now)
    about = {"slug": locked.slug, "number": version.number, "draft": str(locked.public_id)}
    record_audit(version.packet, verb="packet.published", by=by, now=now, **about)
    return version


_PUBLISHED_MEANWHILE = (
    "Another version of this packet was published meanwhile. Nothing was published now: put the "
    "draft on top of the newer version, look at the difference, and submit it again."
)


def _reviewable(draft: PacketDraft, *, by: User, revision: int) -> PacketDraft:
    locked = lock_draft(draft)
    if locked.state == PacketDraft.State.PUBLISHED:
        raise CannotReview("Another editor has published this draft already.")
    if locked.state != PacketDraft.State.IN_REVIEW:
        raise CannotReview("This draft does not wait for a second editor any more.")
    if is_writer_of(by, locked):
        raise CannotReview(
            "You have written at this draft, so another editor has to look at it: four eyes see "
            "what two have got used to."
        )
    _refuse_another_revision(locked, revision)
    return locked


def _refuse_another_revision(draft: PacketDraft, revision: int) -> None:
    if draft.revision != revision:
        raise CannotReview(
            "The draft was changed since you opened this page. Look at it again before you decide."
        )


def _refuse_stale_base(draft: PacketDraft) -> None:
    """Under a lock on the packet, so that two drafts cannot become the same version."""
    if draft.packet is None:
        if Packet.objects.filter(slug=draft.slug).exists():
            raise CannotReview(
                f"A packet named {draft.slug} was published meanwhile. Nothing was published now; "
                "the draft needs another name."
            )
        return
    packet = Packet.objects.select_for_update(no_key=True).get(pk=draft.packet.pk)
    if packet.status != Packet.Status.PUBLISHED:
        raise CannotReview(
            f"{packet.slug} is {packet.get_status_display().lower()} by now. Restore it first, or "
            "discard this draft."
        )
    if packet.current_id != draft.base_id:
        raise CannotReview(_PUBLISHED_MEANWHILE)


def _without_problems(draft: PacketDraft) -> Entry:
    entry, problems = check_draft(draft)
    if entry is None or problems:
        count = len(problems)
        raise CannotReview(
            f"{count} {'problem is' if count == 1 else 'problems are'} left in this draft. The "
            f"first: {problems[0].file}, line {problems[0].line}: {problems[0].reason}."
        )
    return entry


def _refuse_untried_code(draft: PacketDraft, *, has_run_code: bool) -> None:
    """With a runner, a clean run of this very revision; without, a person's word for one."""
    if not is_runner_configured():
        if not has_run_code:
            raise CannotReview(
                "This draft holds code, and this site runs none. Export it, run "
                "`manage.py validate_packets` on the export, and tick that you did."
            )
    elif draft.code_revision != draft.revision:
        raise CannotReview(
            "The code of this revision has not been run yet. Wait for it, or run it."
        )
    elif draft.code_problems:
        raise CannotReview("The code of this revision did not do what it should; see below.")


def _back_to_writing(draft: PacketDraft, *, now: datetime) -> None:
    draft.state = PacketDraft.State.WRITING
    draft.changed_at = now
    draft.save(update_fields=["state", "changed_at"])


def _enter_readers(draft: PacketDraft, packet: Packet, *, by: User, now: datetime) -> None:
    """Whoever wrote, read or reviewed it has seen the packet."""
    reviewers = draft.reviews.exclude(reviewer=None).values_list("reviewer", flat=True)
    seen_by = {
        by.pk,
        *reviewers,
        *draft.editors.values_list("pk", flat=True),
        *draft.readers.values_list("pk", flat=True),
    }
    role = Exposure.Role.LIBRARY
    for person in User.objects.filter(pk__in=seen_by).order_by("pk"):
        try:
            with transaction.atomic():
                note_reading(packet, by=person, role=role, now=now)
        except (
            CannotRead
        ):  # booked for a variant, and nothing else is left: it was read all the same
            Exposure.objects.get_or_create(
                user=person, packet=packet, role=role, leg=None, defaults={"at": now}
            )
