from django.conf import settings
from django.db import models
from django.db.models import F, Q

from interviews.models import Session


class BusyOverlap(models.Model):
    """Busy time that came over a booked session: that its person was asked, and what they said.

    Whether there still is any is read from the busy time itself. What was asked about is the time
    from the first busy instant of the session to the last: of more than that they are asked anew.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="busy_overlaps")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_overlaps"
    )
    sequence = models.PositiveIntegerField()  # of the session, when they were asked
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)  # they said that the session stands

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "user"], name="busy_overlap_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="busy_overlap_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"user {self.user_id} is busy during session {self.session_id}"
