from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.domain.session_times import GRACE
from interviews.models import Session
from room.domain.documents import NOTES


class Room(models.Model):
    """The live state of a session: which phase runs since when. The clock is the server's."""

    class Phase(models.TextChoices):
        LOBBY = "lobby", "Lobby"
        LEG_1 = "leg_1", "First interview"
        LEG_2 = "leg_2", "Second interview"
        DEBRIEF = "debrief", "Feedback and debrief"
        ENDED = "ended", "Ended"

    session = models.OneToOneField(
        "interviews.Session", on_delete=models.CASCADE, related_name="room"
    )
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.LOBBY)
    phase_started_at = models.DateTimeField()
    phase_ends_at = models.DateTimeField(null=True, blank=True)  # null: no end (lobby, ended)
    revision = models.PositiveIntegerField(default=0)  # +1 at each change: stale commands lose
    ended_at = models.DateTimeField(null=True, blank=True)
    # What a person's End cut off, so that it can be undone; empty when time itself ran out.
    ended_from = models.CharField(max_length=10, choices=Phase, blank=True)
    cut_started_at = models.DateTimeField(null=True, blank=True)
    cut_ends_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"room of {self.session}: {self.phase}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def no_longer_needed(self, *, now: datetime) -> "VisitQuerySet":
        """Of sessions that are closed for good: who came is read from visits until then."""
        return self.filter(room__session__ends_at__lt=now - GRACE).exclude(
            room__session__state__in=Session.LIVE_STATES
        )


class Visit(models.Model):
    """A connection of a person to the room, from join to leave: the evidence of presence."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits"
    )
    connection_id = models.CharField(max_length=40, unique=True)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # last heartbeat
    left_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user} in {self.room} since {self.joined_at:%H:%M:%S}"


class Release(models.Model):
    """A piece of the interviewer's material shown to the candidate (a hint, a clarification)."""

    class Item(models.TextChoices):
        BRIEF = "brief", "Brief"
        HINT = "hint", "Hint"
        CLARIFICATION = "clarification", "Clarification"

    leg = models.ForeignKey("interviews.Leg", on_delete=models.CASCADE, related_name="releases")
    item = models.CharField(max_length=15, choices=Item)
    index = models.PositiveSmallIntegerField(default=0)  # position in the packet's list
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(fields=["leg", "item", "index"], name="release_once"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.index} of {self.leg}"


class NoteUpdate(models.Model):
    """One Yjs update of a session's shared notes. The rows, merged, are the document."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="note_updates")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{len(self.data)} bytes of notes at {self.at:%H:%M:%S}"


class CollabDoc(models.Model):
    """A document that two people write at the same time: its log, and a snapshot of a part of it.

    The snapshot and the updates that are not `packed`, merged, are the document. All updates
    together, by their time, are how it came about.
    """

    class Kind(models.TextChoices):
        EDITOR = "editor", "Editor"
        BOARD = "board", "Whiteboard"
        NOTES = "notes", "Shared notes"

    key = models.CharField(max_length=50, unique=True)  # see domain/documents.py
    session = models.ForeignKey(
        "interviews.Session", on_delete=models.CASCADE, related_name="documents"
    )
    leg = models.ForeignKey(
        "interviews.Leg", null=True, on_delete=models.CASCADE, related_name="documents"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    snapshot = models.BinaryField(default=bytes)  # a Yjs update; empty: nothing is packed yet

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("editor", "board", "notes")), name="document_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=NOTES, leg=None) | (~Q(kind=NOTES) & ~Q(leg=None)),
                name="document_is_of_a_leg_unless_notes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.session}"


class DocUpdate(models.Model):
    """One Yjs update, as its author sent it. Rows are never changed but to be packed."""

    doc = models.ForeignKey(
        CollabDoc, on_delete=models.CASCADE, related_name="updates", db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.BinaryField()
    at = models.DateTimeField()
    packed = models.BooleanField(default=False)  # is in the snapshot too

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["doc", "id"], name="update_of_doc"),
            models.Index(fields=["doc"], condition=Q(packed=False), name="update_not_packed"),
        )

    def __str__(self) -> str:
        return f"{len(self.data)} bytes of {self.doc_id} at {self.at:%H:%M:%S}"


class Uptime(models.Model):
    """A stretch in which the site was up: a beat a minute moves its end on.

    What lies between two stretches is when the site was away, and nobody can be blamed for it.
    """

    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"up from {self.began_at:%Y-%m-%d %H:%M} to {self.seen_at:%Y-%m-%d %H:%M}"
