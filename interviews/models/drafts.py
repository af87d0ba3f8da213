"""Packets that are being written: drafts, and what a second editor says of them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.models.packets import Packet, PacketVersion


class DraftQuerySet(models.QuerySet["PacketDraft"]):
    def open(self) -> "DraftQuerySet":
        return self.filter(state__in=PacketDraft.OPEN_STATES)


class PacketDraft(models.Model):
    """The files of a packet's next version, until a second editor publishes them."""

    class State(models.TextChoices):
        WRITING = "writing", "Being written"
        IN_REVIEW = "in_review", "Waits for a second editor"
        PUBLISHED = "published", "Published"
        DISCARDED = "discarded", "Discarded"

    OPEN_STATES = (State.WRITING, State.IN_REVIEW)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField()  # of the packet that it is, or is to become
    packet = models.ForeignKey(
        Packet, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )  # null: the packet is new
    base = models.ForeignKey(
        PacketVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # what it began from: the version to be replaced, or the one that a variant was forked from
    published_as = models.OneToOneField(
        PacketVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    files = models.JSONField()  # {path within the packet's folder: text}
    revision = models.PositiveIntegerField(default=1)  # +1 with each change of the files
    change_note = models.CharField(max_length=300, blank=True)  # what is changed, and why
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="drafts")  # who wrote
    # Whoever opened it. Of a new packet there is no ledger yet: publishing writes them into it.
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="drafts_read")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # What the runner said of the code of `code_revision`; null: it was not run on this site.
    code_revision = models.PositiveIntegerField(null=True, blank=True)
    code_problems = models.JSONField(default=list, blank=True)  # [{"file", "line", "reason"}]

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(state__in=("writing", "in_review")),
                name="draft_one_open_per_slug",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_as__isnull=False)
                | (~Q(state="published") & Q(published_as=None)),
                name="draft_published_as_a_version",
            ),
        )

    def __str__(self) -> str:
        return f"draft of {self.slug}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES


class DraftReview(models.Model):
    """What a second editor said of one revision of a draft."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned with a note"

    draft = models.ForeignKey(PacketDraft, on_delete=models.CASCADE, related_name="reviews")
    revision = models.PositiveIntegerField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # null: someone since erased
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    has_run_code = models.BooleanField(default=False)  # the reviewer says so, of an export
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.verdict}: {self.draft}"
