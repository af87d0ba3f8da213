"""A session: two people, a start, and one or two legs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.models.catalogue import Kind, RubricVersion
from interviews.models.packets import PacketVersion


class Mode(models.TextChoices):
    SWAP = "swap", "Swap: both practise"
    ONE_WAY = "one_way", "One-way: one practises"


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, user) -> "SessionQuerySet":  # type: ignore[no-untyped-def]
        return self.filter(participations__user=user)

    def live(self) -> "SessionQuerySet":
        """Sessions that hold their people's time."""
        return self.filter(state__in=Session.LIVE_STATES)

    def completed(self) -> "SessionQuerySet":
        return self.filter(state=Session.State.COMPLETED)


class Session(models.Model):
    class State(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"

    LIVE_STATES = (State.CONFIRMED, State.IN_PROGRESS)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mode = models.CharField(max_length=10, choices=Mode)
    state = models.CharField(max_length=12, choices=State, default=State.CONFIRMED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)  # iTIP SEQUENCE: +1 on move and cancel
    changed_at = models.DateTimeField()  # of time or state: iTIP LAST-MODIFIED
    moves = models.PositiveSmallIntegerField(default=0)
    meeting_url = models.URLField(blank=True)  # an outside call, https only
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancel_reason = models.CharField(max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["state", "starts_at"], name="session_state_start"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(meeting_url="") | Q(meeting_url__startswith="https://"),
                name="session_meeting_url_https",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mode} {self.starts_at:%Y-%m-%d %H:%M}Z"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE_STATES


class Participation(models.Model):
    """A person in a session, and what is known of their coming."""

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        PRESENT = "present", "Present"
        LATE = "late", "Late"
        ABSENT = "absent", "Absent"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    first_joined_at = models.DateTimeField(null=True, blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.UNKNOWN)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "user"], name="participation_once"),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.session}"


class Leg(models.Model):
    """One interview within a session: who asks whom what, for how long."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="legs")
    number = models.PositiveSmallIntegerField()  # 1, 2
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="legs_as_interviewer"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="legs_as_candidate"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    minutes = models.PositiveSmallIntegerField()
    packet_version = models.ForeignKey(PacketVersion, on_delete=models.PROTECT, related_name="legs")
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="legs")

    class Meta:
        ordering = ("session", "number")
        constraints = (
            models.UniqueConstraint(fields=["session", "number"], name="leg_number_per_session"),
            models.CheckConstraint(
                condition=~Q(interviewer=F("candidate")), name="leg_two_different_people"
            ),
        )

    def __str__(self) -> str:
        return f"leg {self.number} of {self.session}"
