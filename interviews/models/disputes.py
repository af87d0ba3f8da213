"""Somebody says that the mark of who came is wrong."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.models.sessions import Participation


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> "DisputeQuerySet":
        return self.filter(state=Dispute.State.OPEN)


class Dispute(models.Model):
    """One mark of one session, disputed by either of its two people.

    The other may agree; else a coach of one of the two, or staff, decides. Until then the mark
    has no effect.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        AGREED = "agreed", "Agreed"
        DECIDED = "decided", "Decided"
        TAKEN_BACK = "taken_back", "Taken back"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="disputes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="disputes_opened"
    )
    mark = models.CharField(max_length=10, choices=Participation.Attendance)  # that is disputed
    claimed = models.CharField(max_length=10, choices=Participation.Attendance)  # what is right
    text = models.CharField(max_length=500)  # the partner and the coach read it
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    result = models.CharField(max_length=10, choices=Participation.Attendance, blank=True)
    note = models.CharField(max_length=300, blank=True)  # the coach's words to both

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place"], condition=Q(state="open"), name="dispute_one_open_per_mark"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="dispute_open_or_closed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by} disputes {self.mark} of {self.place}"
