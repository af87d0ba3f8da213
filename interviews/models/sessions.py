"""A session: two people, a start, and one or two legs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.domain.booking_life import Stage
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

    class NoShow(models.TextChoices):
        ONE = "one", "One did not come"
        BOTH = "both", "Neither came"

    LIVE_STATES = (State.CONFIRMED, State.IN_PROGRESS)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mode = models.CharField(max_length=10, choices=Mode)
    state = models.CharField(max_length=12, choices=State, default=State.CONFIRMED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)  # iTIP SEQUENCE: +1 on move and cancel
    changed_at = models.DateTimeField()  # of time, state or link: iTIP LAST-MODIFIED
    moves = models.PositiveSmallIntegerField(default=0)
    meeting_url = models.URLField(blank=True)  # an outside call, https only
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancel_reason = models.CharField(max_length=200, blank=True)
    # Facts that go with a state: see `stage`. Set by interviews/actions/life.py alone.
    cancelled_late = models.BooleanField(null=True, blank=True)  # null: not cancelled
    no_show = models.CharField(max_length=4, choices=NoShow, blank=True)  # "": nobody's fault
    is_disputed = models.BooleanField(default=False)  # a mark of who came waits for a decision
    marked_at = models.DateTimeField(null=True, blank=True)  # when who came was first written

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
            models.CheckConstraint(
                condition=Q(cancelled_late=None) | Q(state="cancelled"),
                name="session_late_only_if_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(no_show="") | Q(state="missed"), name="session_no_show_only_if_missed"
            ),
            models.CheckConstraint(
                condition=Q(is_disputed=False) | Q(state__in=("completed", "missed")),
                name="session_disputed_only_if_over",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mode} {self.starts_at:%Y-%m-%d %H:%M}Z"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE_STATES

    @property
    def stage(self) -> Stage:
        """Where it stands in the life of a booking (interviews/domain/booking_life.py)."""
        if self.state == self.State.CANCELLED:
            return Stage.CANCELLED_LATE if self.cancelled_late else Stage.CANCELLED_EARLY
        if self.is_disputed:
            return Stage.DISPUTED
        if self.state == self.State.MISSED:
            return {"one": Stage.NO_SHOW_ONE, "both": Stage.NO_SHOW_BOTH}.get(
                self.no_show, Stage.NOT_HELD
            )
        return Stage(self.state)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def settled(self) -> "ParticipationQuerySet":
        """Those whose mark stands: only these have effects (counts, reliability, priority)."""
        return self.exclude(settled_at=None)


class Participation(models.Model):
    """A person in a session, and what is known of their coming."""

    class Attendance(models.TextChoices):
        UNKNOWN = "unknown", "Unknown"
        PRESENT = "present", "Present"
        LATE = "late", "Late"
        ABSENT = "absent", "Absent"
        TECHNICAL = "technical", "Technical trouble"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    reconfirmed_at = models.DateTimeField(null=True, blank=True)
    first_joined_at = models.DateTimeField(null=True, blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.UNKNOWN)
    # When the mark became final: 72 hours after it was made, or by agreement or decision.
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

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
