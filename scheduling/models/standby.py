import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class StandbyEntry(models.Model):
    """Somebody is free now, until a time, for whoever asks. It ends by itself at `until_at`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standby_entry"
    )
    ways = models.JSONField(default=list)  # Way values, from their own side
    kinds = models.JSONField(default=list, blank=True)  # Kind values; empty: any of theirs
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "standby entries"
        indexes = (models.Index(fields=["until_at"], name="standby_by_end"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at__gt=F("since_at")), name="standby_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} until {self.until_at:%Y-%m-%d %H:%M}Z"
